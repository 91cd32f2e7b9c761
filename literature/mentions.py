"""What each passage of a document names: genes and variants, each variant with its gene.

A variant belongs to the gene that is written with it; else to the one that the same change is
written with elsewhere in the document; else to the gene that the source says the document is
about, where it is about this very change; else to the nearest gene of its sentence; else to the
last one named before it in the passage or the document. An event in words, such as *amplified*,
needs its gene in the sentence.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from literature.document import Document
from literature.genes_named import all_genes
from literature.passages import CutDocument, cut_document
from literature.variant_key import VariantKey, partner_key
from text_features.mention import GeneMention, Span, VariantMention
from text_features.neighbour_genes import WINDOW
from text_features.variant_mentions import find_variants
from variants.gene_symbols import comparable_symbol
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation

SHORT_DOCUMENT = 3
"""Passages of a document that, as a whole, is about what its source says."""


class Naming(IntEnum):
    """How a passage names a variant, the best first."""

    PASSAGE = 0
    """The passage names variant and gene."""
    DOCUMENT = 1
    """The passage names the variant, only the document its gene."""
    RECORD = 2
    """The source says that the document is about the variant; the passage names it not."""


@dataclass(frozen=True, slots=True)
class NamedVariant:
    """A variant as a passage names it.

    Parameters
    ----------
    key : VariantKey
    naming : Naming
    spans : tuple of Span
        Where it is named, in characters of the passage.
    """

    key: VariantKey
    naming: Naming
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage and what it names.

    Parameters
    ----------
    section, text : str
    genes : tuple of (str, int)
        Approved symbols and how often each is named.
    variants : tuple of NamedVariant
    """

    section: str
    text: str
    genes: tuple[tuple[str, int], ...]
    variants: tuple[NamedVariant, ...]


def read_document(document: Document) -> tuple[ReadPassage, ...]:
    """Clean a document, cut it into passages and find what they name."""
    cut = cut_document(document)
    named = _Named(document, cut)
    mentioned = named.by_passage()
    about = _about(document)
    return tuple(
        _passage(cut, number, named.genes_of(number), mentioned[number], about)
        for number in range(len(cut.passages))
    )


def read_documents(documents: Sequence[Document]) -> list[tuple[ReadPassage, ...]]:
    """Read several documents."""
    return [read_document(document) for document in documents]


def _passage(
    cut: CutDocument, number: int, genes: Counter[str],
    mentioned: Iterable[tuple[VariantKey, Span]], about: Sequence[VariantKey],
) -> ReadPassage:  # fmt: skip
    start, end = cut.passages[number]
    spans: dict[VariantKey, list[Span]] = {}
    for key, (first, last) in mentioned:
        spans.setdefault(key, []).append((first - start, last - start))
    variants = [
        NamedVariant(key, Naming.PASSAGE if key.gene in genes else Naming.DOCUMENT, tuple(places))
        for key, places in spans.items()
    ]
    short = len(cut.passages) <= SHORT_DOCUMENT
    variants += [
        NamedVariant(key, Naming.RECORD, ())
        for key in about
        if key not in spans and (short or key.gene in genes)
    ]
    return ReadPassage(
        cut.sections[number], cut.text[start:end], tuple(genes.items()), tuple(variants)
    )


def _about(document: Document) -> tuple[VariantKey, ...]:
    keys = [
        key
        for gene, spelling in document.about
        if (variation := _read(spelling)) is not None
        for key in _keys(variation, [comparable_symbol(gene)])
    ]
    return tuple(dict.fromkeys(keys))


def _read(spelling: str) -> Variation | None:
    try:
        return parse_variation(spelling)
    except VariationError:
        return None


def _keys(variation: Variation, genes: Iterable[str]) -> Iterator[VariantKey]:
    """Name a variation under its genes: of a fusion all partners, of a combination each part."""
    if variation.parts:
        for part in variation.parts:
            yield from _keys(part, genes)
        return
    partners = variation.fusion.partners if variation.fusion else ()
    named = [partner_key(partner) for partner in partners if partner]
    for gene in named or genes:
        yield VariantKey.of(gene, variation)


@dataclass
class _Named:
    """Genes and variants of a document, in characters of its text."""

    document: Document
    cut: CutDocument
    genes: list[GeneMention] = field(init=False)
    variants: list[VariantMention] = field(init=False)

    def __post_init__(self) -> None:
        self.variants = find_variants(self.cut.text)
        self.genes = sorted(self._all_genes(), key=lambda gene: (gene.start, gene.gene))
        self._starts = np.array([gene.start for gene in self.genes], dtype=np.int64)
        self._passages = np.array([start for start, _ in self.cut.passages], dtype=np.int64)
        self._sentences = np.array([start for start, _ in self.cut.sentences], dtype=np.int64)

    def by_passage(self) -> list[list[tuple[VariantKey, Span]]]:
        """Return the variants of each passage with their genes."""
        found: list[list[tuple[VariantKey, Span]]] = [[] for _ in self.cut.passages]
        for mention in self.variants:
            number = _place(self._passages, mention.start)
            for key in _keys(mention.variation, self._genes_of_variant(mention, number)):
                found[number].append((key, (mention.start, mention.end)))
        return found

    def genes_of(self, passage: int) -> Counter[str]:
        """Count the genes that a passage names."""
        return Counter(gene.gene for gene in self._between(self.cut.passages[passage]))

    def _all_genes(self) -> list[GeneMention]:
        """Return genes by themselves, and those that only a variant or a fusion names."""
        others = [m for m in self.variants if m.variation.fusion is None]
        ends = np.array([m.end for m in others], dtype=np.int64)
        alone = []
        for gene in all_genes(self.cut.text):
            at = int(np.searchsorted(ends, gene.start, side="right"))
            if at == len(others) or others[at].start >= gene.end or others[at].gene == gene.gene:
                alone.append(gene)
        return [*alone, *self._only_with_variants(alone)]

    def _only_with_variants(self, alone: Sequence[GeneMention]) -> Iterator[GeneMention]:
        places: dict[str, list[int]] = {}
        for gene in alone:
            places.setdefault(gene.gene, []).append(gene.start)
        for mention in self.variants:
            fusion = mention.variation.fusion
            for name in (mention.gene, *(fusion.partners if fusion else ())):
                key = partner_key(name) if name else ""
                near = (mention.start - WINDOW, mention.end + WINDOW)
                first, last = (bisect_left(places.get(key, ()), at) for at in near)
                if key and first == last:
                    yield GeneMention(mention.start, mention.start, key)

    @cached_property
    def _written_with(self) -> dict[tuple[str, str], set[str]]:
        """The genes that each change is written with somewhere."""
        genes: dict[tuple[str, str], set[str]] = {}
        for mention in self.variants:
            if mention.gene:
                change = mention.variation.type.value, mention.variation.name
                genes.setdefault(change, set()).add(mention.gene)
        return genes

    @cached_property
    def _documents_own(self) -> dict[tuple[str, str], str]:
        """The gene of each change that the source says the document is about."""
        return {(key.type, key.name): key.gene for key in _about(self.document)}

    def _genes_of_variant(self, mention: VariantMention, passage: int) -> list[str]:
        gene = mention.gene or self._meant(mention, passage)
        return [gene] if gene else []

    def _meant(self, mention: VariantMention, passage: int) -> str:
        change = mention.variation.type.value, mention.variation.name
        candidates = self._written_with.get(change, set())
        if len(candidates) == 1:
            return next(iter(candidates))
        if gene := self._documents_own.get(change):
            return gene
        sentence = self.cut.sentences[_place(self._sentences, mention.start)]
        if gene := self._nearest(mention, sentence, candidates):
            return gene
        if not _has_place(mention.variation):
            return ""
        return (
            self._antecedent(mention, self.cut.passages[passage], candidates)
            or self._of_document(candidates)
            or self._antecedent(mention, (0, len(self.cut.text)), candidates)
        )

    def _of_document(self, candidates: set[str]) -> str:
        """Return the one gene that the source says the document is about."""
        genes = {comparable_symbol(gene) for gene, _ in self.document.about}
        gene = next(iter(genes)) if len(genes) == 1 else ""
        return gene if not candidates or gene in candidates else ""

    def _nearest(self, mention: VariantMention, span: Span, candidates: set[str]) -> str:
        """Return the gene nearest to a mention, of two as near the one before it."""
        near = [
            (max(gene.start - mention.end, mention.start - gene.end, 0), gene.start, gene.gene)
            for gene in self._between(span)
            if not candidates or gene.gene in candidates
        ]
        return min(near)[2] if near else ""

    def _antecedent(self, mention: VariantMention, span: Span, candidates: set[str]) -> str:
        """Return the last gene before a mention, else the first one behind it."""
        near = [
            (gene.start > mention.start, abs(gene.start - mention.start), gene.gene)
            for gene in self._between(span)
            if not candidates or gene.gene in candidates
        ]
        return min(near)[2] if near else ""

    def _between(self, span: Span) -> list[GeneMention]:
        first, last = np.searchsorted(self._starts, span)
        return self.genes[first:last]


def _place(starts: np.ndarray, position: int) -> int:
    return max(int(np.searchsorted(starts, position, side="right")) - 1, 0)


def _has_place(variation: Variation) -> bool:
    """Tell a change of residues, nucleotides or exons from an event in words."""
    return bool(variation.protein and variation.start) or bool(
        variation.exons or variation.coding or variation.name[:2] in ("c.", "g.")
    )
