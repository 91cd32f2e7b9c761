"""What kind of change a variation is: type, consequence, residues and length."""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from gene_features.amino_acid_scales import residue_codes
from gene_features.one_hot_encoder import encode_one_hot, fit_one_hot
from gene_features.variation_columns import (
    ALTERNATE,
    CONSEQUENCE,
    LENGTH_CHANGE,
    REFERENCE,
    TYPE,
)
from variants.amino_acids import AMINO_ACIDS, STOP

COLUMNS = (TYPE, CONSEQUENCE)
"""One-hot columns whose levels are learnt: the type and the Sequence Ontology term."""

RESIDUES = AMINO_ACIDS + STOP
"""Levels of the two residue columns, whatever the training rows hold."""


class ConsequenceEncoder(TransformerMixin, BaseEstimator):
    """Type, consequence and both residues one-hot; change in length as it is.

    An empty or missing type or consequence is a level of its own. Rare types
    share one column and so do rare consequences, with the levels not seen in
    training; where no level was rare there is no such column, and an unseen
    level is all zeros. A residue that is not known is all zeros, a change in
    length that is not known NaN.

    Parameters
    ----------
    min_frequency : int
        Types and consequences of fewer training rows than this share one column.
    """

    def __init__(self, min_frequency: int = 5) -> None:
        self.min_frequency = min_frequency

    def fit(self, X: pd.DataFrame, y: object = None) -> "ConsequenceEncoder":  # noqa: ARG002
        """Learn the levels of at least one training row; labels are not read."""
        self.one_hot_ = fit_one_hot(X, COLUMNS, self.min_frequency)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return dense float32 of shape (n_variants, types + consequences + 43)."""
        check_is_fitted(self, "one_hot_")
        return np.hstack(
            [
                encode_one_hot(self.one_hot_, X, COLUMNS),
                X[LENGTH_CHANGE].to_numpy(dtype=np.float32, na_value=np.nan)[:, None],
                _residue_columns(X[REFERENCE]),
                _residue_columns(X[ALTERNATE]),
            ]
        )

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``type_deletion``, ``length_change`` or ``reference_V``."""
        check_is_fitted(self, "one_hot_")
        return np.asarray(
            [
                *self.one_hot_.get_feature_names_out(list(COLUMNS)),
                LENGTH_CHANGE,
                *(f"{REFERENCE}_{residue}" for residue in RESIDUES),
                *(f"{ALTERNATE}_{residue}" for residue in RESIDUES),
            ],
            dtype=object,
        )


def _residue_columns(residues: pd.Series) -> np.ndarray:
    """One-hot of shape (n_variants, 21); the code -1 finds the row of zeros at the end."""
    table = np.eye(len(RESIDUES) + 1, len(RESIDUES), dtype=np.float32)
    return table[residue_codes(residues, RESIDUES)]
