"""Folding a tumour in: its factors from what is like it and from responses that are known.

Nothing is fitted anew. Responses of the same tumour move its factors as measurements do; responses
of other tumours move it as far as those are like it, exactly as if they had been among the
profiles that expectations are smoothed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from response.factor_model import FactorModel
from response.factorisation import posterior_factors
from response.profile import KnownResponse, TumourProfile
from response.tumour_features import FeatureIndex
from response.tumour_similarity import TumourComparison, TumourRows

Matrix = NDArray[np.float64]

TOLD_NOISE = 4.0
"""A response that somebody tells is taken as this many times as uncertain as a measured one."""


@dataclass(frozen=True, eq=False)
class FoldedIn:
    """Factors of tumours.

    Attributes
    ----------
    mean : ndarray of shape (n_tumours, n_factors)
    covariance : ndarray of shape (n_factors, n_factors)
        The same for all: it depends on what is measured, not on what came out.
    """

    mean: Matrix
    covariance: Matrix


class FoldingIn:
    """Gives factors to tumours that a fitted model has not seen.

    Parameters
    ----------
    model : FactorModel
        Fitted.
    index : FeatureIndex
    comparison : TumourComparison
        With the profiles that the model was fitted on.
    drug_positions : mapping of str to int
        Of drug ids in the model.
    """

    def __init__(
        self,
        model: FactorModel,
        index: FeatureIndex,
        comparison: TumourComparison,
        drug_positions: Mapping[str, int],
    ) -> None:
        self.model = model
        self.index = index
        self.comparison = comparison
        self.drug_positions = drug_positions

    def expected(self, tumours: TumourRows) -> Matrix:
        """Factors expected from profiles like the tumours: shape (n_tumours, n_factors)."""
        return self.model.expected_factors(self.comparison.to_profiles(tumours))

    def fold_in(
        self,
        tumours: TumourRows,
        known: Sequence[KnownResponse],
        values: Mapping[KnownResponse, float],
    ) -> FoldedIn:
        """Give factors to variants of one tumour, given responses that are known.

        Parameters
        ----------
        tumours : TumourRows
            The tumour, and the same without something that is known of it.
        known : sequence of KnownResponse
        values : mapping of KnownResponse to float
            The standardised response that each stands for.
        """
        mean = self.expected(tumours)
        others = [response for response in known if not response.same_tumour]
        if others:
            mean = mean + self._moved_by(tumours, others, values)
        own = [response for response in known if response.same_tumour]
        precision = self.model.factors_.profile_precision
        if not own:
            return FoldedIn(mean, np.asarray(np.linalg.inv(precision), dtype=np.float64))
        answers = [self._posterior(row, own, values) for row in mean]
        return FoldedIn(np.array([answer[0] for answer in answers]), answers[0][1])

    def _posterior(
        self,
        expected: Matrix,
        known: Sequence[KnownResponse],
        values: Mapping[KnownResponse, float],
    ) -> tuple[Matrix, Matrix]:
        drugs = np.array([self.drug_positions[response.drug_id] for response in known])
        model = self.model
        noise = dict(zip(model.warm_drugs_.tolist(), model.factors_.noise.tolist(), strict=True))
        typical = float(np.median(model.factors_.noise))
        return posterior_factors(
            expected,
            model.factors_.profile_precision,
            model.drug_factors_[drugs],
            None,
            TOLD_NOISE * np.array([noise.get(drug, typical) for drug in drugs.tolist()]),
            np.array([values[response] for response in known]),
        )

    def _moved_by(
        self,
        tumours: TumourRows,
        known: Sequence[KnownResponse],
        values: Mapping[KnownResponse, float],
    ) -> Matrix:
        """How far what other tumours answered moves what is expected of these."""
        by_tumour: dict[TumourProfile, list[KnownResponse]] = {}
        for response in known:
            by_tumour.setdefault(response.profile, []).append(response)
        there = self.comparison.rows([self.index.encode(profile) for profile in by_tumour])
        expected = self.expected(there)
        away = np.array(
            [
                self._posterior(row, responses, values)[0] - row
                for row, responses in zip(expected, by_tumour.values(), strict=True)
            ]
        )
        left, right = self.comparison.to_profiles(tumours), self.comparison.to_profiles(there)
        inverse = self.model.profile_smoother_.inverse
        across = self.comparison.between(tumours, there) - left @ inverse @ right.T
        among = self.comparison.between(there, there) - right @ inverse @ right.T
        strength = self.model.profile_smoothing
        return np.asarray(across @ np.linalg.solve(among + strength * np.eye(len(away)), away))
