"""``oncolit serve``: the server and its workers."""

import signal
import socket
import sys
from contextlib import suppress
from types import FrameType

import uvicorn

from webapp.answering import AnsweringDesk
from webapp.app import create_app
from webapp.binding import check_binding
from webapp.database import Database, open_database
from webapp.job_queue import JobQueue
from webapp.log import set_up_logging
from webapp.services import Services
from webapp.settings import Settings
from webapp.sources import CurrentSources
from webapp.submissions import SubmissionStore
from webapp.worker_processes import WorkerProcesses

_KEEP_ALIVE_SECONDS = 20
_GRACE_SECONDS = 20
_BACKLOG = 1024


class ListenError(ValueError):
    """The address cannot be listened on."""


def serve(host: str, port: int, settings: Settings) -> None:
    """Serve until the process is asked to stop.

    Parameters
    ----------
    host : str
        Address of this machine.
    port : int
        0 for one that is free.
    settings : Settings

    Raises
    ------
    ListenError, DatabaseError, JobQueueError, NoModelError, OpenServerError
        The server cannot start; the message says why.
    """
    database = open_database(settings)
    check_binding(host, database)
    listening = _listen(host, port)
    set_up_logging()
    app = create_app(open_services(settings, database))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="on",
        timeout_keep_alive=_KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=_GRACE_SECONDS,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _leave)  # uvicorn sends itself what it was sent, in the end
    with listening, WorkerProcesses(settings.workers):
        name, number = listening.getsockname()[:2]
        shown = f"[{name}]" if ":" in name else name
        print(f"oncolit answers on http://{shown}:{number}", flush=True)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run([listening])


def open_services(settings: Settings, database: Database) -> Services:
    """Open what a server process needs."""
    sources = CurrentSources(settings.model or None)
    return Services(
        settings=settings,
        database=database,
        sources=sources,
        desk=AnsweringDesk(sources),
        submissions=SubmissionStore(database, settings),
        queue=JobQueue(settings),
    )


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        family, kind, protocol, _, address = found
        # asyncio sends small answers at once only where the socket knows that it is TCP
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        reason = error.strerror or error
        raise ListenError(f"{host}:{port}: cannot be listened on ({reason})") from error
    return listening
