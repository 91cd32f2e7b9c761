"""Content only: XGBoost on what profile and drug are, blind to what each profile answered."""

from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted
from xgboost import XGBRegressor

from response.drug_levels import drug_levels
from response.pair_features import drug_columns, profile_columns, segment_columns
from response.sides import Sides

Matrix = NDArray[np.float64]


class ContentModel(RegressorMixin, BaseEstimator):
    """Gradient-boosted trees on tumour features and drug features.

    A drug is known to it by pathway, targets and how potent it is (a new one: by the potency of
    drugs like it); a profile by tissue, mutated genes, microsatellite instability and copy number.

    Parameters
    ----------
    sides : Sides
    n_trees, max_depth : int
    learning_rate : float
    seed : int

    Attributes
    ----------
    levels_ : DrugLevels
    trees_ : XGBRegressor
        Of responses in standard deviations from their drug's mean.
    """

    def __init__(
        self,
        sides: Sides,
        n_trees: int = 300,
        max_depth: int = 6,
        learning_rate: float = 0.05,
        seed: int = 0,
    ) -> None:
        self.sides = sides
        self.n_trees = n_trees
        self.max_depth = max_depth
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from pairs (columns ``profile``, ``drug``) and responses of shape (n_pairs,)."""
        ordered, responses = self.sides.in_order(pairs, y)
        self.levels_ = drug_levels(
            self.sides.matrix(ordered, responses), self.sides.drug_similarity
        )
        drugs = self.sides.positions(ordered)[1]
        standardised = (responses - self.levels_.mean[drugs]) / self.levels_.spread[drugs]
        self.trees_ = XGBRegressor(
            n_estimators=self.n_trees,
            max_depth=self.max_depth,
            learning_rate=self.learning_rate,
            subsample=0.5,
            colsample_bytree=0.3,
            min_child_weight=20,
            reg_lambda=10.0,
            n_jobs=1,
            random_state=self.seed,
        ).fit(self._columns(ordered), standardised)
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""
        check_is_fitted(self)
        drugs = self.sides.positions(pairs)[1]
        standardised = self.trees_.predict(self._columns(pairs)).astype(np.float64)
        return np.asarray(self.levels_.mean[drugs] + self.levels_.spread[drugs] * standardised)

    def _columns(self, pairs: pd.DataFrame) -> NDArray[np.float32]:
        profiles, drugs = self.sides.positions(pairs)
        of_profiles = np.hstack([profile_columns(self.sides), segment_columns(self.sides)])
        return np.hstack([of_profiles[profiles], drug_columns(self.sides)[drugs]])
