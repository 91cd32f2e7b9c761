"""Processes of this machine, which go on from one call to the next and from engine to engine."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import cache
from threading import RLock
from typing import Any

from joblib.externals.loky import BrokenProcessPool, ProcessPoolExecutor
from joblib.externals.loky.process_executor import ShutdownExecutorError

from engine.one_thread import ONE_THREAD

IDLE_SECONDS = 300
"""Processes that have had nothing to do for so long end."""


class Processes:
    """So many processes; they begin with the first job. All threads may use them.

    Parameters
    ----------
    number : int
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._lock = RLock()
        self._executor: Any = None
        self._unfinished: set[Future[Any]] = set()
        self._unwanted: set[Future[Any]] = set()

    def submit(self, job: Callable[[], Any]) -> "Future[Any]":
        """Have a job done; where processes were lost, by new ones."""
        with self._lock:
            try:
                future = self._running().submit(job)
            except (BrokenProcessPool, ShutdownExecutorError):
                self._executor = None
                future = self._running().submit(job)
            self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return future

    def let_go(self, jobs: "Iterable[Future[Any]]") -> None:
        """Wait for these jobs no more. The processes end if nobody waits for any that they do."""
        with self._lock:
            self._unwanted.update(jobs)
            self._unwanted &= self._unfinished
            if not self._unwanted or self._unfinished - self._unwanted:
                return
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False, kill_workers=True)

    def _running(self) -> Any:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self._number, timeout=IDLE_SECONDS, env=ONE_THREAD)
        return self._executor


@cache
def processes(number: int) -> Processes:
    """Return the processes that all engines of so many workers have in common."""
    return Processes(number)
