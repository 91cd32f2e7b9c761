"""Character n-grams of the variation's name, and of the gene's symbol if asked for.

Every number in the name is read as ``0``, so that ``V600E`` and ``V12E`` are
spelled alike and no position serves as an identity.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils.validation import check_is_fitted

from gene_features.variation_columns import NAME
from variants.schema import GENE


class VariationNgramEncoder(TransformerMixin, BaseEstimator):
    """How often each run of characters occurs in a row's name.

    N-grams stay within words, whose borders count as a blank. Upper and lower
    case differ. A missing name, and n-grams not seen in training, count for
    nothing.

    Parameters
    ----------
    ngram_min, ngram_max : int
        Shortest and longest run of characters.
    min_df : int
        N-grams in fewer training rows than this are left out.
    max_features : int
        Most n-grams kept of each field, those in the most rows first, equal
        ones by alphabet.
    genes : bool
        Add the n-grams of the gene's symbol, digits kept, by which families
        such as ``FGFR1`` to ``FGFR4`` share columns.
    """

    def __init__(
        self,
        ngram_min: int = 2,
        ngram_max: int = 4,
        min_df: int = 5,
        max_features: int = 128,
        genes: bool = False,
    ) -> None:
        self.ngram_min = ngram_min
        self.ngram_max = ngram_max
        self.min_df = min_df
        self.max_features = max_features
        self.genes = genes

    def fit(self, X: pd.DataFrame, y: object = None) -> "VariationNgramEncoder":  # noqa: ARG002
        """Choose the n-grams; labels are not read.

        Too few rows, or no n-gram that enough of them share, give zero features.
        """
        self.ngrams_ = {
            field: self._frequent_ngrams(texts) for field, texts in self._fields(X).items()
        }
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return dense float32 of shape (n_variants, n_features).

        At most ``max_features`` features, twice that with ``genes``.
        """
        check_is_fitted(self, "ngrams_")
        blocks = [
            self._counts(texts, self.ngrams_[field]) for field, texts in self._fields(X).items()
        ]
        return np.hstack(blocks)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``name_ngram_del`` or ``Gene_ngram_FGFR``."""
        check_is_fitted(self, "ngrams_")
        names = [
            f"{field}_ngram_{ngram}" for field, ngrams in self.ngrams_.items() for ngram in ngrams
        ]
        return np.asarray(names, dtype=object)

    def _fields(self, X: pd.DataFrame) -> dict[str, pd.Series]:
        fields = {NAME: _text(X[NAME]).str.replace(r"[0-9]+", "0", regex=True)}
        if self.genes:
            fields[GENE] = _text(X[GENE])
        return fields

    def _frequent_ngrams(self, texts: pd.Series) -> list[str]:
        """N-grams of at least ``min_df`` rows, in alphabetical order.

        CountVectorizer's own ``max_features`` breaks ties by an unstable sort.
        """
        rows_of, distinct = pd.factorize(texts)
        if not any(distinct.str.strip()):
            return []
        vectorizer = self._vectorizer()
        present = vectorizer.fit_transform(distinct) > 0
        rows = present.T @ np.bincount(rows_of, minlength=len(distinct))
        order = np.argsort(-rows, kind="stable")[: self.max_features]
        ngrams = vectorizer.get_feature_names_out()
        return sorted(ngrams[i] for i in order if rows[i] >= self.min_df)

    def _counts(self, texts: pd.Series, ngrams: list[str]) -> np.ndarray:
        """Count once per distinct text, however many rows share it."""
        if not ngrams or texts.empty:
            return np.zeros((len(texts), len(ngrams)), dtype=np.float32)
        rows_of, distinct = pd.factorize(texts)
        counts = self._vectorizer(ngrams).transform(distinct)
        return counts.toarray()[rows_of]

    def _vectorizer(self, vocabulary: list[str] | None = None) -> CountVectorizer:
        return CountVectorizer(
            analyzer="char_wb",
            ngram_range=(self.ngram_min, self.ngram_max),
            lowercase=False,
            vocabulary=vocabulary,
            dtype=np.float32,
        )


def _text(values: pd.Series) -> pd.Series:
    texts = values.astype(object)
    return texts.where(texts.notna(), "").astype(str)
