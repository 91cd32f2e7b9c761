"""Bounds on what a request sends: how many bytes, and how slowly.

Bytes are counted as they come, whatever the request says of its length, and nothing is kept. A
sender that is silent or slow is cut off, so that a few cannot hold every connection.
"""

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.problems import Problem
from webapp.refusal import Refuse, refuse_as_json

MOST_BODY = 1 << 20
"""Bytes of a request that sends no file: 1 MiB."""

FORM_OVERHEAD = 1 << 16
"""Bytes of a form around its file."""

UPLOADS = frozenset({"/submissions", "/api/v1/submissions"})
"""Paths to which files are posted."""


@dataclass(frozen=True)
class Pace:
    """How slowly a body may come.

    Parameters
    ----------
    silence : float
        Seconds without a byte.
    grace : float
        Seconds that any body may take.
    least : float
        Bytes a second on average, after the grace.
    """

    silence: float = 20
    grace: float = 30
    least: float = 16_384


class _RefusedError(Exception):
    """The body is too long or too slow."""


class _Body:
    """One request's body as it comes."""

    def __init__(self, receive: Receive, most: int, pace: Pace) -> None:
        self.refusal: Problem | None = None
        self._receive = receive
        self._most = most
        self._pace = pace
        self._came = 0
        self._begun = time.monotonic()
        self._whole = False

    async def receive(self) -> Message:
        """Hand on the next piece."""
        if self._whole:  # what comes now is that the client goes
            return await self._receive()
        message = await self._next()
        if message["type"] == "http.request":
            self._came += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._came > self._most:
                raise self.refuse(too_large(self._most))
        return message

    def refuse(self, problem: Problem) -> _RefusedError:
        """Note why the body is not read on."""
        self.refusal = problem
        return _RefusedError(problem.detail)

    async def _next(self) -> Message:
        allowed = self._pace.grace + self._came / self._pace.least
        left = self._begun + allowed - time.monotonic()
        try:
            return await asyncio.wait_for(self._receive(), min(left, self._pace.silence))
        except TimeoutError:
            raise self.refuse(
                Problem(408, "the request came too slowly", {"Connection": "close"})
            ) from None


class BodyLimit:
    """ASGI middleware that refuses bodies that are too long (413) or too slow (408).

    Parameters
    ----------
    app : ASGI app
    most_upload : int
        Bytes of a file.
    uploads : collection of str
        Paths to which files are posted.
    pace : Pace
    refuse : callable
        Answers with a problem.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_upload: int,
        uploads: Collection[str] = UPLOADS,
        pace: Pace | None = None,
        refuse: Refuse = refuse_as_json,
    ) -> None:
        self.app = app
        self._refuse = refuse
        self._most_upload = most_upload + FORM_OVERHEAD
        self._uploads = frozenset(uploads)
        self._pace = pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as far as it may come."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._most(scope)
        if _told_length(scope) > most:
            await self._answer(too_large(most), scope, receive, send)
            return
        body = _Body(receive, most, self._pace)
        begun = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal begun
            if body.refusal is None or begun:
                begun = True
                await send(message)

        try:
            await self.app(scope, body.receive, send_unless_refused)
        except _RefusedError:
            if begun:
                raise
        if body.refusal is not None and not begun:
            await self._answer(body.refusal, scope, receive, send)

    async def _answer(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._refuse(Request(scope), problem)
        await response(scope, receive, send)

    def _most(self, scope: Scope) -> int:
        is_upload = scope["method"] == "POST" and scope["path"].rstrip("/") in self._uploads
        return self._most_upload if is_upload else MOST_BODY


def too_large(most: int) -> Problem:
    """Return the refusal of more bytes than these."""
    return Problem(
        413, f"the request is too long; expected at most {most:,} bytes", {"Connection": "close"}
    )


def _told_length(scope: Scope) -> int:
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() else 0
