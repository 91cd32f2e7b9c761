"""Alterations as evidence names them, grouped by what matching asks of them.

An evidence item may speak of one protein change (``V600E``), a residue (``V600``),
an event in an exon (``Exon 19 deletion``), a fusion, any ``Mutation``, or a category
such as ``Amplification``. The grammar of :mod:`variants.variation_grammar` reads
the spelling; here it is put into the sorts that evidence is curated for.
Positions are 1-based residue numbers.

Examples
--------
>>> read_alteration("ALK-EML4 fusion").name
'ALK::EML4 Fusion'
"""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from variants.amino_acids import STOP
from variants.gene_facts import RENUMBERED
from variants.gene_symbols import comparable_symbol
from variants.variation import Direction, Fusion, ProteinChange, Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType


class AlterationKind(Enum):
    """What sort of alteration a text names."""

    SUBSTITUTION = auto()
    SYNONYMOUS = auto()
    RESIDUE = auto()
    TRUNCATION = auto()
    START_LOST = auto()
    STOP_LOST = auto()
    INFRAME_DELETION = auto()
    INFRAME_INSERTION = auto()
    INFRAME_REPLACEMENT = auto()
    SPLICE = auto()
    EXON_DELETION = auto()
    EXON_INSERTION = auto()
    EXON_SKIPPING = auto()
    EXON_MUTATION = auto()
    EXON_FRAMESHIFT = auto()
    DOMAIN = auto()
    FUSION = auto()
    AMPLIFICATION = auto()
    GENE_DELETION = auto()
    MUTATION = auto()
    GAIN_OF_FUNCTION = auto()
    LOSS_OF_FUNCTION = auto()
    TANDEM_DUPLICATION = auto()
    WILD_TYPE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Alteration:
    """What one text names.

    Parameters
    ----------
    kind : AlterationKind
        Sort of alteration.
    name : str
        Normal spelling: two alterations of a gene are the same when kind and name are.
    first, last : int
        Residues changed, 0 where the text names none.
    exon, last_exon : int
        Exon numbers, 0 where the text names none. Of a fusion the exons joined, in the order of
        the partners.
    partners : tuple of str
        Approved symbols of a fusion's partner genes, in alphabetical order.
    new : str
        New residues of a substitution; of ``D835H/Y`` each that it names. Of a frameshift new
        residue and stop, as far as given: ``R*22``.
    """

    kind: AlterationKind
    name: str
    first: int = 0
    last: int = 0
    exon: int = 0
    last_exon: int = 0
    partners: tuple[str, ...] = ()
    new: str = ""


_KINDS = {
    VariationType.SUBSTITUTION: AlterationKind.SUBSTITUTION,
    VariationType.SYNONYMOUS: AlterationKind.SYNONYMOUS,
    VariationType.NONSENSE: AlterationKind.TRUNCATION,
    VariationType.FRAMESHIFT: AlterationKind.TRUNCATION,
    VariationType.TRUNCATION: AlterationKind.TRUNCATION,
    VariationType.START_LOST: AlterationKind.START_LOST,
    VariationType.EXTENSION: AlterationKind.STOP_LOST,
    VariationType.DELETION: AlterationKind.INFRAME_DELETION,
    VariationType.INSERTION: AlterationKind.INFRAME_INSERTION,
    VariationType.DUPLICATION: AlterationKind.INFRAME_INSERTION,
    VariationType.SPLICE: AlterationKind.SPLICE,
    VariationType.POSITION: AlterationKind.RESIDUE,
    VariationType.DOMAIN_EVENT: AlterationKind.DOMAIN,
    VariationType.AMPLIFICATION: AlterationKind.AMPLIFICATION,
    VariationType.ANY_MUTATION: AlterationKind.MUTATION,
    VariationType.GAIN_OF_FUNCTION: AlterationKind.GAIN_OF_FUNCTION,
    VariationType.LOSS_OF_FUNCTION: AlterationKind.LOSS_OF_FUNCTION,
    VariationType.WILD_TYPE: AlterationKind.WILD_TYPE,
}
_NAMED_KINDS = {
    "Deletion": AlterationKind.GENE_DELETION,
    "ITD": AlterationKind.TANDEM_DUPLICATION,
    "Frameshift truncation": AlterationKind.TRUNCATION,
    "Non-V600": AlterationKind.OTHER,
}
_EXON_EVENTS = {
    "deletion": AlterationKind.EXON_DELETION,
    "insertion": AlterationKind.EXON_INSERTION,
    "skipping": AlterationKind.EXON_SKIPPING,
    "mutation": AlterationKind.EXON_MUTATION,
    "frameshift": AlterationKind.EXON_FRAMESHIFT,
}
_WITH_NEW = frozenset({AlterationKind.SUBSTITUTION, AlterationKind.RESIDUE})
_ANY_TRUNCATION = "Truncating mutation"
_SPLICE_REGION = "splice_region_variant"
_ANY_RESIDUE = re.compile(r"(?:p\.)?\(?(?P<residue>[A-Z][a-z]{0,2}[1-9][0-9]*)X\)?", re.ASCII)
"""``G719X`` names every substitution of G719; of a suppressor ``X`` is how a stop was written."""


def with_stop(text: str) -> str:
    """Write ``R130X`` as a stop, ``R130*``, which it is in a gene that is lost by one.

    Examples
    --------
    >>> with_stop("p.(Arg130X)"), with_stop("R130Q")
    ('p.Arg130*', 'R130Q')
    """
    match = _ANY_RESIDUE.fullmatch(text.strip())
    return f"p.{match['residue']}*" if match else text


@lru_cache(maxsize=4096)
def read_alteration(text: str) -> Alteration:
    """Read an alteration; what is not understood is compared by its text alone.

    Examples
    --------
    >>> read_alteration("p.(Glu746_Ala750del)").name
    'E746_A750del'
    >>> read_alteration("Truncating Mutations").kind.name
    'TRUNCATION'
    >>> read_alteration("AR-V7").kind.name
    'OTHER'
    """
    any_residue = _ANY_RESIDUE.fullmatch(text.strip())
    try:
        variation = parse_variation(any_residue["residue"] if any_residue else text)
    except VariationError:
        words = re.sub(r"[\s_-]+", " ", text.casefold()).strip()
        return Alteration(AlterationKind.OTHER, words)
    return sort_variation(variation)


@lru_cache(maxsize=16384)
def sort_variation(variation: Variation) -> Alteration:
    """Put a variation that the grammar has read into the sorts of evidence.

    Examples
    --------
    >>> sort_variation(parse_variation("D835H/Y")).new
    'HY'
    """
    if variation.type is VariationType.REARRANGEMENT and variation.name.startswith("Intron"):
        return Alteration(AlterationKind.OTHER, variation.name)  # where the gene breaks
    if variation.type in (VariationType.FUSION, VariationType.REARRANGEMENT):
        return _read_fusion(variation)
    if variation.exons is not None:
        return _read_exon_event(variation)
    if variation.protein is not None:
        return _read_protein_change(variation.protein, variation.name)
    if variation.type is VariationType.SPLICE and variation.coding:
        return Alteration(_kind(variation), variation.coding)
    return Alteration(_kind(variation), variation.name)


def _kind(variation: Variation) -> AlterationKind:
    """Sort an alteration that names neither residues, exons nor partners."""
    if variation.type is VariationType.COPY_NUMBER and variation.direction is Direction.DOWN:
        return AlterationKind.GENE_DELETION
    if variation.name in _NAMED_KINDS:
        return _NAMED_KINDS[variation.name]
    if variation.type is VariationType.SUBSTITUTION:
        return AlterationKind.OTHER
    if variation.type is VariationType.SPLICE and variation.term == _SPLICE_REGION:
        return AlterationKind.OTHER  # beside a splice site: most do nothing
    if variation.type is VariationType.TRUNCATION and variation.name != _ANY_TRUNCATION:
        return AlterationKind.OTHER  # of one domain: it may activate, as in NOTCH1's PEST domain
    return _KINDS.get(variation.type, AlterationKind.OTHER)


def _read_protein_change(change: ProteinChange, name: str) -> Alteration:
    first, last = change.start or 0, change.end or 0
    if change.type is VariationType.FRAMESHIFT:
        stop = f"{STOP}{change.new_stop}" if change.new_stop else ""
        name, new = f"{change.first}{change.start}fs", f"{change.new}{stop}"
        return Alteration(AlterationKind.TRUNCATION, name, first, last, new=new)
    if (change.type, change.first, change.start) == (VariationType.SUBSTITUTION, "M", 1):
        return Alteration(AlterationKind.START_LOST, name, first, last)
    if change.type in (VariationType.INSERTION, VariationType.DELINS) and STOP in change.new:
        return Alteration(AlterationKind.TRUNCATION, name, first, last)
    if change.type is VariationType.DELINS:
        return Alteration(_replacement(change.length_change or 0), name, first, last)
    kind = _KINDS.get(change.type, AlterationKind.OTHER)
    new = change.new if kind in _WITH_NEW else ""
    return Alteration(kind, name, first, last, new=new)


def _replacement(length_change: int) -> AlterationKind:
    if length_change < 0:
        return AlterationKind.INFRAME_DELETION
    return AlterationKind.INFRAME_INSERTION if length_change else AlterationKind.INFRAME_REPLACEMENT


def _read_exon_event(variation: Variation) -> Alteration:
    exons = variation.exons
    if exons is None or exons.first is None or exons.last is None:
        return Alteration(AlterationKind.OTHER, variation.name)
    kind = _EXON_EVENTS.get(exons.event, AlterationKind.OTHER)
    if exons.first != exons.last and kind is not AlterationKind.EXON_MUTATION:
        return Alteration(AlterationKind.OTHER, variation.name)  # several exons are lost whole
    return Alteration(kind, variation.name, exon=exons.first, last_exon=exons.last)


def renumbered(alteration: Alteration, gene: str) -> Alteration:
    """Count the residues of a protein as evidence counts them today: H3 K27M is K28M.

    Examples
    --------
    >>> renumbered(read_alteration("K27M"), "H3-3A").name
    'K28M'
    """
    old = (gene, alteration.name[:1], alteration.first)
    if alteration.kind not in _WITH_NEW or old not in RENUMBERED:
        return alteration
    new = RENUMBERED[old]
    name = alteration.name.replace(str(alteration.first), str(new), 1)
    return replace(alteration, name=name, first=new, last=new)


def _read_fusion(variation: Variation) -> Alteration:
    given = variation.fusion.partners if variation.fusion else ()
    partners = tuple(sorted(comparable_symbol(partner) for partner in given if partner))
    name = f"{'::'.join(partners)} Fusion".strip()
    first, last = _joined_exons(variation.fusion) if variation.fusion else (0, 0)
    return Alteration(AlterationKind.FUSION, name, exon=first, last_exon=last, partners=partners)


def _joined_exons(fusion: Fusion) -> tuple[int, int]:
    """Return the exons joined in the order of the sorted partners, 0 where one is not named."""
    if not fusion.exons or len(fusion.exons) != len([p for p in fusion.partners if p]):
        return 0, 0
    symbols = map(comparable_symbol, fusion.partners)
    (_, first), (_, last) = sorted(zip(symbols, fusion.exons, strict=True))
    return first, last
