"""The tables of the evidence base that hold terms of ontologies of tumour types."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from therapy.tumour_types import TumourType

ONTOLOGY_SCHEMA = """
create table ontology (
  name text primary key, version text not null, sha256 text not null, imported text not null);
create table term (
  ontology text not null references ontology, place integer not null, doid text not null,
  name text not null, parents text not null, oncotree text not null, synonyms text not null,
  umbrella integer not null, status integer not null, primary key (ontology, place)) without rowid
"""
"""Statements that make the tables, with semicolons between them."""

_FIELDS = "doid, name, parents, oncotree, synonyms, umbrella, status"


@dataclass(frozen=True, slots=True)
class Ontology:
    """Terms from one ontology: name, version and hash of the file, UTC time of import, terms."""

    name: str
    version: str
    sha256: str
    imported: str
    terms: int


def insert_terms(
    connection: sqlite3.Connection,
    name: str,
    version: str,
    digest: str,
    terms: Sequence[TumourType],
) -> None:
    """Store an ontology in place of an older one of that name."""
    connection.execute("delete from term where ontology = ?", [name])
    connection.execute(
        "insert or replace into ontology values (?, ?, ?, ?)", [name, version, digest, _now()]
    )
    connection.executemany(
        f"insert into term (ontology, place, {_FIELDS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(name, place, *_cells(term)) for place, term in enumerate(terms)],
    )


def select_ontologies(connection: sqlite3.Connection) -> tuple[Ontology, ...]:
    """Return what ontologies there are, by name."""
    rows = connection.execute(
        "select name, version, sha256, imported, "
        "(select count(*) from term where ontology = ontology.name) from ontology order by name"
    )
    return tuple(Ontology(*row) for row in rows)


def select_terms(connection: sqlite3.Connection, ontology: str | None) -> Iterator[TumourType]:
    """Yield the terms of one ontology or all, by ontology and in the order of its file."""
    rows = connection.execute(
        f"select {_FIELDS} from term where ? is null or ontology = ? order by ontology, place",
        [ontology, ontology],
    )
    for doid, name, parents, codes, synonyms, umbrella, status in rows:
        lists = (_tuple(parents), _tuple(codes), _tuple(synonyms))
        yield TumourType(doid, name, *lists, bool(umbrella), bool(status))


def _cells(term: TumourType) -> tuple[str | int, ...]:
    lists = map(json.dumps, (term.parents, term.oncotree, term.synonyms))
    return (term.doid, term.name, *lists, int(term.umbrella), int(term.status))


def _tuple(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
