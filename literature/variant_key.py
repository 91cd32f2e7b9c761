"""The name under which a variant is stored, and back.

Two variations of a gene are the same when type and name are (:mod:`variants.variation`).

Examples
--------
>>> from variants.variation_grammar import parse_variation
>>> stored = VariantKey.of("BRAF", parse_variation("p.(Val600Glu)"))
>>> stored
VariantKey(gene='BRAF', type='substitution', name='V600E', first=600, last=600)
>>> stored.variation() == parse_variation("V600E")
True
"""

from typing import NamedTuple

from text_features.protein_names import GENE_FAMILIES
from variants.gene_symbols import comparable_symbol
from variants.variation import Fusion, Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType


class VariantKey(NamedTuple):
    """A variant of a gene.

    Parameters
    ----------
    gene : str
        Comparable symbol, or the name of a family of genes such as ``NTRK``.
    type, name : str
        As of :class:`variants.variation.Variation`.
    first, last : int or None
        Residues, 1-based, None where none is named.
    """

    gene: str
    type: str
    name: str
    first: int | None
    last: int | None

    @classmethod
    def of(cls, gene: str, variation: Variation) -> "VariantKey":
        """Name a variation of a gene."""
        return cls(gene, variation.type.value, variation.name, variation.start, variation.end)

    def variation(self) -> Variation:
        """Return the variation; what its name alone does not say is not in it."""
        return variation_of(self.type, self.name)


def variation_of(type_: str, name: str) -> Variation:
    """Read a stored name."""
    kind = VariationType(type_)
    try:
        variation = parse_variation(name)
    except VariationError:
        variation = None
    if variation is not None and variation.type is kind:
        return variation
    if kind is VariationType.FUSION:
        return Variation(kind, name, fusion=_fusion(name))
    return Variation(kind, name)


def keys_of(gene: str) -> tuple[str, ...]:
    """Return the names under which variants of a gene may be stored.

    Examples
    --------
    >>> keys_of("TRKA"), keys_of("H3F3A")
    (('NTRK1', 'NTRK', 'TRK'), ('H3-3A', 'H3'))
    """
    symbol = comparable_symbol(gene)
    families = (name for name, genes in GENE_FAMILIES.items() if symbol in genes)
    histone = ("H3",) if symbol.startswith(("H3-", "H3C")) else ()
    return (symbol, *families, *histone)


def partner_key(partner: str) -> str:
    """Return the name under which a fusion is stored for one of its partners."""
    return partner if partner in GENE_FAMILIES else comparable_symbol(partner)


def _fusion(name: str) -> Fusion:
    """Take apart a name that :attr:`variants.variation.Fusion.name` has written."""
    symbols, _, rest = name.partition(" ")
    partners = tuple("" if symbol == "v" else symbol for symbol in symbols.split("::"))
    exons = tuple(int(e[1:]) for e in rest.split("::") if e.startswith("e") and e[1:].isdigit())
    return Fusion(partners, exons)
