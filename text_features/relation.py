"""What a mentioned variant is to the one asked for: the same, of its residue, another.

Changes are compared as typed values, not as text. No numbering is translated: a residue
with the same number but another reference residue is another one.

Examples
--------
>>> from text_features.variant_mentions import find_variants
>>> from variants.variation_grammar import parse_variation
>>> asked, mentions = parse_variation("V600E"), find_variants("Val600Glu, V600K and KRAS G12D")
>>> [relation_of(mention, asked, "BRAF").value for mention in mentions]
['same', 'residue', 'foreign']
"""

from functools import lru_cache

from text_features.mention import Relation, VariantMention
from text_features.protein_names import GENE_FAMILIES
from variants.exons import EXON_RESIDUES
from variants.gene_symbols import comparable_symbol, resolve_symbol
from variants.variation import ProteinChange, Variation
from variants.variation_type import VariationType

SHORTENED = frozenset({VariationType.NONSENSE, VariationType.FRAMESHIFT, VariationType.TRUNCATION})
"""Changes that cut a protein short."""

_JOINED = frozenset({VariationType.FUSION, VariationType.REARRANGEMENT})
_KINDS_IN_WORDS = frozenset(
    {VariationType.AMPLIFICATION, VariationType.TRUNCATION, VariationType.GENE_DELETION}
)
_KINDS_WITH_DIRECTION = frozenset({VariationType.METHYLATION, VariationType.EXPRESSION})


def relation_of(
    mention: VariantMention, variation: Variation, gene: str, spelling: str = ""
) -> Relation:
    """Compare a mention with the variant asked for.

    Parameters
    ----------
    mention : VariantMention
    variation : Variation
        Asked for.
    gene : str
        Symbol of the gene asked for.
    spelling : str
        The variant as it was asked for, which may name what the grammar does not compare.
    """
    if is_foreign(mention, gene):
        return Relation.FOREIGN
    return _compared(mention.variation, variation, gene, spelling)


def is_foreign(mention: VariantMention, gene: str) -> bool:
    """Tell whether a mention is of another gene: it says so, or fuses two others."""
    if mention.gene and not _is_gene(mention.gene, gene):
        return True
    return mention.variation.fusion is not None and not _is_partner(mention.variation, gene)


@lru_cache(maxsize=65536)
def _compared(found: Variation, asked: Variation, gene: str, spelling: str) -> Relation:
    if found.fusion and not _is_partner(found, gene):
        return Relation.FOREIGN
    if asked.parts:
        return _of_parts(found, asked, gene)
    if _is_same(found, asked, gene) or (spelling and _plain(found.name) == _plain(spelling)):
        return Relation.SAME
    near = (
        _share_residues(found, asked, gene)
        or _share_exons(found, asked)
        or (asked.type in _JOINED and found.type in _JOINED)
        or (asked.type is VariationType.TRUNCATION and found.type in SHORTENED)
    )
    return Relation.RESIDUE if near else Relation.OTHER


def _of_parts(found: Variation, asked: Variation, gene: str) -> Relation:
    """Call a part of a combination near it, not the same."""
    near = any(_compared(found, part, gene, "") is not Relation.OTHER for part in asked.parts)
    return Relation.RESIDUE if near else Relation.OTHER


def _is_same(found: Variation, asked: Variation, gene: str) -> bool:
    if asked.coding and asked.coding in (found.coding, found.name):
        return True
    if found.protein and asked.protein:
        return _is_same_change(found.protein, asked.protein)
    if found.type in _JOINED and asked.type in _JOINED:
        return _is_same_fusion(found, asked, gene)
    if found.type is not asked.type or found.protein or asked.protein:
        return False
    return _is_same_event(found, asked)


def _is_same_event(found: Variation, asked: Variation) -> bool:
    """Compare two alterations in words of one type."""
    if found.exons and asked.exons:
        return found.exons == asked.exons
    if asked.type in _KINDS_WITH_DIRECTION and asked.direction:
        return found.direction is asked.direction
    return asked.type in _KINDS_IN_WORDS or found.name == asked.name


def _is_same_change(found: ProteinChange, asked: ProteinChange) -> bool:
    if _duplicates(found, asked) or _duplicates(asked, found):
        return True
    place = (found.start, found.end) == (asked.start, asked.end)
    if not place or found.start is None or not _residues_agree(found, asked):
        return False
    if asked.type is VariationType.POSITION and asked.new:
        return bool(found.new) and set(found.new) <= set(asked.new)
    if found.type is not asked.type:
        return False
    if found.type is VariationType.FRAMESHIFT:
        return not (found.new and asked.new) or found.new == asked.new
    return found.new == asked.new


def _duplicates(one: ProteinChange, other: ProteinChange) -> bool:
    """Tell whether one spells as insertion what the other calls a duplication."""
    if one.type is not VariationType.DUPLICATION or other.type is not VariationType.INSERTION:
        return False
    start, end, new = one.start or 0, one.end or 0, other.new
    behind = other.start in (end, start - 1) and len(new) == end - start + 1
    return behind and new[0] == (one.first or new[0]) and new[-1] == (one.last or new[-1])


def _residues_agree(found: ProteinChange, asked: ProteinChange) -> bool:
    """Compare reference residues, where both give one at the same place."""
    known = {found.start: found.first, found.end: found.last}
    for place, residue in ((asked.start, asked.first), (asked.end, asked.last)):
        if residue and known.get(place) and known[place] != residue:
            return False
    return True


def _share_residues(found: Variation, asked: Variation, gene: str) -> bool:
    left, right = _residues(found, gene), _residues(asked, gene)
    if not left or not right or (found.exons and asked.exons):
        return False
    if found.protein and asked.protein and not _residues_agree(found.protein, asked.protein):
        return False
    return left[0] <= right[1] and right[0] <= left[1]


def _residues(variation: Variation, gene: str) -> tuple[int, int] | None:
    """Return first and last residue, those of an exon where its bounds are known."""
    if variation.start is not None:
        return variation.start, variation.end or variation.start
    if variation.exons and variation.exons.first is not None:
        exon = EXON_RESIDUES.get((comparable_symbol(gene), variation.exons.first))
        return exon if variation.exons.first == variation.exons.last else None
    return None


def _share_exons(found: Variation, asked: Variation) -> bool:
    one, other = found.exons, asked.exons
    if one is None or other is None or one.first is None or other.first is None:
        return False
    return one.first <= (other.last or other.first) and other.first <= (one.last or one.first)


def _is_same_fusion(found: Variation, asked: Variation, gene: str) -> bool:
    partners = _partners(found, gene)
    if partners != _partners(asked, gene):
        return False
    exons = [variation.fusion.exons for variation in (found, asked) if variation.fusion]
    given = [numbers for numbers in exons if numbers]
    return len(given) < 2 or given[0] == given[1]


def _partners(variation: Variation, gene: str) -> frozenset[str]:
    """Return the partners in no order; a fusion that names none is one of the gene."""
    named = variation.fusion.partners if variation.fusion else ()
    partners = frozenset(comparable_symbol(partner) for partner in named if partner)
    return partners or frozenset({comparable_symbol(gene)})


def _is_partner(found: Variation, gene: str) -> bool:
    partners = found.fusion.partners if found.fusion else ()
    return any(_is_gene(partner, gene) for partner in partners)


def _is_gene(name: str, gene: str) -> bool:
    """Compare genes; a name that several genes bear may be any of them."""
    if comparable_symbol(name) == comparable_symbol(gene):
        return True
    symbol = resolve_symbol(name)
    asked = comparable_symbol(gene)
    if asked in GENE_FAMILIES.get(name, ()):
        return True
    return symbol.approved is None and (asked in symbol.candidates or _is_histone(name, asked))


def _is_histone(name: str, gene: str) -> bool:
    return name == "H3" and gene.startswith(("H3-", "H3C", "HIST"))


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
