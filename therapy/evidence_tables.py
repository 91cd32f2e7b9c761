"""The tables of the evidence base: how releases and their statements lie in SQLite.

A statement is stored once by the hash of all its fields and linked to the releases that hold it;
profiles are stored once, with the genes they name.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from therapy.civic_file import CivicFile, UnreadProfile
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.molecular_profile import MolecularProfileError, parse_profile
from therapy.ontology_tables import ONTOLOGY_SCHEMA

SCHEMA_VERSION = 1
"""Raised whenever the tables change; a file of another version is not opened."""

APPLICATION_ID = 0x4F4E434F
"""Marks the SQLite file as an evidence base: ``ONCO``."""

_ITEM_FIELDS = (
    "key, curator, evidence_type, supports, significance, level, tumour_type, doid, therapies, "
    "interaction, variant_origin, statement, rating, reviewed, url, citation_source, "
    "citation_id, citation_url, reference, flagged"
)
_SCHEMA = """
create table release (
  number integer primary key, curator text not null, file_name text not null,
  sha256 text not null unique, dated text not null, dated_by text not null,
  imported text not null, rows integer not null, rejected integer not null);
create table left_out (
  release integer not null references release, reason text not null, count integer not null);
create table profile (id integer primary key, text text not null unique, unread text);
create table profile_gene (
  gene text not null, profile integer not null references profile,
  primary key (gene, profile)) without rowid;
create table item (
  id integer primary key, hash blob not null unique,
  profile integer not null references profile, key text not null, curator text not null,
  evidence_type text not null, supports integer not null, significance text not null,
  level text not null, tumour_type text not null, doid text not null, therapies text not null,
  interaction text not null, variant_origin text not null, statement text not null,
  rating integer, reviewed text not null, url text not null, citation_source text not null,
  citation_id text not null, citation_url text not null, reference text not null,
  flagged integer not null);
create index item_profile on item (profile);
create table release_item (
  item integer not null references item, release integer not null references release,
  place integer not null, primary key (item, release)) without rowid;
create index release_place on release_item (release, place)
"""


@dataclass(frozen=True, slots=True)
class Release:
    """One import.

    Parameters
    ----------
    number : int
        From 1, in the order of import.
    curator : Curator
    left_out : tuple of (str, int)
        Rows that were sound but not kept: reason and count.
    file_name, sha256 : str
        Name and content of the file.
    dated : str
        How old the data are: ``2026-05-26`` or ``2017-02``; empty where not known.
    dated_by : str
        ``newest review`` or ``file name``; empty where not known.
    imported : str
        UTC time, ISO 8601.
    rows, rejected, kept : int
    profiles, unread : int
        Distinct molecular profiles, and those of them that are not read.
    """

    number: int
    curator: Curator
    left_out: tuple[tuple[str, int], ...]
    file_name: str
    sha256: str
    dated: str
    dated_by: str
    imported: str
    rows: int
    rejected: int
    kept: int
    profiles: int
    unread: int


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables and mark the file."""
    for statement in (*_SCHEMA.split(";"), *ONTOLOGY_SCHEMA.split(";")):
        connection.execute(statement)
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")


def insert_release(connection: sqlite3.Connection, file: CivicFile) -> int:
    """Store a file's statements as a new release and return its number."""
    number = connection.execute(
        "insert into release (curator, file_name, sha256, dated, dated_by, imported, rows, "
        "rejected) values (?, ?, ?, ?, ?, ?, ?, ?) returning number",
        [
            Curator.CIVIC.value, file.name, file.sha256, file.dated or "", file.dated_by,
            _now(), file.rows, len(file.faults),
        ],
    ).fetchone()[0]  # fmt: skip
    connection.executemany(
        "insert into left_out values (?, ?, ?)", [(number, *left) for left in file.left_out]
    )
    _insert_items(connection, int(number), file.items)
    return int(number)


def _insert_items(
    connection: sqlite3.Connection, release: int, items: Sequence[EvidenceItem]
) -> None:
    profiles = {
        text: _insert_profile(connection, text)
        for text in dict.fromkeys(item.profile for item in items)
    }
    fields = [_fields(item) for item in items]
    hashes = [
        sha256(json.dumps([item.profile, *row]).encode()).digest()
        for item, row in zip(items, fields, strict=True)
    ]
    connection.executemany(
        f"insert into item (hash, profile, {_ITEM_FIELDS}) "
        f"values ({', '.join('?' * 22)}) on conflict (hash) do nothing",
        [
            (digest, profiles[item.profile], *row)
            for digest, item, row in zip(hashes, items, fields, strict=True)
        ],
    )
    connection.executemany(
        "insert into release_item select id, ?, ? from item where hash = ?",
        [(release, place, digest) for place, digest in enumerate(hashes)],
    )


def _insert_profile(connection: sqlite3.Connection, text: str) -> int:
    """Store a profile as it is read now, also where it was stored when it could not be."""
    try:
        genes, unread = parse_profile(text).genes, None
    except MolecularProfileError as error:
        genes, unread = (), str(error)
    number = connection.execute(
        "insert into profile (text, unread) values (?, ?) "
        "on conflict (text) do update set unread = excluded.unread returning id",
        [text, unread],
    ).fetchone()[0]
    connection.execute("delete from profile_gene where profile = ?", [number])
    connection.executemany(
        "insert into profile_gene values (?, ?)", [(gene, number) for gene in genes]
    )
    return int(number)


def select_releases(
    connection: sqlite3.Connection, number: int | None = None
) -> tuple[Release, ...]:
    """Return all releases in the order of import, or one."""
    rows = connection.execute(
        "select number, release.curator, file_name, sha256, dated, dated_by, imported, rows, "
        "rejected, count(item.id), count(distinct profile.id), "
        "count(distinct case when unread is not null then profile.id end) "
        "from release join release_item on release = number join item on item.id = item "
        "join profile on profile.id = profile where ? is null or number = ? "
        "group by number order by number",
        [number, number],
    ).fetchall()
    left_out: dict[int, list[tuple[str, int]]] = {}
    for release, *left in connection.execute("select * from left_out order by reason"):
        left_out.setdefault(release, []).append((left[0], left[1]))
    return tuple(
        Release(row[0], Curator(row[1]), tuple(left_out.get(row[0], ())), *row[2:]) for row in rows
    )


def select_current(connection: sqlite3.Connection) -> int | None:
    """Return the number of the release with the newest data, None where there is none."""
    row = connection.execute(
        "select number from release order by dated desc, number desc limit 1"
    ).fetchone()
    return None if row is None else int(row[0])


def select_items(
    connection: sqlite3.Connection, release: int, genes: Sequence[str] | None
) -> Iterator[EvidenceItem]:
    """Yield a release's statements in the order of its file, of comparable symbols or all."""
    chosen, values = "", [release, *(genes or ())]
    if genes is not None:
        marks = ", ".join("?" * len(genes))
        chosen = f"and profile in (select profile from profile_gene where gene in ({marks}))"
    rows = connection.execute(
        f"select text, {_ITEM_FIELDS} from release_item join item on item.id = item "
        f"join profile on profile.id = profile where release = ? {chosen} order by place",
        values,
    )
    for row in rows:
        yield _item(*row)


def select_unread(connection: sqlite3.Connection, release: int) -> Iterator[UnreadProfile]:
    """Yield a release's profiles that are not read, in alphabetical order."""
    rows = connection.execute(
        "select distinct text, unread from release_item join item on item.id = item "
        "join profile on profile.id = profile where release = ? and unread is not null "
        "order by text",
        [release],
    )
    for row in rows:
        yield UnreadProfile(*row)


def _fields(item: EvidenceItem) -> tuple[str | int | None, ...]:
    return (
        item.key, item.curator.value, item.evidence_type.value, int(item.supports),
        item.significance, item.level.value, item.tumour_type, item.doid,
        json.dumps(item.therapies), item.interaction.value, item.variant_origin, item.statement,
        item.rating, item.reviewed, item.url, item.citation.source, item.citation.id,
        item.citation.url, item.reference, int(item.flagged),
    )  # fmt: skip


def _item(
    profile: str, key: str, curator: str, evidence_type: str, supports: int, significance: str,
    level: str, tumour_type: str, doid: str, therapies: str, interaction: str, origin: str,
    statement: str, rating: int | None, reviewed: str, url: str, source: str, source_id: str,
    source_url: str, reference: str, flagged: int,
) -> EvidenceItem:  # fmt: skip
    return EvidenceItem(
        key, Curator(curator), profile, EvidenceType(evidence_type), bool(supports), significance,
        Level(level), tumour_type, doid, _tuple(therapies), Interaction(interaction), origin,
        statement, rating, reviewed, url, Citation(source, source_id, source_url), reference,
        bool(flagged),
    )  # fmt: skip


def _tuple(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
