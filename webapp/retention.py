"""What has had its time is removed: reports, uploads that were left over, logins.

Each removal of a submission is in the audit log.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.clock import now
from webapp.database import Database
from webapp.sessions import SessionStore
from webapp.settings import Settings
from webapp.submissions import SubmissionStore
from webapp.tables import Status, Submission

REPEATED_WITHIN = timedelta(days=1)
"""Time in which an idempotency key stands for its submission."""

LEFT_OVER = timedelta(hours=1)
"""Age of a file on disk from which it must belong to a submission."""

_OPEN = (Status.QUEUED, Status.RUNNING)


@dataclass(frozen=True)
class Removed:
    """How much was removed.

    Parameters
    ----------
    submissions, folders, logins, idempotency_keys : int
        ``folders`` are those on disk that belonged to no submission, or to one that is over.
    """

    submissions: int
    folders: int
    logins: int
    idempotency_keys: int


def remove_expired(database: Database, settings: Settings, submissions: SubmissionStore) -> Removed:
    """Remove what has had its time; to be called now and then."""
    return Removed(
        submissions=_remove_submissions(database, settings, submissions),
        folders=_remove_folders(database, settings),
        logins=SessionStore(database, settings.session_hours).remove_expired(),
        idempotency_keys=_forget_keys(database),
    )


def _remove_submissions(
    database: Database, settings: Settings, submissions: SubmissionStore
) -> int:
    """Remove what ended longer ago than reports are kept, with all that came of it."""
    over = select(Submission.id, Submission.laboratory_id).where(
        Submission.status.not_in(_OPEN),
        Submission.finished < now() - timedelta(days=settings.retention_days),
    )
    with database.reading() as session:
        found = session.execute(over).all()
    for submission_id, laboratory_id in found:
        with database.session() as session:
            row = session.get(Submission, submission_id)
            if row is not None:
                session.delete(row)
                owner = Caller(laboratory_id, "", frozenset())
                record(session, owner, Action.EXPIRED, submission_id)
        submissions.delete_files(submission_id)
    return len(found)


def _remove_folders(database: Database, settings: Settings) -> int:
    """Remove folders that no submission needs: of none at all, or uploads that have been read."""
    before = now() - LEFT_OVER
    uploads, reports = _old(settings.uploads, before), _old(settings.reports, before)
    with database.reading() as session:
        status = dict(session.execute(select(Submission.id, Submission.status)).all())
    left = [one for one in uploads if status.get(one.name) not in _OPEN]
    left += [one for one in reports if one.name not in status]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _old(folder: Path, before: datetime) -> list[Path]:
    """Return what rests in a folder since longer ago; what is being written is left alone."""
    if not folder.is_dir():
        return []
    found = [(one, one.lstat().st_mtime) for one in folder.iterdir() if one.is_dir()]
    return [one for one, changed in found if changed < before.timestamp()]


def _forget_keys(database: Database) -> int:
    old = update(Submission).where(
        Submission.idempotency_key.is_not(None), Submission.created < now() - REPEATED_WITHIN
    )
    with database.session() as session:
        done = cast(CursorResult[Any], session.execute(old.values(idempotency_key=None)))
        return done.rowcount
