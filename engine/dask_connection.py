"""Connections to Dask clusters: one of processes on this machine, or one that is running."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster
from distributed.comm import connect
from distributed.security import Security

from engine.engine_error import EngineError

CONNECT_SECONDS = 10
"""Waited for a scheduler to answer at all."""

RECONNECT_SECONDS = 60
"""Waited for one that has answered before, when the connection is lost while nothing runs."""


class ClusterClient(Client):
    """A client in which others may stand in for functions that libraries run on the scheduler.

    Attributes
    ----------
    stand_ins : dict of str to callable
        By the name of the function that a library asks for. Each runs on the scheduler, with the
        same arguments, and may be a coroutine function.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.stand_ins: dict[str, Callable[..., Any]] = {}
        super().__init__(*arguments, **named)

    def run_on_scheduler(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Run a function, or what stands in for it, in the scheduler's process."""
        function = self.stand_ins.get(getattr(function, "__name__", ""), function)
        return super().run_on_scheduler(function, *arguments, **named)


def start_cluster(n_workers: int, memory: str, folder: Path) -> LocalCluster:
    """Start processes on this machine, with one thread each.

    Parameters
    ----------
    n_workers : int
    memory : str
        Limit of each of them; ``auto`` is an equal share of the machine's.
    folder : Path
        For what they spill.

    Raises
    ------
    EngineError
        They do not start.
    """
    # Dask's own share of each is that of one core, however few processes there are.
    limit = {} if memory == "auto" else {"memory_limit": memory}
    try:
        return LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            local_directory=str(folder),
            silence_logs=logging.CRITICAL,
            **limit,
        )
    except (OSError, RuntimeError) as error:
        raise EngineError(
            f"{n_workers} Dask processes on this machine: they do not start ({_line(error)}); "
            "expected fewer, evaluate.workers in params.yaml, or engine local"
        ) from error


def connect_to(scheduler: str) -> ClusterClient:
    """Connect to a cluster that is running, by TLS where Dask's own configuration has it.

    Raises
    ------
    EngineError
        No scheduler answers at the address, or not like this.
    """
    # A client that fails to connect would go on trying when it is collected as garbage.
    check_answers(scheduler)
    with _refusals_told(scheduler):
        return ClusterClient(scheduler, timeout=RECONNECT_SECONDS)


def check_answers(scheduler: str) -> None:
    """Make sure that something which speaks Dask's protocol answers at an address.

    Raises
    ------
    EngineError
        Nothing does, or not like this.
    """
    with _refusals_told(scheduler):
        asyncio.run(_knock(scheduler))


@contextmanager
def _refusals_told(scheduler: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise EngineError(
            f"scheduler {scheduler!r}: no Dask scheduler answers there (waited up to "
            f"{CONNECT_SECONDS} s); expected an address such as tcp://10.0.0.1:8786, or none "
            "for a cluster on this machine"
        ) from error
    except (TypeError, RuntimeError) as error:  # by TLS without a certificate, or without TLS
        raise EngineError(
            f"scheduler {scheduler!r}: {_line(error)}; expected an address and certificates as in "
            "Dask's configuration, distributed.comm"
        ) from error


async def _knock(address: str) -> None:
    how = Security().get_connection_args("client")
    answering = await connect(address, timeout=CONNECT_SECONDS, **how)
    answering.abort()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
