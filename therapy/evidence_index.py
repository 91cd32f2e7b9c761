"""The evidence base, arranged by gene and alteration so that a variant is looked up once.

Examples
--------
>>> from therapy.drugs import Drugs
>>> EvidenceIndex([], Drugs([])).parts("BRAF")
()
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from therapy.alterations import Alteration, AlterationKind, renumbered, sort_variation
from therapy.closeness import PROTEIN_CHANGES, same
from therapy.drugs import Drug, Drugs
from therapy.effects import CuratedEffect, curated_effects, effect_by_type
from therapy.evidence_item import EvidenceItem, EvidenceType, Interaction
from therapy.exon_groups import EXON_EVENTS
from therapy.molecular_profile import (
    Clause,
    GeneAlteration,
    MolecularProfileError,
    parse_alteration,
    parse_profile,
)
from variants.effect_class import EffectDirection
from variants.gene_facts import FUSION_DRIVEN, SWITCH_RESIDUES
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

_JOINTS = {Interaction.SEQUENTIAL: " then "}
_TOGETHER = " + "


@dataclass(frozen=True, slots=True)
class Regimen:
    """What is given: one therapy, or several together or one after the other.

    Parameters
    ----------
    name : str
        Normal names joined with ``+``, in a sequence with ``then``.
    parts : tuple of str
        The normal names.
    drugs : tuple of Drug
        Facts on those that are known.
    """

    name: str
    parts: tuple[str, ...]
    drugs: tuple[Drug, ...]

    def targets(self, gene: str) -> bool:
        """Tell whether one of the drugs is aimed at the gene's product."""
        return any(gene in drug.targets for drug in self.drugs)

    def lowers(self, gene: str) -> bool:
        """Tell whether one of the drugs lowers what the gene's product does."""
        return any(drug.lowers_target and gene in drug.targets for drug in self.drugs)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One statement on one alteration, by one of the ways to fit the statement's profile.

    Parameters
    ----------
    item : EvidenceItem
    regimens : tuple of Regimen
    rest : Clause
        What the profile asks for besides.
    requires : tuple of str
        The rest in words.
    in_context : bool
        Whether the rest is no more than a fusion of the same gene, in which alone the alteration
        is met: everyone asks for ``ABL1 T315I`` and means ``BCR::ABL1``.
    """

    item: EvidenceItem
    regimens: tuple[Regimen, ...]
    rest: Clause
    requires: tuple[str, ...]
    in_context: bool


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An alteration of a gene with every predictive statement on it.

    Parameters
    ----------
    text : str
        As the source writes it, without its gene.
    alteration : Alteration
    group : EffectDirection or None
        What it is taken to do.
    entries : tuple of Entry
    """

    text: str
    alteration: Alteration
    group: EffectDirection | None
    entries: tuple[Entry, ...]


class EvidenceIndex:
    """Statements by gene.

    Parameters
    ----------
    items : iterable of EvidenceItem
        Of two with one key the first is kept. Those whose profile is not read are in no part.
    drugs : Drugs
    """

    def __init__(self, items: Iterable[EvidenceItem], drugs: Drugs) -> None:
        by_key: dict[str, EvidenceItem] = {}
        for item in items:
            by_key.setdefault(item.key, item)
        self.drugs = drugs
        self._regimens: dict[tuple[tuple[str, ...], Interaction], tuple[Regimen, ...]] = {}
        self._functional: dict[str, list[tuple[Alteration, EvidenceItem]]] = {}
        self._unread: list[EvidenceItem] = []
        entries: dict[str, dict[GeneAlteration, list[Entry]]] = {}
        for item in by_key.values():
            self._sort_in(item, entries)
        self._parts = {
            gene: tuple(self._part(gene, part, found) for part, found in parts.items())
            for gene, parts in entries.items()
        }

    @property
    def unread(self) -> tuple[EvidenceItem, ...]:
        """Statements whose profile is not read."""
        return tuple(self._unread)

    @property
    def genes(self) -> tuple[str, ...]:
        """Comparable symbols of the genes with predictive statements, in alphabetical order."""
        return tuple(sorted(self._parts))

    def n_entries(self, gene: str) -> int:
        """Return how many statements, by alteration, there are on a gene."""
        return sum(len(part.entries) for part in self.parts(gene))

    def parts(self, gene: str) -> tuple[Part, ...]:
        """Return what is curated for a gene, alteration by alteration.

        Parameters
        ----------
        gene : str
            Comparable symbol.
        """
        return self._parts.get(gene, ())

    def curated_effects(self, gene: str, alteration: Alteration) -> tuple[CuratedEffect, ...]:
        """Return the functional statements on an alteration, the latest review first."""
        found = self._functional.get(gene, ())
        return curated_effects(item for known, item in found if same(known, alteration, gene))

    def regimens_of(self, item: EvidenceItem) -> tuple[Regimen, ...]:
        """Return what a statement is about, therapies under their normal names."""
        asked = (item.therapies, item.interaction)
        if asked not in self._regimens:
            joint = _JOINTS.get(item.interaction, _TOGETHER)
            self._regimens[asked] = tuple(
                self._regimen(therapies, joint) for therapies in item.regimens
            )
        return self._regimens[asked]

    def _sort_in(
        self, item: EvidenceItem, entries: dict[str, dict[GeneAlteration, list[Entry]]]
    ) -> None:
        if item.evidence_type not in (EvidenceType.PREDICTIVE, EvidenceType.FUNCTIONAL):
            return
        try:
            profile = parse_profile(item.profile)
        except MolecularProfileError:
            self._unread.append(item)
            return
        if item.evidence_type is EvidenceType.FUNCTIONAL:
            self._sort_in_functional(item, profile.clauses)
            return
        regimens = self.regimens_of(item)
        for clause in profile.clauses:
            for part in clause.present:
                rest = Clause(tuple(p for p in clause.present if p != part), clause.absent)
                for gene in part.genes:
                    context = _in_context(rest, gene)
                    entry = Entry(item, regimens, rest, requirements(rest), context)
                    entries.setdefault(gene, {}).setdefault(part, []).append(entry)

    def _sort_in_functional(self, item: EvidenceItem, clauses: Sequence[Clause]) -> None:
        for clause in clauses:
            if len(clause.present) == 1 and not clause.absent:
                part = clause.present[0]
                known = (renumbered(sort_variation(part.variation), part.gene), item)
                self._functional.setdefault(part.gene, []).append(known)

    def _regimen(self, therapies: Sequence[str], joint: str) -> Regimen:
        names = [self.drugs.normal_name(therapy) for therapy in therapies]
        if joint == _TOGETHER:
            names = sorted(set(names))
        known = [self.drugs.find(name) for name in names]
        return Regimen(joint.join(names), tuple(names), tuple(drug for drug in known if drug))

    def _part(self, gene: str, part: GeneAlteration, entries: Sequence[Entry]) -> Part:
        alteration = renumbered(sort_variation(part.variation), gene)
        effects = self.curated_effects(gene, alteration)
        return Part(
            _without_gene(part), alteration, _group(gene, alteration, effects), tuple(entries)
        )


def requirements(rest: Clause) -> tuple[str, ...]:
    """Write in words what a profile asks for besides, in alphabetical order.

    Examples
    --------
    >>> requirements(parse_profile("MET Amplification AND NOT KRAS Mutation").clauses[0])
    ('MET Amplification', 'NOT KRAS Mutation')
    """
    present = sorted({part.text for part in rest.present})
    return (*present, *sorted({f"NOT {part.text}" for part in rest.absent}))


@lru_cache(maxsize=4096)
def allowed_alterations(drug: Drug) -> tuple[tuple[str, Alteration], ...]:
    """Return gene and alteration that an allele-specific drug is bound to, none for others."""
    parts = [parse_alteration(text) for text in drug.allele_specific]
    return tuple((p.gene, renumbered(sort_variation(p.variation), p.gene)) for p in parts)


def _without_gene(part: GeneAlteration) -> str:
    first, _, rest = part.text.partition(" ")
    return part.text if "::" in first else rest


def _in_context(rest: Clause, gene: str) -> bool:
    if rest.present and gene not in FUSION_DRIVEN:
        return False
    return not rest.absent and all(
        part.variation.fusion is not None and gene in part.genes for part in rest.present
    )


def _group(
    gene: str, alteration: Alteration, effects: Sequence[CuratedEffect]
) -> EffectDirection | None:
    """Say what a curated alteration is taken to do: as curated, by its type, by the gene's role.

    A change of an oncogene that evidence is gathered for is taken to activate it, one of a
    tumour suppressor to inactivate it.
    """
    groups = {effect.group for effect in effects if effect.item.supports}
    if groups:
        return groups.pop() if len(groups) == 1 else None
    if (comparable_symbol(gene), alteration.first) in SWITCH_RESIDUES:
        return EffectDirection.SWITCH
    settled = effect_by_type(alteration, gene)
    if settled is not None:
        return settled
    role = role_of(gene)
    if role is GeneRole.ONCOGENE and alteration.kind in _ACTIVATING:
        return EffectDirection.GAIN
    if role is GeneRole.TUMOUR_SUPPRESSOR and alteration.kind in _INACTIVATING:
        return EffectDirection.LOSS
    return None


_ACTIVATING = (
    PROTEIN_CHANGES
    | EXON_EVENTS
    | {AlterationKind.FUSION, AlterationKind.AMPLIFICATION, AlterationKind.DOMAIN}
)
_INACTIVATING = PROTEIN_CHANGES | EXON_EVENTS | {AlterationKind.SPLICE, AlterationKind.DOMAIN}
