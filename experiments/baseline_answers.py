"""Cross-validation of the field's baselines: every row predicted by models that never saw it.

Encodings, and all learners on them, are fitted anew inside each fold on its training rows.
Folds are jobs of an engine; the result does not depend on which.
"""

import warnings

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from experiments.classifier import ExperimentSettings
from experiments.crossvalidation import Progress
from experiments.dealt_rows import DealtRows, Fold, Split
from experiments.field_baselines import (
    ENCODINGS,
    LEAST_TRAINING_ROWS,
    FieldBaseline,
    FieldBaselineError,
)
from experiments.field_features import FieldFeatures
from experiments.inputs import ModelInputs
from variants.effect_class import CLASS_COLUMNS

BaselineAnswers = dict[str, dict[FieldBaseline, pd.DataFrame]]
"""By regime and baseline: shape (n_rows, 9), ``class1`` to ``class9``."""


def cross_validate_baselines(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    baselines: tuple[FieldBaseline, ...],
    engine: Engine = IN_PROCESS,
    progress: Progress = lambda items, _total: items,
) -> BaselineAnswers:
    """Predict every row out of fold, in each regime, by each baseline.

    Parameters
    ----------
    inputs : ModelInputs
        All rows.
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    folds : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    settings : ExperimentSettings
        Its seed, share of class frequencies and ignored annotations.
    baselines : tuple of FieldBaseline
    engine : Engine
        Runs the folds.
    progress : callable
        Wraps the iterable of finished folds.

    Raises
    ------
    FieldBaselineError
        See :func:`check_training_rows`.
    """
    check_training_rows(folds)
    dealt = DealtRows(inputs, labels, folds)
    shared = engine.share(dealt)
    jobs = [Job(_run_fold, (shared, fold, settings, baselines)) for fold in dealt.folds()]
    empty = np.full((len(inputs), len(CLASS_COLUMNS)), np.nan)
    matrices = {regime: {baseline: empty.copy() for baseline in baselines} for regime in folds}
    for fold, predicted in progress(engine.run_as_done(jobs), len(jobs)):
        tested = dealt.tested(fold)
        for baseline, probabilities in predicted.items():
            matrices[fold.regime][baseline][tested] = probabilities
    index, columns = inputs.variants.index, list(CLASS_COLUMNS)
    return {
        regime: {
            baseline: pd.DataFrame(matrix, index=index, columns=columns)
            for baseline, matrix in of_regime.items()
        }
        for regime, of_regime in matrices.items()
    }


def check_training_rows(folds: dict[str, np.ndarray]) -> None:
    """Refuse folds, by regime, that leave too few rows to train on.

    Raises
    ------
    FieldBaselineError
        A fold has fewer training rows than :data:`~.field_baselines.LEAST_TRAINING_ROWS`.
    """
    for regime, fold in folds.items():
        fewest = len(fold) - int(np.bincount(fold).max())
        if fewest < LEAST_TRAINING_ROWS:
            raise FieldBaselineError(
                f"the baselines need at least {LEAST_TRAINING_ROWS} training rows in each fold; "
                f"a fold of the split {regime} has {fewest}"
            )


def _run_fold(
    rows: DealtRows,
    fold: Fold,
    settings: ExperimentSettings,
    baselines: tuple[FieldBaseline, ...],
) -> tuple[Fold, dict[FieldBaseline, np.ndarray]]:
    split = rows.split(fold)
    # One thread: the sums of linear algebra depend on their number.
    with threadpool_limits(1), warnings.catch_warnings():
        # A class with one row is in no inner fold but its own, and answered with zero there.
        warnings.filterwarnings("ignore", "Number of classes in training fold", RuntimeWarning)
        features = {
            name: _encode(name, split, settings)
            for name in dict.fromkeys(baseline.encoding for baseline in baselines)
        }
        predicted = {}
        for baseline in baselines:
            of_training, of_testing = features[baseline.encoding]
            classifier = baseline.new_classifier(of_training.n_coded, settings)
            predicted[baseline] = classifier.fit(of_training, split.labels).predict_proba(
                of_testing
            )
    return fold, predicted


def _encode(
    name: str, split: Split, settings: ExperimentSettings
) -> tuple[FieldFeatures, FieldFeatures]:
    """Return the features of training and test rows; without an encoding there are no columns."""
    if not name:
        return FieldFeatures.empty(len(split.training)), FieldFeatures.empty(len(split.testing))
    encoding = ENCODINGS[name](settings)
    features = encoding.fit_transform(split.training, split.labels)
    return features, encoding.transform(split.testing)
