"""Work that can run in another process, and what runs it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from engine.shared_value import received

Result = TypeVar("Result")
Value = TypeVar("Value")

AHEAD = 2
"""Jobs a worker that engines take before results are asked for."""


@dataclass(frozen=True, eq=False)
class Job(Generic[Result]):
    """A function of a module with its arguments, which can be pickled.

    Parameters
    ----------
    function : callable
    arguments : tuple
        A job among them, or in a list among them, runs first and stands for its result: on a
        cluster the jobs of a list run side by side.

    Examples
    --------
    >>> Job(sum, ([Job(int, ("1",)), Job(int, ("2",))],))()
    3
    """

    function: Callable[..., Result]
    arguments: tuple[Any, ...]

    def __call__(self) -> Result:
        """Run it here, its inner jobs first."""
        return self.function(*map(_here, self.arguments))


class Engine(Protocol):
    """Runs jobs."""

    @property
    def n_workers(self) -> int:
        """Jobs that run at a time; on a cluster it may change."""
        ...

    def run(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results in the order of the jobs; only some more jobs than workers are taken."""
        ...

    def run_as_done(self, jobs: Iterable[Job[Result]]) -> Iterator[Result]:
        """Yield results as they come; a cluster takes all jobs at once."""
        ...

    def share(self, value: Value) -> Value:
        """Make a value that many jobs have as an argument: it is sent to each process once.

        What is returned is an argument of jobs only.
        """
        ...

    def keep(self, job: Job[Result]) -> Result:
        """Run a job whose result many jobs have as an argument, and keep it where it is.

        What is returned is an argument of jobs only.
        """
        ...


def _here(argument: Any) -> Any:
    if isinstance(argument, Job):
        return argument()
    if isinstance(argument, list):
        return [_here(item) for item in argument]
    return received(argument)
