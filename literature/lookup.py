"""Passages on a variant or a gene, ranked.

A passage with the variant comes before one with its residue only; then one that names variant and
gene, one whose document names the gene, one whose source says that it is about the variant. Among
these decides BM25 (see :mod:`literature.tables`), then the source's level, the newer year, the
document's key and the place in it: the order is always the same.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from literature.found import Found, FoundPassage, Match
from literature.mentions import Naming
from literature.store import LiteratureStore
from literature.tables import read_spans
from literature.variant_index import GeneVariants
from literature.variant_key import keys_of
from literature.words import find_words
from text_features.gene_mentions import find_genes
from text_features.mention import Relation, Span
from therapy.evidence_item import Citation
from variants.gene_symbols import SymbolStatus, comparable_symbol, resolve_symbol
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation

_MATCHES = {Relation.SAME: Match.SAME, Relation.RESIDUE: Match.RESIDUE}
_ORDER = tuple(Match)
_MOST_VALUES = 500


@dataclass
class _Candidate:
    """A passage on the way to be ranked."""

    relation: Match
    naming: Naming
    weight: float = 0.0
    spans: set[Span] = field(default_factory=set)

    @property
    def worth(self) -> tuple[int, int, float]:
        return _ORDER.index(self.relation), self.naming.value, -round(self.weight, 6)


def find_passages(store: LiteratureStore, gene: str, variation: str = "", most: int = 20) -> Found:
    """Find the best passages on a variant in all its spellings, or on a gene.

    Parameters
    ----------
    store : LiteratureStore
    gene : str
        Any symbol of the gene.
    variation : str
        Any spelling; empty for the gene alone.
    most : int
        Passages to return.

    Returns
    -------
    Found
        Where the gene is unknown or the variation is not read, passages with the words, and a
        note.

    Raises
    ------
    LiteratureStoreError
        There is no store, or it cannot be read.
    """
    return find_many(store, [(gene, variation)], most)[0]


def find_many(
    store: LiteratureStore, variants: Iterable[tuple[str, str]], most: int = 20
) -> list[Found]:
    """Find the best passages on each of many variants, in their order; see find_passages."""
    asked = [(gene.strip(), variation.strip()) for gene, variation in variants]
    by_gene: dict[str, dict[tuple[str, str], None]] = {}
    for pair in asked:
        by_gene.setdefault(comparable_symbol(pair[0]), {})[pair] = None
    found: dict[tuple[str, str], Found] = {}
    with store.reading() as connection:
        for pairs in by_gene.values():
            known = GeneVariants(connection, next(iter(pairs))[0])
            for pair in pairs:
                found[pair] = _find(connection, known, *pair, most)
    return [found[pair] for pair in asked]


def _find(
    connection: sqlite3.Connection, known: GeneVariants, gene: str, variation: str, most: int
) -> Found:
    note = _unknown_gene(gene)
    read: Variation | None = None
    if variation:
        try:
            read = parse_variation(variation)
        except VariationError as error:
            note = note or str(error)
    if (note and not known) or (variation and read is None):
        return _with_words(connection, gene, variation, most, f"{note}; searched for the words")
    if read is None:
        return _of_gene(connection, gene, most)
    candidates = _named(connection, known.related(read, variation))
    return _ranked(connection, candidates, gene, variation, most)


def _unknown_gene(gene: str) -> str:
    symbol = resolve_symbol(gene)
    if symbol.status is SymbolStatus.UNKNOWN:
        return f"{gene!r} is no known gene symbol"
    if symbol.status is SymbolStatus.AMBIGUOUS:
        return f"{gene!r} may be {' or '.join(symbol.candidates)}"
    return ""


def _named(
    connection: sqlite3.Connection, relations: Mapping[int, Relation]
) -> dict[int, _Candidate]:
    """Gather the passages that name any of these stored variants."""
    candidates: dict[int, _Candidate] = {}
    for variant, relation in sorted(relations.items(), key=lambda pair: pair[1] != Relation.SAME):
        match = _MATCHES[relation]
        for passage, naming, weight, spans in connection.execute(
            "select passage, naming, weight, spans from mention where variant = ?", [variant]
        ):
            known = candidates.setdefault(passage, _Candidate(match, Naming(naming)))
            if known.relation is match:
                known.naming = min(known.naming, Naming(naming))
                known.weight += weight
                known.spans.update(read_spans(spans))
    return candidates


def _of_gene(connection: sqlite3.Connection, gene: str, most: int) -> Found:
    candidates = {
        passage: _Candidate(Match.GENE, Naming.PASSAGE, weight)
        for passage, weight in connection.execute(
            "select passage, weight from gene_mention where gene = ?", [keys_of(gene)[0]]
        )
    }
    return _ranked(connection, candidates, gene, "", most)


def _with_words(
    connection: sqlite3.Connection, gene: str, variation: str, most: int, note: str
) -> Found:
    names = (gene, comparable_symbol(gene))
    passages, total = find_words(connection, names, variation, most)
    candidates = {
        passage: _Candidate(Match.WORDS, Naming.PASSAGE, -rank)
        for rank, passage in enumerate(passages)
    }
    return _ranked(connection, candidates, gene, variation, most, note, total)


def _ranked(
    connection: sqlite3.Connection, candidates: Mapping[int, _Candidate], gene: str,
    variation: str, most: int, note: str = "", total: int | None = None,
) -> Found:  # fmt: skip
    """Rank candidates; only those that may be among the first are looked at closely."""
    worths = sorted(candidate.worth for candidate in candidates.values())
    last = worths[min(most, len(worths)) - 1] if worths and most > 0 else None
    kept = [] if last is None else [n for n, one in candidates.items() if one.worth <= last]
    rows = sorted(
        _rows(connection, kept), key=lambda row: (candidates[row.number].worth, row.tie_break)
    )
    passages = tuple(_passage(candidates[row.number], gene, row) for row in rows[:most])
    return Found(gene, variation, passages, len(candidates) if total is None else total, note)


class _Row(NamedTuple):
    """A passage with its document, as they are stored."""

    number: int
    ordinal: int
    section: str
    text: str
    kind: str
    key: str
    title: str
    pmid: str
    pmcid: str
    journal: str
    year: int | None
    level: int
    citation_source: str
    citation_id: str
    citation_url: str

    @property
    def tie_break(self) -> tuple[int, int, str, str, int]:
        return self.level, -(self.year or 0), self.kind, self.key, self.ordinal


_COLUMNS = ", ".join(("passage.id", *_Row._fields[1:]))


def _rows(connection: sqlite3.Connection, passages: Sequence[int]) -> Iterator[_Row]:
    for start in range(0, len(passages), _MOST_VALUES):
        part = passages[start : start + _MOST_VALUES]
        yield from (
            _Row(*fields)
            for fields in connection.execute(
                f"select {_COLUMNS} from passage join document on document.id = passage.document "
                f"where passage.id in ({', '.join('?' * len(part))})",
                part,
            )
        )


def _passage(candidate: _Candidate, gene: str, row: _Row) -> FoundPassage:
    citation = None
    if row.citation_source:
        citation = Citation(row.citation_source, row.citation_id, row.citation_url)
    spans = candidate.spans
    if not spans:
        spans = {(mention.start, mention.end) for mention in find_genes(row.text, [gene])}
    return FoundPassage(
        text=row.text, title=row.title, section=row.section, kind=row.kind, key=row.key,
        citation=citation, pmid=row.pmid, pmcid=row.pmcid, journal=row.journal, year=row.year,
        relation=candidate.relation, naming=candidate.naming, spans=tuple(sorted(spans)),
    )  # fmt: skip
