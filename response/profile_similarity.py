"""How alike tumour profiles are, by tissue, mutated genes and copy number.

The similarity of two profiles is
``same tissue + (1 + same tissue) * (mutations + copy number / 2)``. ``mutations`` and
``copy number`` fall exponentially with the number of features that differ, and rise a little with
each altered gene that both have. What two profiles share counts for more where they come from one
tissue.

A feature that is not known of a tumour is not taken as absent: the tumour is then compared as
those profiles of the screen are, on average, that could be like it: see `SimilarityReader`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.screen import Screen
from response.screen_feature import FeatureKind, parse_feature

Matrix = NDArray[np.float64]

MUTATION_DECAY = 0.1
"""A factor of 1/e for every ten mutated genes that differ."""

COPY_NUMBER_DECAY = 0.01
"""A factor of 1/e for every hundred copy-number segments that differ."""

SHARED = 0.1
"""Added for each altered gene, or segment with cancer genes, that both profiles have."""

COPY_NUMBER_WEIGHT = 0.5
"""Of the similarity of copy number, against that of mutations."""

_MUTATIONS = (FeatureKind.MUTATION, FeatureKind.FUSION, FeatureKind.MSI, FeatureKind.OTHER)
_COPY_NUMBER = (FeatureKind.GAIN, FeatureKind.LOSS)


@dataclass(frozen=True, eq=False)
class ProfileRows:
    """Profiles as numbers.

    Attributes
    ----------
    tissues : ndarray of str, shape (n_profiles,)
        Empty where not known.
    mutations : ndarray of shape (n_profiles, n_mutations)
        Mutated and fused genes and microsatellite instability, 0 to 1.
    copy_number : ndarray of shape (n_profiles, n_segments)
    with_genes : ndarray of bool, shape (n_segments,)
        Segments that hold a cancer gene.
    """

    tissues: NDArray[np.str_]
    mutations: Matrix
    copy_number: Matrix
    with_genes: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.tissues)

    def take(self, rows: NDArray[np.intp]) -> "ProfileRows":
        """Return some of the profiles, in the order asked for."""
        return ProfileRows(
            self.tissues[rows], self.mutations[rows], self.copy_number[rows], self.with_genes
        )


@dataclass(frozen=True)
class FeatureColumns:
    """Which columns of a screen's features are read as what."""

    mutations: tuple[str, ...]
    copy_number: tuple[str, ...]


def feature_columns(screen: Screen) -> FeatureColumns:
    """Tell columns of copy number from those of mutations; all others count as mutations."""
    kinds = {name: parse_feature(str(name)).kind for name in screen.features.columns}
    return FeatureColumns(
        tuple(name for name, kind in kinds.items() if kind in _MUTATIONS),
        tuple(name for name, kind in kinds.items() if kind in _COPY_NUMBER),
    )


def profile_rows(screen: Screen) -> ProfileRows:
    """Read a screen's profiles; a value that is not known is the mean over all profiles."""
    columns = feature_columns(screen)
    filled = screen.features.fillna(screen.features.mean()).fillna(0.0)
    return ProfileRows(
        screen.tissues.to_numpy(dtype=str),
        filled[list(columns.mutations)].to_numpy(dtype=np.float64),
        filled[list(columns.copy_number)].to_numpy(dtype=np.float64),
        np.array([bool(parse_feature(name).genes) for name in columns.copy_number], dtype=bool),
    )


def similarities(left: ProfileRows, right: ProfileRows) -> Matrix:
    """Compare profiles.

    Returns
    -------
    ndarray of shape (n_left, n_right)
        0 or more, positive semidefinite where both sides are the same.
    """
    return combine(
        same_tissue(left, right),
        mutation_similarity(left, right),
        copy_number_similarity(left, right),
    )


def combine(tissue: Matrix, mutations: Matrix, copy_number: Matrix) -> Matrix:
    """Put the three similarities together; see the module's head."""
    return tissue + (1.0 + tissue) * (mutations + COPY_NUMBER_WEIGHT * copy_number)


def same_tissue(left: ProfileRows, right: ProfileRows) -> Matrix:
    """1 where both tissues are known and the same, else 0."""
    known = left.tissues != ""
    return np.asarray(
        (left.tissues[:, None] == right.tissues[None, :]) & known[:, None], dtype=np.float64
    )


def mutation_similarity(left: ProfileRows, right: ProfileRows) -> Matrix:
    """Compare mutated genes: what differs lowers it, what both have raises it."""
    alike = np.exp(-MUTATION_DECAY * _differences(left.mutations, right.mutations))
    return alike + SHARED * left.mutations @ right.mutations.T


def copy_number_similarity(left: ProfileRows, right: ProfileRows) -> Matrix:
    """Compare copy number: what differs lowers it, segments with genes that both have raise it."""
    alike = np.exp(-COPY_NUMBER_DECAY * _differences(left.copy_number, right.copy_number))
    here, there = (rows.copy_number[:, rows.with_genes] for rows in (left, right))
    return alike + SHARED * here @ there.T


def _differences(left: Matrix, right: Matrix) -> Matrix:
    squared = (left**2).sum(1)[:, None] + (right**2).sum(1)[None, :] - 2.0 * left @ right.T
    return np.maximum(squared, 0.0)
