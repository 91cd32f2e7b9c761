"""The tables of the literature store, and how documents get into and out of them.

Passages have a full-text index (FTS5) that holds no second copy of the text. Variants and genes
are linked to the passages that name them, with the weight that BM25 gives to a term named so
often in a passage of that length: all spellings of a variant are one term.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import sha256

from literature.document import DeletedDocument, Document
from literature.mentions import NamedVariant, ReadPassage
from literature.variant_key import VariantKey

SCHEMA_VERSION = 1
"""Raised whenever the tables change; a file of another version is not opened."""

APPLICATION_ID = 0x4F4E4C54
"""Marks the SQLite file as a literature store: ``ONLT``."""

SATURATION, LENGTH_NORM, USUAL_LENGTH = 1.2, 0.75, 1000
"""BM25's k1 and b, and the characters of a passage that is neither long nor short."""

_SCHEMA = """
create table file (
  id integer primary key, digest text not null unique, name text not null, kind text not null,
  size integer not null, finished text not null default '');
create table document (
  id integer primary key, kind text not null, key text not null, digest text not null,
  revised text not null, file integer not null references file,
  title text not null, pmid text not null, pmcid text not null, journal text not null,
  year integer, level integer not null,
  citation_source text not null, citation_id text not null, citation_url text not null,
  unique (kind, key));
create table passage (
  id integer primary key, document integer not null references document,
  ordinal integer not null, section text not null, text text not null);
create index passage_document on passage (document);
create virtual table passage_words using fts5 (
  text, content = 'passage', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
create table variant (
  id integer primary key, gene text not null, type text not null, name text not null,
  first integer, last integer, unique (gene, type, name));
create table mention (
  variant integer not null references variant, passage integer not null references passage,
  naming integer not null, weight real not null, spans text not null,
  primary key (variant, passage)) without rowid;
create index mention_passage on mention (passage);
create table gene_mention (
  gene text not null, passage integer not null references passage, weight real not null,
  primary key (gene, passage)) without rowid;
create index gene_mention_passage on gene_mention (passage);
create table total (
  documents integer not null, passages integer not null, fingerprint text not null,
  imported text not null);
insert into total values (0, 0, '0', '')
"""
_DOCUMENT_FIELDS = (
    "kind, key, digest, revised, file, title, pmid, pmcid, journal, year, level, "
    "citation_source, citation_id, citation_url"
)
_MODULUS = 1 << 128


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables and mark the file."""
    for statement in _SCHEMA.split(";\n"):
        connection.execute(statement)
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")


def term_weight(count: int, length: int) -> float:
    """Return BM25's weight of a term named so often in a passage of so many characters.

    Examples
    --------
    >>> term_weight(1, 1000), term_weight(2, 1000) > term_weight(2, 1500) > term_weight(1, 1000)
    (1.0, True)
    """
    norm = 1 - LENGTH_NORM + LENGTH_NORM * length / USUAL_LENGTH
    return round(count * (SATURATION + 1) / (count + SATURATION * norm), 6)


class TableWriter:
    """Writes documents within one transaction.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._variants: dict[VariantKey, int] = {}
        self._documents = self._passages = self._change = 0

    def put(self, document: Document, passages: Sequence[ReadPassage], file: int) -> bool:
        """Store a document, in place of one of the same kind and key; tell whether it is new."""
        replaced = self.delete(DeletedDocument(document.kind, document.key))
        citation = document.citation
        number = self._connection.execute(
            f"insert into document ({_DOCUMENT_FIELDS}) values ({', '.join('?' * 14)}) "
            "returning id",
            [
                document.kind.value, document.key, document.digest, document.revised, file,
                document.title,
                document.pmid, document.pmcid, document.journal, document.year, document.level,
                citation.source if citation else "", citation.id if citation else "",
                citation.url if citation else "",
            ],
        ).fetchone()[0]  # fmt: skip
        for ordinal, passage in enumerate(passages):
            self._put_passage(int(number), ordinal, passage)
        self._count(document.kind.value, document.key, document.digest, 1, len(passages))
        return not replaced

    def delete(self, document: DeletedDocument) -> bool:
        """Delete a document, and tell whether it was there."""
        found = self._connection.execute(
            "select id, digest from document where kind = ? and key = ?",
            [document.kind.value, document.key],
        ).fetchone()
        if not found:
            return False
        number, digest = found
        passages = self._connection.execute(
            "select id, text from passage where document = ?", [number]
        ).fetchall()
        self._connection.executemany(
            "insert into passage_words (passage_words, rowid, text) values ('delete', ?, ?)",
            passages,
        )
        for table in ("mention", "gene_mention"):
            self._connection.executemany(
                f"delete from {table} where passage = ?", [(passage,) for passage, _ in passages]
            )
        self._connection.execute("delete from passage where document = ?", [number])
        self._connection.execute("delete from document where id = ?", [number])
        self._count(document.kind.value, document.key, digest, -1, len(passages))
        return True

    def close(self, now: str) -> None:
        """Bring the totals up to date."""
        if not (self._change or self._documents or self._passages):
            return
        (fingerprint,) = self._connection.execute("select fingerprint from total").fetchone()
        changed = (int(fingerprint, 16) + self._change) % _MODULUS
        self._connection.execute(
            "update total set documents = documents + ?, passages = passages + ?, "
            "fingerprint = ?, imported = ?",
            [self._documents, self._passages, f"{changed:x}", now],
        )

    def _put_passage(self, document: int, ordinal: int, passage: ReadPassage) -> None:
        number = self._connection.execute(
            "insert into passage (document, ordinal, section, text) values (?, ?, ?, ?) "
            "returning id",
            [document, ordinal, passage.section, passage.text],
        ).fetchone()[0]
        self._connection.execute(
            "insert into passage_words (rowid, text) values (?, ?)", [number, passage.text]
        )
        length = len(passage.text)
        self._connection.executemany(
            "insert into gene_mention values (?, ?, ?)",
            [(gene, number, term_weight(count, length)) for gene, count in passage.genes],
        )
        self._connection.executemany(
            "insert into mention values (?, ?, ?, ?, ?)",
            [
                (self._variant(one.key), number, one.naming.value,
                 term_weight(len(one.spans), length), _spelt(one))
                for one in passage.variants
            ],
        )  # fmt: skip

    def _variant(self, key: VariantKey) -> int:
        if key not in self._variants:
            self._connection.execute(
                "insert into variant (gene, type, name, first, last) values (?, ?, ?, ?, ?) "
                "on conflict do nothing",
                key,
            )
            self._variants[key] = self._connection.execute(
                "select id from variant where gene = ? and type = ? and name = ?", key[:3]
            ).fetchone()[0]
        return self._variants[key]

    def _count(self, kind: str, key: str, digest: str, sign: int, passages: int) -> None:
        self._documents += sign
        self._passages += sign * passages
        one = sha256(f"{kind}\n{key}\n{digest}".encode("utf-8", "surrogatepass")).digest()
        self._change += sign * int.from_bytes(one[:16])


def read_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Read spans as they are stored.

    Examples
    --------
    >>> read_spans("3-8 20-25"), read_spans("")
    (((3, 8), (20, 25)), ())
    """
    pairs: Iterable[list[str]] = (one.split("-") for one in text.split())
    return tuple((int(start), int(end)) for start, end in pairs)


def _spelt(variant: NamedVariant) -> str:
    return " ".join(f"{start}-{end}" for start, end in variant.spans)
