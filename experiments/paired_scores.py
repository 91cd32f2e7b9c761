"""The scores of one set of answers beside those of a reference on the same rows.

The difference in log loss is paired, row by row, and its interval resamples whole
groups of rows, see :mod:`experiments.scores`.
"""

import numpy as np
import pandas as pd

from experiments.scores import METRICS, bootstrap_interval, row_log_losses, score_probabilities

DIFFERENCE = ("difference", "difference_ci_low", "difference_ci_high")
"""Log loss less that of the reference, in nats (positive is worse), and its 95 % interval."""

_INTERVAL = ("log_loss_ci_low", "log_loss_ci_high")


def score_beside(
    probabilities: pd.DataFrame,
    reference: pd.DataFrame | None,
    labels: pd.Series,
    units: np.ndarray,
    n_resamples: int = 2000,
    seed: int = 0,
) -> dict[str, float]:
    """Score answers and compare them with the reference's on the same rows.

    Parameters
    ----------
    probabilities : DataFrame of shape (n_rows, 9)
        ``class1`` to ``class9``.
    reference : DataFrame of shape (n_rows, 9), optional
        Without it the differences are NaN.
    labels : Series
        Effect classes, 1 to 9.
    units : array of shape (n_rows,)
        Groups of rows that the intervals resample together.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        The scores of :func:`experiments.scores.score_probabilities`, :data:`DIFFERENCE`, and
        the interval of the log loss as ``log_loss_ci_low`` and ``log_loss_ci_high``.
    """
    losses = row_log_losses(probabilities, labels)
    scores = score_probabilities(probabilities, labels)
    low, high = bootstrap_interval(losses, units, n_resamples, seed)
    scores |= dict(zip(_INTERVAL, (low, high), strict=True))
    if reference is None:
        return scores | dict.fromkeys(DIFFERENCE, np.nan)
    differences = losses - row_log_losses(reference, labels)
    low, high = bootstrap_interval(differences, units, n_resamples, seed)
    return scores | dict(zip(DIFFERENCE, (float(np.mean(differences)), low, high), strict=True))


def run_metrics(table: pd.DataFrame) -> dict[str, float]:
    """Return the scores under their names in every MLflow run, such as ``random/log_loss``.

    Parameters
    ----------
    table : DataFrame, one row a regime
        ``split``, and what :func:`score_beside` returns.
    """
    return {
        f"{row['split']}/{name}": float(row[name])
        for _, row in table.iterrows()
        for name in (*METRICS, *_INTERVAL)
    }


def difference_metrics(table: pd.DataFrame) -> dict[str, float]:
    """Return the differences by such names, without those that had no reference."""
    return {
        f"{row['split']}/log_loss_{name}": float(row[name])
        for _, row in table.iterrows()
        for name in DIFFERENCE
        if not np.isnan(row[name])
    }
