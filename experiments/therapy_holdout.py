"""Whether a variant's therapies are found through its neighbours, its own evidence held out.

A variant is one alteration of one gene with predictive evidence of level A or B that supports
sensitivity. Its therapies are what that evidence names. All statements on it are taken out of the
evidence base, whatever their level, and the suggestions made from the rest are compared with them.
Nothing is fitted here: the split regime is leave one variant out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from therapy.advice import Advisor
from therapy.alterations import AlterationKind, sort_variation
from therapy.closeness import same
from therapy.drugs import Drugs
from therapy.effects import PredictedEffect
from therapy.evidence_index import EvidenceIndex, Regimen
from therapy.evidence_item import Direction, EvidenceItem, Level
from therapy.matching import Variant
from therapy.molecular_profile import GeneAlteration, MolecularProfileError, parse_profile
from therapy.tumour_types import TumourTypes

STRONG = frozenset({Level.A, Level.B})
"""Levels of the evidence that is to be found again."""

TOP = 5
"""Suggestions that are looked at."""

NO_VARIANTS = frozenset(
    {
        AlterationKind.OTHER,
        AlterationKind.WILD_TYPE,
        AlterationKind.MUTATION,
        AlterationKind.GAIN_OF_FUNCTION,
        AlterationKind.LOSS_OF_FUNCTION,
    }
)
"""Expression, methylation, polymorphisms, any mutation: no one change that a laboratory reports."""


class Unit(StrEnum):
    """What counts as one therapy: each drug by itself, or what is given together."""

    DRUG = "drug"
    REGIMEN = "regimen"


Effects = Callable[[str, str], PredictedEffect | None]
"""Gives the predicted effect of a gene's variation, None where there is none."""


@dataclass(frozen=True)
class HeldOutVariant:
    """A variant whose therapies are to be found again.

    Parameters
    ----------
    alteration : GeneAlteration
    therapies : frozenset of str
        Names of drugs or of regimens.
    """

    alteration: GeneAlteration
    therapies: frozenset[str]

    @property
    def gene(self) -> str:
        """Comparable symbol."""
        return self.alteration.gene

    @property
    def variation(self) -> str:
        """The alteration without its gene."""
        return self.alteration.variation.name


@dataclass(frozen=True)
class Ranked:
    """Therapies for one held-out variant, the best first, by each way to rank them.

    Parameters
    ----------
    variant : HeldOutVariant
    ours : tuple of str
    basis : str
        Of our first suggestion, empty where there is none.
    gene_baseline, overall_baseline : tuple of str
        The most frequent therapies of the gene's other variants, and of all other variants.
    held_by_others : frozenset of str
        All therapies of the gene's other variants: the best five of these are the ceiling.
    """

    variant: HeldOutVariant
    ours: tuple[str, ...]
    basis: str
    gene_baseline: tuple[str, ...]
    overall_baseline: tuple[str, ...]
    held_by_others: frozenset[str]


def held_out_variants(
    items: Iterable[EvidenceItem], drugs: Drugs, unit: Unit = Unit.DRUG
) -> tuple[HeldOutVariant, ...]:
    """Return the variants that have strong evidence of sensitivity of their own.

    In the order of gene and alteration.
    """
    found: dict[GeneAlteration, set[str]] = {}
    names: dict[tuple[str, str], GeneAlteration] = {}
    for item, part in _single_parts(items):
        if not _is_strong(item) or sort_variation(part.variation).kind in NO_VARIANTS:
            continue
        kept = names.setdefault((part.gene, part.variation.name), part)
        found.setdefault(kept, set()).update(therapy_names(item, drugs, unit))
    ordered = sorted(found, key=lambda part: (part.gene, part.variation.name))
    return tuple(HeldOutVariant(part, frozenset(found[part])) for part in ordered)


def therapy_names(item: EvidenceItem, drugs: Drugs, unit: Unit) -> tuple[str, ...]:
    """Return an item's therapies as suggestions spell them, each once."""
    regimens = EvidenceIndex((), drugs).regimens_of(item)
    return tuple(dict.fromkeys(name for one in regimens for name in _names(one, unit)))


def without(items: Iterable[EvidenceItem], part: GeneAlteration) -> list[EvidenceItem]:
    """Leave out every statement whose profile names an alteration."""
    held = sort_variation(part.variation)
    kept = []
    for item in items:
        try:
            named = parse_profile(item.profile).alterations
        except MolecularProfileError:
            continue
        if not any(
            part.gene in other.genes and same(sort_variation(other.variation), held, part.gene)
            for other in named
        ):
            kept.append(item)
    return kept


def rank_held_out(
    items: Sequence[EvidenceItem],
    targets: Sequence[HeldOutVariant],
    drugs: Drugs,
    tumours: TumourTypes,
    effects: Effects,
    unit: Unit = Unit.DRUG,
) -> list[Ranked]:
    """Rank therapies for each variant without its own evidence."""
    by_gene = _by_gene(items)
    overall = _therapies(items, drugs, unit)
    ranked = []
    for target in targets:
        everything = by_gene.get(target.gene, [])
        rest = without(everything, target.alteration)
        others = _therapies(rest, drugs, unit)
        own = _therapies(everything, drugs, unit) - others
        advisor = Advisor(EvidenceIndex(rest, drugs), tumours)
        ours, basis = _ours(advisor, target, effects, unit)
        ranked.append(
            Ranked(
                target, ours, basis, _most_frequent(others), _most_frequent(overall - own),
                frozenset(others),
            )
        )  # fmt: skip
    return ranked


def known_variants(
    before: Iterable[EvidenceItem],
    after: Iterable[EvidenceItem],
    drugs: Drugs,
    unit: Unit = Unit.DRUG,
    *,
    only_new: bool = False,
) -> tuple[HeldOutVariant, ...]:
    """Return the variants known before with the therapies that they hold after.

    Parameters
    ----------
    before, after : iterable of EvidenceItem
        The evidence base of an earlier and of a later day.
    drugs : Drugs
    unit : Unit
    only_new : bool
        Leave out what the variant held before.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for item, part in _single_parts(before):
        held = known.setdefault((part.gene, part.variation.name), set())
        if item.direction is Direction.SENSITIVITY and item.supports:
            held.update(therapy_names(item, drugs, unit))
    found = []
    for target in held_out_variants(after, drugs, unit):
        name = (target.gene, target.variation)
        if name not in known:
            continue
        therapies = target.therapies - known[name] if only_new else target.therapies
        if therapies:
            found.append(HeldOutVariant(target.alteration, therapies))
    return tuple(found)


def rank_in_time(
    before: Sequence[EvidenceItem],
    targets: Sequence[HeldOutVariant],
    drugs: Drugs,
    tumours: TumourTypes,
    effects: Effects,
    unit: Unit = Unit.DRUG,
    *,
    only_new: bool = False,
) -> list[Ranked]:
    """Rank therapies for each variant by the evidence of an earlier day, its own included.

    With ``only_new`` what the variant held then is left out of every list: it is not what is
    looked for. ``held_by_others`` are then the therapies of the gene's other variants, otherwise
    those of the gene.
    """
    by_gene = _by_gene(before)
    overall = _therapies(before, drugs, unit)
    ranked = []
    for target in targets:
        items = by_gene.get(target.gene, [])
        held = _own_therapies(items, target, drugs, unit) if only_new else frozenset()
        gene = _without(_therapies(items, drugs, unit), held)
        advisor = Advisor(EvidenceIndex(items, drugs), tumours)
        ours, basis = _ours(advisor, target, effects, unit, held)
        ranked.append(
            Ranked(
                target, ours, basis, _most_frequent(gene),
                _most_frequent(_without(overall, held)), frozenset(gene),
            )
        )  # fmt: skip
    return ranked


def _without(counts: Counter[str], held: Collection[str]) -> Counter[str]:
    return Counter({name: count for name, count in counts.items() if name not in held})


def _own_therapies(
    items: Iterable[EvidenceItem], target: HeldOutVariant, drugs: Drugs, unit: Unit
) -> frozenset[str]:
    return frozenset(
        name
        for item, part in _single_parts(items)
        if (part.gene, part.variation.name) == (target.gene, target.variation)
        and item.direction is Direction.SENSITIVITY
        and item.supports
        for name in therapy_names(item, drugs, unit)
    )


def _ours(
    advisor: Advisor,
    target: HeldOutVariant,
    effects: Effects,
    unit: Unit,
    held: frozenset[str] = frozenset(),
) -> tuple[tuple[str, ...], str]:
    predicted = effects(target.gene, target.variation)
    variant = Variant.read(target.gene, target.variation, predicted)
    found = [
        suggestion
        for suggestion in advisor.advise(variant).suggestions
        if suggestion.direction is Direction.SENSITIVITY
    ]
    places = [
        (name, suggestion.basis.value)
        for suggestion in found
        for name in _names(suggestion.regimen, unit)
        if name not in held
    ]
    names = tuple(dict.fromkeys(name for name, _ in places))[:TOP]
    return names, places[0][1] if places else ""


def _names(regimen: Regimen, unit: Unit) -> tuple[str, ...]:
    return regimen.parts if unit is Unit.DRUG else (regimen.name,)


def _is_strong(item: EvidenceItem) -> bool:
    return item.direction is Direction.SENSITIVITY and item.supports and item.level in STRONG


def _single_parts(
    items: Iterable[EvidenceItem],
) -> Iterable[tuple[EvidenceItem, GeneAlteration]]:
    for item in items:
        try:
            clauses = parse_profile(item.profile).clauses
        except MolecularProfileError:
            continue
        if len(clauses) == 1 and len(clauses[0].present) == 1 and not clauses[0].absent:
            yield item, clauses[0].present[0]


def _by_gene(items: Iterable[EvidenceItem]) -> Mapping[str, list[EvidenceItem]]:
    by_gene: dict[str, list[EvidenceItem]] = {}
    for item in items:
        try:
            genes = parse_profile(item.profile).genes
        except MolecularProfileError:
            continue
        for gene in genes:
            by_gene.setdefault(gene, []).append(item)
    return by_gene


def _therapies(items: Iterable[EvidenceItem], drugs: Drugs, unit: Unit) -> Counter[str]:
    strong = [item for item, _ in _single_parts(items) if _is_strong(item)]
    return Counter(name for item in strong for name in therapy_names(item, drugs, unit))


def _most_frequent(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the most frequent, in alphabetical order where equally so."""
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:TOP])
