"""The kind of change a variation names, read from its spelling.

This first cut tells the common spellings of the MSK task apart; everything
else is ``OTHER``. Nothing is guessed: a spelling that fits no pattern keeps
its text and is left to the other features.
"""

import re
from enum import StrEnum

from variants.protein_change import (
    STOP,
    HgvsProteinError,
    ProteinSubstitution,
    parse_protein_substitution,
)


class VariationKind(StrEnum):
    """What sort of change a variation is, in the words of HGVS and the field."""

    MISSENSE = "missense"
    NONSENSE = "nonsense"
    SYNONYMOUS = "synonymous"
    FRAMESHIFT = "frameshift"
    DELINS = "delins"
    DUPLICATION = "duplication"
    INSERTION = "insertion"
    DELETION = "deletion"
    SPLICE = "splice"
    FUSION = "fusion"
    TRUNCATION = "truncation"
    GENE_DELETION = "gene_deletion"
    AMPLIFICATION = "amplification"
    EXPRESSION = "expression"
    PROMOTER = "promoter"
    METHYLATION = "methylation"
    EXON_EVENT = "exon_event"
    RESIDUE = "residue"
    WILD_TYPE = "wild_type"
    OTHER = "other"


_PATTERNS = (
    (VariationKind.FUSION, r".*\bfusions?\b.*|.*::.*"),
    (VariationKind.TRUNCATION, r"truncating mutations?.*|.*\btruncation\b.*"),
    (VariationKind.GENE_DELETION, r"deletions?|copy number loss|loss"),
    (VariationKind.AMPLIFICATION, r"amplifications?"),
    (VariationKind.EXPRESSION, r"(over|under)?-?expression"),
    (VariationKind.PROMOTER, r".*\bpromoter\b.*"),
    (VariationKind.METHYLATION, r".*\b(hyper|hypo)?methylation\b.*"),
    (VariationKind.EXON_EVENT, r".*\bexons?\b.*"),
    (VariationKind.WILD_TYPE, r"wild ?-?type|wt"),
    (VariationKind.FRAMESHIFT, r"(p\.)?.*\d+.*fs.*"),
    (VariationKind.SPLICE, r".*splice.*"),
    (VariationKind.DELINS, r"(p\.)?.*\d+.*delins.*|(p\.)?[A-Z]?\d+(_[A-Z]?\d+)?>[A-Z]+"),
    (VariationKind.DUPLICATION, r"(p\.)?.*\d+.*dup.*|.*\bITD\b.*|.*tandem duplication.*"),
    (VariationKind.INSERTION, r"(p\.)?.*\d+.*ins.*"),
    (VariationKind.DELETION, r"(p\.)?.*\d+.*del.*"),
    (VariationKind.RESIDUE, r"[A-Z]\d+"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
# p53 and p61BRAF name a protein, 3' and 5' an end of the gene.
_POSITION = re.compile(r"^(?:p\.)?\(?(?!p\d)[A-Z*]?[a-z]{0,2}([1-9]\d{0,4})(?![\d'’′])")


_LONGEST = 200  # characters; the patterns' time grows with the cube of the length


def substitution_of(variation: str) -> ProteinSubstitution | None:
    """Return the substitution that the variation spells, None where it is something else.

    Examples
    --------
    >>> substitution_of("V600E").position
    600
    >>> substitution_of("Amplification") is None
    True
    """
    try:
        return parse_protein_substitution(variation)
    except HgvsProteinError:
        return None


def kind_of(variation: str) -> VariationKind:
    """Tell what kind of change the variation is.

    Examples
    --------
    >>> kind_of("W802*").value
    'nonsense'
    >>> kind_of("E746_A750del").value
    'deletion'
    >>> kind_of("EML4-ALK Fusion").value
    'fusion'
    """
    substitution = substitution_of(variation)
    if substitution is not None:
        if substitution.alternate == STOP:
            return VariationKind.NONSENSE
        if substitution.alternate == substitution.reference:
            return VariationKind.SYNONYMOUS
        return VariationKind.MISSENSE
    text = variation.strip()
    if len(text) > _LONGEST:
        return VariationKind.OTHER
    for kind, pattern in _COMPILED:
        if pattern.fullmatch(text):
            return kind
    return VariationKind.OTHER


def first_position(variation: str) -> int | None:
    """Return the first 1-based residue number of a protein-level variation.

    Examples
    --------
    >>> first_position("E746_A750del")
    746
    >>> first_position("Exon 19 deletion") is None
    True
    """
    if kind_of(variation) is VariationKind.FUSION:
        return None
    match = _POSITION.match(variation.strip())
    return int(match[1]) if match else None
