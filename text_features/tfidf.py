"""TF-IDF of words and runs of words, and its condensation by truncated SVD.

The weights are those of scikit-learn's ``TfidfVectorizer`` (Salton and Buckley 1988; smooth
inverse document frequency, rows of Euclidean length one), reached several times faster. The
SVD (latent semantic analysis) has a number of dimensions that follows the number of training
documents, so that a handful of texts cannot crowd out the other features.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from text_features.term_counts import NoTermsError, learn_terms

DOCUMENTS_PER_DIMENSION = 3
"""Training documents asked for each SVD dimension by default."""

_PART = 1 << 22  # weights multiplied at a time


class TfidfParameterError(ValueError):
    """A parameter is out of its range."""


class WordTfidf(TransformerMixin, BaseEstimator):
    r"""TF-IDF of normalised texts: words joined by single spaces.

    As ``TfidfVectorizer(lowercase=False, token_pattern=r"\S+", ngram_range=(1, ngram_max))``
    of scikit-learn: the same columns, and weights that differ by rounding alone. Where
    ``max_features`` cuts through equally frequent terms, the first by spelling are kept.

    Parameters
    ----------
    ngram_max : int
        Longest run of words that counts as a term.
    min_df, max_df : int or float
        Terms in fewer or more training documents than this are left out: an int is a number of
        documents, a float a share of them.
    max_features : int, optional
        Most terms kept, the most frequent first.
    sublinear_tf : bool
        Weigh a term seen n times by 1 + ln n instead of n.

    Attributes
    ----------
    terms_ : text_features.term_counts.Terms
    idf_ : float array of shape (n_terms,)
        Smooth inverse document frequency, ln((1 + documents) / (1 + documents with it)) + 1.
    """

    def __init__(
        self,
        ngram_max: int = 1,
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
        sublinear_tf: bool = True,
    ) -> None:
        self.ngram_max = ngram_max
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.sublinear_tf = sublinear_tf

    def fit(self, X: Sequence[str], y: object = None) -> "WordTfidf":  # noqa: ARG002
        """Learn terms and their document frequencies.

        Raises
        ------
        TfidfParameterError
            A parameter is out of its range.
        NoTermsError
            No term is in as many documents as asked.
        """
        self._learn(X)
        return self

    def fit_transform(self, X: Sequence[str], y: object = None) -> csr_matrix:  # noqa: ARG002
        """Learn as :meth:`fit` does and return the weights of the same documents."""
        return self._weights(self._learn(X))

    def transform(self, X: Sequence[str]) -> csr_matrix:
        """Return float64 of shape (n_documents, n_terms); unknown terms are passed over."""
        check_is_fitted(self, "idf_")
        return self._weights(self.terms_.count(X))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Return the terms, in the order of their spelling."""
        check_is_fitted(self, "idf_")
        return np.asarray(self.terms_.names(), dtype=object)

    def _learn(self, X: Sequence[str]) -> csr_matrix:
        self._check_parameters()
        least, most = (
            limit if isinstance(limit, int | np.integer) else limit * len(X)
            for limit in (self.min_df, self.max_df)
        )
        self.terms_, counts = learn_terms(X, self.ngram_max, least, most, self.max_features)
        documents_with = np.bincount(counts.indices, minlength=counts.shape[1])
        self.idf_ = np.log((1 + len(X)) / (1 + documents_with)) + 1
        return counts

    def _weights(self, counts: csr_matrix) -> csr_matrix:
        # Double precision: processors round differently, and the last bits must not show.
        weight = np.arange(counts.data.max(initial=1) + 1, dtype=np.float64)
        if self.sublinear_tf:
            weight[1:] = 1 + np.log(weight[1:])
        data = weight[counts.data]
        for start in range(0, len(data), _PART):
            data[start : start + _PART] *= self.idf_[counts.indices[start : start + _PART]]
        weights = csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)
        return normalize(weights, copy=False) if len(data) else weights

    def _check_parameters(self) -> None:
        for name in ("ngram_max", "max_features"):
            value = getattr(self, name)
            optional = value is None and name == "max_features"
            if not optional and not _is_count(value):
                raise TfidfParameterError(
                    f"The {name!r} parameter of WordTfidf must be an int of 1 or more, not {value}"
                )
        for name in ("min_df", "max_df"):
            value = getattr(self, name)
            share = isinstance(value, float | np.floating) and 0 <= value <= 1
            if not share and not _is_count(value):
                raise TfidfParameterError(
                    f"The {name!r} parameter of WordTfidf must be a float from 0 to 1 or an int "
                    f"of 1 or more, not {value}"
                )


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
    documents_per_dimension : float
        Training documents asked for each dimension, 1 or more.
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
        documents_per_dimension: float = DOCUMENTS_PER_DIMENSION,
        seed: int = 0,
    ) -> None:
        self.n_components = n_components
        self.ngram_max = ngram_max
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.documents_per_dimension = documents_per_dimension
        self.seed = seed

    def fit(self, X: Sequence[str], y: object = None) -> "TfidfSvdVectorizer":  # noqa: ARG002
        """Learn terms, weights and dimensions from normalised texts, one a document.

        Too few documents, or no term that two share, give zero dimensions.
        """
        self.svd_: TruncatedSVD | None = None
        self.n_components_ = 0
        self.tfidf_ = WordTfidf(
            ngram_max=self.ngram_max,
            min_df=min(self.min_df, max(len(X), 1)),
            max_df=self.max_df,
            max_features=self.max_features,
        )
        try:
            weights = self.tfidf_.fit_transform(X)
        except NoTermsError:
            return self
        n_components = min(
            self.n_components,
            int(len(X) / self.documents_per_dimension),
            weights.shape[1] - 1,
        )
        if n_components > 0:
            self.svd_ = TruncatedSVD(n_components, random_state=self.seed).fit(weights)
            self.n_components_ = n_components
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_documents, ``n_components_``)."""
        check_is_fitted(self, "n_components_")
        if self.svd_ is None or len(X) == 0:
            return np.zeros((len(X), self.n_components_), dtype=np.float32)
        return self.svd_.transform(self.tfidf_.transform(X)).astype(np.float32)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """``tfidf_svd_0``, ``tfidf_svd_1``, …."""
        check_is_fitted(self, "n_components_")
        return np.asarray([f"tfidf_svd_{i}" for i in range(self.n_components_)], dtype=object)


def _is_count(value: Any) -> bool:
    is_int = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return is_int and value >= 1
