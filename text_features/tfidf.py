"""TF-IDF of a document's words, condensed by truncated SVD (latent semantic analysis).

The number of dimensions follows the number of training documents, so that a
handful of texts cannot crowd out the other features.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

DOCUMENTS_PER_DIMENSION = 3
"""Training documents asked for each SVD dimension."""


class TfidfSvdVectorizer(TransformerMixin, BaseEstimator):
    """Sublinear TF-IDF followed by truncated SVD.

    Parameters
    ----------
    n_components : int
        Most dimensions to return.
    ngram_max : int
        Longest run of words that counts as a term.
    min_df : int
        Terms in fewer training documents than this are left out.
    max_df : float
        Terms in more than this share of training documents are left out.
    max_features : int
        Most terms kept, the most frequent first.
    seed : int
        Seed of the randomised SVD.
    """

    def __init__(
        self,
        n_components: int = 64,
        ngram_max: int = 1,
        min_df: int = 2,
        max_df: float = 0.7,
        max_features: int = 20_000,
        seed: int = 0,
    ) -> None:
        self.n_components = n_components
        self.ngram_max = ngram_max
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.seed = seed

    def fit(self, X: Sequence[str], y: object = None) -> "TfidfSvdVectorizer":  # noqa: ARG002
        """Learn terms, weights and dimensions from normalised texts, one a document.

        Too few documents, or no term that two share, give zero dimensions.
        """
        self.svd_: TruncatedSVD | None = None
        self.tfidf_ = TfidfVectorizer(
            # The analyzer "word" keeps a memory address: equal models would differ on disk.
            analyzer=partial(_terms, ngram_max=self.ngram_max),
            min_df=min(self.min_df, max(len(X), 1)),
            max_df=self.max_df,
            max_features=self.max_features,
            sublinear_tf=True,
            # Double precision: processors round differently, and the last bits must not show.
            dtype=np.float64,
        )
        self.n_components_ = 0
        try:
            weights = self.tfidf_.fit_transform(X)
        except ValueError as error:  # scikit-learn's word for "no terms remain"
            if isinstance(error, TypeError):  # … and for a setting out of its range
                raise
            return self
        n_components = min(
            self.n_components, len(X) // DOCUMENTS_PER_DIMENSION, weights.shape[1] - 1
        )
        if n_components > 0:
            self.svd_ = TruncatedSVD(n_components, random_state=self.seed).fit(weights)
            self.n_components_ = n_components
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_documents, n_components_)."""
        check_is_fitted(self, "n_components_")
        if self.svd_ is None or len(X) == 0:
            return np.zeros((len(X), self.n_components_), dtype=np.float32)
        return self.svd_.transform(self.tfidf_.transform(X)).astype(np.float32)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """``tfidf_svd_0``, ``tfidf_svd_1``, …."""
        check_is_fitted(self, "n_components_")
        return np.asarray([f"tfidf_svd_{i}" for i in range(self.n_components_)], dtype=object)


def _terms(text: str, ngram_max: int) -> list[str]:
    """Return the words, then the pairs of neighbours, and so on."""
    words = text.split()
    return [
        " ".join(words[start : start + n])
        for n in range(1, ngram_max + 1)
        for start in range(len(words) - n + 1)
    ]
