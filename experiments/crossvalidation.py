"""Cross-validation: every row predicted by models that never saw it.

Views, and all learners on them, are fitted anew inside each fold on its
training rows. Folds run side by side in processes; the result does not
depend on how many.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from experiments.baselines import LEARNERS, OURS
from experiments.classifier import ExperimentSettings
from experiments.effect_learner import EffectLearner
from experiments.explanation import Explanation, explain
from experiments.inputs import ModelInputs
from experiments.similar_variants import training_table
from experiments.views import columns_of, fit_transform, transform
from variants.effect_class import CLASS_COLUMNS

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable of known length to show how far it is."""


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Answers to every row by models that never saw it, by split regime.

    Parameters
    ----------
    probabilities : dict of dict of DataFrame
        By regime and learner: shape (n_rows, 9), ``class1`` to ``class9``.
    answers : dict of DataFrame
        By regime, ours: columns :data:`experiments.answers.ANSWER_COLUMNS`.
    explanations : dict of list of Explanation
        By regime that was to be explained, ours, in the order of the rows.
    """

    probabilities: dict[str, dict[str, pd.DataFrame]]
    answers: dict[str, pd.DataFrame]
    explanations: dict[str, list[Explanation]]


@dataclass(frozen=True, eq=False)
class _FoldResult:
    regime: str
    tested: np.ndarray
    probabilities: dict[str, np.ndarray]
    answers: pd.DataFrame | None = None
    explanations: list[Explanation] = field(default_factory=list)


def cross_validate(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    learners: tuple[str, ...] = tuple(LEARNERS),
    workers: int = 1,
    progress: Progress = lambda items, _total: items,
) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the probabilities of :func:`answer_out_of_fold` alone."""
    found = answer_out_of_fold(inputs, labels, folds, settings, learners, workers, progress)
    return found.probabilities


def answer_out_of_fold(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    learners: tuple[str, ...] = tuple(LEARNERS),
    workers: int = 1,
    progress: Progress = lambda items, _total: items,
    explained: Collection[str] = (),
) -> OutOfFold:
    """Answer every row out of fold, in each regime, by each learner.

    Parameters
    ----------
    inputs : ModelInputs
        All rows.
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    folds : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    settings : ExperimentSettings
    learners : tuple of str
        Names in :data:`experiments.baselines.LEARNERS`.
    workers : int
        Folds that run at a time.
    progress : callable
        Wraps the iterable of finished folds.
    explained : collection of str
        Regimes in which our answers are explained.

    Returns
    -------
    OutOfFold
    """
    jobs = [(regime, fold) for regime in folds for fold in np.unique(folds[regime])]
    finished = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(_run_fold)(
            inputs, labels, folds[regime] == fold, settings, learners, regime, regime in explained
        )
        for regime, fold in jobs
    )
    results: dict[str, list[_FoldResult]] = {regime: [] for regime in folds}
    for result in progress(finished, len(jobs)):
        results[result.regime].append(result)
    return OutOfFold(
        {
            regime: {name: _probabilities(inputs, parts, name) for name in learners}
            for regime, parts in results.items()
        },
        {
            regime: pd.concat(tables).loc[inputs.variants.index]
            for regime, parts in results.items()
            if (tables := [part.answers for part in parts if part.answers is not None])
        },
        {
            regime: _explanations(len(inputs), results[regime])
            for regime in explained
            if OURS in learners
        },
    )


def _probabilities(inputs: ModelInputs, parts: list[_FoldResult], name: str) -> pd.DataFrame:
    matrix = np.full((len(inputs), len(CLASS_COLUMNS)), np.nan)
    for part in parts:
        matrix[part.tested] = part.probabilities[name]
    return pd.DataFrame(matrix, index=inputs.variants.index, columns=list(CLASS_COLUMNS))


def _explanations(n_rows: int, parts: list[_FoldResult]) -> list[Explanation]:
    by_row = {
        row: explanation
        for part in parts
        for row, explanation in zip(
            np.flatnonzero(part.tested).tolist(), part.explanations, strict=True
        )
    }
    return [by_row[row] for row in range(n_rows)]


def _run_fold(
    inputs: ModelInputs,
    labels: np.ndarray,
    tested: np.ndarray,
    settings: ExperimentSettings,
    learners: tuple[str, ...],
    regime: str,
    is_explained: bool,
) -> _FoldResult:
    training = inputs.take(np.flatnonzero(~tested))
    testing = inputs.take(np.flatnonzero(tested))
    views = settings.new_views()
    features = fit_transform(views, training, labels[~tested])
    test_features = transform(views, testing)
    columns = columns_of(views)
    predicted, answers = {}, None
    explanations: list[Explanation] = []
    for name in learners:
        learner = LEARNERS[name](settings, columns).fit(features, labels[~tested])
        if not isinstance(learner, EffectLearner):
            predicted[name] = learner.predict_proba(test_features)
            continue
        found = learner.answer(test_features)
        predicted[name] = found.probabilities
        answers = found.table(testing.variants.index)
        if is_explained:
            table = training_table(training, labels[~tested])
            explanations = explain(learner, views, table, testing, test_features)
    return _FoldResult(regime, tested, predicted, answers, explanations)
