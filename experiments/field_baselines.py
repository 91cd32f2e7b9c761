"""The field's learners, each on the two encodings of its notebooks. All are scikit-learn's.

Adding a learner is one entry in :data:`LEARNERS`, adding an encoding one in :data:`ENCODINGS`.

Hyperparameters are fixed: chosen once from coarse grids on one fold in each split regime of the
MSK task, dealt with another seed than the scores that are reported. Learners whose answers are
no honest probabilities are calibrated by Platt's method (``sigmoid``), as in the notebooks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier, StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import BaseCrossValidator
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC

from experiments.classifier import ExperimentSettings
from experiments.field_features import OneHotFeatures, ResponseFeatures
from experiments.nine_classes import NineClassClassifier
from gene_features.out_of_fold import inner_folds

LOGISTIC_REGRESSION_C = 0.3
"""Inverse strength of the L2 penalty; at 1 and above it is too sure of unseen genes."""

SVM_C = 0.03
"""Inverse strength of the L2 penalty; its probabilities hardly depend on it."""

NAIVE_BAYES_ALPHA = 0.3
"""Uses that are added to each column and class."""

NEIGHBOURS = 15
"""Neighbours asked, the near ones more; 11 to 25 are as good."""

TREES = 100
"""Of each of the five forests that the calibration makes."""

LEAST_TRAINING_ROWS = 25
"""Training rows that a fold needs: four fifths of them must hold enough neighbours."""


class FieldBaselineError(ValueError):
    """The baselines asked for are unknown or cannot be fitted."""


class SpreadFolds(BaseCrossValidator):
    """Inner folds with each class spread over all of them, however rare it is.

    Parameters
    ----------
    n_folds, seed : int
        See :func:`gene_features.out_of_fold.inner_folds`.
    """

    def __init__(self, n_folds: int = 5, seed: int = 0) -> None:
        self.n_folds = n_folds
        self.seed = seed

    def split(
        self,
        X: np.ndarray,  # noqa: ARG002
        y: np.ndarray,
        groups: object = None,  # noqa: ARG002
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the positions of the rows kept, and of those held out."""
        yield from inner_folds(y, np.arange(len(y)), self.n_folds, self.seed)

    def get_n_splits(self, *_arguments: object, **_more: object) -> int:
        """Return the number of folds."""
        return self.n_folds


def _prior(_n_coded: int, _seed: int) -> BaseEstimator:
    return DummyClassifier()


def _k_nearest_neighbours(_n_coded: int, seed: int) -> BaseEstimator:
    return _calibrated(KNeighborsClassifier(NEIGHBOURS, weights="distance"), seed)


def _naive_bayes(n_coded: int, seed: int) -> BaseEstimator:
    # Of shares and words alone: it takes every column for a count, and two hundred dimensions
    # of an embedding for as many independent ones.
    coded = ColumnTransformer([("coded", "passthrough", slice(n_coded))], sparse_threshold=1.0)
    return _calibrated(make_pipeline(coded, MultinomialNB(alpha=NAIVE_BAYES_ALPHA)), seed)


def _logistic_regression(_n_coded: int, _seed: int) -> BaseEstimator:
    return LogisticRegression(C=LOGISTIC_REGRESSION_C, max_iter=1000)


def _balanced_logistic_regression(_n_coded: int, seed: int) -> BaseEstimator:
    # Weights that make the classes equal take their frequencies out of the answer.
    balanced = LogisticRegression(C=LOGISTIC_REGRESSION_C, max_iter=1000, class_weight="balanced")
    return _calibrated(balanced, seed)


def _linear_svm(_n_coded: int, seed: int) -> BaseEstimator:
    return _calibrated(LinearSVC(C=SVM_C, random_state=seed), seed)


def _random_forest(_n_coded: int, seed: int) -> BaseEstimator:
    return _calibrated(RandomForestClassifier(TREES, random_state=seed), seed)


def _stacking(n_coded: int, seed: int) -> BaseEstimator:
    return StackingClassifier(
        [(name, LEARNERS[name](n_coded, seed)) for name in STACKED],
        LogisticRegression(max_iter=1000),
        cv=SpreadFolds(seed=seed),
        stack_method="predict_proba",
    )


def _majority_vote(n_coded: int, seed: int) -> BaseEstimator:
    # Soft: counted votes are no probabilities.
    return VotingClassifier(
        [(name, LEARNERS[name](n_coded, seed)) for name in VOTING], voting="soft"
    )


def _calibrated(classifier: BaseEstimator, seed: int) -> BaseEstimator:
    return CalibratedClassifierCV(classifier, method="sigmoid", cv=SpreadFolds(seed=seed))


PRIOR = "prior"
"""The learner that reads no features: how frequent each class is."""

LEARNERS: dict[str, Callable[[int, int], BaseEstimator]] = {
    PRIOR: _prior,
    "k_nearest_neighbours": _k_nearest_neighbours,
    "naive_bayes": _naive_bayes,
    "logistic_regression": _logistic_regression,
    "balanced_logistic_regression": _balanced_logistic_regression,
    "linear_svm": _linear_svm,
    "random_forest": _random_forest,
    "stacking": _stacking,
    "majority_vote": _majority_vote,
}
"""Learners by name: from the number of coded columns and a seed to an unfitted classifier."""

STACKED = ("logistic_regression", "linear_svm", "naive_bayes")
"""Learners on whose out-of-fold answers the stacking's own logistic regression is fitted."""

VOTING = ("logistic_regression", "linear_svm", "random_forest")
"""Learners whose probabilities the majority vote averages."""

ENCODINGS: dict[str, Callable[[ExperimentSettings], Any]] = {
    "one_hot": lambda settings: OneHotFeatures(settings.annotations_ignored),
    "response": lambda settings: ResponseFeatures(settings.annotations_ignored, settings.seed),
}
"""Encodings by name: from the settings to an unfitted transformer of the inputs."""


@dataclass(frozen=True)
class FieldBaseline:
    """A learner on an encoding.

    Parameters
    ----------
    learner : str
        Name in :data:`LEARNERS`.
    encoding : str
        Name in :data:`ENCODINGS`; empty for one that reads no features.

    Examples
    --------
    >>> FieldBaseline("random_forest", "one_hot").name
    'random_forest one_hot'
    """

    learner: str
    encoding: str = ""

    @property
    def name(self) -> str:
        """Such as ``random_forest one_hot`` or ``prior``."""
        return f"{self.learner} {self.encoding}".strip()

    def new_classifier(self, n_coded: int, settings: ExperimentSettings) -> Any:
        """Return an unfitted :class:`NineClassClassifier` that reads ``FieldFeatures``."""
        learner = LEARNERS[self.learner](n_coded, settings.seed)
        pipeline = make_pipeline(FunctionTransformer(attrgetter("matrix")), learner)
        return NineClassClassifier(pipeline, settings.classifier.prior_weight)


def field_baselines(names: Iterable[str] | None = None) -> tuple[FieldBaseline, ...]:
    """List the learners named, each on every encoding; by default all.

    Raises
    ------
    FieldBaselineError
        A name is no learner's; the message lists those that are.
    """
    wanted = tuple(LEARNERS) if names is None else tuple(names)
    unknown = [name for name in wanted if name not in LEARNERS]
    if unknown:
        raise FieldBaselineError(
            f"expected learners of {', '.join(LEARNERS)}; got {', '.join(map(repr, unknown))}"
        )
    return tuple(
        FieldBaseline(learner, encoding)
        for learner in LEARNERS
        if learner in wanted
        for encoding in ([""] if learner == PRIOR else ENCODINGS)
    )
