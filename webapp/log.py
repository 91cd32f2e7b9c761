"""What the server writes down of its work, without anything of a patient.

Of a request: method, route, status and time, with an id that the answer carries too; never a query,
a body or a file's name. Of an error: its type and the lines of code it came through, never its
message, which may hold what was sent.
"""

import logging
import secrets
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "X-Request-ID"
"""Header of every answer by which its line in the log is found."""

UNKNOWN_ROUTE = "-"
"""Stands for what is no route: the path may hold anything."""

ACCESS = "webapp.access_log"
"""Name under which requests are logged."""

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_QUIET = ("uvicorn.access", "multipart", "python_multipart", "sqlalchemy.engine", "httpx")
_log = logging.getLogger(ACCESS)


class ValueFreeFormatter(logging.Formatter):
    """Writes errors by their type and place: their messages may hold what was sent."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, its error anew: another handler may have written it in full."""
        written, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = written

    def formatException(  # noqa: N802 (logging's name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Write an error and those it came from."""
        return "" if ei[1] is None else describe_error(ei[1])


class RequestLog:
    """ASGI middleware that logs each request and gives it an id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Log the request when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, begun, status = secrets.token_hex(8), time.perf_counter(), 500
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            took = 1000 * (time.perf_counter() - begun)
            _log.info(
                "%s %s %d %.0f ms %s", scope["method"], route_of(scope), status, took, request_id
            )


def set_up_logging(level: int = logging.INFO) -> None:
    """Write the log to standard error, for this process and what runs in it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ValueFreeFormatter(_FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def describe_error(error: BaseException) -> str:
    """Return the type of an error, where it came from, and the same of what caused it."""
    lines = []
    shown: BaseException | None = error
    while shown is not None:
        frames = traceback.extract_tb(shown.__traceback__)
        places = [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        lines += [*places, type(shown).__qualname__]
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
        if shown is not None:
            lines.append("caused by")
    return "\n".join(lines)


def route_of(scope: Scope) -> str:
    """Return the route of a request as it is declared, such as ``/api/v1/submissions/{id}``.

    A router's own prefix is not in the route that was found: it is what the path has before it.
    """
    route = getattr(scope.get("route"), "path", None)
    if scope.get("root_path"):
        return f"{scope['root_path']}/{{path}}"
    if not isinstance(route, str):
        return UNKNOWN_ROUTE
    parts = scope["path"].split("/")
    prefix = "/".join(parts[: len(parts) - route.count("/")])
    return route if route == "/" else prefix + route


def _place(file: str) -> str:
    return "/".join(Path(file).parts[-2:])
