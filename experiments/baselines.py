"""The learners that are scored side by side on the same features.

Adding a baseline is one entry in :data:`LEARNERS`.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from experiments.classifier import ExperimentSettings
from experiments.nine_classes import NineClassClassifier
from experiments.view import Columns, TrainingFeatures

OURS = "oncolit"
"""The effect classifier's name beside its baselines."""

LOGISTIC_REGRESSION_C = 0.003
"""Inverse strength of the L2 penalty, on standardised features."""


class OnKnownGenes:
    """A learner that reads each training row once, as a row of a known gene."""

    def __init__(self, classifier: NineClassClassifier) -> None:
        self.classifier = classifier

    def fit(self, features: TrainingFeatures, labels: np.ndarray) -> "OnKnownGenes":
        """Fit on the training rows; labels are 1 to 9, of shape (n_rows,)."""
        self.classifier.fit(features.known, labels)
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order."""
        return self.classifier.predict_proba(features)


class Learner(Protocol):
    """Learns from the features of all views."""

    def fit(self, features: TrainingFeatures, labels: np.ndarray) -> "Learner":
        """Fit on the training rows; labels are 1 to 9, of shape (n_rows,)."""
        ...

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order."""
        ...


def _prior(settings: ExperimentSettings, _columns: Columns) -> Learner:
    return OnKnownGenes(NineClassClassifier(DummyClassifier(), settings.classifier.prior_weight))


def _logistic_regression(settings: ExperimentSettings, _columns: Columns) -> Learner:
    pipeline = make_pipeline(
        SimpleImputer(keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=LOGISTIC_REGRESSION_C, max_iter=1000),
    )
    return OnKnownGenes(NineClassClassifier(pipeline, settings.classifier.prior_weight))


LEARNERS: dict[str, Callable[[ExperimentSettings, Columns], Learner]] = {
    OURS: ExperimentSettings.new_learner,
    "prior": _prior,
    "logistic_regression": _logistic_regression,
}
"""Learners by name, ours first. Each reads the features of all views."""
