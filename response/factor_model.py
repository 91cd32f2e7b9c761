"""The factor model: matrix factorisation that knows what profiles and drugs are like.

It answers known pairs from the factors that a profile's and a drug's responses show, a new profile
from those of profiles like it, a new drug from those of drugs that act alike, and a new pair of
both from both. A new profile or a few of its responses are folded in without a new fit.
"""

from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from response.drug_levels import drug_levels
from response.factorisation import factorise
from response.sides import Sides
from response.smoothing import Smoother, make_smoother
from response.threads import one_thread

Matrix = NDArray[np.float64]

N_FACTORS = 60
SWEEPS = 8
PROFILE_SMOOTHING = 8.0
"""In units of the profiles' similarity; a profile's with itself is about 5."""
DRUG_SMOOTHING = 3.0
"""In units of the drugs' similarity, 0 to 3."""


class FactorModel(RegressorMixin, BaseEstimator):
    """Factors of profiles and drugs with expectations from what both are like.

    Parameters
    ----------
    sides : Sides
        What is known of profiles and drugs.
    n_factors, sweeps : int
    profile_smoothing, drug_smoothing : float
        The higher, the less what is like a profile or drug says of it.

    Attributes
    ----------
    levels_ : DrugLevels
        Of all drugs of the sides.
    factors_ : Factors
        Of the profiles and drugs with a response: ``warm_profiles_``, ``warm_drugs_``.
    profile_factors_, expected_profile_factors_ : ndarray of shape (n_profiles, n_factors)
        Of all profiles; expected ones leave the profile's own responses out.
    drug_factors_, expected_drug_factors_ : ndarray of shape (n_drugs, n_factors)
    """

    def __init__(
        self,
        sides: Sides,
        n_factors: int = N_FACTORS,
        sweeps: int = SWEEPS,
        profile_smoothing: float = PROFILE_SMOOTHING,
        drug_smoothing: float = DRUG_SMOOTHING,
    ) -> None:
        self.sides = sides
        self.n_factors = n_factors
        self.sweeps = sweeps
        self.profile_smoothing = profile_smoothing
        self.drug_smoothing = drug_smoothing

    @one_thread()
    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from responses.

        Parameters
        ----------
        pairs : DataFrame
            Columns ``profile`` and ``drug``, ids of the sides.
        y : ndarray of shape (n_pairs,)
        """
        responses = self.sides.matrix(*self.sides.in_order(pairs, y))
        self.levels_ = drug_levels(responses, self.sides.drug_similarity)
        measured = np.isfinite(responses)
        self.warm_profiles_ = np.flatnonzero(measured.any(1))
        self.warm_drugs_ = np.flatnonzero(measured.any(0))
        warm = np.ix_(self.warm_profiles_, self.warm_drugs_)
        self.profile_smoother_ = self._smoother(
            self.sides.profile_similarity, self.warm_profiles_, self.profile_smoothing
        )
        self.drug_smoother_ = self._smoother(
            self.sides.drug_similarity, self.warm_drugs_, self.drug_smoothing
        )
        self.factors_ = factorise(
            self.levels_.standardised(responses)[warm],
            self.profile_smoother_,
            self.drug_smoother_,
            n_factors=self.n_factors,
            sweeps=self.sweeps,
        )
        self._extend()
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,) for columns ``profile`` and ``drug``."""
        check_is_fitted(self)
        profiles, drugs = self.sides.positions(pairs)
        return self._responses(self.profile_factors_, self.drug_factors_, profiles, drugs)

    def predict_expected(self, pairs: pd.DataFrame) -> Matrix:
        """Predict as for new profiles: their own responses are left out."""
        profiles, drugs = self.sides.positions(pairs)
        return self._responses(self.expected_profile_factors_, self.drug_factors_, profiles, drugs)

    def expected_factors(self, similarity: Matrix) -> Matrix:
        """Factors expected of new profiles.

        Parameters
        ----------
        similarity : ndarray of shape (n_new, n_warm_profiles)

        Returns
        -------
        ndarray of shape (n_new, n_factors)
        """
        return similarity @ self.profile_weights_

    def _smoother(self, similarity: Matrix, warm: NDArray[np.intp], strength: float) -> Smoother:
        return make_smoother(similarity[np.ix_(warm, warm)], strength)

    def _extend(self) -> None:
        """Give factors to profiles and drugs without a response, too."""
        sides, factors = self.sides, self.factors_
        self.profile_weights_ = self.profile_smoother_.inverse @ factors.profiles
        self.expected_profile_factors_ = _all_expected(
            sides.profile_similarity, self.warm_profiles_, self.profile_smoother_, factors.profiles
        )
        self.expected_drug_factors_ = _all_expected(
            sides.drug_similarity, self.warm_drugs_, self.drug_smoother_, factors.drugs
        )
        self.profile_factors_ = self.expected_profile_factors_.copy()
        self.profile_factors_[self.warm_profiles_] = factors.profiles
        self.drug_factors_ = self.expected_drug_factors_.copy()
        self.drug_factors_[self.warm_drugs_] = factors.drugs

    def _responses(
        self,
        profile_factors: Matrix,
        drug_factors: Matrix,
        profiles: NDArray[np.intp],
        drugs: NDArray[np.intp],
    ) -> Matrix:
        products = (profile_factors @ drug_factors.T)[profiles, drugs]
        return np.asarray(self.levels_.mean[drugs] + self.levels_.spread[drugs] * products)


def _all_expected(
    similarity: Matrix, warm: NDArray[np.intp], smoother: Smoother, values: Matrix
) -> Matrix:
    expected = smoother.at(similarity[:, warm], values)
    expected[warm] = smoother.left_out(values)
    return expected
