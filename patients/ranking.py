"""Diseases that a patient may have, the likeliest first, each with its reasons."""

from dataclasses import dataclass

from patients.diagnosis_reasons import FindingEvidence
from patients.disease_annotations import Disease
from patients.separating_question import SeparatingQuestion

STANDS_OUT = 0.1
"""Posterior from which the first disease stands out from the many that findings fit."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A disease that may be the patient's.

    Parameters
    ----------
    disease : Disease
    posterior : float
        Probability, 0 to 1, that it is this one; those of all diseases and of a disease that the
        annotations lack add up to 1.
    score : float
        Log odds against an empty patient, up to a constant.
    findings : tuple of FindingEvidence
        What speaks for it first, what speaks against it last; empty beyond the explained ones.
    genes : tuple of str
        Of the patient's, those that cause it.
    against_sex : bool
        Whether the patient's sex makes it less likely.
    """

    disease: Disease
    posterior: float
    score: float
    findings: tuple[FindingEvidence, ...] = ()
    genes: tuple[str, ...] = ()
    against_sex: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """Diseases, the likeliest first.

    Parameters
    ----------
    candidates : tuple of Candidate
    unlisted : float
        Probability of a disease that the annotations lack.
    question : SeparatingQuestion or None
        The finding to ask for next.
    observed, absent : tuple of str
        What was used: current terms, those that another contains left out.
    version : str
        Day of the annotations.
    """

    candidates: tuple[Candidate, ...]
    unlisted: float
    question: SeparatingQuestion | None
    observed: tuple[str, ...]
    absent: tuple[str, ...]
    version: str

    @property
    def stands_out(self) -> bool:
        """Whether one disease stands out; else the findings are too few or too general."""
        return bool(self.candidates) and self.candidates[0].posterior >= STANDS_OUT
