"""Gene and canonical variation name as one-hot columns, rare levels grouped."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted

from gene_features.levels import as_levels
from gene_features.variation_columns import NAME
from variants.schema import GENE

COLUMNS = (GENE, NAME)
"""What :class:`GeneVariationEncoder` reads, in the order of its features."""


class GeneVariationEncoder(TransformerMixin, BaseEstimator):
    """Which gene and which variation, by name.

    An empty or missing field is a level of its own. Rare levels of a field
    share one column, and so does a level not seen in training; where no level
    was rare there is no such column, and an unseen level is all zeros.

    Parameters
    ----------
    min_frequency : int
        Levels seen in fewer training rows than this share one column.
    max_levels : int
        Most columns a field gets, the shared one included, so that the dense
        result stays bounded: 410 MB for 100,000 rows at the default.
    """

    def __init__(self, min_frequency: int = 2, max_levels: int = 512) -> None:
        self.min_frequency = min_frequency
        self.max_levels = max_levels

    def fit(self, X: pd.DataFrame, y: object = None) -> "GeneVariationEncoder":  # noqa: ARG002
        """Learn the levels of at least one training row; labels are not read."""
        self.one_hot_ = fit_one_hot(X, COLUMNS, self.min_frequency, self.max_levels)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return dense float32 of shape (n_variants, at most 2 × ``max_levels``)."""
        check_is_fitted(self, "one_hot_")
        return encode_one_hot(self.one_hot_, X, COLUMNS)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``Gene_BRAF``, ``name_V600E`` or ``name_infrequent_sklearn``."""
        check_is_fitted(self, "one_hot_")
        return self.one_hot_.get_feature_names_out(list(COLUMNS))


def fit_one_hot(
    X: pd.DataFrame, columns: Sequence[str], min_frequency: int, max_levels: int | None = None
) -> OneHotEncoder:
    """Learn the levels of the columns; the rare and the unseen share one column of each."""
    return OneHotEncoder(
        handle_unknown="infrequent_if_exist",
        min_frequency=min_frequency,
        max_categories=max_levels,
        sparse_output=False,
        dtype=np.float32,
    ).fit(_levels(X, columns))


def encode_one_hot(one_hot: OneHotEncoder, X: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Return dense float32 of shape (n_rows, n_levels), also for no rows."""
    if len(X) == 0:  # scikit-learn asks for one row at least
        return np.zeros((0, len(one_hot.get_feature_names_out())), dtype=np.float32)
    return one_hot.transform(_levels(X, columns))


def _levels(X: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    return np.column_stack([as_levels(X[column]) for column in columns])
