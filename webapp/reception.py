"""Where files come in: stored under a safe name and queued, once for each idempotency key."""

import hashlib
import logging
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from intake.assessment import make_rules
from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.problems import Problem
from webapp.pseudonyms import nameless_file
from webapp.safe_names import safe_name
from webapp.services import Services
from webapp.submissions import NewSubmission, QueueFullError, RepeatedKeyError
from webapp.tables import Submission

RETRY_SECONDS = 30
"""What a sender is told to wait for when the queue is full."""

_BLOCK = 1 << 20
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentFile:
    """A file that has come, with what is asked of it.

    Parameters
    ----------
    stream : binary file
        At its start.
    name : str
        As the sender calls it.
    disease : str, optional
        Tumour of all samples.
    pseudonymise : bool
        Whether sample names and the file's own are replaced.
    options : dict
        ``assess`` and ``skip`` (lists of consequences), ``any_filter``.
    idempotency_key : str, optional
    """

    stream: BinaryIO
    name: str
    disease: str | None = None
    pseudonymise: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None


def check_room(services: Services) -> None:
    """Turn a sender away before the file has come.

    Raises
    ------
    Problem
        503, with ``Retry-After``.
    """
    try:
        services.submissions.check_room()
    except QueueFullError as error:
        raise _full(error) from error


def receive(services: Services, caller: Caller, sent: SentFile) -> Submission:
    """Store a file and put it in the queue; what its key already stands for is returned instead.

    Raises
    ------
    Problem
        422 for an empty file, options that are none, or a key that stands for something else; 503
        where too many wait.
    """
    _check_options(sent.options)
    new = NewSubmission(
        laboratory_id=caller.laboratory_id, file_name=_name(sent), bytes=0, sha256="",
        disease=(sent.disease or "").strip() or None, pseudonymised=sent.pseudonymise,
        options=sent.options, idempotency_key=sent.idempotency_key,
    )  # fmt: skip
    folder = services.submissions.upload_folder(new.id)
    folder.mkdir(parents=True, mode=0o700)
    try:
        new = _stored(new, sent.stream, folder / new.file_name)
        row = services.submissions.add(
            new, lambda session: record(session, caller, Action.SUBMITTED, new.id)
        )
    except QueueFullError as error:
        shutil.rmtree(folder)
        raise _full(error) from error
    except RepeatedKeyError as error:
        shutil.rmtree(folder)
        if not new.is_same(error.earlier):
            detail = "Idempotency-Key: stands for another file or other options; expected a new one"
            raise Problem(422, detail) from error
        return error.earlier
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _tell_workers(services, row.id)
    return row


def _tell_workers(services: Services, submission_id: str) -> None:
    try:
        services.queue.put(submission_id)
    except Exception as error:  # the submission is kept, and the message sent again, see JobQueue
        _LOG.error("submission %s: no message (%s)", submission_id, type(error).__name__)


def _stored(new: NewSubmission, stream: BinaryIO, place: Path) -> NewSubmission:
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as target:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += target.write(block)
    if size == 0:
        raise Problem(422, "file: the file is empty; expected one with variants")
    return replace(new, bytes=size, sha256=digest.hexdigest())


def _name(sent: SentFile) -> str:
    """Return a safe name; a pseudonymised file keeps the endings only."""
    name = safe_name(sent.name)
    return nameless_file(name) if sent.pseudonymise else name


def _check_options(options: dict[str, Any]) -> None:
    try:
        make_rules(tuple(options.get("assess", ())), tuple(options.get("skip", ())))
    except ValueError as error:
        raise Problem(422, str(error)) from error


def _full(error: QueueFullError) -> Problem:
    return Problem(503, str(error), {"Retry-After": str(RETRY_SECONDS)})
