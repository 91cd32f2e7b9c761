"""Submissions: what each laboratory sent, and who works on it.

The database alone says what has become of a submission. A worker claims one by a compare-and-set
and holds it by a lease that it renews: when a worker dies its lease lapses and another takes over,
and of two that believe to hold it only one can finish it.
"""

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.clock import now
from webapp.database import Database
from webapp.pagination import PageRequest, Slice, newest_first, page_of_rows
from webapp.settings import Settings
from webapp.tables import Status, Submission

_WORK = "work"


class NoSubmissionError(ValueError):
    """The laboratory has no such submission."""


class QueueFullError(ValueError):
    """As many submissions wait as may."""


class RepeatedKeyError(ValueError):
    """An idempotency key was used before.

    Parameters
    ----------
    earlier : Submission
        That it stands for.
    """

    def __init__(self, earlier: Submission) -> None:
        super().__init__(f"the idempotency key stands for submission {earlier.id}")
        self.earlier = earlier


@dataclass(frozen=True)
class NewSubmission:
    """A file that has come.

    Parameters
    ----------
    laboratory_id : str
    file_name : str
        A safe one, see :mod:`webapp.safe_names`.
    bytes : int
    sha256 : str
    disease : str, optional
        Tumour of all samples.
    pseudonymised : bool
        Whether sample names are replaced.
    options : dict
        Which rows are assessed besides the usual ones.
    idempotency_key : str, optional
    id : str
        Not to be guessed.
    """

    laboratory_id: str
    file_name: str
    bytes: int
    sha256: str
    disease: str | None = None
    pseudonymised: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(16))

    def is_same(self, earlier: Submission) -> bool:
        """Tell whether an earlier submission is of the same file, asked for in the same way."""
        names = ("laboratory_id", "sha256", "disease", "pseudonymised", "options")
        return all(getattr(self, name) == getattr(earlier, name) for name in names)


class SubmissionStore:
    """Submissions in the database, with their files.

    Parameters
    ----------
    database : Database
    settings : Settings
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    def check_room(self) -> None:
        """Refuse more than may wait.

        Raises
        ------
        QueueFullError
        """
        with self._database.reading() as session:
            self._check_room(session)

    def add(
        self, new: NewSubmission, then: Callable[[Session], None] = lambda _session: None
    ) -> Submission:
        """Put a submission in the queue; its file is there already.

        Parameters
        ----------
        new : NewSubmission
        then : callable
            What is done in the same transaction.

        Raises
        ------
        QueueFullError
        RepeatedKeyError
            Its idempotency key was used before.
        """
        row = Submission(
            id=new.id, laboratory_id=new.laboratory_id, file_name=new.file_name, bytes=new.bytes,
            sha256=new.sha256, disease=new.disease, pseudonymised=new.pseudonymised,
            options=new.options, idempotency_key=new.idempotency_key, status=Status.QUEUED,
            stage="", progress=0.0, attempts=0, created=now(),
        )  # fmt: skip
        try:
            with self._database.session() as session:
                earlier = _of_key(session, new)
                if earlier is None:
                    self._check_room(session)
                    session.add(row)
                    session.flush()
                    then(session)
        except IntegrityError:  # the same key came twice at once
            with self._database.reading() as session:
                earlier = _of_key(session, new)
            if earlier is None:
                raise
        if earlier is not None:
            raise RepeatedKeyError(earlier)
        return row

    def get(self, laboratory_id: str, submission_id: str) -> Submission:
        """Return a laboratory's submission.

        Raises
        ------
        NoSubmissionError
        """
        with self._database.reading() as session:
            return _own(session, laboratory_id, submission_id)

    def list(self, laboratory_id: str, page: PageRequest) -> Slice[Submission]:
        """Return a laboratory's submissions, the newest first."""
        own = select(Submission).where(Submission.laboratory_id == laboratory_id)
        with self._database.reading() as session:
            rows = session.scalars(newest_first(own, Submission.created, Submission.id, page)).all()
        return page_of_rows(rows, page, lambda row: (row.created, row.id))

    def delete(self, session: Session, laboratory_id: str, submission_id: str) -> None:
        """Delete a submission with its feedback; then call :meth:`delete_files`.

        Raises
        ------
        NoSubmissionError
        """
        session.delete(_own(session, laboratory_id, submission_id))

    def delete_files(self, submission_id: str) -> None:
        """Delete what rests on disk of a submission."""
        for folder in (self.upload_folder(submission_id), self.report_folder(submission_id)):
            shutil.rmtree(folder, ignore_errors=True)
        self.delete_work(submission_id)

    def delete_work(self, submission_id: str) -> None:
        """Delete what workers have begun of a report."""
        for folder in (self._settings.folder / _WORK).glob(f"{submission_id}.*"):
            shutil.rmtree(folder, ignore_errors=True)

    def work_folder(self, submission_id: str, worker: str) -> Path:
        """Return where a worker makes a report, apart from what another may still write."""
        return self._settings.folder / _WORK / f"{submission_id}.{worker}"

    def upload_folder(self, submission_id: str) -> Path:
        """Return where a submission's file rests until it is read."""
        return self._settings.uploads / submission_id

    def upload(self, submission: Submission) -> Path:
        """Return a submission's file."""
        return self.upload_folder(submission.id) / submission.file_name

    def report_folder(self, submission_id: str) -> Path:
        """Return where a submission's report rests."""
        return self._settings.reports / submission_id

    def n_waiting(self) -> int:
        """Return how many submissions wait."""
        with self._database.reading() as session:
            return _n_waiting(session)

    def counts(self) -> dict[Status, int]:
        """Count submissions by status."""
        by_status = select(Submission.status, func.count()).group_by(Submission.status)
        with self._database.reading() as session:
            found = {Status(status): number for status, number in session.execute(by_status)}
        return {status: found.get(status, 0) for status in Status}

    def to_do(self) -> Sequence[str]:
        """Return the ids of what waits or was left by a worker, the oldest first."""
        open_ones = select(Submission.id).where(_is_free()).order_by(Submission.created)
        with self._database.reading() as session:
            return session.scalars(open_ones).all()

    def _check_room(self, session: Session) -> None:
        if _n_waiting(session) >= self._settings.queue_length:
            raise QueueFullError(
                f"{self._settings.queue_length} submissions wait already; expected fewer"
            )


class Claims:
    """What one worker has claimed.

    Parameters
    ----------
    database : Database
    settings : Settings
    worker : str
        Its name, unlike any other's.
    """

    def __init__(self, database: Database, settings: Settings, worker: str) -> None:
        self._database = database
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._worker = worker

    def claim(self, submission_id: str) -> Submission | None:
        """Claim a submission; None where it is gone, done or another's."""
        with self._database.session() as session:
            taken = session.scalar(
                update(Submission)
                .where(Submission.id == submission_id, _is_free())
                .values(
                    status=Status.RUNNING, worker=self._worker, lease=now() + self._lease,
                    attempts=Submission.attempts + 1, started=now(), stage="", progress=0.0,
                )
                .returning(Submission.id)
            )  # fmt: skip
            return None if taken is None else session.get(Submission, submission_id)

    def beat(self, submission_id: str, stage: str, progress: float) -> bool:
        """Renew the lease and say how far it is; tell whether it still is this worker's."""
        return self._set(submission_id, stage=stage, progress=progress, lease=now() + self._lease)

    def release(self, submission_id: str) -> bool:
        """Give a submission back, as if it had not been taken up."""
        return self._set(
            submission_id, status=Status.QUEUED, worker=None, lease=None, stage="", progress=0.0,
            attempts=Submission.attempts - 1,
        )  # fmt: skip

    def finish(self, session: Session, submission_id: str, summary: dict[str, Any]) -> bool:
        """Say that the report is made; tell whether this worker is the one that may say so."""
        return self._set_in(
            session, submission_id, status=Status.DONE, stage="", progress=1.0, worker=None,
            lease=None, finished=now(), summary=summary, error=None,
        )  # fmt: skip

    def fail(self, session: Session, submission_id: str, error: str) -> bool:
        """Say that there will be no report, and why, for the person who sent the file."""
        return self._set_in(
            session, submission_id, status=Status.FAILED, stage="", worker=None, lease=None,
            finished=now(), error=error,
        )  # fmt: skip

    def _set(self, submission_id: str, **values: Any) -> bool:
        with self._database.session() as session:
            return self._set_in(session, submission_id, **values)

    def _set_in(self, session: Session, submission_id: str, **values: Any) -> bool:
        changed = session.scalar(
            update(Submission)
            .where(
                Submission.id == submission_id,
                Submission.status == Status.RUNNING,
                Submission.worker == self._worker,
            )
            .values(**values)
            .returning(Submission.id)
        )
        return changed is not None


def _is_free() -> ColumnElement[bool]:
    lapsed = and_(Submission.status == Status.RUNNING, Submission.lease < now())
    return or_(Submission.status == Status.QUEUED, lapsed)


def _n_waiting(session: Session) -> int:
    waiting = select(func.count()).where(Submission.status == Status.QUEUED)
    return session.scalar(waiting) or 0


def _own(session: Session, laboratory_id: str, submission_id: str) -> Submission:
    found = session.get(Submission, submission_id)
    if found is None or found.laboratory_id != laboratory_id:
        raise NoSubmissionError(f"no submission {submission_id}")
    return found


def _of_key(session: Session, new: NewSubmission) -> Submission | None:
    if new.idempotency_key is None:
        return None
    return session.scalar(
        select(Submission).where(
            Submission.laboratory_id == new.laboratory_id,
            Submission.idempotency_key == new.idempotency_key,
        )
    )
