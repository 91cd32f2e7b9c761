"""What is known of a patient when possible diagnoses are asked for."""

from dataclasses import dataclass

from patients.diagnosis_weights import AbsenceReading


@dataclass(frozen=True, slots=True)
class GermlineGene:
    """A gene with a germline variant that may cause disease.

    Parameters
    ----------
    symbol : str
        Approved by HGNC.
    one_copy : bool
        Whether it is known that one copy only is altered.
    """

    symbol: str
    one_copy: bool = False


@dataclass(frozen=True, slots=True)
class DiagnosisQuestion:
    """What is known of a patient.

    Parameters
    ----------
    observed, absent : tuple of str
        HPO terms; alternate ids and doubles are allowed, terms that are no findings ignored.
    sex : str
        ``female``, ``male`` or anything else where it is not known.
    genes : tuple of GermlineGene
    absences : AbsenceReading
    """

    observed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    sex: str = ""
    genes: tuple[GermlineGene, ...] = ()
    absences: AbsenceReading = AbsenceReading.ASKED
