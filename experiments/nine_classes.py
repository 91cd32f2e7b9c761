"""Any scikit-learn classifier as one that always answers for all nine effect classes."""

from collections.abc import Callable

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from experiments.view import TrainingFeatures
from variants.effect_class import CLASS_NUMBERS


class NineClassClassifier(ClassifierMixin, BaseEstimator):
    """Wrap a classifier so that classes absent from the training rows do no harm.

    The wrapped classifier sees labels 0 … n-1 with none missing, as XGBoost
    asks. Its answer is mixed with the smoothed class frequencies of the
    training rows, so that no class is ever given probability zero.

    Parameters
    ----------
    classifier : scikit-learn classifier
        Cloned before it is fitted.
    prior_weight : float
        Share of the answer that comes from the class frequencies, 0 to 1.
    """

    def __init__(self, classifier: BaseEstimator, prior_weight: float = 0.02) -> None:
        self.classifier = classifier
        self.prior_weight = prior_weight

    def fit(self, X: np.ndarray | TrainingFeatures, y: np.ndarray) -> "NineClassClassifier":
        """Fit on what the wrapped classifier takes and labels from 1 to 9, of shape (n_rows,)."""
        return self.fit_by(lambda encoded: clone(self.classifier).fit(X, encoded), y)

    def fit_by(
        self, fit: Callable[[np.ndarray], BaseEstimator], y: np.ndarray
    ) -> "NineClassClassifier":
        """Fit by a function of the labels that the wrapped classifier sees, which returns it."""
        labels = np.asarray(y)
        if len(labels) == 0:
            raise ValueError("at least one labelled row is needed, got none")
        if not np.isin(labels, CLASS_NUMBERS).all():
            raise ValueError(f"labels must be from 1 to 9, got {sorted(set(labels.tolist()))}")
        self.classes_ = np.asarray(CLASS_NUMBERS)
        self.prior_ = smoothed_prior(labels)
        self.known_ = np.unique(labels)
        self.classifier_: BaseEstimator | None = None
        if len(self.known_) > 1:
            encoded = np.searchsorted(self.known_, labels)
            with threadpool_limits(1):
                self.classifier_ = fit(encoded)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order, rows summing to 1."""
        check_is_fitted(self, "known_")
        learnt = np.zeros((len(X), len(CLASS_NUMBERS)))
        if self.classifier_ is None:
            learnt[:, self.known_ - 1] = 1.0
        elif len(X):
            learnt[:, self.known_ - 1] = self.classifier_.predict_proba(X)
        learnt /= np.maximum(learnt.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        return (1 - self.prior_weight) * learnt + self.prior_weight * self.prior_

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable class of each row, 1 to 9."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def smoothed_prior(labels: np.ndarray) -> np.ndarray:
    """Return class frequencies with one row added to each class (Laplace), shape (9,).

    Examples
    --------
    >>> smoothed_prior(np.array([7, 7, 1])).round(3)
    array([0.167, 0.083, 0.083, 0.083, 0.083, 0.083, 0.25 , 0.083, 0.083])
    """
    counts = np.bincount(np.asarray(labels), minlength=len(CLASS_NUMBERS) + 1)[1:] + 1.0
    return counts / counts.sum()
