"""The effect class that the words of a text suggest, as features.

A logistic regression on condensed TF-IDF. It is fitted with labels, so the training rows are
answered out of fold: by regressions that saw neither the row nor, for the harder cases, any
other of its paper or of its gene.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression

from experiments.inputs import ModelInputs
from experiments.nine_classes import NineClassClassifier
from experiments.side_views import FieldView
from experiments.view import CASES, TrainingFeatures, case_groups
from gene_features.out_of_fold import inner_folds
from variants.effect_class import CLASS_COLUMNS

LEAST_ROWS = 20
"""Fewer training rows with text say nothing: the view then has no columns."""


class TextResponseView:
    """Logarithms of nine probabilities by the words of one field.

    Parameters
    ----------
    words : FieldView
        The field's condensed TF-IDF.
    strength : float
        Inverse strength of the regression's L2 penalty.
    n_folds : int
        Inner folds.
    seed : int
        Of the inner folds.
    """

    def __init__(
        self, words: FieldView, strength: float = 5.0, n_folds: int = 5, seed: int = 0
    ) -> None:
        self.words = words
        self.strength = strength
        self.n_folds = n_folds
        self.seed = seed

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Fit on the rows with text and answer them out of fold; NaN for the others."""
        vectors = self.words.fit_transform(inputs, labels).known
        rows = np.flatnonzero(_has_text(vectors))
        self.fitted_ = len(rows) >= LEAST_ROWS
        if not self.fitted_:
            return TrainingFeatures.alike(np.empty((len(inputs), 0), dtype=np.float32), inputs)
        groups = case_groups(inputs)
        answered = {case: self._out_of_fold(vectors, labels, rows, groups[case]) for case in CASES}
        self.classifier_ = self._fitted(vectors[rows], labels[rows])
        return TrainingFeatures(answered, groups)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return log-probabilities; NaN for rows without text."""
        if not self.fitted_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        vectors = self.words.transform(inputs)
        features = np.full((len(inputs), len(CLASS_COLUMNS)), np.nan, dtype=np.float32)
        rows = np.flatnonzero(_has_text(vectors))
        features[rows] = np.log(self.classifier_.predict_proba(vectors[rows]))
        return features

    def names(self) -> list[str]:
        """``class1`` to ``class9``; none where too few training rows had text."""
        return list(CLASS_COLUMNS) if self.fitted_ else []

    def _fitted(self, vectors: np.ndarray, labels: np.ndarray) -> NineClassClassifier:
        regression = LogisticRegression(C=self.strength, max_iter=1000)
        # Double precision: processors round differently, and the last bits must not show.
        return NineClassClassifier(regression).fit(vectors.astype(np.float64), labels)

    def _out_of_fold(
        self, vectors: np.ndarray, labels: np.ndarray, rows: np.ndarray, groups: np.ndarray
    ) -> np.ndarray:
        features = np.full((len(vectors), len(CLASS_COLUMNS)), np.nan, dtype=np.float32)
        for kept, held_out in inner_folds(labels[rows], groups[rows], self.n_folds, self.seed):
            if len(kept):
                classifier = self._fitted(vectors[rows[kept]], labels[rows[kept]])
                features[rows[held_out]] = np.log(classifier.predict_proba(vectors[rows[held_out]]))
        return features


def _has_text(vectors: np.ndarray) -> np.ndarray:
    return ~np.isnan(vectors).any(axis=1) if vectors.shape[1] else np.zeros(len(vectors), bool)
