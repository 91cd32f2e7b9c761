"""Test rows that have a near-twin in training, and the scores with and without them.

A twin is a row in another fold, so that it was in training when the row was tested, of

``paper``
    the same group of near-identical texts or document embeddings,
``residue``
    the same gene and the same first residue,
``variation``
    the same gene and the same canonical variation.

In the random regime twins are what it measures. A twin by paper in the text regime, or a row of
the same gene in the gene regime, is a leak.
"""

from typing import Any

import numpy as np
import pandas as pd

from experiments.scores import bootstrap_interval, row_log_losses
from gene_features.variation_columns import NAME, START, TYPE, variation_columns
from variants.effect_class import CLASS_COLUMNS
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, ID

PAPER, RESIDUE, VARIATION_TWIN = "paper", "residue", "variation"
TWINS = (PAPER, RESIDUE, VARIATION_TWIN)
"""Sorts of twins."""

ANY = "any"
"""A twin of whatever sort."""

GENE_KEY = "gene"

FORBIDDEN = {"text": PAPER, "gene": GENE_KEY}
"""What rows on both sides of a fold may not share, by split regime."""

_NAMED = 5


class LeakError(RuntimeError):
    """Rows that the split regime keeps apart are in training and in test: a fault of ours."""


def twin_keys(variants: pd.DataFrame, papers: np.ndarray, has_paper: np.ndarray) -> pd.DataFrame:
    """Return numbers of what rows may share: equal numbers are alike, -1 is like nothing.

    Parameters
    ----------
    variants : DataFrame of shape (n_rows, 2 or more)
        Columns ``Gene`` and ``Variation``, indexed by ID.
    papers : array of shape (n_rows,)
        Groups of near-identical texts and document embeddings.
    has_paper : bool array of shape (n_rows,)
        Whether the row has a text or an embedding; without one its paper is not known.

    Returns
    -------
    DataFrame of int of shape (n_rows, 4)
        ``paper``, ``residue``, ``variation`` and ``gene``, on the index of ``variants``.
    """
    read = variation_columns(variants)
    genes = variants[GENE].map(comparable_symbol).to_numpy()
    return pd.DataFrame(
        {
            PAPER: _numbered(np.asarray(has_paper, dtype=bool), papers),
            RESIDUE: _numbered(read[START].notna().to_numpy(), genes, read[START]),
            VARIATION_TWIN: _numbered(None, genes, read[TYPE], read[NAME]),
            GENE_KEY: _numbered(None, genes),
        },
        index=variants.index,
    )


def has_twin(keys: pd.Series, folds: np.ndarray) -> np.ndarray:
    """Tell which rows share their key with a row of another fold, shape (n_rows,).

    Examples
    --------
    >>> has_twin(pd.Series([4, 4, 7, 7, -1, -1]), np.array([0, 1, 0, 0, 0, 1])).tolist()
    [True, True, False, False, False, False]
    """
    rows = pd.DataFrame({"key": keys.to_numpy(), "fold": np.asarray(folds)})
    several = rows.groupby("key")["fold"].transform("nunique") > 1
    return (several & (rows["key"] >= 0)).to_numpy()


def find_twins(keys: pd.DataFrame, folds: np.ndarray) -> pd.DataFrame:
    """Tell which rows have a twin in training: bool, a column a sort and ``any``."""
    found = pd.DataFrame({sort: has_twin(keys[sort], folds) for sort in TWINS}, index=keys.index)
    return found.assign(**{ANY: found.any(axis=1)})


def check_no_leak(regime: str, keys: pd.DataFrame, folds: np.ndarray) -> None:
    """Raise where the regime keeps rows apart that the folds do not.

    Raises
    ------
    LeakError
        Names the first rows that share a paper (text) or a gene (gene) with their training rows.
    """
    sort = FORBIDDEN.get(regime)
    if sort is None:
        return
    leaked = keys.index[has_twin(keys[sort], folds)]
    if len(leaked):
        named = ", ".join(map(str, leaked[:_NAMED])) + (", …" if len(leaked) > _NAMED else "")
        raise LeakError(
            f"split {regime}: {len(leaked)} of {len(keys)} test rows have a row of the same {sort} "
            f"in training, expected none ({ID} {named})"
        )


def score_twins(
    probabilities: pd.DataFrame,
    labels: pd.Series,
    folds: np.ndarray,
    keys: pd.DataFrame,
    groups: np.ndarray,
    n_resamples: int = 2000,
    seed: int = 0,
) -> dict[str, Any]:
    """Score held-out rows with and without those that have a twin in training.

    Parameters
    ----------
    probabilities : DataFrame of shape (n_rows, 9)
        ``class1`` … ``class9``, out of fold.
    labels : Series
        Classes 1 to 9, on the same index.
    folds : int array of shape (n_rows,)
        The fold in which each row is tested.
    keys : DataFrame
        See :func:`twin_keys`.
    groups : array of shape (n_rows,)
        The units that the regime's interval resamples: rows, papers or genes.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``all``: the scores of all rows; for each sort of twin and for ``any``: ``n_known``, rows
        that could have one; ``n_twins``; ``share`` of all rows; and the scores of the rows
        ``with`` and ``without`` a twin. Scores are ``n``, ``log_loss`` in nats with its 95 %
        interval, and ``accuracy``, None where there is no row.
    """
    losses = row_log_losses(probabilities, labels)
    predicted = probabilities[list(CLASS_COLUMNS)].to_numpy().argmax(axis=1) + 1
    right = predicted == labels.to_numpy()

    def scores(chosen: np.ndarray) -> dict[str, float | None]:
        if not chosen.any():
            nothing = ("log_loss", "log_loss_ci_low", "log_loss_ci_high", "accuracy")
            return {"n": 0, **dict.fromkeys(nothing)}
        low, high = bootstrap_interval(losses[chosen], groups[chosen], n_resamples, seed)
        return {
            "n": int(chosen.sum()),
            "log_loss": float(losses[chosen].mean()),
            "log_loss_ci_low": low,
            "log_loss_ci_high": high,
            "accuracy": float(right[chosen].mean()),
        }

    known = (keys[list(TWINS)] >= 0).assign(**{ANY: True})
    report: dict[str, Any] = {"all": scores(np.ones(len(labels), dtype=bool))}
    for sort, column in find_twins(keys, folds).items():
        twin = column.to_numpy()
        report[str(sort)] = {
            "n_known": int(known[sort].sum()),
            "n_twins": int(twin.sum()),
            "share": float(twin.mean()),
            "with": scores(twin),
            "without": scores(~twin),
        }
    return report


def _numbered(known: np.ndarray | None, *columns: Any) -> np.ndarray:
    """Return numbers of the distinct rows of the columns, -1 where ``known`` is false."""
    rows = pd.DataFrame(dict(enumerate(map(np.asarray, columns))))
    numbers = rows.groupby(list(rows.columns), dropna=False, sort=False).ngroup().to_numpy()
    return numbers if known is None else np.where(known, numbers, -1)
