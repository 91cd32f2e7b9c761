"""What is said when a Dask cluster, or what it worked on, is lost."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from distributed import Client, Future, KilledWorker
from distributed.client import ClosedClientError, FutureCancelledError, FuturesCancelledError
from distributed.comm import CommClosedError

from engine.engine_error import EngineError

ALONE_SECONDS = 300
"""Waited while no worker works or takes work, for one that does."""

GLANCE_SECONDS = 5
"""From one look at the workers to the next."""


@contextmanager
def losses_told(client: Client, scheduler: str = "", memory: str = "") -> Iterator[None]:
    """Talk to a cluster in this block: what Dask raises for a loss is one clear error.

    All that asks something of the scheduler or of workers belongs into such a block: ``submit``,
    ``run``, ``nthreads``, ``wait_for_workers``, ``Future.result``. Errors of jobs pass as they are,
    and so does a ``TimeoutError`` as long as the scheduler is there.

    Parameters
    ----------
    client : Client
    scheduler : str
        Its address, for the message; by default what the client was connected to.
    memory : str
        Limit of each worker, for the message.

    Raises
    ------
    EngineError
        The scheduler went away, or a task was given up with the workers that it was lost with.
    """
    address = scheduler or str(getattr(client.scheduler, "address", ""))
    try:
        yield
    except KilledWorker as error:
        raise EngineError(
            f"a task ({error.task}) was given up: {error.allowed_failures + 1} workers were "
            f"lost with it, most likely for want of memory; {_more_memory(memory)}"
        ) from error
    except (
        FutureCancelledError, FuturesCancelledError, CommClosedError, ClosedClientError
    ) as error:  # fmt: skip
        raise _gone(address) from error
    except (AttributeError, OSError, RuntimeError) as error:
        # A client that could not come back has no scheduler any more, not even as an attribute.
        if client.status == "running":
            raise
        raise _gone(address) from error


class Patience:
    """Ends a wait for what nobody works on.

    Parameters
    ----------
    client : Client
    memory : str
        Limit of each worker, for the message.
    """

    def __init__(self, client: Client, memory: str) -> None:
        self._client = client
        self._memory = memory
        self._next_look = time.monotonic() + GLANCE_SECONDS
        self._alone_since: float | None = None

    def result(self, future: Future) -> Any:
        """Wait for a task and return what it gave."""
        while True:
            try:
                return future.result(timeout=GLANCE_SECONDS)
            except TimeoutError:
                if future.done():
                    return future.result()
                self.look()

    def look(self) -> None:
        """Look at the workers, if it is time to.

        Raises
        ------
        EngineError
            For a while there has been none that works or takes work.
        """
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + GLANCE_SECONDS
        known = self._client.sync(self._client.scheduler.identity, n_workers=-1)["workers"]
        if any(map(_works, known.values())):
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = now
        elif now > self._alone_since + ALONE_SECONDS:
            raise EngineError(
                f"no worker takes work, for {ALONE_SECONDS} s now: their memory is nearly full; "
                f"{_more_memory(self._memory)}"
                if known
                else f"no worker is left (waited {ALONE_SECONDS} s for one); what was unfinished "
                "has to be run again"
            )


def _works(worker: Mapping[str, Any]) -> bool:
    """Tell whether a worker takes work, or goes on with what it has; see Dask's pausing."""
    counts = worker["metrics"].get("task_counts", {})
    return worker["status"] == "running" or counts.get("executing", 0) > 0


def _more_memory(memory: str) -> str:
    limit = f"worker_memory is {memory}" if memory else "worker_memory"
    return f"give each worker more ({limit}) or the cluster fewer workers"


def _gone(address: str) -> EngineError:
    return EngineError(
        f"scheduler {address or 'of this machine'!r}: went away before all tasks were done; what "
        "was unfinished has to be run again"
    )
