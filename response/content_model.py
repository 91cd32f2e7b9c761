"""Content only: XGBoost on what profile and drug are, blind to what each answered otherwise."""

from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted
from xgboost import XGBRegressor

from response.pair_features import drug_columns, profile_columns, segment_columns
from response.sides import Sides

Matrix = NDArray[np.float64]


class ContentModel(RegressorMixin, BaseEstimator):
    """Gradient-boosted trees on tumour features and drug features.

    A drug is known to it by pathway and targets only, so drugs of one target share a mean; a
    profile by tissue, mutated genes, microsatellite instability and copy number.

    Parameters
    ----------
    sides : Sides
    n_trees, max_depth : int
    learning_rate : float
    seed : int

    Attributes
    ----------
    trees_ : XGBRegressor
    """

    def __init__(
        self,
        sides: Sides,
        n_trees: int = 300,
        max_depth: int = 8,
        learning_rate: float = 0.1,
        seed: int = 0,
    ) -> None:
        self.sides = sides
        self.n_trees = n_trees
        self.max_depth = max_depth
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from pairs (columns ``profile``, ``drug``) and responses of shape (n_pairs,)."""
        self.trees_ = XGBRegressor(
            n_estimators=self.n_trees,
            max_depth=self.max_depth,
            learning_rate=self.learning_rate,
            subsample=0.5,
            colsample_bytree=0.3,
            min_child_weight=20,
            reg_lambda=10.0,
            random_state=self.seed,
        ).fit(self._columns(pairs), y)
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""
        check_is_fitted(self)
        return self.trees_.predict(self._columns(pairs)).astype(np.float64)

    def _columns(self, pairs: pd.DataFrame) -> NDArray[np.float32]:
        profiles, drugs = self.sides.positions(pairs)
        of_profiles = np.hstack([profile_columns(self.sides), segment_columns(self.sides)])
        return np.hstack([of_profiles[profiles], drug_columns(self.sides)[drugs]])
