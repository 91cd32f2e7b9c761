"""Responses in the database, and tables of an older version. Runs with PostgreSQL, too."""

import pytest
from sqlalchemy import select, text

from response.drug import ScreenedDrug
from webapp.asked_tumour import AskedTumour
from webapp.caller import LOCAL_CALLER, Caller, Scope
from webapp.clock import now
from webapp.database import Database
from webapp.feedback import NewResponse, Outcome
from webapp.feedback_store import FeedbackStore
from webapp.migrations import migrate
from webapp.pagination import PageRequest
from webapp.response_interactions import DrugNames, interactions_of, read_told
from webapp.tables import SCHEMA_VERSION, Laboratory, SchemaVersion

MELANOMA = {"tissue": "skin", "mutated": ["BRAF"]}
TOLD = {"kind": "response", "subject": "Dabrafenib", "verdict": "refractory"}


@pytest.fixture
def store(database):
    return FeedbackStore(database)


def tell(store, caller=LOCAL_CALLER, tumour=None, **said):
    new = NewResponse(**{**TOLD, **said}, tumour=tumour or MELANOMA)
    return store.add(caller, new, {"model": "m"})


def test_two_tumours_of_one_profile_that_are_in_no_report_both_count(store, database):
    tell(store)
    tell(store, verdict="responded")
    assert [one.verdict for one in read_told(database, LOCAL_CALLER)] == [
        Outcome.RESPONDED, Outcome.REFRACTORY
    ]  # fmt: skip


def test_only_the_newest_words_are_read(database, store, monkeypatch):
    for place in range(4):
        tell(store, comment=str(place))
    monkeypatch.setattr("webapp.response_interactions.MOST_TOLD", 2)
    assert [one.comment for one in read_told(database, LOCAL_CALLER)] == ["3", "2"]


def test_a_response_on_a_drug_that_the_screen_lost_is_left_out_and_named(store, database):
    tell(store, subject="Gone")
    kept = tell(store)
    told = interactions_of(
        read_told(database, LOCAL_CALLER), DrugNames([ScreenedDrug("1", "Dabrafenib")])
    )
    assert [one.feedback for one in told.entered] == [kept.id]
    assert [one.subject for one in told.left_out] == ["Gone"]
    assert told.known[0].profile == AskedTumour(**MELANOMA).profile


def test_laboratories_read_their_own_responses_only(store, database):
    with database.session() as session:
        session.add(Laboratory(id="other", name="other", created=now()))
    other = Caller("other", "other", frozenset(Scope))
    mine, theirs = tell(store), tell(store, other)
    assert [one.id for one in store.responses(LOCAL_CALLER, 10)] == [mine.id]
    assert [one.id for one in store.responses(other, 10)] == [theirs.id]


def test_tables_of_version_1_are_brought_up_to_date_with_all_that_they_hold(database):
    with database.engine.begin() as connection:
        for column in ("sample", "profile", "percentile"):
            connection.execute(text(f"ALTER TABLE feedback DROP COLUMN {column}"))
        connection.execute(text("UPDATE schema_version SET version = 1"))
        connection.execute(
            text(
                "INSERT INTO feedback (id, laboratory_id, gene, variation, variant, kind, subject,"
                " verdict, comment, versions, created) VALUES ('f1', 'local', 'KIT', 'D816V',"
                " 'KIT D816V', 'class', 'class7', 'accept', 'kept', '{}', '2026-01-31 09:00:00')"
            )
        )
    opened = Database(database.engine)
    opened.create()
    [kept] = FeedbackStore(opened).list(LOCAL_CALLER, PageRequest()).items
    assert (kept.comment, kept.sample, kept.profile, kept.percentile) == ("kept", None, None, None)
    tell(FeedbackStore(opened))
    with opened.session() as session:
        assert session.scalars(select(SchemaVersion.version)).all() == [SCHEMA_VERSION]


def test_tables_that_are_up_to_date_or_not_there_are_left_alone(database):
    with database.engine.begin() as connection:
        migrate(connection)
        connection.execute(text("DROP TABLE schema_version"))
        migrate(connection)
