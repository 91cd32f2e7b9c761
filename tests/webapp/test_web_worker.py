"""A worker and what can go wrong with a file, or with the worker."""

import errno
import logging
import time

import pytest

from pipeline.whole_folder import OutputFolderError
from webapp.caller import LOCAL_CALLER
from webapp.heartbeat import Heartbeat
from webapp.job_progress import JobProgress
from webapp.reception import SentFile, receive
from webapp.stored_report import StoredReport, StoredReportError
from webapp.submissions import Claims, NoSubmissionError
from webapp.tables import LOCAL, Status
from webapp.worker import NoRoomError, Worker

LIST = b"BRAF V600E\nTP53 R175H\nKIT D816V\n"


@pytest.fixture
def send(services, tmp_path):
    def run(content=LIST, name="list.txt", **fields):
        (tmp_path / "sent").write_bytes(content)
        with (tmp_path / "sent").open("rb") as stream:
            return receive(services, LOCAL_CALLER, SentFile(stream, name, **fields)).id

    return run


def other_worker(services, **changes):
    settings = services.settings.model_copy(update=changes)
    return Worker(settings, services.database, services.sources, services.queue)


def state(services, submission_id):
    return services.submissions.get(LOCAL, submission_id)


def test_work_leaves_a_report_and_nothing_else(services, worker, send, settings):
    done = send()
    worker.work_on(done)
    assert state(services, done).status == Status.DONE
    assert list((settings.folder / "work").iterdir()) == []
    assert not any(settings.uploads.iterdir())
    assert (services.submissions.report_folder(done) / "report.html").is_file()


def test_a_report_is_made_once_however_often_its_message_comes(services, worker, send):
    done = send()
    worker.work_on(done)
    first = state(services, done)
    worker.work_on(done)
    other_worker(services).work_on(done)
    again = state(services, done)
    assert (again.attempts, again.finished) == (1, first.finished)


def test_a_message_on_what_is_gone_is_no_trouble(worker):
    worker.work_on("0" * 32)


def test_a_file_that_breaks_the_reader_fails_alone_and_its_words_stay_out_of_the_log(
    services, worker, send, monkeypatch, caplog
):
    poison, good = send(b"SECRET1 V600E\n"), send()

    def broken(*_args, **_options):
        raise RuntimeError("SECRET1 is poison")

    with monkeypatch.context() as patch, caplog.at_level(logging.INFO):
        patch.setattr("webapp.report_job.write_report", broken)
        worker.work_on(poison)
    failed = state(services, poison)
    assert failed.status == Status.FAILED
    assert "A fault of oncolit" in failed.error
    assert "SECRET1" not in failed.error
    reference = failed.error.split()[-1].rstrip(".")
    assert reference in caplog.text
    worker.work_on(good)
    assert state(services, good).status == Status.DONE


def test_who_is_asked_to_stop_gives_its_submission_back(services, worker, send, monkeypatch):
    waiting = send()

    def stopped(*_args, **_options):
        raise SystemExit(143)

    with monkeypatch.context() as patch:
        patch.setattr("webapp.report_job.write_report", stopped)
        with pytest.raises(SystemExit):
            worker.work_on(waiting)
    assert state(services, waiting).status == Status.QUEUED
    assert state(services, waiting).attempts == 0
    other_worker(services).work_on(waiting)
    assert state(services, waiting).status == Status.DONE


def test_a_file_that_ends_its_worker_again_and_again_is_failed(services, send):
    deadly = send()
    claims = Claims(services.database, services.settings, "dead")
    for _ in range(services.settings.job_attempts):
        assert claims.claim(deadly)
        services.database.session()
        _let_lapse(services, deadly)
    other_worker(services).work_on(deadly)
    failed = state(services, deadly)
    assert failed.status == Status.FAILED
    assert f"ended {services.settings.job_attempts} times" in failed.error


def _let_lapse(services, submission_id):
    from webapp.clock import now
    from webapp.tables import Submission

    with services.database.session() as session:
        session.get_one(Submission, submission_id).lease = now().replace(year=2020)


def test_what_takes_too_long_is_failed_with_the_limit(services, send, monkeypatch):
    def slow(*_args, **_options):
        time.sleep(10)

    late = send()
    with monkeypatch.context() as patch:
        patch.setattr("webapp.report_job.write_report", slow)
        begun = time.monotonic()
        other_worker(services, job_seconds=1).work_on(late)
    assert time.monotonic() - begun < 8
    assert state(services, late).error == "It took more than 1 seconds."


def test_a_submission_that_is_deleted_while_it_runs_stops_its_worker(services, send, monkeypatch):
    monkeypatch.setattr("webapp.heartbeat.BEAT_SECONDS", 0.05)
    doomed = send()

    def deleted_meanwhile(*_args, **_options):
        with services.database.session() as session:
            services.submissions.delete(session, LOCAL, doomed)
        services.submissions.delete_files(doomed)
        time.sleep(10)

    with monkeypatch.context() as patch:
        patch.setattr("webapp.report_job.write_report", deleted_meanwhile)
        begun = time.monotonic()
        other_worker(services).work_on(doomed)
    assert time.monotonic() - begun < 8
    with pytest.raises(NoSubmissionError):
        state(services, doomed)
    assert not services.submissions.report_folder(doomed).exists()


def test_who_lost_a_submission_leaves_its_file_to_who_has_it_now(
    services, worker, send, monkeypatch
):
    slow, quick = send(), other_worker(services)

    def taken_over(submission, *_args):
        _let_lapse(services, submission.id)
        assert quick._claims.claim(submission.id)
        (services.settings.folder / "made").mkdir()
        return services.settings.folder / "made", {}

    with monkeypatch.context() as patch:
        patch.setattr("webapp.worker.make_report", taken_over)
        worker.work_on(slow)
    assert state(services, slow).status == Status.RUNNING
    _let_lapse(services, slow)
    quick.work_on(slow)
    assert state(services, slow).status == Status.DONE


def test_a_submission_and_its_entry_in_the_audit_log_are_made_at_once_or_not_at_all(
    services, send, monkeypatch
):
    def broken(*_args):
        raise RuntimeError("no entry")

    monkeypatch.setattr("webapp.reception.record", broken)
    with pytest.raises(RuntimeError):
        send()
    assert services.submissions.n_waiting() == 0
    assert not any(services.settings.uploads.iterdir())


def test_a_submission_waits_while_the_disk_is_full(services, worker, send, monkeypatch):
    waiting = send()

    def full(*_args, **_options):
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise OutputFolderError("/srv/report: cannot be written") from error

    with monkeypatch.context() as patch:
        patch.setattr("webapp.report_job.write_report", full)
        with pytest.raises(NoRoomError):
            worker.work_on(waiting)
    assert (state(services, waiting).status, state(services, waiting).attempts) == ("queued", 0)
    worker.work_on(waiting)
    assert state(services, waiting).status == Status.DONE


def test_a_folder_that_cannot_be_written_is_no_fault_of_the_file_and_is_not_named(
    services, worker, send, monkeypatch
):
    def refused(*_args, **_options):
        raise OutputFolderError("/srv/report: no permission to write to the folder")

    monkeypatch.setattr("webapp.report_job.write_report", refused)
    doomed = send()
    worker.work_on(doomed)
    assert "A fault of oncolit" in state(services, doomed).error
    assert "/srv" not in state(services, doomed).error


def test_progress_is_told_while_it_runs(services, send, monkeypatch):
    monkeypatch.setattr("webapp.heartbeat.BEAT_SECONDS", 0.02)
    waiting = send()
    claims = Claims(services.database, services.settings, "w")
    claims.claim(waiting)
    progress = JobProgress()
    with Heartbeat(claims, waiting, progress, services.settings):
        for _ in progress(range(4), 4, "Variants"):
            time.sleep(0.1)
            seen = state(services, waiting)
    assert seen.stage == "Variants"
    assert 0.2 < seen.progress < 0.55


def test_a_worker_finds_what_no_message_tells_of(services, worker, send):
    lost = send()
    services.queue.take()
    worker._step()
    worker._step()
    assert state(services, lost).status == Status.DONE


def test_a_stored_report_gives_lists_and_single_variants_as_the_whole_report_does(
    services, worker, send
):
    done = send(LIST + b"EGFR L858R\nBRAF V600K\n")
    worker.work_on(done)
    report = StoredReport(services.submissions.report_folder(done))
    whole = report.rows(0, 100)
    assert whole.total == report.head.n_variants == 5
    assert [row.number for row in whole.rows] == [1, 2, 3, 4, 5]
    for row in whole.rows:
        variant = report.variant(row.number)
        assert (variant.gene, variant.variation) == (row.gene, row.variation)
    assert report.rows(2, 2).rows == whole.rows[2:4]
    assert {row.variation for row in report.rows(0, 10, "braf").rows} == {"V600E", "V600K"}
    assert report.rows(1, 1, "braf").total == 2
    assert all(row.actionable for row in report.rows(0, 10, actionable=True).rows)


def test_a_variant_that_the_report_has_not_is_refused(services, worker, send):
    done = send(LIST + b"EGFR L858R\nBRAF V600K\n")
    worker.work_on(done)
    report = StoredReport(services.submissions.report_folder(done))
    for number in (0, -1, 6, 10**12):
        with pytest.raises(StoredReportError, match="a number from 1 to 5"):
            report.variant(number)
