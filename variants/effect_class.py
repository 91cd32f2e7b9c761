"""The nine effect classes of a variant: what it does to its protein.

The classes are OncoKB's mutation effects, numbered as in the MSK task
"Redefining Cancer Treatment" (Kaggle, 2017). Source: https://www.oncokb.org
(Chakravarty et al., JCO Precision Oncology 2017, PMID 28890946).

Examples
--------
>>> EffectClass(7).label
'Gain-of-function'
>>> EffectClass.LIKELY_LOSS_OF_FUNCTION.column
'class1'
"""

from enum import IntEnum


class EffectDirection(IntEnum):
    """Which way an effect goes, whatever its certainty."""

    INCONCLUSIVE = 0
    LOSS = 1
    GAIN = 2
    NEUTRAL = 3
    SWITCH = 4


class EffectClass(IntEnum):
    """One of the nine OncoKB mutation effects; the value is the MSK class number."""

    LIKELY_LOSS_OF_FUNCTION = 1
    LIKELY_GAIN_OF_FUNCTION = 2
    NEUTRAL = 3
    LOSS_OF_FUNCTION = 4
    LIKELY_NEUTRAL = 5
    INCONCLUSIVE = 6
    GAIN_OF_FUNCTION = 7
    LIKELY_SWITCH_OF_FUNCTION = 8
    SWITCH_OF_FUNCTION = 9

    @property
    def label(self) -> str:
        """OncoKB's spelling, e.g. ``Likely Loss-of-function``."""
        return _LABELS[self]

    @property
    def column(self) -> str:
        """Name of the probability column, e.g. ``class7``."""
        return f"class{self.value}"

    @property
    def direction(self) -> EffectDirection:
        """Loss, gain, switch, neutral or inconclusive."""
        return _DIRECTIONS[self]


_LABELS = {
    EffectClass.LIKELY_LOSS_OF_FUNCTION: "Likely Loss-of-function",
    EffectClass.LIKELY_GAIN_OF_FUNCTION: "Likely Gain-of-function",
    EffectClass.NEUTRAL: "Neutral",
    EffectClass.LOSS_OF_FUNCTION: "Loss-of-function",
    EffectClass.LIKELY_NEUTRAL: "Likely Neutral",
    EffectClass.INCONCLUSIVE: "Inconclusive",
    EffectClass.GAIN_OF_FUNCTION: "Gain-of-function",
    EffectClass.LIKELY_SWITCH_OF_FUNCTION: "Likely Switch-of-function",
    EffectClass.SWITCH_OF_FUNCTION: "Switch-of-function",
}

_DIRECTIONS = {
    EffectClass.LIKELY_LOSS_OF_FUNCTION: EffectDirection.LOSS,
    EffectClass.LOSS_OF_FUNCTION: EffectDirection.LOSS,
    EffectClass.LIKELY_GAIN_OF_FUNCTION: EffectDirection.GAIN,
    EffectClass.GAIN_OF_FUNCTION: EffectDirection.GAIN,
    EffectClass.NEUTRAL: EffectDirection.NEUTRAL,
    EffectClass.LIKELY_NEUTRAL: EffectDirection.NEUTRAL,
    EffectClass.INCONCLUSIVE: EffectDirection.INCONCLUSIVE,
    EffectClass.LIKELY_SWITCH_OF_FUNCTION: EffectDirection.SWITCH,
    EffectClass.SWITCH_OF_FUNCTION: EffectDirection.SWITCH,
}

CLASS_NUMBERS = tuple(int(effect) for effect in EffectClass)
"""1 to 9, the order of every probability column."""

CLASS_COLUMNS = tuple(effect.column for effect in EffectClass)
"""``class1`` to ``class9``, Kaggle's submission format."""
