"""Response coding: how often each effect class goes with a level of a category.

The coding of the field's notebooks on this task: the share of each class among
the training rows with the same gene, or the same variation, smoothed after
Laplace. Here the training rows are coded out of fold.
"""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from gene_features.out_of_fold import OutOfFoldEncoder
from gene_features.variation_columns import NAME
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS
from variants.schema import GENE


class ResponseEncoder(OutOfFoldEncoder):
    """Smoothed class shares of each level of each category.

    A level with n training rows, n_c of them of class c, is coded
    (n_c + ``smoothing``) / (n + 9 × ``smoothing``). A level never seen has 1/9 for each
    class, which says nothing.

    Parameters
    ----------
    columns : tuple of str
        Categories, see :func:`gene_features.variation_columns.variation_columns`.
    smoothing : float
        Rows of each class that are added to each level, above 0.
    n_folds, seed : int
        Of the inner folds by which training rows are coded.
    """

    def __init__(
        self,
        columns: tuple[str, ...] = (GENE, NAME),
        smoothing: float = 1.0,
        n_folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.columns = columns
        self.smoothing = smoothing
        self.n_folds = n_folds
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Count the classes of each level; labels are 1 to 9, of shape (n_variants,)."""
        if self.smoothing <= 0:
            raise ValueError(f"expected a smoothing above 0, got {self.smoothing}")
        classes = pd.get_dummies(pd.Categorical(np.asarray(y), CLASS_NUMBERS), dtype=np.float64)
        self.counts_ = {
            column: classes.groupby(X[column].to_numpy()).sum() for column in self.columns
        }
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 9 × number of columns)."""
        check_is_fitted(self, "counts_")
        return np.hstack([self._shares(column, X[column]) for column in self.columns])

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``Gene_class7``."""
        names = [f"{column}_{name}" for column in self.columns for name in CLASS_COLUMNS]
        return np.asarray(names, dtype=object)

    def _shares(self, column: str, levels: pd.Series) -> np.ndarray:
        known = self.counts_[column]
        place = known.index.get_indexer(levels.to_numpy())
        # a level never seen has the place -1: that of the row of zeros at the end
        counts = np.vstack([known.to_numpy(), np.zeros((1, known.shape[1]))])[place]
        smoothed = counts + self.smoothing
        return (smoothed / smoothed.sum(axis=1, keepdims=True)).astype(np.float32)
