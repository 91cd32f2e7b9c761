"""In-silico annotation columns (SIFT, CADD, role in cancer, …) as numbers."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from variants.schema import CLASS


class AnnotationEncoder(TransformerMixin, BaseEstimator):
    """Numeric columns, the others one-hot, and 0/1 columns that say what is missing.

    A missing value stays NaN in a numeric column, for learners that split on
    it, and is no level of the others. Columns that are missing in the same
    training rows share one indicator, named ``<first of them>_missing``: it
    is 1 where all of them are missing. A column never missing in training has
    none. For a table without any of the columns every indicator is 1. A
    column named like the label is never read.

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
        """Learn the numeric columns, the levels of the others and what is missing together."""
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
            names = self.one_hot_.get_feature_names_out(self.categorical_)
            self.is_level_ = ~np.isin(names, [f"{column}_" for column in self.categorical_])
        missing = self._missing(X)
        groups: dict[bytes, list[str]] = {}
        for column in columns:
            if missing[column].any():
                groups.setdefault(missing[column].to_numpy().tobytes(), []).append(column)
        self.missing_together_ = tuple(tuple(group) for group in groups.values())
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, n_features)."""
        check_is_fitted(self, "numeric_")
        blocks = [self._numbers(X).to_numpy(dtype=np.float32)]
        if self.categorical_:
            blocks.append(self.one_hot_.transform(self._levels(X))[:, self.is_level_])
        missing = self._missing(X)
        blocks += [
            missing[list(group)].all(axis=1).to_numpy(dtype=np.float32)[:, None]
            for group in self.missing_together_
        ]
        return np.hstack(blocks)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Names of the columns of :meth:`transform`."""
        check_is_fitted(self, "numeric_")
        names = list(self.numeric_)
        if self.categorical_:
            names.extend(self.one_hot_.get_feature_names_out(self.categorical_)[self.is_level_])
        names.extend(f"{group[0]}_missing" for group in self.missing_together_)
        return np.asarray(names, dtype=object)

    def _numbers(self, X: pd.DataFrame) -> pd.DataFrame:
        return X.reindex(columns=self.numeric_).apply(pd.to_numeric, errors="coerce")

    def _levels(self, X: pd.DataFrame) -> np.ndarray:
        levels = X.reindex(columns=self.categorical_).astype(object)
        return levels.where(levels.notna(), "").astype(str).to_numpy()

    def _missing(self, X: pd.DataFrame) -> pd.DataFrame:
        texts = pd.DataFrame(self._levels(X) == "", index=X.index, columns=self.categorical_)
        return pd.concat([self._numbers(X).isna(), texts], axis=1)
