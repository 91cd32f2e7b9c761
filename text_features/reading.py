"""A text as it is read for one variant: its sentences, and what each mentions.

A text is cleaned, split and searched for variants once, whoever asks
(:func:`read_text`); a :class:`Reading` adds what a variant of interest asks of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from text_features.cleaning import clean
from text_features.cues import Cue, find_cues
from text_features.gene_mentions import find_genes
from text_features.mention import GeneMention, Relation, Span, VariantMention
from text_features.relation import is_foreign, relation_of
from text_features.sentences import sentence_spans
from text_features.variant_mentions import find_variants
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation


@dataclass(frozen=True, eq=False)
class CleanText:
    """A cleaned text with its sentences and all variants that it mentions.

    Parameters
    ----------
    text : str
    sentences : tuple of Span
        In order, without overlap.
    variants : tuple of VariantMention
        In order.
    variant_sentence : int array of shape (n_variant_mentions,)
        Position in ``sentences`` of the sentence in which each mention begins.
    """

    text: str
    sentences: tuple[Span, ...]
    variants: tuple[VariantMention, ...]
    variant_sentence: np.ndarray

    def sentence_of(self, mentions: Sequence[GeneMention | VariantMention]) -> np.ndarray:
        """Return the position of the sentence in which each mention begins."""
        starts = np.array([start for start, _ in self.sentences], dtype=np.int64)
        begins = np.array([mention.start for mention in mentions], dtype=np.int64)
        return np.maximum(np.searchsorted(starts, begins, side="right") - 1, 0)


@dataclass(frozen=True)
class AskedVariant:
    """The variant that a text is read for.

    Parameters
    ----------
    gene : str
        Symbol.
    spelling : str
        Of the variation, as it came.
    variation : Variation or None
        None where the spelling cannot be read; no mention is then the same.
    """

    gene: str
    spelling: str
    variation: Variation | None

    @classmethod
    def of(cls, gene: str, spelling: str) -> "AskedVariant":
        """Read the spelling.

        Examples
        --------
        >>> AskedVariant.of("BRAF", "V600E").variation.name
        'V600E'
        """
        try:
            variation = parse_variation(spelling)
        except VariationError:
            variation = None
        return cls(gene, spelling, variation)


@dataclass(frozen=True, eq=False)
class Reading:
    """A cleaned text as it is read for one variant.

    Parameters
    ----------
    source : CleanText
    asked : AskedVariant
    genes : tuple of GeneMention
        Mentions of the asked gene.
    gene_sentence : int array of shape (n_gene_mentions,)
    relations : tuple of Relation
        Of each of ``source.variants`` to the asked variant.
    """

    source: CleanText
    asked: AskedVariant
    genes: tuple[GeneMention, ...]
    gene_sentence: np.ndarray
    relations: tuple[Relation, ...]

    def cues_of(self, sentence: int) -> tuple[Cue, ...]:
        """Return the cue phrases of the sentence at this position, in its characters."""
        start, end = self.source.sentences[sentence]
        return _cues(self.source.text[start:end])

    def sentences_with(self, *relations: Relation) -> np.ndarray:
        """Return the sorted positions of the sentences with such variants."""
        chosen = np.array([relation in relations for relation in self.relations], dtype=bool)
        return np.unique(self.source.variant_sentence[chosen])

    def variant_sentences(self) -> np.ndarray:
        """Return the sentences with the variant, or else with its residue; sorted positions."""
        same = self.sentences_with(Relation.SAME)
        return same if len(same) else self.sentences_with(Relation.RESIDUE)


def read_text(text: str) -> CleanText:
    """Clean a text, split it and find all variants; never raises."""
    cleaned = clean(text)
    sentences = tuple(sentence_spans(cleaned))
    variants = tuple(find_variants(cleaned))
    found = CleanText(cleaned, sentences, variants, np.empty(0, dtype=np.int64))
    return CleanText(cleaned, sentences, variants, found.sentence_of(variants))


def read_for(source: CleanText, asked: AskedVariant) -> Reading:
    """Read a cleaned text for one variant."""
    genes = tuple(find_genes(source.text, [asked.gene]))
    return Reading(
        source, asked, genes, source.sentence_of(genes), _relations(source.variants, asked)
    )


@lru_cache(maxsize=4096)
def _cues(sentence: str) -> tuple[Cue, ...]:
    """Find the cues once: all variants of a text share the sentences of their gene."""
    return tuple(find_cues(sentence))


def _relations(mentions: Sequence[VariantMention], asked: AskedVariant) -> tuple[Relation, ...]:
    """Relate each distinct mention once: a paper repeats its variants."""
    known: dict[tuple[Variation, str], Relation] = {}
    relations = []
    for mention in mentions:
        key = (mention.variation, mention.gene)
        if key not in known:
            known[key] = _relation(mention, asked)
        relations.append(known[key])
    return tuple(relations)


def _relation(mention: VariantMention, asked: AskedVariant) -> Relation:
    if asked.variation is not None:
        return relation_of(mention, asked.variation, asked.gene, asked.spelling)
    return Relation.FOREIGN if is_foreign(mention, asked.gene) else Relation.OTHER
