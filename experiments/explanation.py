"""Why a row was answered as it was: what moved the answer, and the training variants like it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.effect_learner import EffectLearner
from experiments.inputs import ModelInputs
from experiments.pushes import Pushes, pushes_of
from experiments.similar_variants import SimilarVariant, similar_variants
from experiments.view import View

MOST_SIMILAR = 5
"""Training variants that are named."""


@dataclass(frozen=True)
class Explanation:
    """Why a row was answered as it was.

    Parameters
    ----------
    pushes : Pushes
    similar : tuple of SimilarVariant
        The likest first.
    """

    pushes: Pushes
    similar: tuple[SimilarVariant, ...]


def explain(
    learner: EffectLearner,
    views: dict[str, View],
    training: pd.DataFrame,
    inputs: ModelInputs,
    features: np.ndarray,
    n_similar: int = MOST_SIMILAR,
) -> list[Explanation]:
    """Explain the answers to some rows.

    Parameters
    ----------
    learner : EffectLearner
    views : dict of View
        What the learner reads; both fitted on the training rows.
    training : DataFrame
        See :func:`experiments.similar_variants.training_table`.
    inputs : ModelInputs
        The rows.
    features : float array of shape (n_rows, n_features)
        What the views make of them.
    n_similar : int
        Training variants to name.

    Returns
    -------
    list of Explanation
        One a row.
    """
    similar = similar_variants(views, training, inputs, n_similar)
    pushes = pushes_of(learner, features)
    return [Explanation(*both) for both in zip(pushes, similar, strict=True)]
