"""A look at who sends a file to the API, and whether there is room, before the file is read.

The framework reads a form before it asks who sends it: without this, anybody could fill the disk.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from webapp.access import caller_of_request
from webapp.problems import Problem
from webapp.reception import check_room
from webapp.refusal import Refuse

UPLOAD = "/api/v1/submissions"
"""Path to which files are sent."""

_IDEMPOTENCY_KEY = "Idempotency-Key"


class UploadGate:
    """ASGI middleware that turns away who may not send a file, and all when the queue is full.

    Parameters
    ----------
    app : ASGI app
    refuse : callable
        Answers with a problem.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if the caller is known and the queue has room."""
        is_upload = scope["type"] == "http" and scope["method"] == "POST"
        if is_upload and scope["path"].rstrip("/") == UPLOAD:
            request = Request(scope)
            try:
                await run_in_threadpool(caller_of_request, request)
                if _IDEMPOTENCY_KEY not in request.headers:  # it may have been taken in before
                    await run_in_threadpool(check_room, request.app.state.services)
            except Problem as problem:
                problem.headers.setdefault("Connection", "close")
                response = await self._refuse(request, problem)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)
