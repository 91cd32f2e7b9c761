"""Fewer features for a member's classifier: those that an L1 penalty or a random forest keeps.

The selector is a step in front of the classifier and is fitted with it, so on the rows that the
classifier learns from and on no others. It reads features standardised, missing ones at their
mean; the classifier reads those that were kept as they came, missing ones missing.
"""

import warnings
from collections.abc import Callable
from typing import Literal

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_selection import SelectFromModel
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

Selection = Literal["none", "l1", "forest"]
"""``l1``: features with a coefficient in an L1-penalised logistic regression; ``forest``: those of
more than mean importance in a random forest."""

SELECTIONS: tuple[Selection, ...] = ("none", "l1", "forest")

Make = Callable[[int], BaseEstimator]
"""Makes an unfitted classifier of so many features."""

N_TREES = 100
LEAST_ROWS_IN_LEAF = 3


class OnSelectedFeatures(ClassifierMixin, BaseEstimator):
    """A classifier that reads the features that a selector keeps.

    Where the selector keeps none, the classifier reads all.

    Parameters
    ----------
    make : callable
        Makes the classifier once the number of features is known.
    selection : str
        ``l1`` or ``forest``.
    seed : int
    """

    def __init__(self, make: Make, selection: Selection, seed: int = 0) -> None:
        self.make = make
        self.selection = selection
        self.seed = seed

    def fit(self, X: np.ndarray, y: np.ndarray) -> "OnSelectedFeatures":
        """Select and fit; X is of shape (n_rows, n_features), NaN where unknown."""
        with warnings.catch_warnings():
            # Which coefficients are zero shows long before the others stand still.
            warnings.simplefilter("ignore", ConvergenceWarning)
            kept = _selector(self.selection, len(X), self.seed).fit(X, y)[-1].get_support()
        self.kept_ = kept if kept.any() else np.ones(X.shape[1], dtype=bool)
        self.classifier_ = self.make(int(self.kept_.sum())).fit(X[:, self.kept_], y)
        self.classes_ = self.classifier_.classes_
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return float of shape (n_rows, n_classes)."""
        check_is_fitted(self, "kept_")
        return self.classifier_.predict_proba(X[:, self.kept_])

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable class of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def with_selection(
    make: Make, selection: Selection, n_features: int, seed: int = 0
) -> BaseEstimator:
    """Return the classifier behind a selector, or alone where nothing is selected."""
    if selection == "none":
        return make(n_features)
    return OnSelectedFeatures(make, selection, seed)


def _selector(selection: Selection, n_rows: int, seed: int) -> Pipeline:
    models = {
        # Noise needs a penalty that grows with the root of the number of rows to stay out.
        "l1": LogisticRegression(
            l1_ratio=1, C=n_rows**-0.5, solver="saga", max_iter=100, tol=1e-2, random_state=seed
        ),
        "forest": RandomForestClassifier(
            N_TREES, min_samples_leaf=LEAST_ROWS_IN_LEAF, random_state=seed
        ),
    }
    return make_pipeline(
        SimpleImputer(keep_empty_features=True),
        StandardScaler(),
        SelectFromModel(models[selection]),
    )
