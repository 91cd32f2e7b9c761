"""Opening the server's database: an SQLite file, or PostgreSQL by setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from webapp.audit_triggers import guard_audit
from webapp.clock import now
from webapp.migrations import migrate
from webapp.settings import Settings
from webapp.tables import LOCAL, SCHEMA_VERSION, Base, Laboratory, SchemaVersion

_BUSY_SECONDS = 30
_READING = "oncolit_reading"
_MAKING = 7_102_613_187  # any number, the same in every process


class DatabaseError(ValueError):
    """The database cannot be opened."""


class Database:
    """The server's database.

    Parameters
    ----------
    engine : Engine

    Examples
    --------
    >>> from sqlalchemy import create_engine
    >>> database = Database(create_engine("sqlite://"))
    >>> database.create()
    >>> with database.session() as session:
    ...     session.get_one(Laboratory, LOCAL).name
    'local'
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        self._writing = sessionmaker(engine, expire_on_commit=False)
        readers = engine.execution_options(**{_READING: True})
        self._reading = sessionmaker(readers, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction that may write, committed at the end and rolled back on an error."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that only reads: it waits for no writer."""
        with self._reading.begin() as session:
            yield session

    def create(self) -> None:
        """Make the tables where they are not there, and bring older ones up to date.

        Raises
        ------
        DatabaseError
            They are of a version that is not known.
        """
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # one process at a time, as with SQLite
                connection.execute(select(func.pg_advisory_xact_lock(_MAKING)))
            migrate(connection)
            Base.metadata.create_all(connection)
        guard_audit(self.engine)
        try:
            with self.session() as session:
                if session.get(Laboratory, LOCAL) is None:
                    session.add(SchemaVersion(version=SCHEMA_VERSION))
                    session.add(Laboratory(id=LOCAL, name=LOCAL, created=now()))
        except IntegrityError:  # another process was first
            pass
        with self.session() as session:
            versions = session.scalars(select(SchemaVersion.version)).all()
        if list(versions) != [SCHEMA_VERSION]:
            raise DatabaseError(
                f"{self.engine.url.render_as_string()}: tables of version "
                f"{', '.join(map(str, versions))}, expected {SCHEMA_VERSION}"
            )


def open_database(settings: Settings) -> Database:
    """Open the database that the settings name, and make its tables.

    Raises
    ------
    DatabaseError
        It cannot be reached, or holds tables of another version.
    """
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = settings.database_url or f"sqlite:///{settings.folder / 'oncolit.sqlite'}"
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, pool_pre_ping=not url.startswith("sqlite"))
    except (ArgumentError, ImportError) as error:
        raise DatabaseError(f"ONCOLIT_DATABASE_URL: {error}") from error
    database = Database(engine)
    try:
        database.create()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseError(f"{parsed.render_as_string()}: {reason}") from error
    return database


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let readers go on beside a writer, and honour foreign keys."""
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: one that is asked for later may be refused without a wait."""
    reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
