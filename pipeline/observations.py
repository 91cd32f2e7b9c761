"""What is worth knowing of kept variants: symbols read as others, variations not read.

An observation costs no row. It has the columns of a fault, and one of five actions:
``renamed`` (the gene is known by another symbol), ``ambiguous`` (several genes bear it),
``unknown`` (no source has it), ``unread`` (the grammar does not know the variation) and
``mismatched`` (embeddings that were made of another file of texts).
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.data_rows import RowFault, VariantLines, cut_value
from text_features.embedding_folder import sha256_of_files
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.schema import GENE, VARIATION
from variants.variation_grammar import VariationError, parse_variation

RENAMED, AMBIGUOUS, UNKNOWN, UNREAD = "renamed", "ambiguous", "unknown", "unread"
MISMATCHED = "mismatched"
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


def observe_embeddings(
    embeddings: Path | None, metadata: Mapping[str, Any], text: Path | None
) -> tuple[RowFault, ...]:
    """Look whether embeddings were made of the texts that are given with them.

    They are kept: one line of the texts may be another, or all of them.

    Parameters
    ----------
    embeddings, text : Path, optional
    metadata : mapping
        What the embeddings' file says of how it was made.
    """
    made_of = metadata.get("text_sha256")
    if embeddings is None or text is None or made_of is None:
        return ()
    found = sha256_of_files([text])
    if found == made_of:
        return ()
    reason = (
        f"made of another file of texts than {text.name} (sha256 {found}); kept as they are, "
        "expected what oncolit embed makes of it"
    )
    return (RowFault(embeddings.name, 1, f"text_sha256 {made_of}", reason, MISMATCHED),)


def mismatch_words(observations: Iterable[RowFault]) -> str:
    """Say which embeddings are of other texts, in lines; else nothing."""
    return "".join(
        f"Note: {observation.file}: {observation.reason}\n"
        for observation in observations
        if observation.action == MISMATCHED
    )


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
