"""A fault of ours answers as a problem too, with the headers that every answer has.

What passes by itself, such as a database that is away for a while, says when to come again.
"""

import errno
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.problems import Problem

_LOG = logging.getLogger(__name__)

_AGAIN = {"Retry-After": "10"}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class FaultAnswer:
    """ASGI middleware that logs a fault and answers with a problem, if nothing was sent yet.

    Parameters
    ----------
    app : ASGI app
    answer : callable
        Makes the answer of a request and a problem.
    """

    def __init__(
        self, app: ASGIApp, answer: Callable[[Request, Exception], Awaitable[Response]]
    ) -> None:
        self.app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            reference = scope.get("state", {}).get("request_id", "")
            _LOG.exception("fault %s", reference)
            if begun:
                raise
            answer = await self._answer(Request(scope), _problem(error, reference))
            await answer(scope, receive, send)


def disk_is_full(error: BaseException | None) -> bool:
    """Tell whether there was no room to write, as far as an error or its cause says so."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return error is not None and disk_is_full(error.__cause__)


def _problem(error: Exception, reference: str) -> Problem:
    """Say what a fault is to the caller; what it says itself stays in the log."""
    logged = f"the server's log has it as {reference}"
    if isinstance(error, OperationalError | InterfaceError | NoConnectionError):
        return Problem(503, f"the database does not answer; {logged}", _AGAIN)
    if disk_is_full(error):
        return Problem(507, f"the server's disk is full; {logged}", _AGAIN)
    return Problem(500, f"a fault of oncolit; {logged}")
