"""Submissions in the database: who sees them, who works on them."""

from dataclasses import replace

import pytest

from webapp.clock import now
from webapp.job_queue import JobQueue
from webapp.pagination import PageRequest, read_page_request
from webapp.submissions import (
    Claims,
    NewSubmission,
    NoSubmissionError,
    QueueFullError,
    RepeatedKeyError,
    SubmissionStore,
)
from webapp.tables import LOCAL, Laboratory, Status, Submission


@pytest.fixture
def store(database, settings):
    with database.session() as session:
        session.add(Laboratory(id="b", name="Other", created=now()))
    return SubmissionStore(database, settings)


def new(name="tumour.maf", laboratory=LOCAL, **changes):
    return NewSubmission(laboratory, name, 10, "0" * 64, **changes)


def claims(database, settings, worker):
    return Claims(database, settings, worker)


def lapse(database, submission_id):
    with database.session() as session:
        session.get_one(Submission, submission_id).lease = now().replace(year=2020)


def test_a_laboratory_sees_its_own_submissions_only(store):
    own = store.add(new())
    with pytest.raises(NoSubmissionError, match=own.id):
        store.get("b", own.id)
    assert store.list("b", PageRequest()).items == ()
    assert store.get(LOCAL, own.id).file_name == "tumour.maf"


def test_pages_of_the_list_hold_each_submission_once_the_newest_first(store):
    ids = [store.add(new()).id for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = store.list(LOCAL, read_page_request(cursor, 2))
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ids[::-1]


def test_a_key_stands_for_one_submission_of_each_laboratory(store):
    first = store.add(new(idempotency_key="k"))
    with pytest.raises(RepeatedKeyError) as repeated:
        store.add(new(idempotency_key="k"))
    assert repeated.value.earlier.id == first.id
    assert store.add(new(laboratory="b", idempotency_key="k")).id != first.id


@pytest.mark.parametrize(
    "change", [{"sha256": "1" * 64}, {"disease": "melanoma"}, {"options": {"any_filter": True}}]
)
def test_another_file_or_other_options_are_not_the_same_submission(store, change):
    earlier = store.add(new())
    assert new().is_same(earlier)
    assert not replace(new(), **change).is_same(earlier)


def test_no_more_wait_than_may(database, settings):
    store = SubmissionStore(database, settings.model_copy(update={"queue_length": 2}))
    first = store.add(new())
    store.add(new())
    with pytest.raises(QueueFullError, match="2 submissions wait already"):
        store.add(new())
    claims(database, settings, "w").claim(first.id)
    store.add(new())


def test_a_submission_is_claimed_by_one_worker(store, database, settings):
    row = store.add(new())
    claimed = claims(database, settings, "first").claim(row.id)
    assert claimed.attempts == 1
    assert claims(database, settings, "second").claim(row.id) is None
    assert store.to_do() == []


def test_a_lapsed_claim_goes_to_another_and_the_first_can_say_nothing_more(
    store, database, settings
):
    row = store.add(new())
    first, second = (claims(database, settings, name) for name in ("first", "second"))
    first.claim(row.id)
    lapse(database, row.id)
    assert store.to_do() == [row.id]
    assert second.claim(row.id).attempts == 2
    assert not first.beat(row.id, "Rows", 0.1)
    with database.session() as session:
        assert not first.finish(session, row.id, {})
        assert not first.fail(session, row.id, "late")
        assert second.finish(session, row.id, {"rows": 1})
    assert store.get(LOCAL, row.id).status == Status.DONE
    assert store.get(LOCAL, row.id).error is None


def test_a_released_submission_waits_again_as_if_it_had_not_been_taken(store, database, settings):
    row = store.add(new())
    worker = claims(database, settings, "w")
    worker.claim(row.id)
    worker.beat(row.id, "Rows", 0.1)
    assert worker.release(row.id)
    again = store.get(LOCAL, row.id)
    assert (again.status, again.attempts, again.progress) == (Status.QUEUED, 0, 0.0)


def test_a_deleted_submission_is_gone_with_its_files_and_for_its_worker(store, database, settings):
    row = store.add(new())
    worker = claims(database, settings, "w")
    worker.claim(row.id)
    folders = [
        store.upload_folder(row.id), store.report_folder(row.id), store.work_folder(row.id, "w")
    ]  # fmt: skip
    for folder in folders:
        folder.mkdir(parents=True)
    with database.session() as session:
        store.delete(session, LOCAL, row.id)
    store.delete_files(row.id)
    assert not worker.beat(row.id, "Rows", 0.5)
    assert [folder.exists() for folder in folders] == [False, False, False]
    with pytest.raises(NoSubmissionError):
        store.get(LOCAL, row.id)


def test_a_lost_message_is_sent_again_and_a_waiting_one_is_not_doubled(settings):
    queue = JobQueue(settings)
    queue.put("a")
    assert queue.put_missing(["a", "b"]) == 1
    assert [queue.take(), queue.take(), queue.take()] == ["a", "b", None]


def test_messages_outlast_the_process_that_sent_them(settings):
    JobQueue(settings).put("a")
    assert JobQueue(settings).take() == "a"
