"""What a substitution does to the chemistry of its residue, as numbers.

One lookup a row in tables of all 400 pairs of residues, see
:mod:`gene_features.amino_acid_scales` for scales, units and sources.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from gene_features.amino_acid_scales import (
    blosum62,
    grantham_distances,
    residue_codes,
    residue_scales,
)
from gene_features.variation_columns import ALTERNATE, REFERENCE, TYPE
from variants.amino_acids import AMINO_ACIDS
from variants.variation_type import VariationType

SPECIAL_RESIDUES = {"proline": "P", "glycine": "G", "cysteine": "C"}
"""Residues whose loss or gain bends or ties the chain."""


class SubstitutionEncoder(TransformerMixin, BaseEstimator):
    """Chemistry of the reference and the new residue and of the step between them.

    Nothing is learnt from the rows. A row whose ``type`` is anything but
    ``substitution`` (a nonsense variant too), or whose residues are none of
    the twenty, is NaN throughout.
    """

    def fit(self, X: pd.DataFrame, y: object = None) -> "SubstitutionEncoder":  # noqa: ARG002
        """Look the scales up; neither the rows nor the labels are read."""
        pairs = _pair_features()
        n = len(AMINO_ACIDS)
        # The last row and column answer the code -1: no residue.
        self.table_ = np.full((n + 1, n + 1, pairs.shape[1]), np.nan, dtype=np.float32)
        self.table_[:n, :n] = pairs.to_numpy().reshape(n, n, -1)
        self.names_ = pairs.columns.tolist()
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 28); reads ``type`` and the two residues."""
        check_is_fitted(self, "table_")
        substituted = (
            X[TYPE].eq(VariationType.SUBSTITUTION.value).fillna(False).to_numpy(dtype=bool)
        )
        reference = np.where(substituted, residue_codes(X[REFERENCE]), -1)
        return self.table_[reference, residue_codes(X[ALTERNATE])]

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``reference_volume``, ``difference_charge`` or ``to_proline``."""
        check_is_fitted(self, "table_")
        return np.asarray(self.names_, dtype=object)


def _pair_features() -> pd.DataFrame:
    """Features of the 400 pairs, reference by reference."""
    scales = residue_scales()
    pairs = pd.MultiIndex.from_product([list(AMINO_ACIDS), list(AMINO_ACIDS)])
    reference = scales.loc[pairs.get_level_values(0)].set_axis(pairs)
    alternate = scales.loc[pairs.get_level_values(1)].set_axis(pairs)
    difference = alternate - reference
    features = pd.concat(
        [
            reference.add_prefix(f"{REFERENCE}_"),
            alternate.add_prefix(f"{ALTERNATE}_"),
            difference.add_prefix("difference_"),
        ],
        axis=1,
    )
    features["blosum62"] = blosum62().to_numpy().ravel()
    features["grantham"] = grantham_distances().to_numpy().ravel()
    features["size_change"] = difference["volume"].abs()
    features["charge_flips"] = reference["charge"].round() * alternate["charge"].round() < 0
    for name, residue in SPECIAL_RESIDUES.items():
        features[f"from_{name}"] = pairs.get_level_values(0) == residue
        features[f"to_{name}"] = pairs.get_level_values(1) == residue
    return features.astype(np.float32)
