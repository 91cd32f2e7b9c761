"""Which curated alterations bear on a variant, and how closely.

A variant is compared with every alteration that its gene has evidence on, see
:mod:`therapy.closeness`; what its effect is decides on the rest, see :mod:`therapy.effects`:

- ``GENE Mutation`` holds only where the effect fits the gene's role; where the effect is predicted,
  so is the basis.
- A curated or predicted effect inherits what is curated for other variants of the gene that do the
  same. Groups of effects never mix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from therapy.alterations import (
    Alteration,
    AlterationKind,
    read_alteration,
    renumbered,
    sort_variation,
    with_stop,
)
from therapy.basis import Basis, Closeness
from therapy.closeness import LOSING_CHANGES, PROTEIN_CHANGES, is_benign_stop, relate
from therapy.effects import EffectSource, PredictedEffect, VariantEffect, effect_by_type, fits_role
from therapy.evidence_index import EvidenceIndex, Part
from therapy.exon_groups import EXON_EVENTS
from therapy.molecular_profile import Clause, GeneAlteration
from variants.effect_class import EffectDirection
from variants.gene_facts import DRIVEN_BY_DOMAIN
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

_MUTATIONS = PROTEIN_CHANGES | LOSING_CHANGES | EXON_EVENTS | {AlterationKind.DOMAIN}
"""What ``GENE Mutation`` is said of."""

_WITH_EFFECT = _MUTATIONS | {
    AlterationKind.FUSION,
    AlterationKind.AMPLIFICATION,
    AlterationKind.GENE_DELETION,
    AlterationKind.MUTATION,
    AlterationKind.GAIN_OF_FUNCTION,
    AlterationKind.LOSS_OF_FUNCTION,
}
"""What a predicted or curated effect is believed of."""


_BEYOND = {
    AlterationKind.GENE_DELETION: (EffectDirection.GAIN, EffectDirection.SWITCH),
    AlterationKind.AMPLIFICATION: (EffectDirection.LOSS,),
}
"""Effects that are not believed of a kind, whoever calls them."""

_CATEGORIES = frozenset({AlterationKind.GAIN_OF_FUNCTION, AlterationKind.LOSS_OF_FUNCTION})
"""What evidence calls by its effect alone."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as asked for.

    Parameters
    ----------
    gene, variation : str
        As asked.
    symbol : str
        Comparable symbol.
    alteration : Alteration
    predicted : PredictedEffect or None
    """

    gene: str
    variation: str
    symbol: str
    alteration: Alteration
    predicted: PredictedEffect | None = None

    @classmethod
    def read(cls, gene: str, variation: str, predicted: PredictedEffect | None = None) -> "Variant":
        """Read any spelling; what is not understood is compared by its text alone."""
        symbol = comparable_symbol(gene)
        text = variation if role_of(symbol) is GeneRole.ONCOGENE else with_stop(variation)
        alteration = renumbered(read_alteration(text), symbol)
        return cls(gene, variation, symbol, alteration, predicted)

    @property
    def genes(self) -> tuple[str, ...]:
        """Its gene and the partners of a fusion, each once."""
        return tuple(dict.fromkeys((self.symbol, *self.alteration.partners)))


@dataclass(frozen=True, slots=True)
class Match:
    """A curated alteration that bears on a variant.

    Parameters
    ----------
    gene : str
    part : Part
    closeness : Closeness
    """

    gene: str
    part: Part
    closeness: Closeness


def effect_of(index: EvidenceIndex, variant: Variant) -> VariantEffect:
    """Gather what is curated, settled by type and predicted of a variant's effect."""
    return VariantEffect(
        index.curated_effects(variant.symbol, variant.alteration),
        effect_by_type(variant.alteration, variant.symbol),
        variant.predicted,
    )


def find_matches(index: EvidenceIndex, variant: Variant, effect: VariantEffect) -> Iterator[Match]:
    """Yield every curated alteration that bears on a variant.

    A fusion stands under both its partners and is yielded once.
    """
    seen: set[str] = set()
    inherited = _inherited(variant, effect)
    for gene in variant.genes:
        by_effect = inherited if gene == variant.symbol else None
        for part in index.parts(gene):
            closeness = _related(part, variant, gene)
            if closeness is None and by_effect is not None:
                closeness = _by_effect(part, variant, by_effect)
            if closeness is not None and part.text not in seen:
                yield Match(gene, part, closeness)
        seen.update(part.text for part in index.parts(gene) if "::" in part.text)


def fits(part: GeneAlteration, variant: Variant, effect: VariantEffect) -> bool:
    """Say whether a variant has what one part of a profile asks for.

    A variant whose effect is not known has any ``Mutation`` of its gene.
    """
    if part.gene != variant.symbol and part.gene not in variant.alteration.partners:
        return False
    curated = renumbered(sort_variation(part.variation), part.gene)
    if curated.kind is AlterationKind.MUTATION:
        called = effect.called
        return variant.alteration.kind in _MUTATIONS | {AlterationKind.MUTATION} and (
            called is None or fits_role(called[0], part.gene)
        )
    closeness = relate(curated, variant.alteration, part.gene)
    return closeness is not None and closeness.is_member


def rest_of(
    rest: Clause, known: Sequence[tuple[Variant, VariantEffect]], *, complete: bool
) -> Clause | None:
    """Return what a profile still asks for, None where it cannot be met.

    Parameters
    ----------
    rest : Clause
    known : sequence of (Variant, VariantEffect)
        Variants of the sample.
    complete : bool
        Whether the sample has no others: then every part must be met, and none that must be absent
        is left open.
    """
    if any(fits(part, *one) for part in rest.absent for one in known):
        return None
    unmet = tuple(part for part in rest.present if not any(fits(part, *one) for one in known))
    if complete:
        return None if unmet else Clause()
    return rest if len(unmet) == len(rest.present) else Clause(unmet, rest.absent)


def spelled_alike(one: str, other: str) -> bool:
    """Say whether two texts differ in capitals, spaces and hyphens only.

    Examples
    --------
    >>> spelled_alike("Exon 19 Deletion", "exon 19 deletion"), spelled_alike("V600E", "p.V600E")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _related(part: Part, variant: Variant, gene: str) -> Closeness | None:
    related = relate(part.alteration, variant.alteration, gene)
    if related is None:
        if gene in DRIVEN_BY_DOMAIN and part.alteration.kind is AlterationKind.MUTATION:
            return relate(read_alteration(DRIVEN_BY_DOMAIN[gene]), variant.alteration, gene)
        return None
    is_same = related.basis is Basis.SAME_ALTERATION
    if is_same and not spelled_alike(part.text, variant.variation):
        return replace(related, basis=Basis.EQUIVALENT)
    return related


def _inherited(
    variant: Variant, effect: VariantEffect
) -> tuple[EffectDirection, EffectSource] | None:
    """Return the effect by which a variant may inherit, None where there is none to go by."""
    called = effect.called
    kind = variant.alteration.kind
    if called is None or kind not in _WITH_EFFECT or called[0] in _BEYOND.get(kind, ()):
        return None
    return None if is_benign_stop(variant.alteration, variant.symbol) else called


def _by_effect(
    part: Part, variant: Variant, called: tuple[EffectDirection, EffectSource]
) -> Closeness | None:
    group, source = called
    if part.alteration.kind is AlterationKind.MUTATION:
        if not _has_mutation(variant, group):
            return None
        basis = Basis.PREDICTED_EFFECT if source is EffectSource.PREDICTED else Basis.GENE_MUTATION
        return Closeness(basis, is_member=True)
    if part.group is not group or group is EffectDirection.NEUTRAL:
        return None
    is_category = part.alteration.kind in _CATEGORIES
    if source is EffectSource.PREDICTED:
        return Closeness(Basis.PREDICTED_EFFECT, is_category)
    return Closeness(Basis.ALTERATION_TYPE if is_category else Basis.CURATED_EFFECT, is_category)


def _has_mutation(variant: Variant, group: EffectDirection) -> bool:
    """Say whether a variant is what ``GENE Mutation`` means, by the gene's role."""
    gene, kind = variant.symbol, variant.alteration.kind
    return gene not in DRIVEN_BY_DOMAIN and kind in _MUTATIONS and fits_role(group, gene)
