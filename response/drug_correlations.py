"""How well the order of the profiles is predicted, drug by drug.

A drug's correlation is taken inside each fold that tests at least `MIN_PAIRS` of its pairs, and
averaged over these folds, weighted by pairs. Over all folds at once it would be wrong: a drug's
mean in training is higher where its held-out responses are lower, so that predicting it correlates
negatively with what is observed. Only a drug without such a fold, in a small screen, is correlated
over all its pairs at once, and a drug with fewer pairs than that not at all. A prediction that does
not vary ranks nothing and correlates 0.
"""

from typing import Any

import numpy as np
import pandas as pd

from response.held_out import FOLD, OBSERVED
from response.resamples import Resamples
from response.screen import DRUG, PROFILE

MIN_PAIRS = 10
"""Fewest pairs that are correlated."""

GROUP = "group"
"""Column: with which of its drug's pairs a pair is correlated."""

ALL_FOLDS = -1
"""In the column `GROUP`: with all pairs of the drug."""

NOT_CORRELATED = -2
"""In the column `GROUP`: with none."""

_TINY = 1e-9


def correlation_groups(table: pd.DataFrame) -> np.ndarray:
    """Return with which of its drug's pairs each pair is correlated, shape (n_pairs,).

    Those in its fold (the fold's number), `ALL_FOLDS` or `NOT_CORRELATED`.

    Parameters
    ----------
    table : DataFrame
        See :func:`response.held_out.held_out_table`.
    """
    in_fold = _suffice(table.groupby([DRUG, FOLD], sort=False)[OBSERVED])
    at_all = _suffice(table.groupby(DRUG, sort=False)[OBSERVED])
    some_fold = in_fold.groupby(table[DRUG]).transform("any")
    group = table[FOLD].where(in_fold, NOT_CORRELATED)
    return group.mask(~some_fold & at_all, ALL_FOLDS).to_numpy(dtype=np.int64)


def within_group_ranks(values: np.ndarray, pairs: pd.DataFrame) -> np.ndarray:
    """Return each pair's rank among those it is correlated with; equal values share theirs."""
    grouped = pd.Series(values, pairs.index).groupby([pairs[DRUG], pairs[GROUP]], sort=False)
    return grouped.rank().to_numpy(dtype=np.float64)


def correlate_drugs(
    pairs: pd.DataFrame,
    observed: np.ndarray,
    predicted: np.ndarray,
    resamples: Resamples,
    n_drugs: int,
) -> np.ndarray:
    """Return each drug's correlation, of shape (n_resamples + 1 or 1, n_drugs).

    Of ranks it is Spearman's; they are those among all profiles, also in a resample.

    Parameters
    ----------
    pairs : DataFrame of shape (n_pairs, 3 or more)
        ``profile`` and ``drug``, numbers from 0 on, and ``group``.
    observed, predicted : float arrays of shape (n_pairs,)
    resamples : Resamples
    n_drugs : int

    Returns
    -------
    float array
        NaN for a drug that is not correlated.
    """
    keys = [pairs[DRUG], pairs[GROUP]]
    x, y = (_standardised(pd.Series(values, pairs.index), keys) for values in (observed, predicted))
    rows = 1 if resamples.profiles is None else len(resamples.profiles)
    sums, counts = np.zeros((rows, n_drugs)), np.zeros((rows, n_drugs))
    for group in sorted(set(pairs[GROUP]) - {NOT_CORRELATED}):
        chosen = (pairs[GROUP] == group).to_numpy()
        profiles, row = np.unique(pairs[PROFILE].to_numpy()[chosen], return_inverse=True)
        drugs, column = np.unique(pairs[DRUG].to_numpy()[chosen], return_inverse=True)
        weights = None if resamples.profiles is None else resamples.profiles[:, profiles]
        found, n = _correlations(x[chosen], y[chosen], row, column, weights)
        sums[:, drugs] += n * found
        counts[:, drugs] += n
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def _correlations(
    x: np.ndarray, y: np.ndarray, row: np.ndarray, column: np.ndarray, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the correlations of the columns, and the number of pairs drawn in each."""
    shape = (row.max() + 1, column.max() + 1)

    def summed(values: np.ndarray) -> np.ndarray:
        matrix = np.zeros(shape)
        matrix[row, column] = values
        return matrix.sum(axis=0, keepdims=True) if weights is None else weights @ matrix

    n = summed(np.ones(len(x)))
    if not y.any():
        return np.zeros_like(n), n
    several = np.maximum(n, 1)
    mean_x, mean_y = summed(x) / several, summed(y) / several
    covariance = summed(x * y) / several - mean_x * mean_y
    variances = (summed(x * x) / several - mean_x**2, summed(y * y) / several - mean_y**2)
    vary = (variances[0] > _TINY) & (variances[1] > _TINY)
    scale = np.sqrt(np.where(vary, variances[0] * variances[1], 1.0))
    return np.where(vary, covariance / scale, 0.0), n


def _standardised(values: pd.Series, keys: list[pd.Series]) -> np.ndarray:
    """Return the values less their group's mean in its standard deviations, 0 where all are equal.

    What a rounding error alone tells apart is equal.
    """
    grouped = values.groupby(keys, sort=False)
    mean, spread = grouped.transform("mean"), grouped.transform("std", ddof=0)
    varies = spread > _TINY * (1 + mean.abs())
    return ((values - mean) / spread.where(varies, 1.0)).where(varies, 0.0).to_numpy()


def _suffice(grouped: Any) -> pd.Series:
    """Tell of each row whether its group has enough values, and not one alone over and over."""
    spread, mean = grouped.transform("std", ddof=0), grouped.transform("mean")
    return (grouped.transform("size") >= MIN_PAIRS) & (spread > _TINY * (1 + mean.abs()))
