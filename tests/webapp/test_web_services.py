"""What is told and done where the database is PostgreSQL and the queue is Redis."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx2 as httpx
import pytest
import redis
from conftest import START_SECONDS, running_server
from sqlalchemy import func, select

from webapp.audit import Action, record
from webapp.caller import LOCAL_CALLER
from webapp.database import DatabaseError, open_database
from webapp.job_queue import JobQueue, JobQueueError
from webapp.problems import Problem
from webapp.rate_limits import open_limits
from webapp.settings import read_settings
from webapp.submissions import Claims, NewSubmission, SubmissionStore
from webapp.tables import LOCAL, AuditEntry

WAIT_SECONDS = 60


@pytest.fixture
def settings(services_here, home):
    return read_settings()


def new():
    return NewSubmission(LOCAL, "tumour.maf", 10, "0" * 64)


def at_once(number, do):
    """Run something in so many threads at the same moment; return what each returned."""
    barrier = threading.Barrier(number)

    def run(place):
        barrier.wait()
        return do(place)

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


def test_the_settings_lead_to_postgresql_and_redis(database, settings, services_here):
    assert database.engine.dialect.name == "postgresql"
    JobQueue(settings).put("0" * 32)
    assert len(redis.Redis.from_url(services_here.redis).keys()) == 1
    assert not list(settings.folder.glob("*.sqlite"))


def test_of_workers_that_claim_a_submission_at_once_one_has_it(database, settings):
    submission = SubmissionStore(database, settings).add(new())
    claimed = at_once(8, lambda n: Claims(database, settings, f"w{n}").claim(submission.id))
    assert [one.id for one in claimed if one] == [submission.id]


def test_tables_that_processes_make_at_once_are_made_once(settings):
    opened = at_once(4, lambda _: open_database(settings))
    with opened[0].session() as session:
        record(session, LOCAL_CALLER, Action.CLASSIFIED)
    for database in opened:
        database.engine.dispose()


def test_the_audit_log_stays_a_chain_when_many_write_at_once(database):
    def write(_):
        with database.session() as session:
            record(session, LOCAL_CALLER, Action.CLASSIFIED)

    at_once(8, write)
    with database.session() as session:
        chained = select(func.count(func.distinct(AuditEntry.previous)))
        assert session.scalar(chained) == session.scalar(select(func.count(AuditEntry.number))) == 8


def test_messages_that_redis_lost_are_sent_again(database, settings, services_here):
    store, queue = SubmissionStore(database, settings), JobQueue(settings)
    waiting = store.add(new()).id
    queue.put(waiting)
    redis.Redis.from_url(services_here.redis).flushall()
    assert queue.take() is None
    assert queue.put_missing(store.to_do()) == 1
    assert queue.take() == waiting


def test_servers_count_requests_together(settings):
    first, second = (open_limits(settings.redis_url, 3) for _ in range(2))
    for _ in range(3 + 3):  # three, and three more should a minute turn in between
        with suppress(Problem):
            first.take("someone")
    with pytest.raises(Problem, match="more than 3 requests"):
        second.take("someone")


def test_a_database_that_is_not_there_is_named_without_its_password(settings):
    url = "postgresql+psycopg://oncolit:hush@127.0.0.1:1/oncolit"
    with pytest.raises(DatabaseError, match=r"127\.0\.0\.1:1/oncolit") as raised:
        open_database(settings.model_copy(update={"database_url": url}))
    assert "hush" not in str(raised.value)


def test_a_redis_that_is_not_there_is_named(settings):
    with pytest.raises(JobQueueError, match="ONCOLIT_REDIS_URL"):
        JobQueue(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))


@pytest.mark.slow
def test_a_server_without_workers_leaves_files_to_oncolit_worker(home, services_here):
    environment = {**os.environ, "ONCOLIT_WORKERS": "0"}
    with running_server({"ONCOLIT_WORKERS": "0"}) as (_, address):
        files = {"file": ("list.txt", b"BRAF V600E\n")}
        sent = httpx.post(f"{address}/api/v1/submissions", files=files, timeout=START_SECONDS)
        command = [sys.executable, "-m", "webapp.cli", "worker"]
        with subprocess.Popen(command, env=environment) as worker:
            try:
                end = time.monotonic() + WAIT_SECONDS
                while _status(address, sent.json()["id"]) != "done":
                    assert time.monotonic() < end
                    time.sleep(0.1)
            finally:
                worker.terminate()


def _status(address, submission_id):
    return httpx.get(f"{address}/api/v1/submissions/{submission_id}").json()["status"]
