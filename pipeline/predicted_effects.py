"""Effects that a trained model predicts for variants without text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from therapy.effects import PredictedEffect, read_prediction
from variants.effect_class import EffectClass
from variants.schema import GENE, VARIATION

if TYPE_CHECKING:
    from experiments.model_folder import TrainedModel


def predict_effects(
    model: "TrainedModel", variants: Sequence[tuple[str, str]]
) -> list[PredictedEffect]:
    """Predict the effect of each gene and variation, abstentions included.

    Parameters
    ----------
    model : TrainedModel
    variants : sequence of (gene, variation)
    """
    table = pd.DataFrame(list(variants), columns=[GENE, VARIATION])
    answers = model.answer_table(table)
    abstains = answers.abstains
    return [
        read_prediction(
            answers.probabilities[row].tolist(),
            abstains=bool(abstains[row]),
            prediction_set=[
                c for c, held in zip(EffectClass, answers.sets[row], strict=True) if held
            ],
            made=model.made,
        )
        for row in range(len(answers))
    ]
