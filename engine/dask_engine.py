"""Jobs on a Dask cluster: one that is running, or one of processes on this machine.

A job's inner jobs are tasks of their own; their results stay on the workers, which spill to disk
what does not fit into their memory. A worker that is lost costs the time to do its tasks again.
Values that jobs share lie in a folder that all processes see.
"""

import asyncio
import logging
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed
from distributed.client import FutureCancelledError
from distributed.comm import CommClosedError, connect

from engine.engine_error import EngineError
from engine.job import Job
from engine.shared_value import received, write_shared
from engine.worker_setup import OneThread, differences, installed_versions

Result = TypeVar("Result")
Value = TypeVar("Value")

AHEAD = 2
"""Jobs a worker that :meth:`DaskEngine.run` takes before their results are asked for."""

LOG_LENGTH = 10
"""Messages that each connection remembers; by default 1,000, of up to a megabyte each."""

CONNECT_SECONDS = 10
WORKERS_SECONDS = 60


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
        No scheduler answers at the address, it has no workers, or they have other versions.
    """

    def __init__(self, scheduler: str, n_workers: int, memory: str, folder: Path) -> None:
        self._memory = memory
        self._scheduler = scheduler
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="dask.", dir=folder))
        self._cluster: LocalCluster | None = None
        dask.config.set({"distributed.admin.low-level-log-length": LOG_LENGTH})
        try:
            self._client = self._connect(n_workers)
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
        """Threads of all workers that are there now, at least 1."""
        with self._losses_told():
            return max(sum(self._client.nthreads().values()), 1)

    @property
    def client(self) -> Client:
        """The connection, for libraries that talk to Dask themselves."""
        return self._client

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; see :class:`engine.job.Engine`."""
        waiting: deque[Future] = deque()
        with self._losses_told():
            for number, job in enumerate(jobs):
                waiting.append(self._submit(job, -number))
                if len(waiting) > AHEAD * self.n_workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come."""
        with self._losses_told():
            futures = [self._submit(job, -number) for number, job in enumerate(jobs)]
            finished = as_completed(futures)
            del futures  # a result that was yielded is forgotten on the cluster
            for future in finished:
                yield future.result()

    def share(self, value: Value) -> Value:
        """Write the value where all workers read it, once each."""
        return cast(Value, write_shared(value, self._folder))

    def keep(self, job: Job[Result]) -> Result:
        """Return the task, which stays on the cluster while jobs refer to it."""
        return cast(Result, self._submit(job, 0))

    def close(self) -> None:
        """End the connection, and the cluster if it was begun here."""
        if client := getattr(self, "_client", None):
            client.close()
        if self._cluster is not None:
            self._cluster.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self, n_workers: int) -> Client:
        if not self._scheduler:
            self._cluster = LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                memory_limit=self._memory,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                local_directory=str(self._folder),
                silence_logs=logging.CRITICAL,
            )
            return Client(self._cluster)
        try:
            # A client that fails to connect would go on trying when it is collected as garbage.
            asyncio.run(_knock(self._scheduler))
            return Client(self._scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"scheduler {self._scheduler!r}: no Dask scheduler answers there (waited up to "
                f"{CONNECT_SECONDS} s); expected an address such as tcp://10.0.0.1:8786, or none "
                "for a cluster on this machine"
            ) from error

    def _prepare_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise EngineError(
                f"scheduler {self._scheduler!r} has no workers (waited {WORKERS_SECONDS} s): start "
                "some with `dask worker`"
            ) from error
        self._client.register_plugin(OneThread())
        if self._cluster is not None:
            return
        here = installed_versions()
        told: dict[str, Any] = self._client.run(installed_versions, on_error="return")
        for worker, there in told.items():
            if isinstance(there, BaseException):
                raise EngineError(
                    f"worker {worker}: oncolit is not installed there ({there}); expected the same "
                    "version on all machines of the cluster"
                )
            if other := differences(here, there):
                raise EngineError(
                    f"worker {worker} has {', '.join(other)}; expected the same versions on all "
                    "machines of the cluster"
                )

    def _submit(self, job: Job[Any], priority: int) -> Future:
        arguments = [self._argument(argument, priority) for argument in job.arguments]
        return self._client.submit(
            _call, job.function, *arguments, pure=False, priority=priority, key=_key(job)
        )

    def _argument(self, argument: Any, priority: int) -> Any:
        if isinstance(argument, Job):
            return self._submit(argument, priority)
        if isinstance(argument, list):
            return [self._argument(item, priority) for item in argument]
        return argument

    @contextmanager
    def _losses_told(self) -> Iterator[None]:
        try:
            yield
        except KilledWorker as error:
            raise EngineError(
                f"a task ({error.task}) was given up: {error.allowed_failures + 1} workers were "
                "lost with it, most likely for want of memory; give each worker more "
                f"(worker_memory is {self._memory}) or the cluster fewer workers"
            ) from error
        except (FutureCancelledError, CommClosedError) as error:
            raise EngineError(
                f"scheduler {self._scheduler or 'of this machine'!r}: went away before all tasks "
                "were done; what was unfinished has to be run again"
            ) from error


async def _knock(address: str) -> None:
    """Make sure that something which speaks Dask's protocol answers there."""
    answering = await connect(address, timeout=CONNECT_SECONDS)
    answering.abort()


def _call(function: Any, *arguments: Any) -> Any:
    return function(*map(_there, arguments))


def _there(argument: Any) -> Any:
    if isinstance(argument, list):
        return [_there(item) for item in argument]
    return received(argument)


def _key(job: Job[Any]) -> str:
    name = getattr(job.function, "__name__", "job").strip("_")
    return f"{name}-{uuid4().hex}"
