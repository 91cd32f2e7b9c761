"""The audit log and what else is guarded by the database, in PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from webapp.audit import Action, TamperedError, record, verify
from webapp.caller import LOCAL_CALLER
from webapp.database import open_database
from webapp.keys import KeyStore
from webapp.pseudonyms import pseudonyms_of
from webapp.settings import read_settings


@pytest.fixture
def settings(services_here, home):
    return read_settings()


@pytest.fixture
def log(database):
    for number in range(3):
        with database.session() as session:
            record(session, LOCAL_CALLER, Action.READ, f"submission{number}")
    return database


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"]
)
def test_the_database_refuses_to_change_remove_or_empty_the_log(log, settings, statement):
    again = open_database(settings)  # the triggers are made once
    try:
        with pytest.raises(DBAPIError, match="append-only"), again.session() as session:
            session.execute(text(statement))
    finally:
        again.engine.dispose()
    with log.reading() as session:
        assert verify(session).entries == 3


def test_what_was_done_to_the_log_without_the_triggers_is_found(log):
    with log.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit SET subject = 'x' WHERE number = 2"))
    with log.reading() as session, pytest.raises(TamperedError, match=r"entry 2 .* was changed"):
        verify(session)


def test_keys_logins_and_pseudonyms_hold_there_too(database):
    keys = KeyStore(database)
    made, secret = keys.create("A", "k")
    caller = keys.find(secret)
    assert caller.key_id == made.id
    one, other = (pseudonyms_of(database, caller.laboratory_id).of("Miller") for _ in range(2))
    assert one == other
    keys.revoke(made.id)
    assert keys.find(secret) is None
    assert not keys.are_any()
