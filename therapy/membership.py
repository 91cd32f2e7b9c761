"""Which alterations of a gene are the same, and which contain which.

Examples
--------
>>> from therapy.alterations import read_alteration
>>> group, member = read_alteration("G12"), read_alteration("p.Gly12Cys")
>>> contains(group, member, "KRAS")
True
"""

from therapy.alterations import Alteration, AlterationKind
from variants.amino_acids import STOP
from variants.effect_class import EffectDirection
from variants.exons import EXON_RESIDUES
from variants.gene_facts import BENIGN_STOPS, TUMOUR_SUPPRESSORS
from variants.gene_symbols import comparable_symbol

_PROTEIN_CHANGES = frozenset(
    {
        AlterationKind.SUBSTITUTION,
        AlterationKind.RESIDUE,
        AlterationKind.INFRAME_DELETION,
        AlterationKind.INFRAME_INSERTION,
        AlterationKind.INFRAME_REPLACEMENT,
        AlterationKind.TANDEM_DUPLICATION,
    }
)
"""Small changes that leave most of a protein in place."""

_LOSING_CHANGES = frozenset(
    {
        AlterationKind.TRUNCATION,
        AlterationKind.START_LOST,
        AlterationKind.STOP_LOST,
        AlterationKind.SPLICE,
    }
)

_LOSS_MEMBERS = frozenset({AlterationKind.TRUNCATION, AlterationKind.GENE_DELETION})

_EXON_EVENTS = frozenset(
    {
        AlterationKind.EXON_DELETION,
        AlterationKind.EXON_INSERTION,
        AlterationKind.EXON_MUTATION,
    }
)

_EXON_MEMBERS = {
    AlterationKind.EXON_DELETION: frozenset({AlterationKind.INFRAME_DELETION}),
    AlterationKind.EXON_INSERTION: frozenset({AlterationKind.INFRAME_INSERTION}),
    AlterationKind.EXON_MUTATION: frozenset(
        {
            AlterationKind.SUBSTITUTION,
            AlterationKind.INFRAME_DELETION,
            AlterationKind.INFRAME_INSERTION,
            AlterationKind.INFRAME_REPLACEMENT,
        }
    ),
    AlterationKind.EXON_SKIPPING: frozenset({AlterationKind.SPLICE}),
}

_BY_OVERLAP = frozenset({AlterationKind.INFRAME_DELETION, AlterationKind.SPLICE})
"""Changes that belong to an exon when any part of them lies in it."""

_PREDICTABLE = {
    EffectDirection.GAIN: _PROTEIN_CHANGES,
    EffectDirection.LOSS: (
        _PROTEIN_CHANGES
        | _LOSING_CHANGES
        | _EXON_EVENTS
        | {AlterationKind.EXON_SKIPPING, AlterationKind.FUSION, AlterationKind.MUTATION}
    ),
}


def same(one: Alteration, other: Alteration, gene: str) -> bool:
    """Say whether two alterations of a gene are the same one."""
    if one.kind is other.kind is AlterationKind.FUSION:
        return _partners(one, gene) == _partners(other, gene)
    return (one.kind, one.name) == (other.kind, other.name)


def contains(group: Alteration, member: Alteration, gene: str) -> bool:
    """Say whether a group of a gene's alterations contains another alteration."""
    if same(group, member, gene):
        return False
    if group.kind is AlterationKind.RESIDUE:
        return member.kind is AlterationKind.SUBSTITUTION and member.name[:-1] == group.name
    if group.kind is AlterationKind.FUSION:
        return _fusion_contains(group, member, gene)
    if group.kind is AlterationKind.MUTATION:
        return _mutation_contains(member, gene)
    if group.kind is AlterationKind.LOSS_OF_FUNCTION:
        return member.kind in _LOSS_MEMBERS and not _is_benign_stop(member, gene)
    return _exon_contains(group, member, gene)


def is_predictable(alteration: Alteration, gene: str, direction: EffectDirection) -> bool:
    """Say whether a predicted gain or loss of function is to be believed of an alteration.

    Never of a change of copy number, expression or methylation, of no change of the
    protein, or of a text that is not understood.

    Examples
    --------
    >>> from therapy.alterations import read_alteration
    >>> is_predictable(read_alteration("Amplification"), "EGFR", EffectDirection.GAIN)
    False
    """
    if _is_benign_stop(alteration, gene):
        return False
    return alteration.kind in _PREDICTABLE.get(direction, frozenset())


def _is_benign_stop(alteration: Alteration, gene: str) -> bool:
    """Take ``K3326X`` for the stop too: it is how that stop used to be written."""
    stop = alteration.name.removesuffix(STOP) + STOP
    return (comparable_symbol(gene), stop) in BENIGN_STOPS


def _fusion_contains(group: Alteration, member: Alteration, gene: str) -> bool:
    if member.kind is not AlterationKind.FUSION or _partners(group, gene):
        return False
    return comparable_symbol(gene) in member.partners


def _mutation_contains(member: Alteration, gene: str) -> bool:
    if member.kind in _LOSING_CHANGES:
        return comparable_symbol(gene) in TUMOUR_SUPPRESSORS
    if member.kind is AlterationKind.EXON_DELETION:
        return _exon_residues(member, gene) is not None
    return member.kind in _PROTEIN_CHANGES or member.kind in _EXON_EVENTS


def _exon_contains(group: Alteration, member: Alteration, gene: str) -> bool:
    residues = _exon_residues(group, gene)
    if residues is None:
        return False
    first, last = residues
    if group.kind is AlterationKind.EXON_SKIPPING and member.kind is not AlterationKind.SPLICE:
        return _removes_exon(member, first, last) or (
            member.kind in {AlterationKind.EXON_DELETION, AlterationKind.EXON_MUTATION}
            and member.exon == group.exon
        )
    if member.kind not in _EXON_MEMBERS[group.kind] or not member.first:
        return False
    if member.kind in _BY_OVERLAP:
        return member.first <= last and first <= member.last
    return first <= member.first <= member.last <= last


def _removes_exon(member: Alteration, first: int, last: int) -> bool:
    """Allow for a codon at either end that the exon shares with its neighbour."""
    removed = member.kind is AlterationKind.INFRAME_DELETION
    return removed and member.first <= first + 1 and last - 1 <= member.last


def _exon_residues(alteration: Alteration, gene: str) -> tuple[int, int] | None:
    if alteration.kind not in _EXON_MEMBERS:
        return None
    return EXON_RESIDUES.get((comparable_symbol(gene), alteration.exon))


def _partners(fusion: Alteration, gene: str) -> tuple[str, ...]:
    """Name the partners, none for ``ALK Fusion`` of ALK: any fusion of the gene."""
    return () if fusion.partners == (comparable_symbol(gene),) else fusion.partners
