"""A therapy that evidence suggests for a variant, with all that bears on it.

Source of tiers: :mod:`therapy.tiers`; of bases: :mod:`therapy.basis`.
"""

from dataclasses import dataclass

from therapy.basis import Basis, Origin
from therapy.effects import VariantEffect
from therapy.evidence_index import Entry, Regimen
from therapy.evidence_item import Citation, Curator, Direction, EvidenceItem, Level
from therapy.tiers import Standing
from therapy.tumour_types import Relation
from variants.effect_class import EffectDirection

RESEARCH_USE = "For research use: oncolit is no medical device."
"""Said with every suggestion."""

GROUP_WORDS = {
    EffectDirection.GAIN: "gain of function",
    EffectDirection.LOSS: "loss of function",
    EffectDirection.SWITCH: "switch of function",
    EffectDirection.NEUTRAL: "neutral",
}
"""Each group of effects in words."""


RELATION_RANKS = {relation: rank for rank, relation in enumerate(Relation)}
"""How near each relation of tumours is, the nearest first."""

_WEIGHTS = {Level.A: 16, Level.B: 8, Level.C: 4, Level.D: 2, Level.E: 1}


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """One statement as it bears on one variant.

    Parameters
    ----------
    entry : Entry
        Holds the statement, see :attr:`item`.
    curated_for : str
        Alteration that the statement is on, without its gene.
    basis : Basis
    is_member : bool
        Whether that alteration is, or contains, the one asked for.
    relation : Relation or None
        Of the statement's tumour to the one asked for; None where none was.
    standing : Standing
    place : tuple
        Sort key of statements: what decides most about the variant first.
    """

    entry: Entry
    curated_for: str
    basis: Basis
    is_member: bool
    relation: Relation | None
    standing: Standing
    place: tuple[object, ...]

    @property
    def tumour_rank(self) -> int:
        """0 where the tumour is the one asked for or none was asked for, to 4 for another."""
        return 0 if self.relation is None else RELATION_RANKS[self.relation]

    @property
    def item(self) -> EvidenceItem:
        """The statement."""
        return self.entry.item


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """One therapy that evidence speaks for or against.

    Parameters
    ----------
    gene, variation : str
        As asked.
    regimen : Regimen
    direction : Direction
        Sensitivity speaks for the therapy, resistance against it.
    requires : tuple of str
        What else the molecular profile asks for, in its words.
    in_context : bool
        Whether that is nothing or only the fusion of the gene in which the variant is met.
    supports : tuple of Support
        Statements that support the claim, the one that decides its place first.
    opposing : tuple of Support
        Statements that say that the claim does not hold; no claim of the opposite.
    conflicts : tuple of str
        What speaks against going by it, in sentences.
    is_contradicted : bool
        Whether evidence on the very alteration claims the opposite of wider evidence.
    effect : VariantEffect
        Of the variant.
    """

    gene: str
    variation: str
    regimen: Regimen
    direction: Direction
    requires: tuple[str, ...]
    in_context: bool
    supports: tuple[Support, ...]
    opposing: tuple[Support, ...]
    conflicts: tuple[str, ...]
    is_contradicted: bool
    effect: VariantEffect

    @property
    def therapy(self) -> str:
        """Name of the regimen."""
        return self.regimen.name

    @property
    def best(self) -> Support:
        """The statement that decides tier, basis and tumour type."""
        return self.supports[0]

    @property
    def basis(self) -> Basis:
        """What ties the best statement to the variant."""
        return self.best.basis

    @property
    def origin(self) -> Origin:
        """Whether it rests on curation alone."""
        return self.basis.origin

    @property
    def standing(self) -> Standing:
        """Tier and level of AMP, ASCO and CAP."""
        return self.best.standing

    @property
    def probability(self) -> float | None:
        """Probability of the predicted effect that it rests on; None for a curated origin."""
        predicted = self.effect.predicted
        return predicted.probability if predicted and self.origin is Origin.PREDICTED else None

    @property
    def disease_match(self) -> bool | None:
        """Whether the best statement serves the tumour asked for; None where none was."""
        return None if self.best.relation is None else self.best.relation.serves

    @property
    def is_germline(self) -> bool:
        """Whether the best statement is on an inherited variant."""
        return self.best.item.is_germline

    @property
    def weight(self) -> int:
        """How much evidence there is for it, less what opposes it: a level weighs twice the next.

        It orders suggestions that stand alike otherwise.
        """
        supporting = sum(_WEIGHTS[support.item.level] for support in self.supports)
        return supporting - sum(_WEIGHTS[support.item.level] for support in self.opposing)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Of all supporting statements, the best first, each once."""
        found = [citation for support in self.supports for citation in support.item.citations]
        return tuple(dict.fromkeys(found))

    @property
    def statement(self) -> str:
        """The suggestion in one sentence, with what it rests on."""
        return f"{self._ground} {self._verdict}{self._condition}."

    @property
    def _ground(self) -> str:
        item, support = self.best.item, self.best
        strength = "a drug label" if item.curator is Curator.LABEL else f"CIViC level {item.level}"
        subject = f"evidence ({strength}) on {self.gene} {support.curated_for}"
        if support.basis is Basis.PREDICTED_EFFECT:
            return f"{self._predicted_effect}, and {subject}, which is taken to do the same,"
        if support.basis is Basis.CURATED_EFFECT:
            return (
                f"By its effect ({self._effect_source}), not by evidence on {self.variation} "
                f"itself, {subject}"
            )
        if support.basis is Basis.GENE_MUTATION:
            return f"Curated {subject}, not on {self.variation} itself,"
        if not support.is_member:
            return f"Curated {subject}, a sibling of {self.variation},"
        if support.basis in (Basis.SAME_ALTERATION, Basis.EQUIVALENT):
            return f"Curated {subject}"
        return f"Curated {subject}, which includes {self.variation},"

    @property
    def _effect_source(self) -> str:
        called = self.effect.called
        return "" if called is None else f"{GROUP_WORDS[called[0]]}, {called[1]}"

    @property
    def _predicted_effect(self) -> str:
        predicted = self.effect.predicted
        if predicted is None or predicted.group is None:
            return f"{self.gene} {self.variation} has no predicted effect"
        return (
            f"{self.gene} {self.variation} is predicted, not curated, to be "
            f"{predicted.effect_class.label} (probability of {GROUP_WORDS[predicted.group]} "
            f"{predicted.probability:.2f})"
        )

    @property
    def _verdict(self) -> str:
        item = self.best.item
        claim = (
            f"reports resistance and speaks against {self.therapy}"
            if self.direction is Direction.RESISTANCE
            else f"reports sensitivity and speaks for {self.therapy}"
        )
        inherited = " in carriers of an inherited variant" if item.is_germline else ""
        return f"{claim} in {self._place}{inherited}"

    @property
    def _place(self) -> str:
        tumour, relation = self.best.item.tumour_type or "a tumour not named", self.best.relation
        if tumour.casefold() == "cancer":
            return "cancer of any type"
        if relation is Relation.OTHER:
            return f"{tumour}, another tumour than the one asked for"
        return f"{tumour}, a subtype" if relation is Relation.NARROWER else tumour

    @property
    def _condition(self) -> str:
        absent = [part.removeprefix("NOT ") for part in self.requires if part.startswith("NOT ")]
        present = [part for part in self.requires if not part.startswith("NOT ")]
        there = f", if {' and '.join(present)} is there too" if present else ""
        return f"{there}, without {' or '.join(absent)}" if absent else there


@dataclass(frozen=True, slots=True, eq=False)
class Contested:
    """A claim that statements only oppose; it is no claim of the opposite.

    Parameters
    ----------
    regimen : Regimen
    direction : Direction
        What is denied.
    requires : tuple of str
    opposing : tuple of Support
        The closest first.
    """

    regimen: Regimen
    direction: Direction
    requires: tuple[str, ...]
    opposing: tuple[Support, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Withheld:
    """A therapy that closeness alone would suggest and that is not suggested.

    Parameters
    ----------
    therapy : str
    reason : str
    """

    therapy: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """The answer to one variant.

    Parameters
    ----------
    gene, variation : str
        As asked.
    disease : str or None
    beside : tuple of str or None
        The sample's other variants, None where they are not known.
    effect : VariantEffect
    suggestions : tuple of Suggestion
        The best first: curated before predicted, then by tier, resistance first in a tier.
    contested : tuple of Contested
    warnings : tuple of Support
        Adverse responses.
    withheld : tuple of Withheld
    """

    gene: str
    variation: str
    disease: str | None
    beside: tuple[str, ...] | None
    effect: VariantEffect
    suggestions: tuple[Suggestion, ...]
    contested: tuple[Contested, ...]
    warnings: tuple[Support, ...]
    withheld: tuple[Withheld, ...]
