"""The two encodings of the field's public notebooks, as scikit-learn transformers of the inputs.

One-hot: gene, variation and words are columns. Response coding: each is replaced by how
often every effect class goes with it in the training rows. The notebooks had texts alone;
here both encodings also have the embeddings and annotations of the data folder, without
which they would be beaten by whoever reads these. Every column runs from 0 to 1, so that
all learners, naive Bayes among them, read the same features.

What is encoded with labels is encoded out of fold for the training rows, see
:mod:`gene_features.out_of_fold`; the notebooks encode a row with its own label.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from experiments.field_words import DocumentWords, TextResponseEncoder
from experiments.inputs import ModelInputs
from gene_features.annotation_encoder import AnnotationEncoder
from gene_features.response_encoder import ResponseEncoder
from gene_features.variation_columns import NAME
from variants.schema import GENE

FIELDS = (GENE, NAME)
"""Columns of the variants that are encoded: gene and canonical name of the variation."""


@dataclass(frozen=True, eq=False)
class FieldFeatures:
    """Features of rows in one encoding, all from 0 to 1.

    Parameters
    ----------
    matrix : float64 array or sparse matrix of shape (n_rows, n_columns)
    n_coded : int
        The first columns, which are of gene, variation and words; the others are embeddings
        and annotations.
    names : tuple of str
        Of the columns, such as ``Gene_BRAF``, ``word:kinase`` or ``embedding:a0``.
    """

    matrix: np.ndarray | csr_matrix
    n_coded: int
    names: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    @classmethod
    def empty(cls, n_rows: int) -> "FieldFeatures":
        """Return rows of which nothing is known."""
        return cls(np.zeros((n_rows, 0)), 0, ())


class SideNumbers(TransformerMixin, BaseEstimator):
    """Embeddings and annotations; what is missing is the median of the training rows.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that are not read.
    """

    def __init__(self, annotations_ignored: tuple[str, ...] = ()) -> None:
        self.annotations_ignored = annotations_ignored

    def fit(self, X: ModelInputs, y: object = None) -> Self:  # noqa: ARG002
        """Learn which columns there are, their medians and ranges, and the annotations' levels."""
        self.columns_ = [] if X.embeddings is None else list(X.embeddings.columns)
        self.encoder_ = None
        if X.annotations is not None:
            self.encoder_ = AnnotationEncoder(self.annotations_ignored).fit(X.annotations)
        imputer = SimpleImputer(strategy="median", keep_empty_features=True)
        self.scaler_ = make_pipeline(imputer, MinMaxScaler(clip=True))
        numbers = self._numbers(X)
        if numbers.shape[1]:
            self.scaler_.fit(numbers)
        return self

    def transform(self, X: ModelInputs) -> np.ndarray:
        """Return float64 of shape (n_rows, n_columns), each from 0 to 1."""
        check_is_fitted(self, "columns_")
        numbers = self._numbers(X)
        return self.scaler_.transform(numbers) if numbers.shape[1] else numbers

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``embedding:a0`` and ``annotation:CADD_phred``."""
        check_is_fitted(self, "columns_")
        names = [f"embedding:{column}" for column in self.columns_]
        if self.encoder_ is not None:
            names += [f"annotation:{name}" for name in self.encoder_.get_feature_names_out()]
        return np.asarray(names, dtype=object)

    def _numbers(self, inputs: ModelInputs) -> np.ndarray:
        nothing = pd.DataFrame(index=inputs.variants.index)
        embeddings = nothing if inputs.embeddings is None else inputs.embeddings
        blocks = [embeddings.reindex(columns=self.columns_).to_numpy(dtype=np.float64)]
        if self.encoder_ is not None:
            annotations = nothing if inputs.annotations is None else inputs.annotations
            blocks.append(self.encoder_.transform(annotations).astype(np.float64))
        return np.hstack(blocks)


class OneHotFeatures(TransformerMixin, BaseEstimator):
    """Gene, variation and words as columns, and the numbers of the data folder.

    Each gene and each variation of the training rows has a column; one never seen has none.
    Words have their TF-IDF.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that are not read.
    """

    def __init__(self, annotations_ignored: tuple[str, ...] = ()) -> None:
        self.annotations_ignored = annotations_ignored

    def fit(self, X: ModelInputs, y: object = None) -> Self:  # noqa: ARG002
        """Learn columns and ranges; labels are not read."""
        self.levels_ = OneHotEncoder(handle_unknown="ignore").fit(_fields(X))
        self.words_ = DocumentWords().fit(X)
        self.side_ = SideNumbers(self.annotations_ignored).fit(X)
        return self

    def transform(self, X: ModelInputs) -> FieldFeatures:
        """Return a sparse matrix."""
        check_is_fitted(self, "levels_")
        coded = [self.levels_.transform(_fields(X)), self.words_.weights(X)]
        names = (
            *self.levels_.get_feature_names_out(list(FIELDS)),
            *(f"word:{word}" for word in self.words_.get_feature_names_out()),
            *self.side_.get_feature_names_out(),
        )
        blocks = [*coded, csr_matrix(self.side_.transform(X))]
        n_coded = sum(block.shape[1] for block in coded)
        return FieldFeatures(hstack(blocks, format="csr"), n_coded, names)


class ResponseFeatures(TransformerMixin, BaseEstimator):
    """Class shares by gene, by variation and by words, and the numbers of the data folder.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that are not read.
    seed : int
        Of the inner folds by which training rows are encoded.
    """

    def __init__(self, annotations_ignored: tuple[str, ...] = (), seed: int = 0) -> None:
        self.annotations_ignored = annotations_ignored
        self.seed = seed

    def fit(self, X: ModelInputs, y: np.ndarray) -> Self:
        """Learn shares and ranges; labels are 1 to 9, of shape (n_rows,)."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: ModelInputs, y: np.ndarray) -> FieldFeatures:
        """Fit, and encode the training rows out of fold."""
        self.fields_ = ResponseEncoder(FIELDS, seed=self.seed)
        self.words_ = TextResponseEncoder(seed=self.seed)
        self.side_ = SideNumbers(self.annotations_ignored).fit(X)
        self.scaler_ = MinMaxScaler(clip=True)
        shares = [self.fields_.fit_transform(X.variants, y), self.words_.fit_transform(X, y)]
        return self._features(self.scaler_.fit_transform(np.hstack(shares)), X)

    def transform(self, X: ModelInputs) -> FieldFeatures:
        """Return a dense array for rows other than those of the training."""
        check_is_fitted(self, "scaler_")
        shares = [self.fields_.transform(X.variants), self.words_.transform(X)]
        return self._features(self.scaler_.transform(np.hstack(shares)), X)

    def _features(self, coded: np.ndarray, inputs: ModelInputs) -> FieldFeatures:
        names = (
            *self.fields_.get_feature_names_out(),
            *(f"text_{name}" for name in self.words_.get_feature_names_out()),
            *self.side_.get_feature_names_out(),
        )
        matrix = np.hstack([coded, self.side_.transform(inputs)])
        return FieldFeatures(matrix, coded.shape[1], names)


def _fields(inputs: ModelInputs) -> np.ndarray:
    return inputs.variants[list(FIELDS)].astype(str).to_numpy(dtype=object)
