"""Training rows once more without what a row may lack, so that a bare row is answered well.

Rows without text, embedding or annotation are few or special in training
data. Left alone, trees take the lack itself for a sign of the class: on the
demo data, rows stripped to gene and variation then score worse than a uniform
guess.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted


class MaskedCopies(ClassifierMixin, BaseEstimator):
    """Fit a classifier on every row and on a copy of it with the optional columns missing.

    Parameters
    ----------
    classifier : scikit-learn classifier
        Takes NaN and ``sample_weight``; cloned before it is fitted.
    optional : bool array of shape (n_features,)
        Columns that are NaN in the copies.
    weight : float
        Weight of a copy; its row has weight 1. Zero leaves the copies out.
    """

    def __init__(self, classifier: BaseEstimator, optional: np.ndarray, weight: float) -> None:
        self.classifier = classifier
        self.optional = optional
        self.weight = weight

    def fit(self, X: np.ndarray, y: np.ndarray) -> "MaskedCopies":
        """Fit on features of shape (n_rows, n_features)."""
        self.classifier_ = clone(self.classifier)
        self.classes_ = np.unique(y)
        if self.weight == 0 or not np.any(self.optional):
            self.classifier_.fit(X, y)
            return self
        masked = np.where(self.optional, np.float32(np.nan), X)
        weights = np.repeat([1.0, self.weight], len(X))
        self.classifier_.fit(np.vstack([X, masked]), np.concatenate([y, y]), sample_weight=weights)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the classifier's probabilities, shape (n_rows, n_classes)."""
        check_is_fitted(self, "classifier_")
        return self.classifier_.predict_proba(X)
