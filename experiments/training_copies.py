"""Training rows once more without what a row may lack, so that a bare row is answered well.

Rows without text, embedding or annotation are few or special in training
data, and hardly a training row is of an unseen gene. Left alone, trees take the
lack itself for a sign of the class: on the demo data, rows stripped to gene and
variation then score worse than a uniform guess.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from experiments.view import Columns, TrainingFeatures


@dataclass(frozen=True)
class CopyWeights:
    """Weights of a training row's copies; the row itself has weight 1, zero leaves copies out.

    Parameters
    ----------
    masked : float
        Of the copy without text, embedding and annotation.
    unseen : float
        Of the copy as of an unseen gene; the copy that is both weighs the product.
    """

    masked: float
    unseen: float


class CopiedRows(ClassifierMixin, BaseEstimator):
    """Fit a classifier on every row and on copies of it that lack something.

    Parameters
    ----------
    classifier : scikit-learn classifier
        Takes NaN and ``sample_weight``; cloned before it is fitted.
    columns : Columns
        Those that a row may lack are as without it in the masked copies.
    weights : CopyWeights
    """

    def __init__(self, classifier: BaseEstimator, columns: Columns, weights: CopyWeights) -> None:
        self.classifier = classifier
        self.columns = columns
        self.weights = weights

    def fit(self, X: TrainingFeatures, y: np.ndarray) -> "CopiedRows":
        """Fit on the features of the training rows and their labels, of shape (n_rows,)."""
        self.classes_ = np.unique(y)
        copies = self._copies(X)
        weights = np.repeat([weight for _, weight in copies], len(y))
        rows = np.vstack([features for features, _ in copies])
        labels = np.tile(y, len(copies))
        self.classifier_ = clone(self.classifier).fit(rows, labels, sample_weight=weights)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the classifier's probabilities, shape (n_rows, n_classes)."""
        check_is_fitted(self, "classifier_")
        return self.classifier_.predict_proba(X)

    def _copies(self, X: TrainingFeatures) -> list[tuple[np.ndarray, float]]:
        masked = self.weights.masked if np.any(self.columns.optional) else 0.0
        unseen = self.weights.unseen
        copies = [
            (X.known, 1.0),
            (self._masked(X.known), masked),
            (X.unseen, unseen),
            (self._masked(X.unseen), masked * unseen),
        ]
        return [(features, weight) for features, weight in copies if weight > 0]

    def _masked(self, features: np.ndarray) -> np.ndarray:
        return np.where(self.columns.optional, self.columns.lacking, features)
