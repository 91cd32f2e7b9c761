"""The simplest predictors: means over all responses, over a drug's, over a profile's."""

from enum import Flag, auto
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from response.sides import Sides

Matrix = NDArray[np.float64]

_MOST_ROUNDS = 1000
_SMALL_STEP = 1e-9
"""Of the responses' range: effects that move less than this have settled."""


class MeanOf(Flag):
    """Which means are added to the overall mean."""

    ALL = 0
    DRUG = auto()
    PROFILE = auto()


class MeanModel(RegressorMixin, BaseEstimator):
    """The overall mean, with the effects of drug, of profile, or of both added.

    Effects are least squares ones: a profile's is what its responses are above what their drugs
    have on average. A drug or profile without any response has an effect of 0.

    Parameters
    ----------
    sides : Sides
    means : MeanOf

    Attributes
    ----------
    mean_ : float
    profile_effects_ : ndarray of shape (n_profiles,)
    drug_effects_ : ndarray of shape (n_drugs,)
    """

    def __init__(self, sides: Sides, means: MeanOf = MeanOf.DRUG) -> None:
        self.sides = sides
        self.means = means

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from pairs (columns ``profile``, ``drug``) and responses of shape (n_pairs,)."""
        ordered, responses = self.sides.in_order(pairs, y)
        profiles, drugs = self.sides.positions(ordered)
        self.mean_ = float(responses.mean())
        self.profile_effects_ = np.zeros(len(self.sides.profile_ids))
        self.drug_effects_ = np.zeros(len(self.sides.drug_ids))
        for _ in range(_MOST_ROUNDS):
            before = self.profile_effects_
            if MeanOf.DRUG in self.means:
                rest = responses - self.mean_ - self.profile_effects_[profiles]
                self.drug_effects_ = _means(drugs, rest, len(self.sides.drug_ids))
            if MeanOf.PROFILE in self.means:
                rest = responses - self.mean_ - self.drug_effects_[drugs]
                self.profile_effects_ = _means(profiles, rest, len(self.sides.profile_ids))
            moved = np.abs(self.profile_effects_ - before).max()
            if moved <= _SMALL_STEP * np.ptp(responses):
                break
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""
        check_is_fitted(self)
        profiles, drugs = self.sides.positions(pairs)
        return self.mean_ + self.profile_effects_[profiles] + self.drug_effects_[drugs]


def _means(groups: NDArray[np.intp], values: Matrix, n_groups: int) -> Matrix:
    count = np.bincount(groups, minlength=n_groups)
    return np.bincount(groups, values, n_groups) / np.maximum(count, 1)
