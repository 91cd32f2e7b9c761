"""Cross-validation: every row predicted by models that never saw it.

Views, and all learners on them, are fitted anew inside each fold on its
training rows. Folds run side by side in processes; the result does not
depend on how many.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from experiments.baselines import LEARNERS
from experiments.classifier import ExperimentSettings
from experiments.inputs import ModelInputs
from experiments.views import columns_of, fit_transform, transform
from variants.effect_class import CLASS_COLUMNS

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable of known length to show how far it is."""


def cross_validate(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    learners: tuple[str, ...] = tuple(LEARNERS),
    workers: int = 1,
    progress: Progress = lambda items, _total: items,
) -> dict[str, dict[str, pd.DataFrame]]:
    """Predict every row out of fold, in each regime, by each learner.

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

    Returns
    -------
    dict of dict of DataFrame
        By regime and learner: shape (n_rows, 9), ``class1`` to ``class9``.
    """
    jobs = [(regime, fold) for regime in folds for fold in np.unique(folds[regime])]
    results: dict[str, dict[str, np.ndarray]] = {
        regime: {name: np.full((len(inputs), len(CLASS_COLUMNS)), np.nan) for name in learners}
        for regime in folds
    }
    finished = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(_run_fold)(inputs, labels, folds[regime] == fold, settings, learners, regime)
        for regime, fold in jobs
    )
    for regime, tested, predicted in progress(finished, len(jobs)):
        for name, probabilities in predicted.items():
            results[regime][name][tested] = probabilities
    return {
        regime: {
            name: pd.DataFrame(matrix, index=inputs.variants.index, columns=list(CLASS_COLUMNS))
            for name, matrix in by_learner.items()
        }
        for regime, by_learner in results.items()
    }


def _run_fold(
    inputs: ModelInputs,
    labels: np.ndarray,
    tested: np.ndarray,
    settings: ExperimentSettings,
    learners: tuple[str, ...],
    regime: str,
) -> tuple[str, np.ndarray, dict[str, np.ndarray]]:
    training = inputs.take(np.flatnonzero(~tested))
    testing = inputs.take(np.flatnonzero(tested))
    views = settings.new_views()
    features = fit_transform(views, training, labels[~tested])
    test_features = transform(views, testing)
    columns = columns_of(views)
    predicted = {
        name: LEARNERS[name](settings, columns)
        .fit(features, labels[~tested])
        .predict_proba(test_features)
        for name in learners
    }
    return regime, tested, predicted
