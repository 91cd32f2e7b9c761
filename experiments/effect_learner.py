"""Our learner: trees on all views, with the neighbourhood's own answer where there is no text.

Text outweighs what similar variants say, and trees know when. Without it the
neighbourhood is as good as the trees and errs elsewhere, so that the mean of both
is better than either (measured in ``docs/encoders.md``).
"""

import numpy as np

from experiments.nine_classes import NineClassClassifier
from experiments.view import Columns, TrainingFeatures

NEIGHBOURHOODS = ("annotated_neighbourhood", "neighbourhood")
"""Views that answer by themselves, best first: logarithms of nine probabilities."""

TEXTS = (
    *("tfidf", "variant_tfidf", "gene_tfidf", "rest_tfidf"),
    *("text_response", "variant_text_response", "gene_text_response"),
    *("mentions", "doc2vec", "embeddings"),
)
"""Views of a row's text."""


class EffectLearner:
    """Mean of trees and neighbourhood for rows without text, trees for the others.

    Parameters
    ----------
    trees : NineClassClassifier
    columns : Columns
        Of the features; a neighbourhood view that is not there is not asked.
    share : float
        Of the neighbourhood in the answer to a row without text, 0 to 1.
    """

    def __init__(self, trees: NineClassClassifier, columns: Columns, share: float) -> None:
        self.trees = trees
        self.columns = columns
        self.share = share

    def fit(self, features: TrainingFeatures, labels: np.ndarray) -> "EffectLearner":
        """Fit the trees; labels are 1 to 9, of shape (n_rows,)."""
        self.trees.fit(features, labels)
        return self

    def predict_proba(self, features: np.ndarray) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), columns in class order, rows summing to 1."""
        answers = self.trees.predict_proba(features)
        neighbourhood = self._neighbourhood(features)
        without_text = np.isnan(features[:, self.columns.of(*TEXTS)]).all(axis=1)
        asked = without_text & ~np.isnan(neighbourhood).any(axis=1)
        answers[asked] += self.share * (neighbourhood[asked] - answers[asked])
        return answers

    def _neighbourhood(self, features: np.ndarray) -> np.ndarray:
        """Return the best neighbourhood's probabilities of each row, NaN where there are none."""
        found = np.full((len(features), 9), np.nan)
        for view in NEIGHBOURHOODS:
            columns = self.columns.of(view)
            if columns.any():
                answers = np.exp(features[:, columns].astype(np.float64))
                answers /= answers.sum(axis=1, keepdims=True)
                found = np.where(np.isnan(found), answers, found)
        return found
