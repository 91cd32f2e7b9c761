"""A worker: takes submissions from the queue, one at a time, and makes their reports.

It runs in a process of its own: what a file does to it, it does to that file's report alone. When
the process ends in the middle, another takes the submission up; after so many tries it is failed.
"""

import logging
import os
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sqlalchemy.orm import Session

from pipeline.stage import is_wrong_input
from pipeline.whole_folder import OutputFolderError
from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.database import Database, open_database
from webapp.faults import disk_is_full
from webapp.heartbeat import Heartbeat
from webapp.job_progress import JobProgress
from webapp.job_queue import JobQueue
from webapp.log import set_up_logging
from webapp.report_job import make_report
from webapp.settings import Settings, read_settings
from webapp.sources import CurrentSources
from webapp.submissions import Claims, SubmissionStore
from webapp.tables import Submission

_LOG = logging.getLogger(__name__)

_IDLE_SECONDS = 0.2
_SWEEP_SECONDS = 5.0
_TROUBLE_SECONDS = 2.0
_NO_ROOM_SECONDS = 30.0


class JobStoppedError(Exception):
    """A submission took longer than it may, or is no longer this worker's."""


class NoRoomError(Exception):
    """The disk is full: the submission waits."""


class Worker:
    """Makes reports.

    Parameters
    ----------
    settings : Settings
    database : Database
    sources : CurrentSources
    queue : JobQueue
    """

    def __init__(
        self, settings: Settings, database: Database, sources: CurrentSources, queue: JobQueue
    ) -> None:
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._settings = settings
        self._database = database
        self._sources = sources
        self._queue = queue
        self._store = SubmissionStore(database, settings)
        self._claims = Claims(database, settings, self.name)
        self._swept = 0.0

    def run(self, parent: int | None = None) -> None:
        """Work until the process is asked to stop, or its parent has ended."""
        while parent is None or os.getppid() == parent:
            try:
                if not self._step():
                    time.sleep(_IDLE_SECONDS)
            except NoRoomError:
                _LOG.error("the disk is full; what waits is tried again")
                time.sleep(_NO_ROOM_SECONDS)
            except Exception as error:  # such as a database that is away for a while
                _LOG.error("worker %s", self.name, exc_info=error)
                time.sleep(_TROUBLE_SECONDS)

    def _step(self) -> bool:
        """Do what comes next; tell whether there was something."""
        submission_id = self._queue.take()
        if submission_id is None:
            return self._sweep()
        self.work_on(submission_id)
        return True

    def work_on(self, submission_id: str) -> None:
        """Make a submission's report, unless it is gone, done or another's."""
        submission = self._claims.claim(submission_id)
        if submission is None:
            return
        self._store.delete_work(submission.id)
        if submission.attempts > self._settings.job_attempts:
            self._fail(
                submission,
                f"The worker ended {submission.attempts - 1} times while it read this file; it is "
                "not tried again.",
            )
            return
        _LOG.info("submission %s: try %d", submission.id, submission.attempts)
        try:
            self._try(submission)
        except (SystemExit, KeyboardInterrupt, NoRoomError):  # it shall be done at another time
            self._claims.release(submission.id)
            self._clear(submission.id)
            raise

    def _try(self, submission: Submission) -> None:
        progress = JobProgress()
        try:
            with (
                Heartbeat(self._claims, submission.id, progress, self._settings),
                _time_limit(self._settings.job_seconds),
            ):
                self._sources.refresh()
                folder, summary = make_report(
                    submission, self._store, self._sources.current, self._work(submission.id),
                    progress, self._settings, self._database,
                )  # fmt: skip
        except JobStoppedError:
            self._fail(submission, f"It took more than {self._settings.job_seconds} seconds.")
        except Exception as error:
            if disk_is_full(error):
                raise NoRoomError from error
            self._fail(submission, _words(error, submission))
        else:
            self._finish(submission, folder, summary)

    def _finish(self, submission: Submission, folder: Path, summary: dict[str, object]) -> None:
        """Put the report in its place and say so, if the submission is still this worker's."""
        place = self._store.report_folder(submission.id)
        with self._database.session() as session:
            finished = self._claims.finish(session, submission.id, summary)
            if finished:
                shutil.rmtree(place, ignore_errors=True)
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                folder.rename(place)
                self._note(session, submission, Action.FINISHED)
        self._clear(submission.id)
        if finished:  # who has taken it over still reads the file
            self._delete_upload(submission.id)

    def _fail(self, submission: Submission, words: str) -> None:
        _LOG.warning("submission %s: failed", submission.id)
        with self._database.session() as session:
            failed = self._claims.fail(session, submission.id, words)
            if failed:
                self._note(session, submission, Action.FAILED)
        self._clear(submission.id)
        if failed:
            self._delete_upload(submission.id)

    def _note(self, session: Session, submission: Submission, action: Action) -> None:
        caller = Caller(submission.laboratory_id, "", frozenset())
        record(session, caller, action, submission.id)

    def _delete_upload(self, submission_id: str) -> None:
        shutil.rmtree(self._store.upload_folder(submission_id), ignore_errors=True)

    def _clear(self, submission_id: str) -> None:
        shutil.rmtree(self._work(submission_id), ignore_errors=True)

    def _work(self, submission_id: str) -> Path:
        """Return where a report is made, apart from what a worker that lost it may still write."""
        return self._store.work_folder(submission_id, self.name)

    def _sweep(self) -> bool:
        """Now and then, send messages for what none stands for; tell whether there was some."""
        if time.monotonic() < self._swept + _SWEEP_SECONDS:
            return False
        self._swept = time.monotonic()
        return self._queue.put_missing(self._store.to_do()) > 0


def _words(error: Exception, submission: Submission) -> str:
    """Say to the sender what is wrong; a fault of ours goes to the log, without its message."""
    if is_wrong_input(error) and not isinstance(error, OSError | OutputFolderError):
        return str(error)
    reference = secrets.token_hex(4)
    _LOG.error("submission %s: fault %s", submission.id, reference, exc_info=error)
    return f"A fault of oncolit, not of the file; the server's log has it as {reference}."


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raise in the main thread when the time is up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise JobStoppedError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)


def main() -> None:
    """Run one worker until it is asked to stop or the process that is named has ended."""
    run_worker(read_settings(), int(sys.argv[1]))


def run_worker(settings: Settings, parent: int | None = None) -> None:
    """Open what a worker needs and let it work.

    Parameters
    ----------
    settings : Settings
    parent : int, optional
        Its parent process, with which it ends.
    """
    set_up_logging()
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    database = open_database(settings)
    sources = CurrentSources(settings.model or None)
    Worker(settings, database, sources, JobQueue(settings)).run(parent)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
