"""Why a disease stands where it does: each finding, how it is met in the disease, what it adds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scipy import sparse

from patients.diagnosis_weights import Weights
from patients.disease_scores import EXPLAINED, LEAST_FREQUENCY, MOST_ABSENT, DiseaseScores
from patients.ontology import Ontology

LEAST_FOR, MOST_AGAINST = 1.05, 0.95
"""Factors of the odds from which a finding speaks for a disease, or against it."""


class Ground(StrEnum):
    """How a finding is met in a disease."""

    ANNOTATED = "annotated"
    MORE_PRECISE = "annotated more precisely"
    SIMILAR = "like an annotated finding"
    UNEXPLAINED = "not annotated"
    ABSENT_USUAL = "absent, met in the disease"
    ABSENT_ANYWAY = "absent, not annotated"


@dataclass(frozen=True, slots=True)
class FindingEvidence:
    """What one finding says of one disease.

    Parameters
    ----------
    term, label : str
    ground : Ground
    frequency : float or None
        Share of patients with the disease who show it, 0 to 1; None where it is not annotated or
        the annotations do not say.
    via : str
        Name of what lies above both, where the finding is like an annotated one.
    factor : float
        By which the finding multiplies the odds of the disease against one that shows nothing of
        it: above 1 it speaks for the disease, below 1 against it.
    """

    term: str
    label: str
    ground: Ground
    frequency: float | None
    via: str
    factor: float

    @property
    def speaks_for(self) -> bool:
        """Whether it makes the disease noticeably likelier."""
        return self.factor >= LEAST_FOR

    @property
    def speaks_against(self) -> bool:
        """Whether it makes the disease noticeably less likely."""
        return self.factor <= MOST_AGAINST


class Reasons:
    """Tells the findings of one patient for any disease.

    Parameters
    ----------
    ontology : Ontology
    scores : DiseaseScores
    weights : Weights
    observed, absent : sequence of str
        As they were scored.
    """

    def __init__(
        self,
        ontology: Ontology,
        scores: DiseaseScores,
        weights: Weights,
        observed: Sequence[str],
        absent: Sequence[str],
    ) -> None:
        self._ontology = ontology
        self._scores = scores
        self._weights = weights
        self._shares = dict(zip(observed, scores.shares(observed), strict=True))
        self._absent = absent

    def of_disease(self, place: int) -> tuple[FindingEvidence, ...]:
        """Return the findings, what speaks for the disease first.

        Parameters
        ----------
        place : int
            Of the disease in the annotations.
        """
        shown = _row(self._scores.profiles.shown_by_disease, place)
        named = _row(self._scores.profiles.named_by_disease, place)
        denied = _row(self._scores.profiles.denied_by_disease, place)
        found = [self._observed(term, shown, named) for term in self._shares]
        found += [self._absence(term, shown, named, denied) for term in self._absent]
        guessed = _row(self._scores.profiles.guessed_by_disease, place)
        return tuple(
            replace(one, frequency=None) if self._scores.places[one.term] in guessed else one
            for one in sorted(found, key=lambda one: (-one.factor, one.label))
        )

    def _observed(
        self, term: str, shown: dict[int, float], named: dict[int, float]
    ) -> FindingEvidence:
        place, weights = self._scores.places[term], self._weights
        ratio, via = self._best(place, shown)
        share = float(self._shares[term])
        if place in shown:
            ground = Ground.ANNOTATED if place in named else Ground.MORE_PRECISE
            added = weights.exact * ratio * share
        else:
            explained = ratio > EXPLAINED
            ground = Ground.SIMILAR if explained else Ground.UNEXPLAINED
            added = weights.similar * ratio * share + (0 if explained else weights.unexplained)
        is_like = ground is Ground.SIMILAR
        return FindingEvidence(
            term, self._label(term), ground, shown.get(place),
            self._label(self._scores.places.terms[via]) if is_like else "", math.exp(added),
        )  # fmt: skip

    def _absence(
        self,
        term: str,
        shown: dict[int, float],
        named: dict[int, float],
        denied: dict[int, float],
    ) -> FindingEvidence:
        place, weights = self._scores.places[term], self._weights
        frequency = shown.get(place)
        added = weights.absent * math.log1p(-min(frequency or 0.0, MOST_ABSENT))
        added += weights.looked_for * (place in named) + weights.never_met * (place in denied)
        ground = Ground.ABSENT_ANYWAY if frequency is None else Ground.ABSENT_USUAL
        return FindingEvidence(term, self._label(term), ground, frequency, "", math.exp(added))

    def _best(self, place: int, shown: dict[int, float]) -> tuple[float, int]:
        """Return the best log likelihood ratio of a term and what lies above it, and which."""
        best, via = 0.0, place
        for above in self._scores.places.above[place]:
            if above in shown:
                frequency = max(shown[above], LEAST_FREQUENCY)
                ratio = math.log(frequency) + float(self._scores.information[above])
                if ratio > best:
                    best, via = ratio, int(above)
        return best, via

    def _label(self, term: str) -> str:
        return self._ontology.find(term).name


def _row(matrix: sparse.csr_matrix, place: int) -> dict[int, float]:
    span = slice(matrix.indptr[place], matrix.indptr[place + 1])
    return dict(zip(matrix.indices[span].tolist(), matrix.data[span].tolist(), strict=True))
