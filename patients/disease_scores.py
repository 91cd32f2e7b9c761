"""Evidence of a patient's findings for each disease, kind by kind.

A finding that a disease shows speaks for it by its likelihood ratio: how often it is met in the
disease against how often over all diseases. One that is not annotated backs off to what lies above
it: if the disease shows *seizure* in 80 %, it shows *focal seizure* in 80 % of the share that focal
seizures have of all seizures. Findings of one kind (four of the skin) are not independent: each
counts by the information that it does not share with the others.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from patients.diagnosis_weights import EVIDENCE_KINDS
from patients.disease_profiles import DiseaseProfiles, TermPlaces

EXPLAINED = 1.5
"""Log likelihood ratio from which a finding counts as like an annotated one."""

LEAST_FREQUENCY = 1e-3
"""Below it a finding counts as this rare in a disease that shows it."""

MOST_ABSENT = 0.9
"""Above it a finding's absence counts no more: annotations are of the typical patient."""

_USUAL_EXTENT = 20.0


class DiseaseScores:
    """Compares findings with the profiles of diseases.

    Parameters
    ----------
    profiles : DiseaseProfiles
    information : ndarray
        Of each term in nats: minus the log of its frequency over all diseases, shape (n_terms,).
    places : TermPlaces
    """

    def __init__(
        self, profiles: DiseaseProfiles, information: np.ndarray, places: TermPlaces
    ) -> None:
        self.profiles = profiles
        self.places = places
        self.information = information
        self.extent = np.log(profiles.extent / _USUAL_EXTENT + 0.2)
        """Log of all that each disease shows, against a usual one, shape (n_diseases,)."""

    @property
    def n_diseases(self) -> int:
        """Diseases that are compared."""
        return int(self.profiles.shown.shape[0])

    def evidence(self, observed: Sequence[str], absent: Sequence[str]) -> np.ndarray:
        """Return the evidence for each disease, shape (n_kinds, n_diseases).

        Parameters
        ----------
        observed, absent : sequence of str
            Current terms below *phenotypic abnormality*, each once.
        """
        found = np.zeros((len(EVIDENCE_KINDS), self.n_diseases))
        by_kind = dict(zip(EVIDENCE_KINDS, found, strict=True))
        for term, share in zip(observed, self.shares(observed), strict=True):
            shown, ratios = self._ratios(self.places[term])
            by_kind["exact"] += np.where(shown, ratios * share, 0.0)
            by_kind["similar"] += np.where(shown, 0.0, ratios * share)
            by_kind["unexplained"] += ~shown & (ratios <= EXPLAINED)
        by_kind["extent"] += len(observed) * self.extent
        for term in absent:
            self._add_absence(self.places[term], by_kind)
        by_kind["patients"] += np.log1p(self.profiles.patients)
        by_kind["references"] += np.log1p(self.profiles.references)
        by_kind["expected"] += np.log(self.profiles.expected + 0.5)
        return found

    def shares(self, observed: Sequence[str]) -> np.ndarray:
        """Return the share of each finding's information that is its own, from 0 to 1.

        What lies above several findings counts for each in equal parts.
        """
        above = [self.places.above[self.places[term]] for term in observed]
        times = np.zeros(len(self.information))
        for columns in above:
            times[columns] += 1
        own = [np.sum(self.information[columns] / times[columns]) for columns in above]
        whole = [max(float(np.sum(self.information[columns])), 1e-9) for columns in above]
        return np.array(own) / np.array(whole) if above else np.zeros(0)

    def total_information(self, observed: Sequence[str]) -> float:
        """Return the information of findings in nats, each with its share."""
        places = [self.places[term] for term in observed]
        return float(np.dot(self.information[places], self.shares(observed)))

    def _add_absence(self, place: int, by_kind: dict[str, np.ndarray]) -> None:
        rows, frequency = _column(self.profiles.shown, place)
        by_kind["absent"][rows] += np.log1p(-np.minimum(frequency, MOST_ABSENT))
        by_kind["looked_for"][_column(self.profiles.named, place)[0]] += 1
        by_kind["never_met"][_column(self.profiles.denied, place)[0]] += 1

    def _ratios(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Return which diseases show a term, and the best log likelihood ratio of each."""
        best = np.zeros(self.n_diseases)
        for above in self.places.above[place]:
            rows, frequency = _column(self.profiles.shown, above)
            ratios = np.log(np.maximum(frequency, LEAST_FREQUENCY)) + self.information[above]
            best[rows] = np.maximum(best[rows], ratios)
        shown = np.zeros(self.n_diseases, dtype=bool)
        shown[_column(self.profiles.shown, place)[0]] = True
        return shown, best


def _column(matrix: sparse.csc_matrix, place: int) -> tuple[np.ndarray, np.ndarray]:
    span = slice(matrix.indptr[place], matrix.indptr[place + 1])
    return matrix.indices[span], matrix.data[span]
