"""What is worth knowing of kept variants: symbols read as others, variations not read.

An observation costs no row. It has the columns of a fault, and one of four actions:
``renamed`` (the gene is known by another symbol), ``ambiguous`` (several genes bear it),
``unknown`` (no source has it) and ``unread`` (the grammar does not know the variation).
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from pipeline.data_rows import RowFault, VariantLines, cut_value
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.schema import GENE, VARIATION
from variants.variation_grammar import VariationError, parse_variation

RENAMED, AMBIGUOUS, UNKNOWN, UNREAD = "renamed", "ambiguous", "unknown", "unread"
_COUNTED = {
    "genes_renamed": RENAMED,
    "genes_ambiguous": AMBIGUOUS,
    "genes_unknown": UNKNOWN,
    "variations_unread": UNREAD,
}


def observe(variants: pd.DataFrame, lines: VariantLines) -> tuple[RowFault, ...]:
    """Look at gene and variation of each kept row.

    Parameters
    ----------
    variants : DataFrame
        ``Gene`` and ``Variation``, indexed by ID.
    lines : VariantLines
        Where each row stands.
    """
    found: list[RowFault] = []
    for identifier, gene, variation in zip(
        variants.index, variants[GENE], variants[VARIATION], strict=True
    ):
        for value, reason, action in (*_of_gene(gene), *_of_variation(variation)):
            found.append(
                RowFault(lines.file, lines.kept[identifier], cut_value(value), reason, action)
            )
    return tuple(found)


def count_observations(observations: Iterable[RowFault]) -> dict[str, int]:
    """Count the rows with each kind of observation."""
    actions = [observation.action for observation in observations]
    return {name: actions.count(action) for name, action in _COUNTED.items()}


def _of_gene(gene: str) -> Iterator[tuple[str, str, str]]:
    symbol = resolve_symbol(gene)
    if symbol.status is SymbolStatus.UNKNOWN:
        yield gene, "no gene symbol that HGNC, NCBI or Ensembl knows; kept as it is", UNKNOWN
    elif symbol.status is SymbolStatus.AMBIGUOUS:
        genes = ", ".join(symbol.candidates)
        yield gene, f"symbol of several genes ({genes}); kept as it is", AMBIGUOUS
    elif symbol.approved != gene:
        yield gene, f"read as {symbol.approved}, the approved symbol", RENAMED


def _of_variation(variation: str) -> Iterator[tuple[str, str, str]]:
    try:
        parse_variation(variation)
    except VariationError as error:
        yield variation, f"{error}; kept as it is", UNREAD
