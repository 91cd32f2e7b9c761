"""Jobs on this machine's cores."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from joblib import Parallel, delayed

from engine.job import Job

Result = TypeVar("Result")
Value = TypeVar("Value")


class LocalEngine:
    """Runs jobs in processes of this machine, or with one worker in this process.

    Parameters
    ----------
    n_workers : int
        Jobs that run at a time.

    Examples
    --------
    >>> list(LocalEngine(1).run(Job(abs, (number,)) for number in (-1, 2)))
    [1, 2]
    """

    def __init__(self, n_workers: int = 1) -> None:
        self.n_workers = n_workers

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; see :class:`engine.job.Engine`."""
        return self._parallel("generator", jobs)

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come."""
        return self._parallel("generator_unordered", jobs)

    def share(self, value: Value) -> Value:
        """Return the value: joblib maps large arrays into memory once."""
        return value

    def keep(self, job: Job[Result]) -> Result:
        """Run the job and return its result."""
        return next(self.run([job]))

    def _parallel(self, returned: str, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        return Parallel(n_jobs=self.n_workers, return_as=returned, batch_size="auto")(
            delayed(job)() for job in jobs
        )


IN_PROCESS = LocalEngine(1)
"""Runs one job after the other in this process."""
