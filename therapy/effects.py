"""What a variant does to its protein: as curated, as its type says, as predicted.

Effects are compared in groups: loss (classes 1 and 4), gain (2 and 7), switch (8 and 9),
neutral (3 and 5). Class 6 is in no group, nor is a prediction that is not sure of its group.

Where the classifier abstains between two classes of one group, that is no abstention on the group.
The group holds where a class is named, where the prediction set lies in one group, or where the
group is as probable as a class must be to be named. Out of fold on the MSK task such groups were
right for 91 % (random), 90 % (text) and 88 % (gene) of the variants, with gain for loss or loss for
gain in at most 2 %; where a class is named for 91 %, 92 % and 95 %, of far fewer variants.

Examples
--------
>>> predicted = read_prediction([0, 0.3, 0, 0, 0, 0.1, 0.6, 0, 0])
>>> predicted.effect_class.label, predicted.group.name, round(predicted.probability, 2)
('Gain-of-function', 'GAIN', 0.9)
>>> read_prediction([0, 0.5, 0, 0, 0, 0, 0.5, 0, 0], abstains=True).group.name
'GAIN'
>>> read_prediction([0, 0.4, 0, 0.3, 0, 0, 0.3, 0, 0], abstains=True).group is None
True
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from therapy.alterations import Alteration, AlterationKind
from therapy.closeness import is_benign_stop
from therapy.evidence_item import EvidenceItem
from variants.effect_class import EffectClass, EffectDirection
from variants.gene_facts import GAIN_RESIDUES, SWITCH_RESIDUES
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

SUM_TOLERANCE = 0.01
"""How far rounded class probabilities may sum from 1."""

MINIMUM_PROBABILITY = 0.5
"""Least summed probability of a group for it to count as predicted, whatever else is known."""

SURE = 0.75
"""Summed probability of a group that needs no class to be named: what is asked of a class, too."""

FUNCTIONAL_GROUPS = {
    "Gain of Function": EffectDirection.GAIN,
    "Loss of Function": EffectDirection.LOSS,
    "Dominant Negative": EffectDirection.LOSS,
    "Neomorphic": EffectDirection.SWITCH,
    "Unaltered Function": EffectDirection.NEUTRAL,
}
"""CIViC's words for function. Oncogenicity is no direction and not among them."""

_CERTAIN_LOSS = frozenset(
    {
        AlterationKind.TRUNCATION,
        AlterationKind.START_LOST,
        AlterationKind.SPLICE,
        AlterationKind.GENE_DELETION,
        AlterationKind.LOSS_OF_FUNCTION,
    }
)


_CLASSES = tuple(EffectClass)
_ALIKE = {
    direction: [place for place, one in enumerate(_CLASSES) if one.direction is direction]
    for direction in EffectDirection
}
"""Places of the classes of each direction."""

_AT_RESIDUE = frozenset({AlterationKind.SUBSTITUTION, AlterationKind.RESIDUE})


class ProbabilityError(ValueError):
    """The probabilities are no distribution over the nine effect classes."""


class EffectSource(StrEnum):
    """Who says what the effect is."""

    CURATED = "curated"
    TYPE = "type or residue"
    PREDICTED = "predicted"


@dataclass(frozen=True, slots=True)
class PredictedEffect:
    """What the classifier answers.

    Parameters
    ----------
    effect_class : EffectClass
        The most probable class; the lowest number where several are.
    class_probability : float
    group : EffectDirection or None
        None for class 6, and where the prediction is not sure of its group.
    probability : float
        Summed probability of the classes of its group.
    abstains : bool
        Whether no class is named. The group may be sure all the same.
    made : str
        Date of the model, empty where not known.
    """

    effect_class: EffectClass
    class_probability: float
    group: EffectDirection | None
    probability: float
    abstains: bool
    made: str = ""


@dataclass(frozen=True, slots=True)
class CuratedEffect:
    """What one functional statement says.

    Parameters
    ----------
    group : EffectDirection
    item : EvidenceItem
        ``supports`` is False where the statement denies the effect.
    """

    group: EffectDirection
    item: EvidenceItem


@dataclass(frozen=True, slots=True)
class VariantEffect:
    """All that is known of one variant's effect.

    Parameters
    ----------
    curated : tuple of CuratedEffect
    by_type : EffectDirection or None
        What the type of alteration or its residue settles, such as loss for a cut suppressor.
    predicted : PredictedEffect or None
    """

    curated: tuple[CuratedEffect, ...] = ()
    by_type: EffectDirection | None = None
    predicted: PredictedEffect | None = None

    @property
    def curated_group(self) -> EffectDirection | None:
        """The group that functional statements support, None where they differ or are none."""
        groups = {effect.group for effect in self.curated if effect.item.supports}
        return groups.pop() if len(groups) == 1 else None

    @property
    def said(self) -> tuple[tuple[EffectDirection, EffectSource], ...]:
        """Every group that is said of it, curated before type before prediction."""
        predicted = self.predicted.group if self.predicted else None
        groups = (
            (self.curated_group, EffectSource.CURATED),
            (self.by_type, EffectSource.TYPE),
            (predicted, EffectSource.PREDICTED),
        )
        return tuple((group, source) for group, source in groups if group is not None)

    @property
    def called(self) -> tuple[EffectDirection, EffectSource] | None:
        """The group to go by: curated before type before prediction, None where there is none."""
        return self.said[0] if self.said else None

    @property
    def agreement(self) -> bool | None:
        """Whether curated and predicted group are the same, None where either is missing."""
        groups = {effect.group for effect in self.curated if effect.item.supports}
        if not groups or self.predicted is None or self.predicted.group is None:
            return None
        return groups == {self.predicted.group}


def read_prediction(
    probabilities: Sequence[float],
    *,
    abstains: bool = False,
    prediction_set: Collection[EffectClass] = (),
    minimum_probability: float = MINIMUM_PROBABILITY,
    made: str = "",
) -> PredictedEffect:
    """Read the classifier's answer.

    Parameters
    ----------
    probabilities : sequence of float of length 9
        Of classes 1 to 9, in this order.
    abstains : bool
        Whether the classifier names no class.
    prediction_set : collection of EffectClass
        Classes of its prediction set.
    minimum_probability : float
        Least summed probability of the group, 0 to 1.
    made : str
        Date of the model.

    Raises
    ------
    ProbabilityError
        The numbers are no probabilities, or do not sum to 1.
    """
    if not 0 <= minimum_probability <= 1:
        raise ProbabilityError(f"minimum_probability {minimum_probability}, expected 0 to 1")
    values = _checked(probabilities)
    place = values.index(max(values))
    top = _CLASSES[place]
    total = min(sum(values[other] for other in _ALIKE[top.direction]), 1.0)
    in_one = {effect.direction for effect in prediction_set} == {top.direction}
    named = (not abstains or in_one or total >= SURE) and (
        top.direction is not EffectDirection.INCONCLUSIVE
    )
    group = top.direction if named and total >= minimum_probability else None
    return PredictedEffect(top, values[place], group, total, abstains, made)


def effect_by_type(alteration: Alteration, gene: str) -> EffectDirection | None:
    """Return the effect that the type of alteration, or its residue, settles by itself.

    Loss where a tumour suppressor is cut short, mis-spliced or deleted, gain or switch at a residue
    that is known for it, and what the name says. A cut oncogene may be active, as NOTCH1 without
    its PEST domain is: nothing is settled there.
    """
    if alteration.kind in _AT_RESIDUE and alteration.first == alteration.last:
        residue = (comparable_symbol(gene), alteration.first)
        if residue in SWITCH_RESIDUES:
            return EffectDirection.SWITCH
        if residue in GAIN_RESIDUES:
            return EffectDirection.GAIN
    if alteration.kind is AlterationKind.GAIN_OF_FUNCTION:
        return EffectDirection.GAIN
    if alteration.kind is AlterationKind.LOSS_OF_FUNCTION:
        return EffectDirection.LOSS
    if alteration.kind not in _CERTAIN_LOSS or is_benign_stop(alteration, gene):
        return None
    return EffectDirection.LOSS if role_of(gene) is GeneRole.TUMOUR_SUPPRESSOR else None


def fits_role(group: EffectDirection, gene: str) -> bool:
    """Say whether an effect is what drives tumours in a gene of its role.

    Examples
    --------
    >>> fits_role(EffectDirection.GAIN, "PIK3CA"), fits_role(EffectDirection.LOSS, "PIK3CA")
    (True, False)
    """
    role = role_of(gene)
    activating = group in (EffectDirection.GAIN, EffectDirection.SWITCH)
    if activating and role in (GeneRole.ONCOGENE, GeneRole.BOTH):
        return True
    suppressing = group is EffectDirection.LOSS
    return suppressing and role in (GeneRole.TUMOUR_SUPPRESSOR, GeneRole.BOTH)


def curated_effects(items: Iterable[EvidenceItem]) -> tuple[CuratedEffect, ...]:
    """Return what functional statements say, the latest review first."""
    found = [
        CuratedEffect(FUNCTIONAL_GROUPS[item.significance], item)
        for item in items
        if item.significance in FUNCTIONAL_GROUPS
    ]
    by_key = sorted(found, key=lambda effect: effect.item.key)
    return tuple(sorted(by_key, key=lambda effect: effect.item.reviewed, reverse=True))


def _checked(probabilities: Sequence[float]) -> list[float]:
    values = [float(value) for value in probabilities]
    if (
        len(values) != len(_CLASSES)
        or not all(0 <= value <= 1 for value in values)
        or abs(sum(values) - 1) > SUM_TOLERANCE
    ):
        raise ProbabilityError(
            f"probabilities {values}, expected {len(EffectClass)} numbers from 0 to 1 that sum to 1"
        )
    return values
