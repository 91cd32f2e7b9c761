"""What one text says of one row: fields of words, numbers and evidence sentences."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from text_features.evidence import EvidenceSentence, evidence_sentences
from text_features.mention_features import mention_features
from text_features.passages import around, gene_sentences, masked_tokens, spans_at, text_masks
from text_features.reading import AskedVariant, Reading, read_for, read_text

DOCUMENT, VARIANT, GENE, REST = "document", "variant", "gene", "rest"

FIELDS = (DOCUMENT, VARIANT, GENE, REST)
"""The whole text; sentences around the variant; with the gene or its variants; all others."""


@dataclass(frozen=True)
class ReadingSettings:
    """How texts are read.

    Parameters
    ----------
    mask_names : bool
        Whether names of the gene and of variants are replaced by placeholders.
    window : int
        Sentences on either side of one with the variant that belong to its passage.
    """

    mask_names: bool = True
    window: int = 1


@dataclass(frozen=True, eq=False)
class RowText:
    """What one text says of one row.

    Parameters
    ----------
    paper : str
        Digest of the text as it came: rows of one text have one paper.
    fields : tuple of str
        Normalised tokens, in the order of :data:`FIELDS`.
    features : float32 array of shape (n_features,)
        See :data:`text_features.mention_features.MENTION_FEATURES`.
    evidence : tuple of EvidenceSentence
    """

    paper: str
    fields: tuple[str, ...]
    features: np.ndarray
    evidence: tuple[EvidenceSentence, ...]


def read_rows(
    text: str, asked: Sequence[tuple[str, str]], settings: ReadingSettings
) -> list[RowText]:
    """Read one text for several variants, given as gene and spelling of the variation.

    The text is cleaned, split and searched once; what depends on the gene alone is made once a
    gene.
    """
    source = read_text(text)
    paper = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    of_gene: dict[str, tuple[str, ...]] = {}
    rows = []
    for gene, spelling in asked:
        reading = read_for(source, AskedVariant.of(gene, spelling))
        if gene not in of_gene:
            of_gene[gene] = _gene_fields(reading, settings)
        document, gene_text, rest = of_gene[gene]
        fields = (document, _variant_field(reading, settings), gene_text, rest)
        features = mention_features(reading, settings.window)
        rows.append(RowText(paper, fields, features, tuple(evidence_sentences(reading))))
    return rows


def _gene_fields(reading: Reading, settings: ReadingSettings) -> tuple[str, ...]:
    masks = text_masks(reading, by_relation=False) if settings.mask_names else []
    everything = np.arange(len(reading.source.sentences))
    of_gene = gene_sentences(reading)
    return tuple(
        masked_tokens(reading.source.text, spans_at(reading, sentences), masks)
        for sentences in (everything, of_gene, np.setdiff1d(everything, of_gene))
    )


def _variant_field(reading: Reading, settings: ReadingSettings) -> str:
    masks = text_masks(reading, by_relation=True) if settings.mask_names else []
    sentences = around(reading.variant_sentences(), settings.window, len(reading.source.sentences))
    return masked_tokens(reading.source.text, spans_at(reading, sentences), masks)
