"""The passage of a text that a language model reads for a variant.

Whole sentences as they stand, in their case and with their punctuation: the model learnt from such
and knows little of a list of tokens. Names of the variant's gene and of all variants give way to
plain words, so that two variants that are spoken of alike have vectors that are alike; names of
other genes stay.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from text_features.mention import Relation
from text_features.passages import (
    ANY_VARIANT,
    PLACEHOLDERS,
    THIS_GENE,
    around,
    gene_sentences,
    masked_text,
    spans_at,
    text_masks,
)
from text_features.reading import Reading
from text_features.row_text import ReadingSettings

About = Literal["variant", "gene", "text"]
"""What a passage is about: the variant, else its gene, else the text as a whole."""

WORDS = {
    THIS_GENE: "gene",
    ANY_VARIANT: "variant",
    PLACEHOLDERS[Relation.SAME]: "variant",
    PLACEHOLDERS[Relation.RESIDUE]: "variant of the same residue",
    PLACEHOLDERS[Relation.OTHER]: "other variant",
    PLACEHOLDERS[Relation.FOREIGN]: "variant of another gene",
}
"""What a language model reads in place of a name, by the placeholder that other features have."""


@dataclass(frozen=True)
class Passage:
    """A passage, and what it is about."""

    about: About
    text: str


def passage_for(reading: Reading, settings: ReadingSettings) -> Passage:
    """Return the sentences around the variant, else those with its gene, else the whole text.

    Parameters
    ----------
    reading : Reading
    settings : ReadingSettings
        Whether names are masked, and how many sentences on either side belong to the passage. The
        whole text is never masked: it is the document, which all of its rows share.

    Examples
    --------
    >>> from text_features.reading import AskedVariant, read_for, read_text
    >>> source = read_text("We studied BRAF. The V600E mutation activates the kinase.")
    >>> asked = AskedVariant.of("BRAF", "V600E")
    >>> passage_for(read_for(source, asked), ReadingSettings(window=0)).text
    'The variant mutation activates the kinase.'
    """
    near = around(reading.variant_sentences(), settings.window, len(reading.source.sentences))
    if len(near):
        return Passage("variant", _text(reading, near, settings, by_relation=True))
    of_gene = gene_sentences(reading)
    if len(of_gene):
        return Passage("gene", _text(reading, of_gene, settings, by_relation=False))
    return Passage("text", reading.source.text)


def _text(
    reading: Reading, sentences: np.ndarray, settings: ReadingSettings, *, by_relation: bool
) -> str:
    masks = text_masks(reading, by_relation=by_relation) if settings.mask_names else []
    text = reading.source.text
    plain = [
        (start, end, _parted(WORDS[placeholder], text[start - 1 : start], text[end : end + 1]))
        for start, end, placeholder in masks
    ]
    return " ".join(masked_text(text, spans_at(reading, sentences), plain).split())


def _parted(words: str, before: str, after: str) -> str:
    """Keep words apart from letters and digits right beside them, as in ``BRAFV600E``."""
    return " " * before.isalnum() + words + " " * after.isalnum()
