"""The literature store: documents, their passages and what these name, in one SQLite file.

What is imported together is one transaction, so that readers see whole batches only and an import
that is killed loses at most its last one. Readers are not kept waiting (write-ahead log), and a
store in a read-only folder can be read. A store that was sent to another machine is read there as
it lies, since the log works among processes of one machine only.
"""

import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from literature.document import DeletedDocument, Document, DocumentKind
from literature.mentions import ReadPassage
from literature.tables import APPLICATION_ID, SCHEMA_VERSION, TableWriter, make_tables

_WAIT = 60.0
"""Seconds to wait for another writer."""

_MOST_VALUES = 500
"""Values in one statement."""


class LiteratureStoreError(ValueError):
    """The file is no literature store, or cannot be used."""


@dataclass(frozen=True, slots=True)
class Written:
    """Documents of one batch.

    Parameters
    ----------
    new, changed, deleted : int
    """

    new: int = 0
    changed: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """What a store holds.

    Parameters
    ----------
    documents : tuple of (str, int)
        By kind.
    passages, variants : int
        Variants that some passage names.
    imported : str
        UTC time of the last change, ISO 8601; empty where there was none.
    unfinished : tuple of str
        Names of files that were not read to their end.
    size : int
        Bytes of the file.
    """

    documents: tuple[tuple[str, int], ...]
    passages: int
    variants: int
    imported: str
    unfinished: tuple[str, ...]
    size: int


class LiteratureStore:
    """The store in one file; nothing is opened or made until it is asked for.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LiteratureStoreError
        By every method but ``exists``: the file is not there (on reading), is no literature store
        or one of another version, cannot be read or written, or is written on another machine.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_elsewhere = False

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path.absolute(), "machine": platform.node()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.path = state["path"]
        self._is_elsewhere = state["machine"] != platform.node()

    def exists(self) -> bool:
        """Tell whether there is a file with anything in it."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def words(self) -> str:
        """Say what it holds and from when, for the versions in a report."""
        if not self.exists():
            return "no literature"
        with self.reading() as connection:
            documents, passages, _, imported = connection.execute("select * from total").fetchone()
        return (
            f"{passages:,} passages of {documents:,} documents, imported "
            f"{imported[:10] or 'never'}, content {self.fingerprint()[:12]}"
        )

    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits that change when, and only when, the content does.

        A store that is not there has that of an empty one.
        """
        if not self.exists():
            return "0" * 32
        with self.reading() as connection:
            (fingerprint,) = connection.execute("select fingerprint from total").fetchone()
        return f"{int(fingerprint, 16):032x}"

    def counts(self) -> StoreCounts:
        """Count what there is."""
        with self.reading() as connection:
            one = connection.execute
            return StoreCounts(
                documents=tuple(one(
                    "select kind, count(*) from document group by kind order by kind"
                )),
                passages=one("select passages from total").fetchone()[0],
                variants=one("select count(distinct variant) from mention").fetchone()[0],
                imported=one("select imported from total").fetchone()[0],
                unfinished=tuple(
                    name for (name,) in one("select name from file where finished = '' order by id")
                ),
                size=self.path.stat().st_size,
            )  # fmt: skip

    def begin_file(self, digest: str, name: str, kind: DocumentKind, size: int) -> tuple[int, str]:
        """Note a file that is read now; return its number and when it was finished, if it was."""
        with self._writing() as connection:
            connection.execute(
                "insert into file (digest, name, kind, size) values (?, ?, ?, ?) "
                "on conflict (digest) do nothing",
                [digest, name, kind.value, size],
            )
            number, finished = connection.execute(
                "select id, finished from file where digest = ?", [digest]
            ).fetchone()
            return int(number), str(finished)

    def finish_file(self, number: int) -> None:
        """Note that a file was read to its end."""
        with self._writing() as connection:
            connection.execute("update file set finished = ? where id = ?", [_now(), number])

    def known(self, kind: DocumentKind, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return digest and date of those documents that are there, by key."""
        wanted = list(keys)
        with self.reading() as connection:
            return {
                key: (digest, revised)
                for start in range(0, len(wanted), _MOST_VALUES)
                for part in [wanted[start : start + _MOST_VALUES]]
                for key, digest, revised in connection.execute(
                    "select key, digest, revised from document where kind = ? and key in "
                    f"({', '.join('?' * len(part))})",
                    [kind.value, *part],
                )
            }

    def write(
        self,
        entries: Sequence[tuple[Document, Sequence[ReadPassage]] | DeletedDocument],
        file: int,
    ) -> Written:
        """Store and delete documents, in order, in one transaction."""
        new = changed = deleted = 0
        with self._writing() as connection:
            writer = TableWriter(connection)
            for entry in entries:
                if isinstance(entry, DeletedDocument):
                    deleted += writer.delete(entry)
                elif writer.put(*entry, file):
                    new += 1
                else:
                    changed += 1
            writer.close(_now())
        return Written(new, changed, deleted)

    def remove(self, kind: DocumentKind | None = None, file: str | None = None) -> int:
        """Delete the documents of a kind, or last read from files of a name, and count them."""
        column, value = ("name", file) if file is not None else ("kind", kind.value if kind else "")
        which = "kind = ?" if file is None else "file in (select id from file where name = ?)"
        with self._writing() as connection:
            rows = connection.execute(f"select kind, key from document where {which}", [value])
            writer = TableWriter(connection)
            count = 0
            for found, key in rows.fetchall():
                count += writer.delete(DeletedDocument(DocumentKind(found), key))
            connection.execute(f"update file set finished = '' where {column} = ?", [value])
            connection.execute(
                "delete from file where finished = '' and id not in (select file from document)"
            )
            writer.close(_now())
        return count

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open it for reading only."""
        if not self.exists():
            raise LiteratureStoreError(
                f"{self.path}: there is no literature yet; "
                "oncolit literature import FILE… makes a store"
            )
        with (
            self._named_errors(),
            closing(sqlite3.connect(self._address(), uri=True, timeout=_WAIT)) as connection,
        ):
            connection.execute("pragma query_only = on")
            self._check(connection)
            yield connection

    def _address(self) -> str:
        """Name the file and how it is opened.

        Even a reader tidies the log up when it is the last to leave; where it cannot, it leaves
        all as it is, and where there is no log either nobody writes.
        """
        mode = "rw"
        log = self.path.with_name(self.path.name + "-wal")
        if self._is_elsewhere:
            if log.exists() and log.stat().st_size:
                raise LiteratureStoreError(
                    f"{self.path}: is being written on another machine than {platform.node()}, "
                    "which reads it; run again when the import is done"
                )
            mode = "ro&immutable=1"
        elif not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)):
            mode = "ro" if log.exists() else "ro&immutable=1"
        return f"{self.path.absolute().as_uri()}?mode={mode}"

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with (
            self._named_errors(),
            closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as connection,
        ):
            (application,) = connection.execute("pragma application_id").fetchone()
            if application in (0, APPLICATION_ID):
                connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("begin immediate")
            try:
                if not connection.execute("select count(*) from sqlite_master").fetchone()[0]:
                    make_tables(connection)
                self._check(connection)
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            if code == sqlite3.SQLITE_ERROR:  # a fault in our own SQL
                raise
            raise LiteratureStoreError(
                f"{self.path}: cannot be used as a literature store: {error}"
            ) from error

    def _check(self, connection: sqlite3.Connection) -> None:
        (application,) = connection.execute("pragma application_id").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
        if application != APPLICATION_ID:
            raise LiteratureStoreError(f"{self.path}: is an SQLite file, but no literature store")
        if version != SCHEMA_VERSION:
            raise LiteratureStoreError(
                f"{self.path}: is a literature store of version {version}, expected version "
                f"{SCHEMA_VERSION}; move it away and import its files again"
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
