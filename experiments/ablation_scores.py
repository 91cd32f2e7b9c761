"""The table of an ablation: every configuration's scores beside those of all groups.

The difference in log loss is paired, row by row, and its interval resamples whole
groups of rows, see :mod:`experiments.scores`.
"""

import numpy as np
import pandas as pd

from experiments.ablation import Ablation, Configuration, Kind
from experiments.paired_scores import score_beside


def score_ablation(
    ablation: Ablation,
    labels: pd.Series,
    units: dict[str, np.ndarray],
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Score every configuration and compare it with all groups on the same rows.

    Parameters
    ----------
    ablation : Ablation
    labels : Series
        Effect classes, 1 to 9.
    units : dict of arrays of shape (n_rows,)
        By regime, the groups of rows that the intervals resample together.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, one row a regime and configuration
        ``configuration``, ``group``, ``kind``, ``split``, the scores of
        :func:`experiments.scores.score_probabilities`; ``difference`` is the log loss
        less that of all groups, in nats: positive is worse. ``log_loss`` and
        ``difference`` have their 95 % intervals as ``…_ci_low`` and ``…_ci_high``.
    """
    rows = []
    for regime, answers in ablation.probabilities.items():
        reference = answers[Configuration(Kind.ALL)]
        for configuration, probabilities in answers.items():
            scores: dict[str, str | float] = {
                "configuration": configuration.name,
                "group": configuration.group,
                "kind": str(configuration.kind),
                "split": regime,
                **score_beside(probabilities, reference, labels, units[regime], n_resamples, seed),
            }
            rows.append(scores)
    return pd.DataFrame(rows)


def groups_by_worth(table: pd.DataFrame) -> list[str]:
    """Return the groups, first the one whose loss costs most on average over the regimes."""
    left_out = table[table["kind"] == Kind.WITHOUT]
    worth = left_out.groupby("group", sort=False)["difference"].mean()
    return [str(group) for group in worth.sort_values(ascending=False, kind="stable").index]
