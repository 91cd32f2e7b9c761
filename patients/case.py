"""The patient's case: what is known of one patient, without anything personal.

Files are read and written by :mod:`patients.case_file`. Empty text, None and empty tuples say
that something is not known.

Examples
--------
>>> case = Case(
...     id="lung-egfr",
...     sex=Sex.FEMALE,
...     age=parse_age("61 years 4 months"),
...     tumour=Tumour("lung adenocarcinoma", stage="IVB"),
...     tests=(TestResult(TestKind.QTC, 490, "ms"),),
... )
>>> case.age.iso, case.test(TestKind.QTC).words
('P61Y4M', '490 ms')
"""

from dataclasses import dataclass
from enum import StrEnum

from patients.case_age import Age, AgeError, parse_age
from patients.case_result import TestKind, TestResult
from patients.case_variant import CaseVariant, GenomeRecord, Origin

__all__ = [
    "Age",
    "AgeError",
    "Case",
    "CaseVariant",
    "Diagnosis",
    "Finding",
    "GenomeRecord",
    "HistoryEntry",
    "Origin",
    "PreviousTherapy",
    "Relative",
    "Response",
    "Sex",
    "TestKind",
    "TestResult",
    "Tumour",
    "parse_age",
]


class Sex(StrEnum):
    """Sex, as GA4GH's phenopackets have it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Response(StrEnum):
    """Best response to a therapy. Source: RECIST 1.1, PMID 19097774."""

    COMPLETE = "complete response"
    PARTIAL = "partial response"
    STABLE = "stable disease"
    PROGRESSION = "progressive disease"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A symptom or sign.

    Parameters
    ----------
    term : str
        Current id in the Human Phenotype Ontology, such as ``HP:0002094``.
    label : str
        Its name there.
    excluded : bool
        Whether it was looked for and is absent.
    onset : str
        An ISO 8601 age (``P12Y``), two of them (``P10Y/P12Y``), or a term of onset with its
        name (``HP:0003577 Congenital onset``).
    words : str
        The words that said so.
    """

    term: str
    label: str
    excluded: bool = False
    onset: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tumour:
    """The tumour at hand.

    Parameters
    ----------
    name : str
        Any name of a tumour type, or its code where only that was given.
    code : str
        Such as ``DOID:3910`` or ``ONCOTREE:LUAD``.
    stage, tnm : str
        Such as ``IVB`` and ``cT2aN2M1c``.
    metastases : tuple of str
        Sites.
    """

    name: str
    code: str = ""
    stage: str = ""
    tnm: str = ""
    metastases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A disease, operation or other matter of the medical history.

    Parameters
    ----------
    name : str
    term : str
        Its id in an ontology, such as ``DOID:8778``.
    ongoing : bool
        False for what is over.
    note : str
    """

    name: str
    term: str = ""
    ongoing: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """A blood relative with a disease.

    Parameters
    ----------
    relation : str
        One of :data:`patients.relatives.RELATIONS`, such as ``mother``.
    conditions : tuple of str
    sex : Sex
    age_at_onset : Age, optional
        Of the first of the conditions.
    side : str
        ``maternal``, ``paternal`` or empty.
    """

    relation: str
    conditions: tuple[str, ...]
    sex: Sex = Sex.UNKNOWN
    age_at_onset: Age | None = None
    side: str = ""


@dataclass(frozen=True, slots=True)
class PreviousTherapy:
    """A therapy that the patient has had.

    Parameters
    ----------
    drugs : tuple of str
        As given; one regimen.
    response : Response
        The best one.
    line : int, optional
        Line of therapy, from 1.
    stopped_for : str
        ``progression``, ``toxicity``, ``completed``, ``other`` or empty.
    note : str
    """

    drugs: tuple[str, ...]
    response: Response = Response.UNKNOWN
    line: int | None = None
    stopped_for: str = ""
    note: str = ""

    @property
    def failed(self) -> bool:
        """Whether the tumour grew under it or it was stopped for that."""
        return self.response is Response.PROGRESSION or self.stopped_for == "progression"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A disease that the patient was said to have, beside the tumour.

    Parameters
    ----------
    id : str
        Such as ``OMIM:162200``.
    label : str
    onset : str
        As of :class:`Finding`.
    excluded : bool
        Whether it was ruled out.
    progress : str
        Of its interpretation: ``solved``, ``unsolved``, ``in progress``, ``completed`` or empty.
    suspected : bool
        Whether variants were interpreted for it, but nothing says that the patient has it.
    """

    id: str
    label: str
    onset: str = ""
    excluded: bool = False
    progress: str = ""
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one patient.

    Parameters
    ----------
    id : str
        Made up for the case; no name, no number of a register.
    sex : Sex
    age : Age, optional
        When last seen.
    tumour : Tumour, optional
    ecog : int, optional
        Performance status from 0 to 4. Source: Oken et al., PMID 7165009.
    findings : tuple of Finding
        First the present, then the absent ones.
    history : tuple of HistoryEntry
    family : tuple of Relative
    therapies : tuple of PreviousTherapy
    medications : tuple of str
        What the patient takes now.
    tests : tuple of TestResult
        At most one of each kind.
    variants : tuple of CaseVariant
        First the somatic, then the inherited, then the others.
    diagnoses : tuple of Diagnosis
    text : str
        Free text. What is found in it is to be confirmed before it counts.
    note : str
        Is printed and not read.
    subject : str
        What a phenopacket calls the patient, empty where it is the case's id.
    life_stage : str
        In the place of an age: as the onset of a :class:`Finding`.
    vital_status : str
        ``alive``, ``deceased`` or empty.
    unknown_findings : tuple of Finding
        Whose terms are newer than the ontology: kept, but nothing is concluded from them.
    unread : tuple of str
        What the file holds that has no place here, in words.
    """

    id: str
    sex: Sex = Sex.UNKNOWN
    age: Age | None = None
    tumour: Tumour | None = None
    ecog: int | None = None
    findings: tuple[Finding, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    family: tuple[Relative, ...] = ()
    therapies: tuple[PreviousTherapy, ...] = ()
    medications: tuple[str, ...] = ()
    tests: tuple[TestResult, ...] = ()
    variants: tuple[CaseVariant, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    text: str = ""
    note: str = ""
    subject: str = ""
    life_stage: str = ""
    vital_status: str = ""
    unknown_findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def present(self) -> tuple[Finding, ...]:
        """The findings that the patient has."""
        return tuple(finding for finding in self.findings if not finding.excluded)

    @property
    def absent(self) -> tuple[Finding, ...]:
        """The findings that were looked for and not found."""
        return tuple(finding for finding in self.findings if finding.excluded)

    def test(self, kind: TestKind) -> TestResult | None:
        """Return the result of one kind of test."""
        return next((result for result in self.tests if result.kind is kind), None)

    def variants_of(self, origin: Origin) -> tuple[CaseVariant, ...]:
        """Return the variants of one origin."""
        return tuple(variant for variant in self.variants if variant.origin is origin)
