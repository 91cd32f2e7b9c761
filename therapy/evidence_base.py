"""The evidence base: curated statements of every release imported, in one SQLite file.

A release is one file of a curator, known by the hash of its content. Of several releases the
one with the newest data is current, whenever it was imported. Beside them stand the terms of
ontologies of tumour types.

A write is one short transaction, so that readers are hardly kept waiting and a failure changes
nothing; no second file is needed, so that a base in a read-only folder can be read.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from therapy.civic_file import CivicFile, UnreadProfile
from therapy.evidence_item import EvidenceItem
from therapy.evidence_tables import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Release,
    insert_release,
    make_tables,
    select_current,
    select_items,
    select_releases,
    select_unread,
)
from therapy.ontology_tables import (
    Ontology,
    insert_terms,
    select_ontologies,
    select_terms,
)
from therapy.tumour_types import TumourType
from variants.gene_symbols import comparable_symbol

_WAIT = 30.0
"""Seconds to wait for another writer, or for one that commits."""


_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class EvidenceBaseError(ValueError):
    """The file is no evidence base, cannot be used, or has no such release."""


class EvidenceBase:
    """The base in one file; nothing is opened or made until it is asked for.

    Parameters
    ----------
    path : Path

    Raises
    ------
    EvidenceBaseError
        By every method: the file is not there (on reading), is no evidence base or one of
        another version, or cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """Tell whether there is a file with anything in it."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def store(self, file: CivicFile) -> tuple[Release, bool]:
        """Store a file as a release, and say whether it is new.

        A file whose content is there already, under whatever name, changes nothing.
        """
        with self._writing() as connection:
            found = connection.execute(
                "select number from release where sha256 = ?", [file.sha256]
            ).fetchone()
            number = found[0] if found else insert_release(connection, file)
            return select_releases(connection, number)[0], not found

    def releases(self) -> tuple[Release, ...]:
        """Return all releases in the order of import."""
        with self._reading() as connection:
            return select_releases(connection)

    def current(self) -> Release | None:
        """Return the release with the newest data, None where none was imported.

        Of two equally old the later import is current; data of unknown age are the oldest.
        """
        with self._reading() as connection:
            number = select_current(connection)
            return None if number is None else select_releases(connection, number)[0]

    def find(self, name: str) -> Release:
        """Return a release by its number or its date.

        A date may be a year, a month or a day: of the releases up to its end the newest counts.

        Raises
        ------
        EvidenceBaseError
            There is none; the message lists those there are.
        """
        releases = self.releases() if self.exists() else ()
        if _NUMBER.fullmatch(name):
            found = [release for release in releases if release.number == int(name)]
        elif _DATE.fullmatch(name):
            found = [release for release in releases if "" < release.dated[: len(name)] <= name]
        else:
            found = []
        if not found:
            known = ", ".join(f"{one.number} ({one.dated or 'no date'})" for one in releases)
            raise EvidenceBaseError(
                f"{name!r}: expected a file, or a release by number or date, "
                f"of {known or 'which there is none yet'}"
            )
        return max(found, key=lambda release: (release.dated, release.number))

    def items(
        self, genes: Iterable[str] | None = None, release: int | None = None
    ) -> tuple[EvidenceItem, ...]:
        """Return the statements of a release, in the order of its file.

        Parameters
        ----------
        genes : iterable of str, optional
            Symbols in any spelling: only statements whose profile names one of them. A profile
            that is not read names none.
        release : int, optional
            The current one where not given.
        """
        symbols = None if genes is None else sorted({comparable_symbol(gene) for gene in genes})
        with self._reading() as connection:
            number = self._number(connection, release)
            return () if number is None else tuple(select_items(connection, number, symbols))

    def unread(self, release: int | None = None) -> tuple[UnreadProfile, ...]:
        """Return the profiles of a release that are not read, in alphabetical order."""
        with self._reading() as connection:
            number = self._number(connection, release)
            return () if number is None else tuple(select_unread(connection, number))

    def store_terms(
        self, name: str, version: str, sha256: str, terms: Sequence[TumourType]
    ) -> tuple[Ontology, bool]:
        """Store an ontology in place of an older one of its name, and say whether it is new."""
        with self._writing() as connection:
            is_new = all(
                (known.name, known.sha256) != (name, sha256)
                for known in select_ontologies(connection)
            )
            if is_new:
                insert_terms(connection, name, version, sha256, terms)
            stored = {known.name: known for known in select_ontologies(connection)}
            return stored[name], is_new

    def ontologies(self) -> tuple[Ontology, ...]:
        """Return what ontologies were imported, by name."""
        with self._reading() as connection:
            return select_ontologies(connection)

    def terms(self, ontology: str | None = None) -> tuple[TumourType, ...]:
        """Return the terms of an ontology or all, by ontology and in the order of its file."""
        with self._reading() as connection:
            return tuple(select_terms(connection, ontology))

    def _number(self, connection: sqlite3.Connection, release: int | None) -> int | None:
        if release is None:
            return select_current(connection)
        numbers = [known.number for known in select_releases(connection)]
        if release not in numbers:
            raise EvidenceBaseError(
                f"{self.path}: expected a release of {numbers or 'none yet'}, got {release}"
            )
        return release

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        if not self.exists():
            raise EvidenceBaseError(
                f"{self.path}: there is no evidence base yet; "
                "oncolit knowledge import civic FILE makes one"
            )
        address = f"{self.path.absolute().as_uri()}?mode=ro"
        with (
            self._named_errors(),
            closing(sqlite3.connect(address, uri=True, timeout=_WAIT)) as connection,
        ):
            self._check(connection)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with (
            self._named_errors(),
            closing(sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)) as connection,
        ):
            # readers are shut out only while the transaction commits
            connection.execute("pragma cache_spill = off")
            connection.execute("begin immediate")
            try:
                if _is_empty(connection):
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
            raise EvidenceBaseError(
                f"{self.path}: cannot be used as an evidence base: {error}"
            ) from error

    def _check(self, connection: sqlite3.Connection) -> None:
        (application,) = connection.execute("pragma application_id").fetchone()
        (version,) = connection.execute("pragma user_version").fetchone()
        if application != APPLICATION_ID:
            raise EvidenceBaseError(f"{self.path}: is an SQLite file, but no evidence base")
        if version != SCHEMA_VERSION:
            raise EvidenceBaseError(
                f"{self.path}: is an evidence base of version {version}, expected version "
                f"{SCHEMA_VERSION}; move it away and import its files again"
            )


def _is_empty(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    return not tables
