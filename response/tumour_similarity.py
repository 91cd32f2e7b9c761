"""How alike tumours and the profiles of a screen are where not everything is known of a tumour.

What is not known of a tumour is not taken as absent. Its mutations, or its copy number, are then a
mixture of those of the screen's profiles: profiles of its tissue weigh `SAME_TISSUE` times as much
as others, and each known thing that a profile has otherwise (an altered segment, a fusion,
microsatellite instability) weighs it down by `OTHERWISE`. Similarities of mixtures are means of
similarities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.profile_similarity import (
    ProfileRows,
    combine,
    copy_number_similarity,
    mutation_similarity,
    same_tissue,
)
from response.tumour_features import TumourFeatures

Matrix = NDArray[np.float64]

SAME_TISSUE = 5.0
OTHERWISE = 0.001


@dataclass(frozen=True, eq=False)
class TumourRows:
    """Tumours, what is not known of them as mixtures of profiles.

    Attributes
    ----------
    tissues : ndarray of str, shape (n_tumours,)
    mutations : ndarray of shape (n_tumours, n_profiles)
        Similarity of mutations to each profile.
    copy_number : ndarray of shape (n_tumours, n_profiles)
    weights : ndarray of shape (n_tumours, n_profiles)
        Of the profiles in the mixture that stands for what is not known; they sum to 1.
    features : tuple of TumourFeatures
    """

    tissues: NDArray[np.str_]
    mutations: Matrix
    copy_number: Matrix
    weights: Matrix
    features: tuple[TumourFeatures, ...]

    def __iter__(self) -> Iterator["TumourRows"]:
        return (self.take(slice(row, row + 1)) for row in range(len(self.features)))

    def take(self, part: slice) -> "TumourRows":
        """Return some of the tumours."""
        return TumourRows(
            self.tissues[part],
            self.mutations[part],
            self.copy_number[part],
            self.weights[part],
            self.features[part],
        )


class TumourComparison:
    """Compares tumours with the profiles of a screen and with one another.

    Parameters
    ----------
    profiles : ProfileRows
        Of the screen.
    unstable : ndarray of bool, shape (n_profiles,), optional
        Microsatellite instability of the profiles, where the screen knows it.
    """

    def __init__(self, profiles: ProfileRows, unstable: NDArray[np.bool_] | None = None) -> None:
        self.profiles = profiles
        self._unstable = unstable
        self._mutations = mutation_similarity(profiles, profiles)
        self._copy_number = copy_number_similarity(profiles, profiles)
        self._own = np.diag(combine(np.eye(len(profiles)), self._mutations, self._copy_number))

    def rows(self, tumours: Sequence[TumourFeatures]) -> TumourRows:
        """Prepare tumours for comparison."""
        weights = np.array([self._weights(t) for t in tumours])
        mutations = np.empty_like(weights)
        known = np.array([t.mutations is not None for t in tumours])
        mutations[~known] = weights[~known] @ self._mutations
        mutations[known] = mutation_similarity(self._as_rows(tumours), self.profiles)
        return TumourRows(
            np.array([t.tissue for t in tumours], dtype=str),
            mutations,
            weights @ self._copy_number,
            weights,
            tuple(tumours),
        )

    def to_profiles(self, tumours: TumourRows) -> Matrix:
        """Similarities of shape (n_tumours, n_profiles)."""
        tissue = same_tissue(_tissue_rows(tumours.tissues), self.profiles)
        return combine(tissue, tumours.mutations, tumours.copy_number)

    def likeness(self, tumours: TumourRows) -> Matrix:
        """Similarities over the geometric mean of what both have with themselves: 0 to 1."""
        own = np.array([self.between(row, row).item() for row in tumours])
        return self.to_profiles(tumours) / np.sqrt(own[:, None] * self._own[None, :])

    def between(self, left: TumourRows, right: TumourRows) -> Matrix:
        """Similarities of shape (n_left, n_right)."""
        tissue = same_tissue(_tissue_rows(left.tissues), _tissue_rows(right.tissues))
        mutations = left.mutations @ right.weights.T
        known_left, known_right = _sequenced(left), _sequenced(right)
        mutations[np.ix_(~known_left, known_right)] = (
            left.weights[~known_left] @ right.mutations[known_right].T
        )
        mutations[np.ix_(known_left, known_right)] = mutation_similarity(
            self._as_rows(left.features), self._as_rows(right.features)
        )
        return combine(tissue, mutations, left.copy_number @ right.weights.T)

    def _weights(self, tumour: TumourFeatures) -> Matrix:
        weights = np.ones(len(self.profiles))
        if tumour.tissue:
            weights[self.profiles.tissues == tumour.tissue] *= SAME_TISSUE
        otherwise = _missing(tumour.copy_number, self.profiles.copy_number)
        otherwise = otherwise + _missing(tumour.fusions, self.profiles.mutations)
        if self._unstable is not None and tumour.microsatellite_instability is not None:
            otherwise = otherwise + (self._unstable != tumour.microsatellite_instability)
        weights *= OTHERWISE ** (otherwise - otherwise.min())
        return weights / weights.sum()

    def _as_rows(self, tumours: Sequence[TumourFeatures]) -> ProfileRows:
        """Those whose mutations are known, as profiles without copy number."""
        known = [t for t in tumours if t.mutations is not None]
        width = self.profiles.mutations.shape[1]
        return ProfileRows(
            np.array([t.tissue for t in known], dtype=str),
            np.array([t.mutations for t in known]).reshape(len(known), width),
            np.zeros((len(known), 0)),
            np.zeros(0, dtype=bool),
        )


def _missing(known: Matrix | None, profiles: Matrix) -> Matrix:
    """Count the alterations known of a tumour that each profile lacks: shape (n_profiles,)."""
    if known is None:
        return np.zeros(len(profiles))
    altered = known == 1.0
    return np.asarray(altered.sum() - profiles[:, altered].sum(1))


def _sequenced(tumours: TumourRows) -> NDArray[np.bool_]:
    return np.array([t.mutations is not None for t in tumours.features], dtype=bool)


def _tissue_rows(tissues: NDArray[np.str_]) -> ProfileRows:
    empty = np.zeros((len(tissues), 0))
    return ProfileRows(tissues, empty, empty, np.zeros(0, dtype=bool))
