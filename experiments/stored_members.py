"""Members fitted on features on disk, and their answers.

Trees are grown from all rows, part by part. A regression wants its rows in memory, so it reads as
many as fit into ``classifier.matrix_limit``, drawn at random.
"""

import numpy as np
from xgboost import XGBClassifier

from engine.job import Engine, Job
from experiments.classifier_settings import ClassifierSettings
from experiments.nine_classes import NineClassClassifier
from experiments.partitioned_trees import grow
from experiments.stored_features import PART_ROWS, StoredRows


class StoredFeaturesError(ValueError):
    """The settings ask for what cannot be had of features on disk."""


def fit_on_disk(
    unfitted: NineClassClassifier,
    rows: StoredRows,
    labels: np.ndarray,
    settings: ClassifierSettings,
    seed: int,
    engine: Engine,
) -> NineClassClassifier:
    """Fit a member.

    Parameters
    ----------
    unfitted : NineClassClassifier
    rows : StoredRows
    labels : int array of shape (n_rows,)
        From 1 to 9.
    settings : ClassifierSettings
    seed : int
        Of the rows that a regression reads.
    engine : Engine
        Where trees are grown.

    Raises
    ------
    StoredFeaturesError
        Features are to be selected.
    """
    if settings.selection != "none":
        raise StoredFeaturesError(
            f"classifier.selection is {settings.selection}, which reads all rows at once, and the "
            f"features of {len(rows)} rows exceed classifier.matrix_limit "
            f"({settings.matrix_limit}); expected selection none or a greater limit"
        )
    trees = unfitted.classifier
    if isinstance(trees, XGBClassifier):
        return unfitted.fit_by(
            lambda encoded: grow(trees, rows, encoded, engine, PART_ROWS), labels
        )
    read = _drawn(rows, settings, seed)
    return unfitted.fit(rows[read].read(), labels[read])


def n_rows_read(
    fitted: NineClassClassifier | None, rows: StoredRows, settings: ClassifierSettings
) -> int:
    """Return how many of the rows a member was fitted on."""
    if fitted is not None and isinstance(fitted.classifier, XGBClassifier):
        return len(rows)
    return min(_most_rows(rows, settings), len(rows))


def answer_on_disk(fitted: NineClassClassifier, rows: StoredRows, engine: Engine) -> np.ndarray:
    """Return a member's probabilities, float64 of shape (n_rows, 9)."""
    answers = np.empty((len(rows), len(fitted.classes_)))
    jobs = (Job(_answer, (fitted, part)) for part in rows.parts(PART_ROWS))
    for number, answered in enumerate(engine.run(jobs)):
        start = number * PART_ROWS
        answers[start : start + len(answered)] = answered
    return answers


def _answer(fitted: NineClassClassifier, rows: StoredRows) -> np.ndarray:
    return fitted.predict_proba(rows.read())


def _drawn(rows: StoredRows, settings: ClassifierSettings, seed: int) -> np.ndarray:
    """Return the positions of rows that fit into memory, ascending."""
    shuffled = np.random.default_rng(seed).permutation(len(rows))
    return np.sort(shuffled[: _most_rows(rows, settings)])


def _most_rows(rows: StoredRows, settings: ClassifierSettings) -> int:
    return max(settings.matrix_bytes * len(rows) // rows.nbytes, 1)
