"""What is known of profile and drug as columns for trees, one row a pair."""

import numpy as np
from numpy.typing import NDArray

from response.sides import Sides

Matrix = NDArray[np.float64]
Columns = NDArray[np.float32]

MIN_PROFILES = 30
"""A mutated gene or segment is a column where this many profiles of the screen have it."""

MIN_DRUGS = 3
"""A target is a column where this many drugs have it."""


def profile_columns(sides: Sides) -> Columns:
    """Tissue, mutated genes, microsatellite instability, and how much is altered.

    Returns
    -------
    float32 array of shape (n_profiles, n_columns)
    """
    rows = sides.profiles
    tissues = np.array([tissue for tissue in sorted(set(rows.tissues)) if tissue], dtype=str)
    common = rows.mutations.sum(0) >= MIN_PROFILES
    return np.hstack(
        [
            rows.tissues[:, None] == tissues[None, :],
            rows.mutations[:, common],
            rows.mutations.sum(1, keepdims=True),
            rows.copy_number.sum(1, keepdims=True),
        ]
    ).astype(np.float32)


def segment_columns(sides: Sides) -> Columns:
    """Copy-number segments that are often altered: float32 of shape (n_profiles, n_columns)."""
    segments = sides.profiles.copy_number
    return segments[:, segments.sum(0) >= MIN_PROFILES].astype(np.float32)


def drug_columns(sides: Sides) -> Columns:
    """Pathway and targets: float32 of shape (n_drugs, n_columns)."""
    return np.hstack(
        [
            _indicators([frozenset({drug.pathway} - {""}) for drug in sides.drugs], 1),
            _indicators([frozenset(d.target_genes or d.targets) for d in sides.drugs], MIN_DRUGS),
        ]
    )


def _indicators(sets: list[frozenset[str]], least: int) -> Columns:
    members = sorted(frozenset().union(*sets))
    matrix = np.array([[m in held for m in members] for held in sets], dtype=np.float32)
    matrix = matrix.reshape(len(sets), len(members))
    return matrix[:, matrix.sum(0) >= least]
