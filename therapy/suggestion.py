"""A therapy that evidence suggests for a variant: its ground, wording and order.

Examples
--------
>>> [basis.value for basis in sorted(Basis, key=lambda basis: basis.rank)]
['curated_exact', 'curated_group', 'curated_gene', 'predicted_effect']
"""

from dataclasses import dataclass
from enum import Enum

from therapy.evidence import Direction, Level
from variants.effect_class import EffectClass

ANY_TUMOUR = "cancer"
"""Tumour type of evidence that holds whatever the tumour."""


class Basis(Enum):
    """What a suggestion rests on, the closest first."""

    CURATED_EXACT = "curated_exact"
    CURATED_GROUP = "curated_group"
    CURATED_GENE = "curated_gene"
    PREDICTED_EFFECT = "predicted_effect"

    @property
    def rank(self) -> int:
        """0 for evidence on the variant itself to 3 for a predicted effect."""
        return list(Basis).index(self)


_TIERS = {
    Basis.CURATED_EXACT: 0,
    Basis.CURATED_GROUP: 0,
    Basis.CURATED_GENE: 1,
    Basis.PREDICTED_EFFECT: 2,
}
"""A strong label for a group stands before a case report on the variant itself."""


@dataclass(frozen=True)
class Suggestion:
    """One therapy that evidence speaks for or against.

    Parameters
    ----------
    gene, variation : str
        As asked.
    therapy : str
        Drug, or drugs given together joined with `` + ``.
    direction : Direction
        Sensitivity speaks for the therapy, resistance against it.
    level : Level
        Strength of the evidence, never of the prediction.
    basis : Basis
        What ties the evidence to the variant. ``CURATED_GENE`` is evidence for any
        mutation of the gene: whether it holds for this one depends on its effect.
    tumour_type : str
        Where the evidence was gathered.
    disease_match : bool or None
        Whether that is the disease asked for; None when none was.
    source : str
        Labels and CIViC items, joined with ``; ``.
    pmids : tuple of str
        PubMed ids, without repeats.
    probability : float or None
        Summed probability of the predicted direction; None for a curated basis.
    predicted_class : int or None
        Most probable effect class, 1 to 9; None for a curated basis.
    statement : str
        The above in one sentence.
    evidence_for : tuple of str
        Alterations that the evidence is curated for.
    conflict : bool
        Whether evidence for this very alteration reports the opposite of the therapy.
    """

    gene: str
    variation: str
    therapy: str
    direction: Direction
    level: Level
    basis: Basis
    tumour_type: str
    disease_match: bool | None
    source: str
    pmids: tuple[str, ...]
    probability: float | None
    predicted_class: int | None
    statement: str
    evidence_for: tuple[str, ...] = ()
    conflict: bool = False


def write_statement(suggestion: Suggestion, evidence_gene: str) -> str:
    """Say what a suggestion rests on and what it speaks for or against."""
    return f"{_ground(suggestion, evidence_gene)} {_verdict(suggestion)}."


def write_conflict(suggestion: Suggestion) -> str:
    """Say that evidence for the alteration itself reports the opposite."""
    speaks_for = suggestion.direction is Direction.SENSITIVITY
    opposite = Direction.RESISTANCE if speaks_for else Direction.SENSITIVITY
    return f"Evidence for this very alteration reports {opposite.value} to it."


def order(suggestion: Suggestion) -> tuple[object, ...]:
    """Sort key of suggestions, the best grounded first."""
    return (
        suggestion.conflict,
        suggestion.disease_match is False,
        _TIERS[suggestion.basis],
        suggestion.direction.rank,
        suggestion.level.rank,
        suggestion.basis.rank,
        suggestion.therapy.casefold(),
        suggestion.tumour_type.casefold(),
    )


def _ground(suggestion: Suggestion, evidence_gene: str) -> str:
    level = suggestion.level
    strength = "an approved label" if level is Level.APPROVED else f"level {level.value}"
    subject = f"({strength}) for {evidence_gene} {' and '.join(suggestion.evidence_for)}"
    if suggestion.predicted_class is not None:
        effect = EffectClass(suggestion.predicted_class)
        return (
            f"{suggestion.gene} {suggestion.variation} is predicted, not curated, to be "
            f"{effect.label} (class {effect.value}; probability of "
            f"{effect.direction.name.lower()} of function "
            f"{suggestion.probability:.2f}), and evidence {subject}"
        )
    if suggestion.basis is Basis.CURATED_GROUP:
        return f"Curated evidence {subject}, which includes {suggestion.variation},"
    if suggestion.basis is Basis.CURATED_GENE:
        return (
            f"Curated evidence {subject}, which is for any mutation of the gene and not "
            f"for {suggestion.variation} itself,"
        )
    return f"Curated evidence {subject}"


def _verdict(suggestion: Suggestion) -> str:
    agnostic = suggestion.tumour_type.casefold() == ANY_TUMOUR
    place = "cancer of any type" if agnostic else suggestion.tumour_type
    tail = " (not the disease asked for, by name)" if suggestion.disease_match is False else ""
    if suggestion.direction is Direction.RESISTANCE:
        return f"reports resistance and speaks against {suggestion.therapy} in {place}{tail}"
    return f"reports sensitivity and speaks for {suggestion.therapy} in {place}{tail}"
