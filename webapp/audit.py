"""The audit log: who did what to what, when.

It is only ever added to. Triggers in the database refuse all else (webapp.audit_triggers), and
each entry holds the digest of the one before: whoever gets round the triggers breaks the chain,
which :func:`verify` finds. Who can rewrite the whole database can rewrite the whole chain: note
elsewhere the digest that :func:`verify` returns, and ask later whether it is still there
(:func:`check_holds`).

Subjects are ids: nothing of a patient is written.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.caller import Caller
from webapp.clock import now
from webapp.tables import AuditEntry, AuditHead

START = "0" * 64
"""Stands for the digest before the first entry."""

_HEAD = 1
_SUBJECT = re.compile(r"[\w.:/-]{0,100}", re.ASCII)


class Action(StrEnum):
    """What was done."""

    KEY_CREATED = "key created"
    KEY_REVOKED = "key revoked"
    LOGGED_IN = "logged in"
    LOGIN_REFUSED = "login refused"
    LOGGED_OUT = "logged out"
    CLASSIFIED = "classified a variant"
    SUBMITTED = "submitted"
    FINISHED = "report made"
    FAILED = "submission failed"
    LISTED = "listed submissions"
    READ = "read"
    DELETED = "deleted"
    EXPIRED = "removed after its time"
    FEEDBACK_GIVEN = "gave feedback"
    FEEDBACK_READ = "read feedback"
    FEEDBACK_DELETED = "deleted feedback"
    FEEDBACK_EXPORTED = "exported feedback"


class AuditError(ValueError):
    """What is no entry of an audit log."""


class TamperedError(AuditError):
    """The audit log is not as it was written."""


@dataclass(frozen=True)
class Verified:
    """An audit log that is as it was written.

    Parameters
    ----------
    entries : int
    digest : str
        Of the newest entry.
    """

    entries: int
    digest: str


def record(session: Session, caller: Caller | None, action: Action, subject: str = "") -> None:
    """Add an entry; it is written if and only if the session's transaction is.

    Other writers wait from here until the transaction ends: record last, and keep it short.

    Parameters
    ----------
    caller : Caller, optional
        None for the server itself, or one who is not known.
    subject : str
        Id of what it was done to, such as that of a submission, or with the name of one of its
        files: ``<id>/report.html``.

    Raises
    ------
    AuditError
        The subject is no id.
    """
    if not _SUBJECT.fullmatch(subject):
        raise AuditError(
            f"a subject of {len(subject)} characters: expected an id of at most 100 letters, "
            "digits and _ . : / -"
        )
    number, previous = _next(session)
    entry = AuditEntry(
        number=number,
        at=now(),
        laboratory_id=caller.laboratory_id if caller else None,
        key_id=caller.key_id if caller else None,
        action=action.value,
        subject=subject,
        previous=previous,
        digest="",
    )
    entry.digest = _digest(entry)
    session.add(entry)
    session.flush()
    session.execute(update(AuditHead).values(digest=entry.digest))


def entries(
    session: Session, laboratory_id: str | None = None, since: datetime | None = None
) -> Iterator[AuditEntry]:
    """Yield the entries, oldest first, of one laboratory or of all."""
    query = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    if laboratory_id is not None:
        query = query.where(AuditEntry.laboratory_id == laboratory_id)
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    yield from session.scalars(query)


def verify(session: Session) -> Verified:
    """Read the whole log and check that each entry follows from the one before.

    Raises
    ------
    TamperedError
        The first entry that was changed, removed or put between.
    """
    number, digest = 0, START
    for entry in entries(session):
        number += 1
        if entry.number != number:
            raise TamperedError(f"entry {number} of the audit log is missing")
        if entry.previous != digest:
            raise TamperedError(
                f"entry {number} of the audit log does not follow entry {number - 1}"
            )
        if entry.digest != _digest(entry):
            raise TamperedError(f"entry {number} of the audit log was changed")
        digest = entry.digest
    head = session.get(AuditHead, _HEAD)
    expected = (head.entries, head.digest) if head else (0, START)
    if expected != (number, digest):
        raise TamperedError(
            f"the audit log has {number} entries; expected {expected[0]}: the newest are missing"
        )
    return Verified(number, digest)


def check_holds(session: Session, digest: str) -> None:
    """Check that a digest that was noted earlier is still that of an entry.

    Raises
    ------
    TamperedError
        It is not.
    """
    known = select(AuditEntry.number).where(AuditEntry.digest == digest)
    if session.scalar(known) is None:
        raise TamperedError(
            f"no entry of the audit log has the digest {digest!r}: it was made anew"
        )


def _next(session: Session) -> tuple[int, str]:
    """Take the next number; until the transaction ends nobody else can."""
    take = (
        update(AuditHead)
        .where(AuditHead.id == _HEAD)
        .values(entries=AuditHead.entries + 1)
        .returning(AuditHead.entries, AuditHead.digest)
    )
    taken = session.execute(take).one_or_none()
    if taken is None:
        try:
            with session.begin_nested():
                session.add(AuditHead(id=_HEAD, entries=0, digest=START))
        except IntegrityError:  # another process was first
            pass
        taken = session.execute(take).one()
    return taken.entries, taken.digest


def _digest(entry: AuditEntry) -> str:
    told = [
        entry.number,
        entry.at.isoformat(),
        entry.laboratory_id,
        entry.key_id,
        entry.action,
        entry.subject,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
