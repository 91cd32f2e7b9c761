"""Collaborative filtering by Surprise: nearest neighbours and matrix factorisation.

Surprise knows nothing of what profiles and drugs are like, so a pair whose profile or drug has no
response in training gets the means that are known of it.

Source: Hug, Surprise: A Python library for recommender systems, JOSS 2020.
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted

from response.mean_models import MeanModel, MeanOf
from response.sides import Sides

Matrix = NDArray[np.float64]


class RatingModel(RegressorMixin, BaseEstimator):
    """An algorithm of Surprise on the measured pairs.

    Parameters
    ----------
    sides : Sides
    algorithm : callable
        Makes the algorithm.

    Attributes
    ----------
    algorithm_ : surprise.AlgoBase or None
        None where all responses are the same.
    means_ : MeanModel
        Answers what the algorithm cannot.
    """

    def __init__(self, sides: Sides, algorithm: Callable[[], Any]) -> None:
        self.sides = sides
        self.algorithm = algorithm

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from pairs (columns ``profile``, ``drug``) and responses of shape (n_pairs,)."""
        from surprise import Dataset, Reader

        ordered, responses = self.sides.in_order(pairs, y)
        profiles, drugs = self.sides.positions(ordered)
        self.means_ = MeanModel(self.sides, MeanOf.DRUG | MeanOf.PROFILE).fit(ordered, responses)
        self.algorithm_: Any = None
        if np.ptp(responses) == 0.0:  # nothing to tell apart, and nothing to correlate
            return self
        ratings = pd.DataFrame({"profile": profiles, "drug": drugs, "response": responses})
        scale = Reader(rating_scale=(float(responses.min()), float(responses.max())))
        trainset = Dataset.load_from_df(ratings, scale).build_full_trainset()
        self.algorithm_ = self.algorithm().fit(trainset)
        return self

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""
        check_is_fitted(self)
        answers = self.means_.predict(pairs)
        if self.algorithm_ is None:
            return answers
        profiles, drugs = self.sides.positions(pairs)
        for row, (profile, drug) in enumerate(zip(profiles.tolist(), drugs.tolist(), strict=True)):
            if not self._knows(profile, drug):
                continue
            answer = self.algorithm_.predict(profile, drug)
            if not answer.details["was_impossible"]:
                answers[row] = answer.est
        return answers

    def _knows(self, profile: int, drug: int) -> bool:
        trainset = self.algorithm_.trainset
        return profile in trainset._raw2inner_id_users and drug in trainset._raw2inner_id_items


def profile_neighbours() -> Any:
    """Profiles that answered as this one did (user-based)."""
    return _neighbours(of_profiles=True)


def drug_neighbours() -> Any:
    """Drugs that were answered as this one was (item-based)."""
    return _neighbours(of_profiles=False)


def latent_factors(seed: int) -> Any:
    """Biased matrix factorisation by stochastic gradient descent."""
    from surprise import SVD

    return SVD(n_factors=40, n_epochs=40, reg_all=0.05, random_state=seed)


def _neighbours(*, of_profiles: bool) -> Any:
    from surprise import KNNBaseline

    similarity = {"name": "pearson_baseline", "user_based": of_profiles}
    return KNNBaseline(k=40, sim_options=similarity, verbose=False)
