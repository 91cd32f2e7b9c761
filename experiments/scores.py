"""Scores of held-out class probabilities, and how sure one can be of them.

Log loss is in nats: a uniform guess over nine classes scores ln 9 = 2.197.
The 95 % interval of the log loss is a percentile bootstrap over groups, not
rows, wherever rows come in groups (papers, genes): rows of one gene err
together, and an interval over rows would be too narrow.
"""

import numpy as np
import pandas as pd
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    recall_score,
)

from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS

METRICS = ("log_loss", "accuracy", "macro_f1", "balanced_accuracy", "ece")
"""Scores of every run, by their names in MLflow."""

CLASS_METRICS = ("precision", "recall", "f1", "support", "log_loss")
"""Scores of one class, see :func:`class_scores`."""


def score_probabilities(probabilities: pd.DataFrame, labels: pd.Series) -> dict[str, float]:
    """Score probabilities of shape (n_variants, 9), one column a class.

    ``macro_f1`` and ``balanced_accuracy`` average over the classes that occur
    in ``labels``.

    Raises
    ------
    ValueError
        The columns are not the nine classes, or the rows differ.
    """
    matrix, truth = _aligned(probabilities, labels)
    present = np.unique(truth)
    predicted = matrix.argmax(axis=1) + 1
    return {
        "log_loss": float(log_loss(truth, matrix, labels=list(CLASS_NUMBERS))),
        "accuracy": float(accuracy_score(truth, predicted)),
        "macro_f1": float(
            f1_score(truth, predicted, labels=present, average="macro", zero_division=0)
        ),
        "balanced_accuracy": float(
            recall_score(truth, predicted, labels=present, average="macro", zero_division=0)
        ),
        "ece": expected_calibration_error(probabilities, labels),
    }


def class_scores(probabilities: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Score each class that occurs in ``labels``; the predicted class is the most probable.

    Returns
    -------
    DataFrame, one row a class
        ``class`` (1 to 9), ``precision`` (0 where the class is never predicted), ``recall``,
        ``f1``, ``support`` (rows of the class), ``log_loss`` (their mean loss in nats).
    """
    matrix, truth = _aligned(probabilities, labels)
    present = np.unique(truth)
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, matrix.argmax(axis=1) + 1, labels=present, zero_division=0
    )
    losses = pd.Series(row_log_losses(probabilities, labels)).groupby(truth).mean()
    scores = (precision, recall, f1, support, losses.loc[present].to_numpy())
    return pd.DataFrame({"class": present, **dict(zip(CLASS_METRICS, scores, strict=True))})


def expected_calibration_error(
    probabilities: pd.DataFrame, labels: pd.Series, n_bins: int = 10
) -> float:
    """Mean gap between the top class's probability and its accuracy, over equal-width bins.

    Source: Naeini et al., AAAI 2015; Guo et al., ICML 2017.
    """
    table = reliability_table(probabilities, labels, n_bins)
    gaps = (table["confidence"] - table["accuracy"]).abs()
    return float((gaps * table["n"]).sum() / table["n"].sum())


def reliability_table(
    probabilities: pd.DataFrame, labels: pd.Series, n_bins: int = 10
) -> pd.DataFrame:
    """Mean confidence and accuracy of the top class in each non-empty bin.

    Returns
    -------
    DataFrame of shape (at most n_bins, 4)
        ``bin`` (0-based), ``confidence``, ``accuracy``, ``n``.
    """
    matrix, truth = _aligned(probabilities, labels)
    confidence = matrix.max(axis=1)
    rows = pd.DataFrame(
        {
            "bin": np.minimum((confidence * n_bins).astype(int), n_bins - 1),
            "confidence": confidence,
            "accuracy": (matrix.argmax(axis=1) + 1 == truth).astype(float),
            "n": 1,
        }
    )
    means = {"confidence": "mean", "accuracy": "mean", "n": "sum"}
    return rows.groupby("bin", as_index=False).agg(means)


def row_log_losses(probabilities: pd.DataFrame, labels: pd.Series) -> np.ndarray:
    """Return each row's loss in nats, shape (n_variants,)."""
    matrix, truth = _aligned(probabilities, labels)
    rows = matrix / matrix.sum(axis=1, keepdims=True)
    chosen = rows[np.arange(len(truth)), truth - 1]
    return -np.log(np.maximum(chosen, np.finfo(float).eps))


def bootstrap_interval(
    losses: np.ndarray,
    groups: np.ndarray,
    n_resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
) -> tuple[float, float]:
    """Return the percentile interval of the mean loss, whole groups resampled.

    Parameters
    ----------
    losses : float array of shape (n_rows,)
    groups : array of shape (n_rows,)
        Rows with equal values are drawn together.
    n_resamples : int
    seed : int
    level : float
        Coverage, 0 to 1.
    """
    _, group = np.unique(groups, return_inverse=True)
    sums = np.bincount(group, weights=losses)
    sizes = np.bincount(group).astype(float)
    generator = np.random.default_rng(seed)
    # Drawing n groups with replacement is drawing their multiplicities.
    draws = generator.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=n_resamples)
    means = (draws @ sums) / (draws @ sizes)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _aligned(probabilities: pd.DataFrame, labels: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    if sorted(map(str, probabilities.columns)) != sorted(CLASS_COLUMNS):
        raise ValueError(
            f"probabilities must have the columns {', '.join(CLASS_COLUMNS)}, "
            f"got {', '.join(map(str, probabilities.columns))}"
        )
    if not probabilities.index.equals(labels.index):
        raise ValueError("probabilities and labels must cover the same variants in the same order")
    matrix = probabilities[list(CLASS_COLUMNS)].to_numpy(dtype=float)
    return matrix, labels.to_numpy(dtype=int)
