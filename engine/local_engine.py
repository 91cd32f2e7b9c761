"""Jobs on this machine's cores."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar, cast

from joblib import Parallel, delayed

from engine.job import Job
from engine.shared_value import write_shared

Result = TypeVar("Result")
Value = TypeVar("Value")


class LocalEngine:
    """Runs jobs in processes of this machine, or with one worker in this process.

    A context manager, which removes what was shared.

    Parameters
    ----------
    n_workers : int
        Jobs that run at a time.
    folder : Path, optional
        Where shared values lie, to be read once by each process; without, they go with each job.

    Examples
    --------
    >>> list(LocalEngine(1).run(Job(abs, (number,)) for number in (-1, 2)))
    [1, 2]
    """

    def __init__(self, n_workers: int = 1, folder: Path | None = None) -> None:
        self.n_workers = n_workers
        self._folder = folder
        self._shared: list[Path] = []

    def __enter__(self) -> "LocalEngine":
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._shared:
            path.unlink(missing_ok=True)

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; see :class:`engine.job.Engine`."""
        return self._parallel("generator", jobs)

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come."""
        return self._parallel("generator_unordered", jobs)

    def share(self, value: Value) -> Value:
        """Write the value where other processes read it, if there are others."""
        if self.n_workers == 1 or self._folder is None:
            return value
        written = write_shared(value, self._folder)
        self._shared.append(Path(written.path))
        return cast(Value, written)

    def keep(self, job: Job[Result]) -> Result:
        """Run the job and return its result."""
        return next(self.run([job]))

    def _parallel(self, returned: str, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        return Parallel(n_jobs=self.n_workers, return_as=returned, batch_size="auto")(
            delayed(job)() for job in jobs
        )


IN_PROCESS = LocalEngine(1)
"""Runs one job after the other in this process."""
