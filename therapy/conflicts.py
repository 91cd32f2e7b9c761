"""What a suggestion is not inherited for, and what speaks against one that is shown."""

from collections.abc import Mapping, Sequence

from therapy.basis import Basis
from therapy.closeness import relate
from therapy.drugs import Drug
from therapy.effects import EffectSource, VariantEffect
from therapy.evidence_index import Regimen, allowed_alterations
from therapy.evidence_item import Direction, Level
from therapy.matching import Match, Variant
from therapy.suggestion import GROUP_WORDS, Support
from variants.effect_class import EffectDirection

OPPOSITES = {
    Direction.SENSITIVITY: Direction.RESISTANCE,
    Direction.RESISTANCE: Direction.SENSITIVITY,
}
"""The claim that each claim denies."""

VERY = frozenset({Basis.SAME_ALTERATION, Basis.EQUIVALENT})
"""Bases of evidence on the very alteration."""

_MOST_NAMED = 3
_SOURCE_WORDS = {
    EffectSource.CURATED: "curated",
    EffectSource.TYPE: "by its type or residue",
    EffectSource.PREDICTED: "predicted",
}


_BY_GROUP = frozenset({Basis.EXON_OR_DOMAIN, Basis.ALTERATION_TYPE})
_PRECLINICAL = frozenset({Level.D, Level.E})
_UNFIT = frozenset({EffectDirection.LOSS, EffectDirection.NEUTRAL})


def lies_in_residue(match: Match, direction: Direction, regimen: Regimen) -> bool:
    """Tell resistance that no effect passes on: to a drug that binds the gene's own product."""
    return (
        direction is Direction.RESISTANCE
        and match.closeness.basis.is_by_effect
        and regimen.targets(match.gene)
    )


def withheld_reason(
    variant: Variant,
    called: tuple[EffectDirection, EffectSource] | None,
    match: Match,
    direction: Direction,
    regimen: Regimen,
) -> str:
    """Say why a therapy is not suggested though a curated alteration is close; empty if it is."""
    closeness = match.closeness
    if called and called[0] is EffectDirection.NEUTRAL and closeness.basis in _BY_GROUP:
        return f"{variant.variation} is {_SOURCE_WORDS[called[1]]} neutral"
    if direction is not Direction.SENSITIVITY:
        return ""
    if not (closeness.is_member and closeness.basis.is_own):
        for drug in regimen.drugs:
            if drug.allele_specific and not _is_allowed(drug, variant, match.gene):
                alleles = " and ".join(drug.allele_specific)
                return f"{drug.name} is for {alleles} and no other variant"
    if called is None or closeness.basis.is_own or called[0] is not EffectDirection.LOSS:
        return ""
    if match.gene == variant.symbol and regimen.lowers(match.gene):
        return (
            f"lowers what {match.gene} does, and {variant.variation} is {_SOURCE_WORDS[called[1]]} "
            "loss of function"
        )
    return ""


def resisted_reason(
    regimen: Regimen, resisted: Mapping[Drug | str, Sequence[Support]], gene: str
) -> str:
    """Say that the alteration itself resists a drug of a regimen, or its class; empty if not.

    Parameters
    ----------
    regimen : Regimen
    resisted : mapping
        Statements by drug, see :attr:`therapy.gathering.Gathered.resisted`.
    gene : str
        Of the alteration; only drugs on its product resemble each other so.
    """
    parts = {*regimen.parts}
    for drug, statements in resisted.items():
        name = drug if isinstance(drug, str) else drug.name
        if name in parts:
            return f"the alteration itself resists {name}: {_named(statements)}"
    for drug, statements in resisted.items():
        if isinstance(drug, str) or gene not in drug.targets:
            continue
        for other in regimen.drugs:
            if other.drug_class == drug.drug_class:
                return (
                    f"the alteration itself resists {drug.name}, of the same class as "
                    f"{other.name}: {_named(statements)}"
                )
    return ""


def evidence_conflict(verb: str, statements: Sequence[Support], *, elsewhere: bool = False) -> str:
    """Say in a sentence which statements speak against a suggestion.

    Parameters
    ----------
    verb : str
        What they do: ``reports resistance``, ``does not support it``.
    statements : sequence of Support
    elsewhere : bool
        Whether they are from another tumour than the suggestion's own evidence.
    """
    place = " of a tumour other than its own" if elsewhere else ""
    return f"Evidence{place} {verb}: {_named(statements)}."


def contradicts(own: Support, claimed: Direction, best: Support) -> bool:
    """Say whether evidence on the very alteration overrules the opposite claim of wider evidence.

    Resistance overrules sensitivity in any tumour. Sensitivity overrules resistance in its own
    tumour only: BRAF V600E melanoma answers vemurafenib, BRAF V600 colorectal cancer does not.
    What was seen in no patient overrules nothing that was.
    """
    if best.basis in VERY or own.basis not in VERY:
        return False
    if own.item.level in _PRECLINICAL and best.item.level not in _PRECLINICAL:
        return False
    if claimed is Direction.SENSITIVITY:
        return True
    return own.item.tumour_type.casefold() == best.item.tumour_type.casefold()


def _name(support: Support) -> str:
    item = support.item
    label = item.citation.source == item.curator.value
    name = f"{item.citation.source} {item.citation.id}" if label else item.key
    return f"{name} ({item.tumour_type or 'no tumour named'})"


def _named(supports: Sequence[Support]) -> str:
    """Name statements with their tumours, a few at most."""
    named = list(dict.fromkeys(map(_name, supports)))
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def effect_conflict(
    variant: Variant, effect: VariantEffect, regimen: Regimen, direction: Direction
) -> str:
    """Say that the effect leaves a therapy nothing to lower; empty where it does not."""
    if direction is Direction.RESISTANCE or not regimen.lowers(variant.symbol):
        return ""
    if effect.called is None or effect.called[0] not in _UNFIT:
        return ""
    group, source = effect.called
    return (
        f"{variant.gene} {variant.variation} is {_SOURCE_WORDS[source]} {GROUP_WORDS[group]}, "
        f"and {regimen.name} lowers what {variant.symbol} does."
    )


def _is_allowed(drug: Drug, variant: Variant, asked: str) -> bool:
    """Tell whether a drug that fits one allele fits the variant, or is bound to another gene's."""
    of_gene = [allele for gene, allele in allowed_alterations(drug) if gene == asked]
    found = [relate(allele, variant.alteration, asked) for allele in of_gene]
    return not of_gene or any(one is not None and one.is_member for one in found)
