"""The words of the rows' texts, and the effect classes that go with them (response coding)."""

from collections.abc import Callable
from typing import Self

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.utils.validation import check_is_fitted

from experiments.inputs import ModelInputs
from gene_features.out_of_fold import inner_folds
from text_features.row_text import DOCUMENT
from text_features.term_counts import NoTermsError
from text_features.tfidf import WordTfidf
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS


class DocumentWords(BaseEstimator):
    """Words of the whole text of each row, chosen on the texts of the training rows.

    Parameters
    ----------
    min_df : int
        Words in fewer training texts are left out; the notebooks have 3.
    max_df : float
        Words in a larger share of them are left out, in place of a list of stop words.
    max_features : int
        Most words kept, the most frequent first.
    """

    def __init__(self, min_df: int = 3, max_df: float = 0.7, max_features: int = 20_000) -> None:
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features

    def fit(self, X: ModelInputs, y: object = None) -> Self:  # noqa: ARG002
        """Choose the words; there are none where no word is in enough texts."""
        tfidf = WordTfidf(min_df=self.min_df, max_df=self.max_df, max_features=self.max_features)
        try:
            self.tfidf_: WordTfidf | None = tfidf.fit(_texts(X)[0])
        except NoTermsError:
            self.tfidf_ = None
        return self

    def weights(self, inputs: ModelInputs) -> csr_matrix:
        """Return TF-IDF of shape (n_rows, n_words), each row of length one; zeros without text."""
        check_is_fitted(self, "tfidf_")
        return _of_rows(inputs, self.tfidf_.transform if self.tfidf_ else None)

    def counts(self, inputs: ModelInputs) -> csr_matrix:
        """Return how often each row's text has each word, of shape (n_rows, n_words)."""
        check_is_fitted(self, "tfidf_")
        return _of_rows(inputs, self.tfidf_.terms_.count if self.tfidf_ else None)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Return the words, in the order of their spelling."""
        check_is_fitted(self, "tfidf_")
        return self.tfidf_.get_feature_names_out() if self.tfidf_ else np.empty(0, dtype=object)


class TextResponseEncoder(TransformerMixin, BaseEstimator):
    """How far the words of a text go with each effect class.

    A word used n times in the training texts, n_c times in those of class c, has the share
    (n_c + ``smoothing``) / (n + 9 × ``smoothing``). A text has, for each class, the mean of
    its words' logarithms of that share, made a share again. As the notebooks have it, but
    that training rows are encoded out of fold, and by whole texts: rows share texts, and
    another row of the text would tell what the class is.

    Parameters
    ----------
    words : DocumentWords
        Which words are read; by default those of its defaults.
    smoothing : float
        Uses of each class that are added to each word, above 0.
    n_folds, seed : int
        Of the inner folds by which training rows are encoded.
    """

    def __init__(
        self,
        words: DocumentWords | None = None,
        smoothing: float = 10.0,
        n_folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.words = words
        self.smoothing = smoothing
        self.n_folds = n_folds
        self.seed = seed

    def fit(self, X: ModelInputs, y: np.ndarray) -> Self:
        """Choose and count the words; labels are 1 to 9, of shape (n_rows,)."""
        self.words_ = clone(self.words or DocumentWords()).fit(X)
        self.log_shares_ = self._log_shares(self.words_.counts(X), np.asarray(y))
        return self

    def transform(self, X: ModelInputs) -> np.ndarray:
        """Return float64 of shape (n_rows, 9), rows summing to 1; 1/9 without known words."""
        check_is_fitted(self, "log_shares_")
        return _mean_shares(self.words_.counts(X), self.log_shares_)

    def fit_transform(self, X: ModelInputs, y: np.ndarray) -> np.ndarray:
        """Fit, and encode each training row by the texts of other folds."""
        self.fit(X, y)
        labels, counts = np.asarray(y), self.words_.counts(X)
        # Numbered anew: papers are numbered over all rows, test folds included.
        papers = pd.factorize(X.literature.paper)[0]
        rows = np.flatnonzero(X.literature.has_text)
        encoded = _mean_shares(csr_matrix(counts.shape), self.log_shares_)
        for kept, held_out in inner_folds(labels[rows], papers[rows], self.n_folds, self.seed):
            shares = self._log_shares(counts[rows[kept]], labels[rows[kept]])
            encoded[rows[held_out]] = _mean_shares(counts[rows[held_out]], shares)
        return encoded

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Return ``class1`` to ``class9``."""
        return np.asarray(CLASS_COLUMNS, dtype=object)

    def _log_shares(self, counts: csr_matrix, labels: np.ndarray) -> np.ndarray:
        """Return the logarithm of each word's share of each class, shape (n_words, 9)."""
        is_class = labels[:, None] == np.asarray(CLASS_NUMBERS)
        uses = counts.T @ is_class.astype(np.float64) + self.smoothing
        return np.log(uses / uses.sum(axis=1, keepdims=True))


def _texts(inputs: ModelInputs) -> tuple[list[str], np.ndarray]:
    """Return the distinct texts of these rows, and the position of each row's, -1 for none."""
    field = inputs.literature.fields[DOCUMENT]
    present, place = np.unique(field.of_row, return_inverse=True)
    without = int(np.count_nonzero(present < 0))
    return [field.texts[number] for number in present[without:]], place - without


def _of_rows(inputs: ModelInputs, of_texts: Callable[[list[str]], csr_matrix] | None) -> csr_matrix:
    """Give each row what its text has; rows of zeros without text."""
    if of_texts is None:
        return csr_matrix((len(inputs), 0))
    texts, place = _texts(inputs)
    rows = np.flatnonzero(place >= 0)
    spread = csr_matrix((np.ones(len(rows)), (rows, place[rows])), (len(inputs), len(texts)))
    return csr_matrix(spread @ of_texts(texts))


def _mean_shares(counts: csr_matrix, log_shares: np.ndarray) -> np.ndarray:
    """Return the normalised geometric mean of the shares of each row's words."""
    n_words = np.maximum(counts.sum(axis=1), 1)
    means = np.exp((counts @ log_shares) / np.asarray(n_words).reshape(-1, 1))
    return means / means.sum(axis=1, keepdims=True)
