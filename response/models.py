"""The models that are compared, simplest first. One entry here adds one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from response.content_model import ContentModel
from response.factor_model import FactorModel
from response.hybrid import CASES, HybridModel
from response.mean_models import MeanModel, MeanOf
from response.rating_models import (
    RatingModel,
    drug_neighbours,
    latent_factors,
    profile_neighbours,
)
from response.screen import Screen
from response.sides import Sides, read_sides

Matrix = NDArray[np.float64]


class ResponseModel(Protocol):
    """What every model can do: pairs have the columns ``profile`` and ``drug``."""

    def fit(self, pairs: pd.DataFrame, y: Matrix) -> Self:
        """Learn from responses of shape (n_pairs,)."""

    def predict(self, pairs: pd.DataFrame) -> Matrix:
        """Predict responses of shape (n_pairs,)."""


@dataclass(frozen=True)
class Task:
    """What a model is made for.

    Attributes
    ----------
    sides : Sides
        What is known of profiles and drugs.
    seed : int
    cases : sequence of str
        Cases of cold start that it will be asked about, of `response.hybrid.CASES`.
    """

    sides: Sides
    seed: int
    cases: Sequence[str]


@dataclass(frozen=True)
class ModelEntry:
    """One model.

    Attributes
    ----------
    build : callable
    summary : str
        One line for a reader.
    """

    build: Callable[[Task], ResponseModel]
    summary: str

    def make(self, screen: Screen, seed: int = 0, cases: Sequence[str] = CASES) -> ResponseModel:
        """Make the model, not fitted; it never reads the screen's responses."""
        return self.build(Task(read_sides(screen), seed, cases))


MODELS: Mapping[str, ModelEntry] = {
    "overall_mean": ModelEntry(
        lambda task: MeanModel(task.sides, MeanOf.ALL), "Mean of all responses."
    ),
    "drug_mean": ModelEntry(
        lambda task: MeanModel(task.sides, MeanOf.DRUG), "Mean of the drug's responses."
    ),
    "profile_mean": ModelEntry(
        lambda task: MeanModel(task.sides, MeanOf.PROFILE), "Mean of the profile's responses."
    ),
    "drug_and_profile_mean": ModelEntry(
        lambda task: MeanModel(task.sides, MeanOf.DRUG | MeanOf.PROFILE),
        "Drug's mean, with how the profile differs over all drugs.",
    ),
    "user_neighbours": ModelEntry(
        lambda task: RatingModel(task.sides, profile_neighbours),
        "The 40 profiles that answered most alike (Surprise, KNNBaseline).",
    ),
    "item_neighbours": ModelEntry(
        lambda task: RatingModel(task.sides, drug_neighbours),
        "The 40 drugs that were answered most alike (Surprise, KNNBaseline).",
    ),
    "matrix_factorisation": ModelEntry(
        lambda task: RatingModel(task.sides, partial(latent_factors, task.seed)),
        "40 latent factors by gradient descent (Surprise, SVD).",
    ),
    "content": ModelEntry(
        lambda task: ContentModel(task.sides, seed=task.seed),
        "XGBoost on features of tumour and drug alone.",
    ),
    "factors": ModelEntry(
        lambda task: FactorModel(task.sides),
        "Bayesian factorisation that expects factors from what profiles and drugs are like.",
    ),
    "hybrid": ModelEntry(
        lambda task: HybridModel(task.sides, task.cases, task.seed),
        "Factors and content put together with XGBoost, blended out of fold for each cold start.",
    ),
}
"""By name."""

DEFAULT_MODEL = "hybrid"
"""Name of the model that is used where none is asked for."""
