"""A fault of ours answers as a problem too, with the headers that every answer has."""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.problems import Problem

_LOG = logging.getLogger(__name__)


class FaultAnswer:
    """ASGI middleware that logs a fault and answers with status 500, if nothing was sent yet.

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
        except Exception:
            reference = scope.get("state", {}).get("request_id", "")
            _LOG.exception("fault %s", reference)
            if begun:
                raise
            words = f"a fault of oncolit; the server's log has it as {reference}"
            answer = await self._answer(Request(scope), Problem(500, words))
            await answer(scope, receive, send)
