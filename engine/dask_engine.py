"""Jobs on a Dask cluster: one that is running, or one of processes on this machine.

A job's inner jobs are tasks of their own; their results stay on the workers, which spill to disk
what does not fit into their memory. A worker that is lost costs the time to do its tasks again.
Values that jobs share lie in a folder that all processes see.
"""

import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import dask
from distributed import Client, Future, as_completed, get_worker

from engine.dask_connection import ClusterClient, connect_to, start_cluster
from engine.dask_losses import Patience, losses_told
from engine.engine_error import EngineError
from engine.job import AHEAD, Job
from engine.one_thread import one_thread
from engine.shared_value import forget_shared, received, write_shared
from engine.worker_setup import check_cluster, check_process, installed_versions

Result = TypeVar("Result")
Value = TypeVar("Value")

LOG_LENGTH = 10
"""Messages that each connection remembers; by default 1,000, of up to a megabyte each."""

WORKERS_SECONDS = 60
"""Waited for a first worker."""

_COUNT_SECONDS = 1
_POLL_SECONDS = 0.05


class DaskEngine:
    """Runs jobs on a cluster; a context manager, which ends what it began.

    Parameters
    ----------
    scheduler : str
        Address such as ``tcp://10.0.0.1:8786``; empty for a cluster of processes on this machine.
    n_workers : int
        Processes of a cluster on this machine.
    memory : str
        Limit of each of them, such as ``4GiB``; ``auto`` is an equal share of the machine's.
    folder : Path
        Where shared values and what is spilled lie: a folder of this engine's is made in it.

    Raises
    ------
    EngineError
        No scheduler answers at the address, it has no workers, or they cannot be used.
    """

    def __init__(self, scheduler: str, n_workers: int, memory: str, folder: Path) -> None:
        self._memory = memory
        self._scheduler = scheduler
        self._versions = installed_versions() if scheduler else ""
        self._counted = (-float("inf"), 1)
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="dask.", dir=folder))
        self._begun = ExitStack()
        self._begun.callback(shutil.rmtree, self._folder, ignore_errors=True)
        dask.config.set({"distributed.admin.low-level-log-length": LOG_LENGTH})
        try:
            self._client = self._connect(n_workers)
            with self.losses_told():
                self._prepare_workers()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "DaskEngine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def n_workers(self) -> int:
        """Threads of all workers that were there a moment ago, at least 1."""
        if time.monotonic() > self._counted[0] + _COUNT_SECONDS:
            with self.losses_told():
                n_threads = sum(self._client.nthreads().values())
            self._counted = (time.monotonic(), max(n_threads, 1))
        return self._counted[1]

    @property
    def client(self) -> ClusterClient:
        """The connection, for libraries that talk to Dask themselves; see :meth:`losses_told`."""
        return self._client

    def losses_told(self) -> AbstractContextManager[None]:
        """Talk to the cluster in this block; see :func:`engine.dask_losses.losses_told`."""
        return losses_told(self._client, self._scheduler, self._memory)

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; see :class:`engine.job.Engine`."""
        waiting: deque[Future] = deque()
        patience = Patience(self._client, self._memory)
        with self.losses_told():
            for number, job in enumerate(jobs):
                waiting.append(self._submit(job, -number))
                if len(waiting) > AHEAD * self.n_workers:
                    yield patience.result(waiting.popleft())
            while waiting:
                yield patience.result(waiting.popleft())

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come."""
        patience = Patience(self._client, self._memory)
        with self.losses_told():
            futures = [self._submit(job, -number) for number, job in enumerate(jobs)]
            finished = as_completed(futures)
            del futures  # a result that was yielded is forgotten on the cluster
            while not finished.is_empty():
                while not finished.has_ready():
                    time.sleep(_POLL_SECONDS)
                    patience.look()
                yield next(finished).result()

    def share(self, value: Value) -> Value:
        """Write the value where all workers read it, once each."""
        return cast(Value, write_shared(value, self._folder))

    def keep(self, job: Job[Result]) -> Result:
        """Return the task, which stays on the cluster while jobs refer to it."""
        with self.losses_told():
            return cast(Result, self._submit(job, 0))

    def close(self) -> None:
        """End the connection, and the cluster if it was begun here."""
        self._begun.close()

    def _connect(self, n_workers: int) -> ClusterClient:
        if self._scheduler:
            client = connect_to(self._scheduler)
        else:
            cluster = start_cluster(n_workers, self._memory, self._folder)
            self._begun.callback(_quietly, cluster.close)
            client = ClusterClient(cluster)
        self._begun.callback(_quietly, client.close)
        return client

    def _prepare_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise EngineError(
                f"scheduler {self._scheduler!r} has no workers (waited {WORKERS_SECONDS} s): start "
                "some with `dask worker`"
            ) from error
        if self._scheduler:
            check_cluster(self._client, self._versions)
            self._begun.callback(_quietly, partial(_leave, self._client, str(self._folder)))

    def _submit(self, job: Job[Any], priority: int) -> Future:
        arguments = [self._argument(argument, priority) for argument in job.arguments]
        return self._client.submit(
            _call,
            self._versions,
            job.function,
            *arguments,
            pure=False,
            priority=priority,
            key=_key(job),
        )

    def _argument(self, argument: Any, priority: int) -> Any:
        if isinstance(argument, Job):
            return self._submit(argument, priority)
        if isinstance(argument, list):
            return [self._argument(item, priority) for item in argument]
        return argument


def _call(versions: str, function: Any, *arguments: Any) -> Any:
    """Run a job on a worker; one that has come since the command began is checked, too."""
    worker = get_worker()
    there = installed_versions() if versions else ""
    check_process(f"worker {worker.address}", worker.state.nthreads, versions, there)
    given = [_there(argument) for argument in arguments]
    with one_thread():
        return function(*given)


def _there(argument: Any) -> Any:
    if isinstance(argument, list):
        return [_there(item) for item in argument]
    return received(argument)


def _key(job: Job[Any]) -> str:
    name = getattr(job.function, "__name__", "job").strip("_")
    return f"{name}-{uuid4().hex}"


def _leave(client: Client, folder: str) -> None:
    if client.status == "running":
        client.run(forget_shared, folder, on_error="ignore")


def _quietly(close: Callable[[], object]) -> None:
    # What was worked out stands, whatever becomes of the connection; and the rest is closed, too.
    with suppress(Exception):
        close()
