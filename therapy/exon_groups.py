"""Exons and domains as evidence names them, and the changes that lie in them.

Positions are 1-based residue numbers.

Examples
--------
>>> from therapy.alterations import read_alteration
>>> exon_19_deletion, change = read_alteration("Exon 19 deletion"), read_alteration("E746_A750del")
>>> place_contains(exon_19_deletion, change, "EGFR")
True
>>> place_contains(exon_19_deletion, read_alteration("E746K"), "EGFR")
False
"""

from therapy.alterations import Alteration, AlterationKind
from variants.domains import domain_residues
from variants.exons import EXON_RESIDUES, exon_residues
from variants.gene_facts import DUPLICATED_RESIDUES, SKIPPING_RESIDUES
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

EXON_EVENTS = frozenset(
    {
        AlterationKind.EXON_DELETION,
        AlterationKind.EXON_INSERTION,
        AlterationKind.EXON_SKIPPING,
        AlterationKind.EXON_MUTATION,
        AlterationKind.EXON_FRAMESHIFT,
    }
)
"""What befalls an exon, as evidence names it."""

_EXON_MEMBERS = {
    AlterationKind.EXON_DELETION: frozenset({AlterationKind.INFRAME_DELETION}),
    AlterationKind.EXON_INSERTION: frozenset({AlterationKind.INFRAME_INSERTION}),
    AlterationKind.EXON_MUTATION: frozenset(
        {
            AlterationKind.SUBSTITUTION,
            AlterationKind.RESIDUE,
            AlterationKind.INFRAME_DELETION,
            AlterationKind.INFRAME_INSERTION,
            AlterationKind.INFRAME_REPLACEMENT,
            AlterationKind.TRUNCATION,
        }
    ),
    AlterationKind.EXON_FRAMESHIFT: frozenset({AlterationKind.TRUNCATION}),
    AlterationKind.EXON_SKIPPING: frozenset({AlterationKind.SPLICE}),
}

_BY_OVERLAP = frozenset({AlterationKind.INFRAME_DELETION, AlterationKind.SPLICE})
"""Changes that belong to an exon when any part of them lies in it."""

_EXON_SIBLINGS = frozenset({AlterationKind.INFRAME_DELETION, AlterationKind.INFRAME_INSERTION})
"""Changes of which two in one exon do the same; two substitutions often do not."""

_DOMAIN_MEMBERS = frozenset(
    {
        AlterationKind.SUBSTITUTION,
        AlterationKind.RESIDUE,
        AlterationKind.INFRAME_DELETION,
        AlterationKind.INFRAME_INSERTION,
        AlterationKind.INFRAME_REPLACEMENT,
    }
)


PLACED = EXON_EVENTS | _EXON_SIBLINGS | {AlterationKind.DOMAIN, AlterationKind.TANDEM_DUPLICATION}
"""Kinds of which one at least is there where two alterations share a place."""


def place_contains(group: Alteration, member: Alteration, gene: str) -> bool:
    """Tell whether a change befalls the exon or domain that a group names, in the group's way."""
    if group.kind is AlterationKind.DOMAIN:
        if member.kind not in _DOMAIN_MEMBERS:
            return False
        spans = domain_residues(gene, group.name) or ()
        return any(first <= member.first <= member.last <= last for first, last in spans)
    if group.kind is AlterationKind.TANDEM_DUPLICATION:
        return _is_tandem_duplication(member, gene)
    residues = _residues_of(group, gene)
    if residues is None or (member.kind is AlterationKind.TRUNCATION and not _may_cut(group, gene)):
        return False
    return _exon_contains(group, member, residues, gene)


def share_exon(one: Alteration, other: Alteration, gene: str) -> bool:
    """Tell whether two deletions, or two insertions, lie within one exon."""
    if one.kind is not other.kind or one.kind not in _EXON_SIBLINGS:
        return False
    symbol = comparable_symbol(gene)
    return any(
        first <= one.first <= last and first <= other.first <= last
        for (owner, _), (first, last) in EXON_RESIDUES.items()
        if owner == symbol
    )


def _is_tandem_duplication(member: Alteration, gene: str) -> bool:
    """Tell an internal tandem duplication that is spelt as the residues it adds."""
    first, last = DUPLICATED_RESIDUES.get(comparable_symbol(gene), (1, 0))
    if not first <= member.first <= member.last <= last:
        return False
    if member.kind is AlterationKind.INFRAME_INSERTION:
        return True
    adds = len(member.new) > member.last - member.first + 1
    return member.kind is AlterationKind.INFRAME_REPLACEMENT and adds


def _may_cut(group: Alteration, gene: str) -> bool:
    """Tell whether cuts are among an exon's mutations: of NPM1 they are, of KIT they are not."""
    return group.kind is AlterationKind.EXON_FRAMESHIFT or role_of(gene) is not GeneRole.ONCOGENE


def _residues_of(alteration: Alteration, gene: str) -> tuple[int, int] | None:
    """Return the residues of the exon that an alteration names, None where not known."""
    if alteration.kind not in _EXON_MEMBERS:
        return None
    return exon_residues(gene, alteration.exon, alteration.last_exon)


def _exon_contains(
    group: Alteration, member: Alteration, residues: tuple[int, int], gene: str
) -> bool:
    first, last = residues
    if group.kind is AlterationKind.EXON_MUTATION and member.kind in EXON_EVENTS:
        return member.exon == group.exon
    if group.kind is AlterationKind.EXON_SKIPPING and member.kind is not AlterationKind.SPLICE:
        return _skips(group, member, residues, gene)
    if member.kind not in _EXON_MEMBERS[group.kind] or not member.first:
        return False
    if group.kind is AlterationKind.EXON_FRAMESHIFT and not member.name.endswith("fs"):
        return False
    if member.kind in _BY_OVERLAP:
        return member.first <= last and first <= member.last
    return first <= member.first <= member.last <= last


def _skips(group: Alteration, member: Alteration, residues: tuple[int, int], gene: str) -> bool:
    """Tell changes that leave out an exon though they are not spelt as a splice site."""
    if member.kind is AlterationKind.SUBSTITUTION:
        return SKIPPING_RESIDUES.get((comparable_symbol(gene), group.exon)) == member.first
    if member.kind in (AlterationKind.EXON_DELETION, AlterationKind.EXON_MUTATION):
        return member.exon == group.exon
    return _removes_exon(member, *residues)


def _removes_exon(member: Alteration, first: int, last: int) -> bool:
    """Allow for a codon at either end that the exon shares with its neighbour."""
    removed = member.kind is AlterationKind.INFRAME_DELETION
    return removed and member.first <= first + 1 and last - 1 <= member.last
