"""Triggers by which the database itself refuses to change or remove an entry of the audit log."""

from sqlalchemy import Engine, text

from webapp.tables import AuditEntry

_TABLE = AuditEntry.__tablename__
_REFUSAL = "the audit log is append-only"
_LOCK = 7_102_613_188  # any number, the same in every process

_SQLITE = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_{verb.lower()} BEFORE {verb} ON {_TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
_POSTGRESQL = (
    f"SELECT pg_advisory_xact_lock({_LOCK})",
    f"CREATE OR REPLACE FUNCTION {_TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    f"CREATE OR REPLACE TRIGGER {_TABLE}_no_change BEFORE UPDATE OR DELETE ON {_TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {_TABLE}_refuse()",
    f"CREATE OR REPLACE TRIGGER {_TABLE}_no_truncate BEFORE TRUNCATE ON {_TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_refuse()",
)
_BY_DIALECT = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


class AuditGuardError(ValueError):
    """A database on which the audit log cannot be guarded."""


def guard_audit(engine: Engine) -> None:
    """Make the triggers where they are not there.

    Raises
    ------
    AuditGuardError
        The database is neither SQLite nor PostgreSQL.
    """
    name = engine.dialect.name
    if name not in _BY_DIALECT:
        raise AuditGuardError(f"a database of {name}: expected {' or '.join(_BY_DIALECT)}")
    with engine.begin() as connection:
        for statement in _BY_DIALECT[name]:
            connection.execute(text(statement))
