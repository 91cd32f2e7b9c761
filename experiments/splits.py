"""The three split regimes: which rows may not stand on both sides of a fold.

``random``
    Stratified k-fold; rows that share a paper or a gene are on both sides, so
    it is comparable with published results and flatters every model.
``text``
    Rows of near-identical papers stay together.
``gene``
    Rows of one gene stay together.

Folds are numbered from 0; a row's fold is the one in which it is tested.
"""

import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from variants.schema import REGIMES


class SplitError(ValueError):
    """The rows cannot be split as asked."""


def assign_folds(
    regime: str, labels: np.ndarray, groups: np.ndarray, n_folds: int = 5, seed: int = 0
) -> np.ndarray:
    """Assign each row to the fold in which it is tested.

    Parameters
    ----------
    regime : str
        ``random``, ``text`` or ``gene``.
    labels : int array of shape (n_rows,)
        Effect classes, for stratification.
    groups : array of shape (n_rows,)
        Rows with equal values are never split; not read by ``random``.
    n_folds : int
        At least 2.
    seed : int
        Seed of the shuffling.

    Returns
    -------
    int array of shape (n_rows,)
        0 to ``n_folds`` - 1; every fold has at least one row.

    Raises
    ------
    SplitError
        Too few rows or groups for so many folds.
    """
    if regime not in REGIMES:
        raise SplitError(f"expected a split regime of {', '.join(REGIMES)}, got {regime!r}")
    if n_folds < 2:
        raise SplitError(f"expected at least 2 folds, got {n_folds}")
    units = np.arange(len(labels)) if regime == "random" else np.asarray(groups)
    n_units = len(np.unique(units))
    if n_units < n_folds:
        unit = {"random": "rows", "text": "groups of near-identical texts", "gene": "genes"}[regime]
        raise SplitError(
            f"split {regime} into {n_folds} folds needs at least {n_folds} {unit}, got {n_units}; "
            "ask for fewer folds (--folds, or split.folds in params.yaml)"
        )
    folds = np.full(len(labels), -1)
    # scikit-learn refuses when every class is smaller than n_folds.
    strata = labels if np.bincount(labels).max() >= n_folds else np.zeros_like(labels)
    if regime == "random":
        splitter = StratifiedKFold(n_folds, shuffle=True, random_state=seed)
        parts = splitter.split(strata, strata)
    else:
        grouped = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
        parts = grouped.split(strata, strata, units)
    with warnings.catch_warnings():
        # A class rarer than n_folds is absent from some folds; the classifier copes.
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        for fold, (_, tested) in enumerate(parts):
            folds[tested] = fold
    if len(np.unique(folds)) < n_folds:
        folds = _balanced(units, n_folds, seed)
    return folds


def _balanced(units: np.ndarray, n_folds: int, seed: int) -> np.ndarray:
    """Spread whole groups over folds by size, where stratification left a fold empty."""
    _, inverse, sizes = np.unique(units, return_inverse=True, return_counts=True)
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    fold_of = np.zeros(len(sizes), dtype=np.int64)
    filled = np.zeros(n_folds, dtype=np.int64)
    for group in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold = int(filled.argmin())
        fold_of[group] = fold
        filled[fold] += sizes[group]
    return fold_of[inverse]
