"""Cross-validation: every row predicted by models that never saw it.

Views, and all learners on them, are fitted anew inside each fold on its
training rows. Folds, and on a cluster the views of each, run side by side;
the result does not depend on where.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from experiments.baselines import LEARNERS, OURS
from experiments.classifier import ExperimentSettings
from experiments.dealt_rows import DealtRows, Fold
from experiments.effect_learner import EffectLearner
from experiments.explanation import Explanation, explain
from experiments.inputs import ModelInputs
from experiments.pickled_size import pickled_size
from experiments.similar_variants import training_table
from experiments.view import Columns, TrainingFeatures, View
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
    fold: Fold
    probabilities: dict[str, np.ndarray]
    answers: pd.DataFrame | None = None
    explanations: list[Explanation] = field(default_factory=list)


def cross_validate(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    learners: tuple[str, ...] = tuple(LEARNERS),
    engine: Engine = IN_PROCESS,
    progress: Progress = lambda items, _total: items,
) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the probabilities of :func:`answer_out_of_fold` alone."""
    found = answer_out_of_fold(inputs, labels, folds, settings, learners, engine, progress)
    return found.probabilities


def answer_out_of_fold(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    learners: tuple[str, ...] = tuple(LEARNERS),
    engine: Engine = IN_PROCESS,
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
    engine : Engine
        Runs folds, and the views of each.
    progress : callable
        Wraps the iterable of finished folds.
    explained : collection of str
        Regimes in which our answers are explained.

    Returns
    -------
    OutOfFold
    """
    dealt = DealtRows(inputs, labels, folds)
    shared = engine.share(dealt)
    jobs = [
        _fold_job(shared, fold, settings, learners, fold.regime in explained)
        for fold in dealt.folds()
    ]
    results: dict[str, list[_FoldResult]] = {regime: [] for regime in folds}
    for result in progress(engine.run_as_done(jobs), len(jobs)):
        results[result.fold.regime].append(result)
    return OutOfFold(
        {
            regime: {name: _probabilities(dealt, parts, name) for name in learners}
            for regime, parts in results.items()
        },
        {
            regime: pd.concat(tables).loc[inputs.variants.index]
            for regime, parts in results.items()
            if (tables := [part.answers for part in parts if part.answers is not None])
        },
        {regime: _explanations(dealt, results[regime]) for regime in explained if OURS in learners},
    )


def _probabilities(rows: DealtRows, parts: list[_FoldResult], name: str) -> pd.DataFrame:
    matrix = np.full((len(rows.inputs), len(CLASS_COLUMNS)), np.nan)
    for part in parts:
        matrix[rows.tested(part.fold)] = part.probabilities[name]
    return pd.DataFrame(matrix, index=rows.inputs.variants.index, columns=list(CLASS_COLUMNS))


def _explanations(rows: DealtRows, parts: list[_FoldResult]) -> list[Explanation]:
    by_row = {
        row: explanation
        for part in parts
        for row, explanation in zip(
            np.flatnonzero(rows.tested(part.fold)).tolist(), part.explanations, strict=True
        )
    }
    return [by_row[row] for row in range(len(rows.inputs))]


@dataclass(frozen=True, eq=False)
class _FittedView:
    """One view's features of a fold's rows, and the view itself where answers are explained."""

    name: str
    columns: Columns
    training: TrainingFeatures
    tested: np.ndarray
    view: View | None

    def __sizeof__(self) -> int:
        """Bytes of all that is in it: a cluster spills its largest results."""
        return pickled_size(self.__dict__)


def _fold_job(
    rows: DealtRows,
    fold: Fold,
    settings: ExperimentSettings,
    learners: tuple[str, ...],
    is_explained: bool,
) -> Job[_FoldResult]:
    views = [
        Job(_fit_view, (name, rows, fold, settings, is_explained)) for name in settings.new_views()
    ]
    return Job(_answer_fold, (views, rows, fold, settings, learners, is_explained))


def _fit_view(
    name: str, rows: DealtRows, fold: Fold, settings: ExperimentSettings, is_kept: bool
) -> _FittedView:
    view = {name: settings.new_views()[name]}
    split = rows.split(fold)
    features = fit_transform(view, split.training, split.labels)
    test_features = transform(view, split.testing)
    kept = view[name] if is_kept else None
    return _FittedView(name, columns_of(view), features, test_features, kept)


def _answer_fold(
    views: list[_FittedView],
    rows: DealtRows,
    fold: Fold,
    settings: ExperimentSettings,
    learners: tuple[str, ...],
    is_explained: bool,
) -> _FoldResult:
    split = rows.split(fold)
    features = TrainingFeatures.beside(view.training for view in views)
    test_features = np.hstack([view.tested for view in views])
    columns = Columns(tuple(name for view in views for name in view.columns.names))
    predicted, answers = {}, None
    explanations: list[Explanation] = []
    for name in learners:
        learner = LEARNERS[name](settings, columns).fit(features, split.labels)
        if not isinstance(learner, EffectLearner):
            predicted[name] = learner.predict_proba(test_features)
            continue
        found = learner.answer(test_features)
        predicted[name] = found.probabilities
        answers = found.table(split.testing.variants.index)
        if is_explained:
            table = training_table(split.training, split.labels)
            fitted = {view.name: view.view for view in views if view.view is not None}
            explanations = explain(learner, fitted, table, split.testing, test_features)
    return _FoldResult(fold, predicted, answers, explanations)
