"""The fields of a text: around the variant, around the gene, and the rest, names masked.

Names are replaced by placeholders, so that what is learnt from the words are
effects and not names: a model that learns ``v600e`` knows nothing of ``k601n``.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from text_features.mention import Relation, Span
from text_features.reading import Reading
from text_features.tokens import normalise

THIS_GENE = "thisgene"
"""Stands for the gene of interest."""

ANY_VARIANT = "anyvariant"
"""Stands for any variant, where a text is not read for one of them."""

PLACEHOLDERS = {
    Relation.SAME: "thisvariant",
    Relation.RESIDUE: "sameresidue",
    Relation.OTHER: "othervariant",
    Relation.FOREIGN: "foreignvariant",
}
"""Stands for a variant by what it is to the variant of interest."""

Masks = list[tuple[int, int, str]]
"""Spans and their placeholders, in order, without overlap."""


def text_masks(reading: Reading, *, by_relation: bool) -> Masks:
    """Return what to put in place of each name.

    Parameters
    ----------
    reading : Reading
    by_relation : bool
        Whether variants are told apart by their relation to the variant of interest.
    """
    named = [
        (mention.start, mention.end, PLACEHOLDERS[relation] if by_relation else ANY_VARIANT)
        for mention, relation in zip(reading.source.variants, reading.relations, strict=True)
    ]
    named += [(mention.start, mention.end, THIS_GENE) for mention in reading.genes]
    return _without_overlap(named)


def masked_tokens(text: str, sentences: Sequence[Span], masks: Masks) -> str:
    """Return the tokens of these sentences with names masked, joined by single spaces."""
    apart = [(start, end, f" {placeholder} ") for start, end, placeholder in masks]
    return normalise(masked_text(text, sentences, apart))


def masked_text(text: str, sentences: Sequence[Span], masks: Masks) -> str:
    """Return these sentences as they stand but for names, which are masked; one a line."""
    parts: list[str] = []
    following = iter(masks)
    mask = next(following, None)
    for start, end in sentences:
        place = start
        while mask is not None and mask[1] <= end:
            if mask[0] >= place:
                parts += (text[place : mask[0]], mask[2])
                place = mask[1]
            mask = next(following, None)
        parts.append(text[place:end])
        parts.append("\n")
    return "".join(parts)


def around(sentences: np.ndarray, window: int, n_sentences: int) -> np.ndarray:
    """Return these sentences and their neighbours, sorted positions.

    Examples
    --------
    >>> around(np.array([0, 5]), 1, 6).tolist()
    [0, 1, 4, 5]
    """
    near = sentences[:, None] + np.arange(-window, window + 1)
    return np.unique(near[(near >= 0) & (near < n_sentences)])


def spans_at(reading: Reading, sentences: Iterable[int]) -> list[Span]:
    """Return the spans of the sentences at these positions."""
    return [reading.source.sentences[position] for position in sentences]


def gene_sentences(reading: Reading) -> np.ndarray:
    """Return the sentences with the gene or one of its variants, sorted positions."""
    variants = reading.sentences_with(Relation.SAME, Relation.RESIDUE, Relation.OTHER)
    return np.union1d(variants, reading.gene_sentence)


def _without_overlap(masks: Masks) -> Masks:
    """Keep the first of masks that overlap, the longer of two that begin together."""
    kept: Masks = []
    for mask in sorted(masks, key=lambda each: (each[0], -each[1])):
        if not kept or mask[0] >= kept[-1][1]:
            kept.append(mask)
    return kept
