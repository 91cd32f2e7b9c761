"""The learners that are scored side by side on the same features.

Adding a baseline is one entry in :data:`LEARNERS`.
"""

from collections.abc import Callable

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from experiments.classifier import ExperimentSettings
from experiments.nine_classes import NineClassClassifier

OURS = "oncolit"
"""The effect classifier's name beside its baselines."""

LOGISTIC_REGRESSION_C = 0.003
"""Inverse strength of the L2 penalty, on standardised features."""


def _prior(settings: ExperimentSettings, _optional: np.ndarray) -> NineClassClassifier:
    return NineClassClassifier(DummyClassifier(), settings.classifier.prior_weight)


def _logistic_regression(
    settings: ExperimentSettings, _optional: np.ndarray
) -> NineClassClassifier:
    pipeline = make_pipeline(
        SimpleImputer(keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=LOGISTIC_REGRESSION_C, max_iter=1000),
    )
    return NineClassClassifier(pipeline, settings.classifier.prior_weight)


LEARNERS: dict[str, Callable[[ExperimentSettings, np.ndarray], NineClassClassifier]] = {
    OURS: ExperimentSettings.new_trees,
    "prior": _prior,
    "logistic_regression": _logistic_regression,
}
"""Learners by name, ours first. Each reads the features of all views, and which a row may lack."""
