"""Vectors of documents on one scale, however they were made."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted


class VectorScaler(BaseEstimator):
    """Centre vectors and scale them so that two unrelated ones are 2 apart, squared.

    Dimensions keep their weight: those that vary most count most.

    Parameters
    ----------
    columns : tuple of str
        The dimensions.
    """

    def __init__(self, columns: tuple[str, ...] = ()) -> None:
        self.columns = columns

    def fit(self, X: pd.DataFrame) -> "VectorScaler":
        """Learn middle and spread of the rows that have a vector; labels are not read."""
        vectors = self._vectors(X)
        there = vectors[~np.isnan(vectors).any(axis=1)]
        self.middle_ = there.mean(axis=0) if len(there) else np.zeros(vectors.shape[1])
        spread = np.sqrt(there.var(axis=0).sum()) if len(there) else 0.0
        self.spread_ = spread or 1.0
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float64 of shape (n_rows, n_dimensions), NaN for rows without a vector."""
        check_is_fitted(self, "spread_")
        return (self._vectors(X) - self.middle_) / self.spread_

    def _vectors(self, X: pd.DataFrame) -> np.ndarray:
        return X[list(self.columns)].to_numpy(dtype=np.float64)
