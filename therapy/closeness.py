"""How close two alterations of a gene are: the same, one in the other, or siblings.

Examples
--------
>>> from therapy.alterations import read_alteration
>>> relate(read_alteration("G12"), read_alteration("p.Gly12Cys"), "KRAS")
Closeness(basis=<Basis.SAME_CODON: 'same_codon'>, is_member=True)
>>> relate(read_alteration("G12C"), read_alteration("G12D"), "KRAS").is_member
False
>>> relate(read_alteration("G12C"), read_alteration("G13D"), "KRAS") is None
True
"""

from therapy.alterations import Alteration, AlterationKind
from therapy.basis import Basis, Closeness
from therapy.exon_groups import PLACED, place_contains, share_exon
from variants.amino_acids import STOP
from variants.gene_facts import BENIGN_STOPS, FUSION_HEADS
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

PROTEIN_CHANGES = frozenset(
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

LOSING_CHANGES = frozenset(
    {
        AlterationKind.TRUNCATION,
        AlterationKind.START_LOST,
        AlterationKind.STOP_LOST,
        AlterationKind.SPLICE,
    }
)
"""Changes after which little or none of a protein is made as it was."""

_DELETION, _ONE_COPY = "Deletion", "Copy number loss"
_LOSS_MEMBERS = frozenset({AlterationKind.TRUNCATION, AlterationKind.GENE_DELETION})

_BY_TYPE = _LOSS_MEMBERS | {AlterationKind.LOSS_OF_FUNCTION, AlterationKind.FUSION}
"""Kinds of which two of one type, or a type and its member, belong together."""


def relate(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    """Return how close a curated alteration is to another of the same gene.

    ``GENE Mutation`` is not looked at here: whether it fits is a matter of the effect.

    Parameters
    ----------
    curated, asked : Alteration
    gene : str
        The gene that both are about.

    Returns
    -------
    Closeness or None
        ``SAME_ALTERATION`` for what is the same in any spelling. None where neither contains
        the other and they are no siblings.
    """
    apart = curated.first != asked.first
    if apart and curated.kind is AlterationKind.SUBSTITUTION is asked.kind:
        return None
    if same(curated, asked, gene):
        return Closeness(Basis.SAME_ALTERATION, is_member=True)
    return _by_codon(curated, asked) or _by_place(curated, asked, gene) or _by_type(
        curated, asked, gene
    )  # fmt: skip


def same(one: Alteration, other: Alteration, gene: str) -> bool:
    """Say whether two alterations of a gene are the same one."""
    if one.kind is other.kind is AlterationKind.FUSION:
        joined_alike = (one.exon, one.last_exon) == (other.exon, other.last_exon)
        return joined_alike and _partners(one, gene) == _partners(other, gene)
    return (one.kind, one.name) == (other.kind, other.name) and not _frames_differ(one, other)


def is_benign_stop(alteration: Alteration, gene: str) -> bool:
    """Tell a stop that leaves the protein working; ``K3326X`` is how one used to be written.

    Examples
    --------
    >>> from therapy.alterations import read_alteration
    >>> is_benign_stop(read_alteration("K3326X"), "BRCA2")
    True
    """
    stop = alteration.name.removesuffix(STOP) + STOP
    return (comparable_symbol(gene), stop) in BENIGN_STOPS


def _frames_differ(one: Alteration, other: Alteration) -> bool:
    """Tell two frameshifts of a codon apart where both say into what, as R*22 and G*5 do."""
    if one.kind is not AlterationKind.TRUNCATION or not (one.new and other.new):
        return False
    return not (one.new.startswith(other.new) or other.new.startswith(one.new))


def _by_codon(curated: Alteration, asked: Alteration) -> Closeness | None:
    if asked.kind not in (AlterationKind.SUBSTITUTION, AlterationKind.RESIDUE):
        return None
    if curated.kind is asked.kind is AlterationKind.RESIDUE:
        return _residues(curated, asked)
    if curated.kind is AlterationKind.RESIDUE and asked.kind is AlterationKind.SUBSTITUTION:
        if not _has_residue(curated, asked):
            return None
        return Closeness(Basis.SAME_CODON, not curated.new or asked.new in curated.new)
    if curated.kind is AlterationKind.SUBSTITUTION and _has_residue(asked, curated):
        return Closeness(Basis.SAME_CODON, is_member=False)
    return None


def _residues(curated: Alteration, asked: Alteration) -> Closeness | None:
    """Compare groups: ``G12`` lies in ``G12/G13``, and ``D835H/Y`` in ``D835``."""
    if _has_residue(curated, asked) and asked.last <= curated.last:
        contains = not curated.new or (bool(asked.new) and set(asked.new) <= set(curated.new))
        return Closeness(Basis.SAME_CODON, is_member=contains)
    return Closeness(Basis.SAME_CODON, is_member=False) if _has_residue(asked, curated) else None


def _has_residue(place: Alteration, change: Alteration) -> bool:
    """Tell whether a change lies at a residue, or in a short run of them such as G12_G13."""
    if not place.first <= change.first <= place.last:
        return False
    given = place.name[:1]
    apart = place.first == change.first and given.isalpha() and given != change.name[:1]
    return not apart


def _by_place(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    if curated.kind not in PLACED and asked.kind not in PLACED:
        return None
    if place_contains(curated, asked, gene):
        return Closeness(Basis.EXON_OR_DOMAIN, is_member=True)
    if place_contains(asked, curated, gene) or share_exon(curated, asked, gene):
        return Closeness(Basis.EXON_OR_DOMAIN, is_member=False)
    return None


def _by_type(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    if curated.kind not in _BY_TYPE or asked.kind not in _BY_TYPE:
        return None
    if is_benign_stop(asked, gene) or is_benign_stop(curated, gene):
        return None
    if curated.kind is asked.kind:
        return _of_one_type(curated, asked, gene)
    for group, member in ((curated, asked), (asked, curated)):
        if group.kind is AlterationKind.LOSS_OF_FUNCTION and member.kind in _LOSS_MEMBERS:
            # NOTCH1 is active without its PEST domain, so that a cut alone settles nothing.
            is_cut = member.kind is AlterationKind.TRUNCATION
            if is_cut and role_of(gene) is GeneRole.BOTH:
                return None
            return Closeness(Basis.ALTERATION_TYPE, is_member=group is curated)
    return None


def _of_one_type(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    if curated.kind is AlterationKind.FUSION:
        return _fusions(curated, asked, gene)
    if curated.kind is AlterationKind.TRUNCATION:
        return _truncations(curated, asked, gene)
    if asked.name == _DELETION or curated.name != _DELETION:
        return Closeness(Basis.ALTERATION_TYPE, is_member=asked.name == _DELETION)
    one_copy = asked.name == _ONE_COPY  # of which it is not said that the other is lost
    return None if one_copy else Closeness(Basis.ALTERATION_TYPE, is_member=False)


def _truncations(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    """Compare cuts: one sort contains each of it; two are siblings where any cut does the same."""
    if _cut_contains(curated, asked):
        return Closeness(Basis.ALTERATION_TYPE, is_member=True)
    alike = _cut_contains(asked, curated) or role_of(gene) in (None, GeneRole.TUMOUR_SUPPRESSOR)
    return Closeness(Basis.ALTERATION_TYPE, is_member=False) if alike else None


def _cut_contains(group: Alteration, member: Alteration) -> bool:
    sort = group.name.partition(" ")[0]
    return not group.first and (
        sort == "Truncating"
        or (sort == "Frameshift" and member.name.endswith("fs"))
        or (sort == "Nonsense" and member.name.endswith(STOP))
    )


def _fusions(curated: Alteration, asked: Alteration, gene: str) -> Closeness | None:
    """Any fusion of the gene contains each; two are siblings by the gene that drives both."""
    symbol = comparable_symbol(gene)
    if not _partners(curated, gene):
        is_of_gene = symbol in asked.partners
        return Closeness(Basis.ALTERATION_TYPE, is_member=True) if is_of_gene else None
    if curated.partners == asked.partners:
        return Closeness(Basis.ALTERATION_TYPE, is_member=not curated.exon)
    shared = symbol in curated.partners and (symbol in asked.partners or not asked.partners)
    if (
        shared
        and symbol not in FUSION_HEADS
        and role_of(symbol) in (GeneRole.ONCOGENE, GeneRole.BOTH)
    ):
        return Closeness(Basis.ALTERATION_TYPE, is_member=False)
    return None


def _partners(fusion: Alteration, gene: str) -> tuple[str, ...]:
    """Name the partners, none for ``ALK Fusion`` of ALK: any fusion of the gene."""
    return () if fusion.partners == (comparable_symbol(gene),) else fusion.partners
