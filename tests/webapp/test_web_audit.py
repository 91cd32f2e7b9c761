"""The audit log: only ever added to, and what was done to it by other means is found."""

import threading

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from webapp.audit import Action, AuditError, TamperedError, check_holds, entries, record, verify
from webapp.caller import LOCAL_CALLER
from webapp.database import open_database
from webapp.tables import AuditEntry

TRIGGERS = ("audit_no_update", "audit_no_delete")


@pytest.fixture
def log(database):
    """A database with five entries."""
    for number in range(5):
        with database.session() as session:
            record(session, LOCAL_CALLER, Action.READ, f"submission{number}/report.html")
    return database


def change(database, *statements):
    """Change the log as somebody may who can reach the file and drops the triggers."""
    with database.engine.begin() as connection:
        for trigger in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def test_an_entry_says_who_did_what_to_what_when(log):
    with log.reading() as session:
        first = next(entries(session))
    assert (first.number, first.laboratory_id, first.key_id) == (1, "local", None)
    assert (first.action, first.subject) == ("read", "submission0/report.html")
    assert first.at.tzinfo is not None


def test_entries_stand_and_fall_with_the_transaction_they_are_made_in(log):
    def fail():
        with log.session() as session:
            record(session, LOCAL_CALLER, Action.DELETED, "x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with log.reading() as session:
        assert verify(session).entries == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'nothing'",
        "UPDATE audit SET subject = '' WHERE number = 3",
        "DELETE FROM audit WHERE number = 5",
        "DELETE FROM audit",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(log, statement):
    def attempt():
        with log.session() as session:
            session.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        attempt()
    with log.reading() as session:
        assert verify(session).entries == 5


def test_the_program_itself_cannot_change_an_entry(log):
    def attempt():
        with log.session() as session:
            session.execute(update(AuditEntry).values(action="nothing"))

    with pytest.raises(DBAPIError, match="append-only"):
        attempt()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE audit SET action = 'deleted' WHERE number = 2", "entry 2 .* was changed"),
        ("UPDATE audit SET key_id = 'abc' WHERE number = 4", "entry 4 .* was changed"),
        (
            "UPDATE audit SET at = '2001-01-01 00:00:00.000000' WHERE number = 1",
            "entry 1 .* changed",
        ),
        ("DELETE FROM audit WHERE number = 3", "entry 3 .* is missing"),
        ("DELETE FROM audit WHERE number = 5", "the newest are missing"),
        ("DELETE FROM audit", "the newest are missing"),
        (
            f"UPDATE audit SET digest = '{'0' * 64}' WHERE number = 2",
            "entry 2 .* was changed",
        ),
        (
            "UPDATE audit SET previous = digest WHERE number = 3",
            "entry 3 .* does not follow entry 2",
        ),
    ],
)
def test_what_was_done_to_the_log_without_the_triggers_is_found(log, statement, message):
    change(log, statement)
    with log.reading() as session, pytest.raises(TamperedError, match=message):
        verify(session)


def test_two_entries_that_changed_places_are_found(log):
    change(
        log,
        "UPDATE audit SET number = 100 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 100",
    )
    with log.reading() as session, pytest.raises(TamperedError):
        verify(session)


def test_a_log_made_anew_does_not_hold_a_digest_that_was_noted(log):
    with log.reading() as session:
        noted = verify(session).digest
    with log.session() as session:
        record(session, None, Action.EXPIRED, "x")
    with log.reading() as session:
        check_holds(session, noted)
    change(log, "DELETE FROM audit", "DELETE FROM audit_head")
    with log.session() as session:
        record(session, None, Action.READ, "submission0")
    with log.reading() as session:
        assert verify(session).entries == 1
        with pytest.raises(TamperedError, match="made anew"):
            check_holds(session, noted)


def test_the_triggers_are_there_again_when_the_database_is_opened(log, settings):
    change(log)
    again = open_database(settings)
    try:
        with pytest.raises(DBAPIError, match="append-only"), again.session() as session:
            session.execute(text("DELETE FROM audit"))
    finally:
        again.engine.dispose()


def test_many_who_write_at_once_make_one_chain(database):
    def write():
        for _ in range(10):
            with database.session() as session:
                record(session, LOCAL_CALLER, Action.CLASSIFIED)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert verify(session).entries == 60


@pytest.mark.parametrize("subject", ["Miller, John", "p.V600E (BRAF)", "é", "a" * 101, "a\nb"])
def test_a_subject_is_an_id_and_no_text(database, subject):
    with database.session() as session, pytest.raises(AuditError, match="expected an id"):
        record(session, LOCAL_CALLER, Action.READ, subject)


def test_entries_are_found_by_laboratory_and_time(log):
    with log.session() as session:
        record(session, None, Action.EXPIRED, "x")
    with log.reading() as session:
        everything = list(entries(session))
        assert [one.subject for one in entries(session, since=everything[-1].at)] == ["x"]
        assert len(list(entries(session, "local"))) == 5
        assert list(entries(session, "another")) == []
