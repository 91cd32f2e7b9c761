"""In-silico annotation columns (SIFT, CADD, role in cancer, …) as numbers."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from gene_features.levels import as_levels
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
            ).fit(_side_by_side(self._levels(X), len(X)))
            names = self.one_hot_.get_feature_names_out(self.categorical_)
            self.is_level_ = ~np.isin(names, [f"{column}_" for column in self.categorical_])
        missing = _missing(self._numbers(X), self._levels(X))
        groups: dict[bytes, list[str]] = {}
        for column in columns:
            if missing[column].any():
                groups.setdefault(missing[column].tobytes(), []).append(column)
        self.missing_together_ = tuple(tuple(group) for group in groups.values())
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, n_features)."""
        check_is_fitted(self, "numeric_")
        numbers, levels = self._numbers(X), self._levels(X)
        missing = _missing(numbers, levels)
        blocks = [_side_by_side(numbers, len(X))]
        if self.categorical_:
            one_hot = self.one_hot_.transform(_side_by_side(levels, len(X)))
            blocks.append(one_hot[:, self.is_level_])
        for group in self.missing_together_:
            together = np.all([missing[column] for column in group], axis=0)
            blocks.append(together.astype(np.float32)[:, None])
        return np.hstack(blocks)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Names of the columns of :meth:`transform`."""
        check_is_fitted(self, "numeric_")
        names = list(self.numeric_)
        if self.categorical_:
            names.extend(self.one_hot_.get_feature_names_out(self.categorical_)[self.is_level_])
        names.extend(f"{group[0]}_missing" for group in self.missing_together_)
        return np.asarray(names, dtype=object)

    def _numbers(self, X: pd.DataFrame) -> dict[str, np.ndarray]:
        """Return the numeric columns, NaN where there is no number."""
        absent = np.full(len(X), np.nan, dtype=np.float32)
        return {name: _as_numbers(X[name]) if name in X else absent for name in self.numeric_}

    def _levels(self, X: pd.DataFrame) -> dict[str, np.ndarray]:
        """Return the texts of the other columns, empty where missing."""
        absent = np.full(len(X), "", dtype=object)
        return {name: as_levels(X[name]) if name in X else absent for name in self.categorical_}


def _as_numbers(values: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce")
    return numbers.to_numpy(dtype=np.float32, na_value=np.nan)


def _missing(
    numbers: dict[str, np.ndarray], levels: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Mark in which rows each column is missing."""
    return {
        **{name: np.isnan(values) for name, values in numbers.items()},
        **{name: values == "" for name, values in levels.items()},
    }


def _side_by_side(columns: dict[str, np.ndarray], n_rows: int) -> np.ndarray:
    return np.column_stack(list(columns.values())) if columns else np.empty((n_rows, 0), np.float32)
