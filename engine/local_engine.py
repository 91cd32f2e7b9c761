"""Jobs on this machine's cores."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from joblib.externals.loky.process_executor import TerminatedWorkerError

from engine.engine_error import EngineError
from engine.job import AHEAD, Job
from engine.local_processes import processes
from engine.shared_value import SharedValue, write_shared

Result = TypeVar("Result")
Value = TypeVar("Value")


class LocalEngine:
    """Runs jobs in processes of this machine, or with one worker in this process.

    A context manager, which removes what was shared and ends what is still at work.

    Parameters
    ----------
    n_workers : int
        Jobs that run at a time.
    folder : Path, optional
        Where values lie that are shared or kept, to be read once by each process; without, they go
        with each job.

    Examples
    --------
    >>> list(LocalEngine(1).run(Job(abs, (number,)) for number in (-1, 2)))
    [1, 2]
    """

    def __init__(self, n_workers: int = 1, folder: Path | None = None) -> None:
        self.n_workers = n_workers
        self._folder = folder
        self._shared: list[Path] = []
        self._unfinished: set[Future[Any]] = set()

    def __enter__(self) -> "LocalEngine":
        return self

    def __exit__(self, *_: object) -> None:
        processes(self.n_workers).let_go(self._unfinished)
        for path in self._shared:
            path.unlink(missing_ok=True)

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; see :class:`engine.job.Engine`."""
        if self.n_workers == 1:
            return (job() for job in jobs)
        return self._in_order(jobs)

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come."""
        if self.n_workers == 1:
            return (job() for job in jobs)
        return self._as_done(jobs)

    def share(self, value: Value) -> Value:
        """Write the value where other processes read it, if there are others."""
        if self.n_workers == 1 or self._folder is None:
            return value
        return cast(Value, self._remembered(write_shared(value, self._folder)))

    def keep(self, job: Job[Result]) -> Result:
        """Run the job and return its result, or where its process wrote it."""
        if self.n_workers == 1 or self._folder is None:
            [kept] = self.run([job])
            return kept
        [written] = self.run([Job(write_shared, (job, self._folder))])
        return cast(Result, self._remembered(written))

    def _remembered(self, written: SharedValue) -> SharedValue:
        self._shared.append(Path(written.path))
        return written

    def _in_order(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        waiting: deque[Future[Result]] = deque()
        with self._at_work(waiting):
            for job in jobs:
                waiting.append(self._submit(job))
                if len(waiting) > AHEAD * self.n_workers:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)

    def _as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        waiting: set[Future[Result]] = set()
        with self._at_work(waiting):
            for job in jobs:
                waiting.add(self._submit(job))
                if len(waiting) > AHEAD * self.n_workers:
                    yield from _done(waiting)
            while waiting:
                yield from _done(waiting)

    def _submit(self, job: Job[Result]) -> Future[Result]:
        future = processes(self.n_workers).submit(job)
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return future

    @contextmanager
    def _at_work(self, waiting: Collection[Future[Result]]) -> Iterator[None]:
        try:
            yield
        except TerminatedWorkerError as error:
            raise EngineError(
                "a process of this machine was ended, most likely for want of memory; expected "
                f"fewer at a time: evaluate.workers in params.yaml (now {self.n_workers})"
            ) from error
        finally:
            processes(self.n_workers).let_go(waiting)


IN_PROCESS = LocalEngine(1)
"""Runs one job after the other in this process."""


def _first(waiting: deque[Future[Result]]) -> Result:
    wait([waiting[0]])  # one that is waited for is let go of, too, if waiting is broken off
    return waiting.popleft().result()


def _done(waiting: set[Future[Result]]) -> Iterator[Result]:
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        waiting.remove(future)
        yield future.result()
