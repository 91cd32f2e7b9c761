"""The direction in which a predicted effect changes a protein's function.

Examples
--------
>>> predicted = predict_function([0, 0.3, 0, 0, 0, 0.1, 0.6, 0, 0], 0.5)
>>> predicted.effect_class.label, round(predicted.probability, 2)
('Gain-of-function', 0.9)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from variants.effect_class import EffectClass, EffectDirection

SUM_TOLERANCE = 0.01
"""How far rounded class probabilities may sum from 1."""


class ProbabilityError(ValueError):
    """The probabilities are no distribution over the nine effect classes."""


@dataclass(frozen=True)
class PredictedFunction:
    """A predicted gain or loss of function.

    Parameters
    ----------
    effect_class : EffectClass
        The most probable class; the lowest number where several are.
    probability : float
        Summed probability of all classes of its direction.
    """

    effect_class: EffectClass
    probability: float

    @property
    def direction(self) -> EffectDirection:
        """Gain or loss."""
        return self.effect_class.direction


def predict_function(
    probabilities: Sequence[float] | None, minimum_probability: float
) -> PredictedFunction | None:
    """Read gain or loss of function out of class probabilities.

    Parameters
    ----------
    probabilities : sequence of float or None
        Probabilities of classes 1 to 9, in this order.
    minimum_probability : float
        Least summed probability of the direction, 0 to 1.

    Returns
    -------
    PredictedFunction or None
        None without probabilities, when the most probable class is neither gain nor
        loss, or when the direction falls short of the minimum.

    Raises
    ------
    ProbabilityError
        The numbers are no probabilities, or do not sum to 1.
    """
    if not 0 <= minimum_probability <= 1:
        raise ProbabilityError(f"minimum_probability {minimum_probability}, expected 0 to 1")
    if probabilities is None:
        return None
    by_class = dict(zip(EffectClass, _checked(probabilities), strict=True))
    top = max(by_class, key=by_class.__getitem__)
    total = sum(p for effect, p in by_class.items() if effect.direction is top.direction)
    if top.direction not in (EffectDirection.GAIN, EffectDirection.LOSS):
        return None
    return PredictedFunction(top, min(total, 1.0)) if total >= minimum_probability else None


def _checked(probabilities: Sequence[float]) -> list[float]:
    values = [float(value) for value in probabilities]
    if (
        len(values) != len(EffectClass)
        or not all(math.isfinite(value) and 0 <= value <= 1 for value in values)
        or abs(sum(values) - 1) > SUM_TOLERANCE
    ):
        raise ProbabilityError(
            f"probabilities {values}, expected {len(EffectClass)} numbers from 0 to 1 that sum to 1"
        )
    return values
