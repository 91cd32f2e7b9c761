"""Tables of an older version brought up to date when the database is opened.

Each step is written out as it was needed then: later versions of the tables do not change it. A
step and the version that it leads to are one transaction.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, select, text, update

from webapp.tables import SCHEMA_VERSION, SchemaVersion

STEPS: Mapping[int, tuple[str, ...]] = {
    1: (  # feedback on how tumours responded
        "ALTER TABLE feedback ADD COLUMN sample VARCHAR(300)",
        "ALTER TABLE feedback ADD COLUMN profile JSON",
        "ALTER TABLE feedback ADD COLUMN percentile FLOAT",
    ),
}
"""What is done to tables of each version to make them the next one's, for every database."""


def migrate(connection: Connection) -> None:
    """Bring tables up to date; none at all, and those of a version that is not known, are left.

    Parameters
    ----------
    connection : Connection
        In a transaction that no other process has at the same time.
    """
    if not inspect(connection).has_table(SchemaVersion.__tablename__):
        return
    found = connection.scalars(select(SchemaVersion.version)).all()
    for version in range(found[0] if len(found) == 1 else SCHEMA_VERSION, SCHEMA_VERSION):
        if version not in STEPS:
            return
        for statement in STEPS[version]:
            connection.execute(text(statement))
        connection.execute(update(SchemaVersion).values(version=version + 1))
