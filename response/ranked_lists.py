"""How good a ranking of drugs is at finding those that a tumour answers best.

Drugs with equal scores share their places: each counts as the mean over the orders in which they
could stand, as in scikit-learn's ``ndcg_score``. A ranking that tells no drugs apart so scores
what chance scores.
"""

import numpy as np
import pandas as pd

TOPS = (5, 10)
"""Numbers of first places that are looked at."""

LIST_MEASURES = tuple(
    f"{measure}_at_{k}" for k in TOPS for measure in ("precision", "recall", "f1", "ndcg")
)
"""Columns of :func:`score_lists`."""

_DIGITS = 9
"""Scores that agree so far are equal."""


def score_lists(lists: np.ndarray, scores: np.ndarray, relevant: np.ndarray) -> pd.DataFrame:
    """Score many ranked lists at once.

    Parameters
    ----------
    lists : int array of shape (n_drugs_in_all_lists,)
        Number of the list in which a drug stands, 0 to n_lists - 1.
    scores : float array of that shape
        The lowest is ranked first.
    relevant : bool array of that shape

    Returns
    -------
    DataFrame of shape (n_lists, 8)
        `LIST_MEASURES`, by number of the list: precision, recall, F1 and nDCG (each relevant drug
        counts alike) of the first k places. NaN for a list without a relevant drug, and at k for
        a list of k drugs or fewer, where nothing is left to choose.

    Examples
    --------
    >>> scored = score_lists(np.zeros(6, int), np.arange(6), np.array([1, 0, 0, 0, 0, 1]) > 0)
    >>> scored[["precision_at_5", "recall_at_5"]].round(2).values.tolist()
    [[0.2, 0.5]]
    """
    lists = np.asarray(lists)
    rounded = np.round(np.asarray(scores, dtype=np.float64), _DIGITS) + 0.0
    order = np.lexsort((rounded, lists))
    in_order = lists[order]
    gains = _shared(in_order, rounded[order], np.asarray(relevant)[order].astype(np.float64))
    n_lists = int(lists.max()) + 1 if len(lists) else 0
    sizes = np.bincount(lists, minlength=n_lists)
    n_relevant = np.bincount(in_order, weights=gains, minlength=n_lists).round()
    places = np.arange(len(lists)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    columns: dict[str, np.ndarray] = {}
    for k in TOPS:
        top = np.where(places < k, gains, 0.0)
        hits = np.bincount(in_order, weights=top, minlength=n_lists)
        gained = np.bincount(in_order, weights=top / np.log2(places + 2), minlength=n_lists)
        scorable = (sizes > k) & (n_relevant > 0)
        found = np.maximum(n_relevant, 1)
        best = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(k) + 2))])
        ideal = best[np.clip(found, 0, k).astype(np.int64)]
        for name, values in (
            ("precision", hits / k),
            ("recall", hits / found),
            ("f1", 2 * hits / (k + found)),
            ("ndcg", gained / ideal),
        ):
            columns[f"{name}_at_{k}"] = np.where(scorable, values, np.nan)
    return pd.DataFrame(columns)[list(LIST_MEASURES)]


def _shared(lists: np.ndarray, scores: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """Return the mean gain of the drugs with the same score in the same list, for each."""
    if not len(lists):
        return gains
    starts = np.flatnonzero(np.r_[True, (np.diff(lists) != 0) | (np.diff(scores) != 0)])
    sizes = np.diff(np.r_[starts, len(lists)])
    return np.repeat(np.add.reduceat(gains, starts) / sizes, sizes)
