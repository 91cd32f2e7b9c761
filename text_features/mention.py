"""What is found in a text: nouns shared by those who find and those who count.

Offsets are those of characters in the cleaned text (:func:`text_features.cleaning.clean`),
half-open: ``text[start:end]`` is the mention.
"""

from dataclasses import dataclass
from enum import StrEnum

from variants.variation import Variation

Span = tuple[int, int]
"""First character, and the one after the last."""


@dataclass(frozen=True, slots=True)
class GeneMention:
    """A gene, by its symbol or one of its aliases.

    Parameters
    ----------
    start, end : int
    gene : str
        Symbol as it was asked for.
    """

    start: int
    end: int
    gene: str


@dataclass(frozen=True, slots=True)
class VariantMention:
    """A variant, in whatever spelling.

    Parameters
    ----------
    start, end : int
        Without the gene, where one is written with it.
    variation : Variation
        What the spelling says.
    gene : str
        The gene symbol written directly with it, as in ``BRAF(V600E)`` or ``BRAF V600E``;
        empty where there is none.
    """

    start: int
    end: int
    variation: Variation
    gene: str = ""


class Relation(StrEnum):
    """What a mentioned variant is to the variant asked for."""

    SAME = "same"
    RESIDUE = "residue"
    """Speaks of the same residue, exon or fusion partner without being the same change."""
    OTHER = "other"
    """Another variant of the same gene."""
    FOREIGN = "foreign"
    """A variant of another gene."""
