"""Which finding to ask for next: the one whose answer would separate the leading diseases best."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from patients.disease_scores import DiseaseScores
from patients.ontology import Ontology

_SUREST = 0.98
"""Patients differ, and so do those who look: no answer is certain."""


@dataclass(frozen=True, slots=True)
class SeparatingQuestion:
    """A finding to ask for.

    Parameters
    ----------
    term, label : str
    gain : float
        Bits by which its answer is expected to settle which of the leaders it is.
    frequencies : tuple of float
        Of each leader: share of patients who show it, 0 to 1.
    """

    term: str
    label: str
    gain: float
    frequencies: tuple[float, ...]


def separate(
    ontology: Ontology,
    scores: DiseaseScores,
    leaders: Sequence[int],
    posteriors: np.ndarray,
    known: Collection[str],
) -> SeparatingQuestion | None:
    """Choose the finding with the greatest mutual information with the leaders.

    Parameters
    ----------
    ontology : Ontology
    scores : DiseaseScores
    leaders : sequence of int
        Places of the diseases, the likeliest first.
    posteriors : ndarray, shape (n_leaders,)
    known : collection of str
        What has been answered: such findings, and what lies above or below one, are not asked.

    Returns
    -------
    SeparatingQuestion or None
        None where there are fewer than two leaders, or nothing to ask.
    """
    if len(leaders) < 2:
        return None
    places, profiles = scores.places, scores.profiles
    columns = np.unique(profiles.named_by_disease[leaders].indices)
    related = [_is_related(ontology, places.terms[column], known) for column in columns]
    columns = columns[~np.array(related, dtype=bool)]
    if not len(columns):
        return None
    background = np.exp(-scores.information[columns])
    shown = profiles.shown[:, columns][leaders].toarray()
    frequencies = np.clip(np.maximum(shown, background), 0.0, _SUREST)
    gains = _mutual_information(frequencies, posteriors / posteriors.sum())
    best = int(np.argmax(np.round(gains, 12)))
    term = places.terms[columns[best]]
    label = ontology.find(term).name
    return SeparatingQuestion(
        term, label, float(gains[best]), tuple(float(one) for one in frequencies[:, best])
    )


def _is_related(ontology: Ontology, term: str, known: Collection[str]) -> bool:
    return any(ontology.is_a(term, one) or ontology.is_a(one, term) for one in known)


def _mutual_information(frequencies: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return bits for each column of yes-frequencies, shape (n_findings,)."""
    mean = weights @ frequencies
    return np.asarray(_entropy(mean) - weights @ _entropy(frequencies))


def _entropy(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-12, 1 - 1e-12)
    return np.asarray(-share * np.log2(share) - (1 - share) * np.log2(1 - share))
