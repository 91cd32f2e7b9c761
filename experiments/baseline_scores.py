"""The table of the field's baselines: each one's scores beside ours on the same rows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.baseline_answers import BaselineAnswers
from experiments.baselines import OURS
from experiments.paired_scores import score_beside


def score_baselines(
    answers: BaselineAnswers,
    ours: Mapping[str, pd.DataFrame] | None,
    labels: pd.Series,
    units: Mapping[str, np.ndarray],
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Score every baseline and ours, and compare each with ours on the same rows.

    Parameters
    ----------
    answers : dict of dict of DataFrame
        See :func:`experiments.baseline_answers.cross_validate_baselines`.
    ours : mapping of DataFrame, optional
        Our answers by regime; without them there are no differences.
    labels : Series
        Effect classes, 1 to 9.
    units : mapping of arrays of shape (n_rows,)
        By regime, the groups of rows that the intervals resample together.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, one row a regime and learner, ours first
        ``learner``, ``features`` (the encoding; empty for ours and the prior), ``split``, and
        what :func:`experiments.paired_scores.score_beside` returns; ``difference`` is the log
        loss less ours, in nats: positive is worse than ours.
    """
    rows = []
    for regime, of_regime in answers.items():
        reference = None if ours is None else ours[regime]
        named = {(item.learner, item.encoding): table for item, table in of_regime.items()}
        if reference is not None:
            named = {(OURS, ""): reference, **named}
        for (learner, features), probabilities in named.items():
            scores = score_beside(
                probabilities, reference, labels, units[regime], n_resamples, seed
            )
            rows.append({"learner": learner, "features": features, "split": regime, **scores})
    return pd.DataFrame(rows)


def learners_by_loss(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Return learners and their features, first the one of least log loss over the regimes."""
    means = table.groupby(["learner", "features"], sort=False)["log_loss"].mean()
    return [
        (str(learner), str(features))
        for learner, features in means.sort_values(kind="stable").index
    ]
