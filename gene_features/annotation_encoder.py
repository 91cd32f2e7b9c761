"""In-silico annotation columns (SIFT, CADD, role in cancer, …) as numbers."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from variants.schema import CLASS


class AnnotationEncoder(TransformerMixin, BaseEstimator):
    """Numeric columns as they are, the others one-hot with rare levels grouped.

    A missing value stays NaN in a numeric column, for learners that split on
    it, and is a level of its own in the others. A column named like the label
    is never read.

    Parameters
    ----------
    ignore : tuple of str
        Columns left out, such as genome coordinates, which only name the row.
    min_frequency : int
        Levels seen in fewer training rows than this share one column.
    """

    def __init__(self, ignore: tuple[str, ...] = (), min_frequency: int = 10) -> None:
        self.ignore = ignore
        self.min_frequency = min_frequency

    def fit(self, X: pd.DataFrame, y: object = None) -> "AnnotationEncoder":  # noqa: ARG002
        """Learn the numeric columns and the levels of the others."""
        columns = [column for column in X.columns if column not in (*self.ignore, CLASS)]
        self.numeric_ = [c for c in columns if pd.api.types.is_numeric_dtype(X[c])]
        self.categorical_ = [c for c in columns if c not in self.numeric_]
        if self.categorical_:
            self.one_hot_ = OneHotEncoder(
                handle_unknown="infrequent_if_exist",
                min_frequency=self.min_frequency,
                sparse_output=False,
                dtype=np.float32,
            ).fit(self._levels(X))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, n_features)."""
        check_is_fitted(self, "numeric_")
        numbers = X.reindex(columns=self.numeric_).apply(pd.to_numeric, errors="coerce")
        blocks = [numbers.to_numpy(dtype=np.float32)]
        if self.categorical_:
            encoded = self.one_hot_.transform(self._levels(X))
            blocks.append(encoded)
        return np.hstack(blocks)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Names of the columns of :meth:`transform`."""
        check_is_fitted(self, "numeric_")
        names = list(self.numeric_)
        if self.categorical_:
            names.extend(self.one_hot_.get_feature_names_out(self.categorical_))
        return np.asarray(names, dtype=object)

    def _levels(self, X: pd.DataFrame) -> np.ndarray:
        levels = X.reindex(columns=self.categorical_).astype(object)
        return levels.where(levels.notna(), "").astype(str).to_numpy()
