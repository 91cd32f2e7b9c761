"""Studies side by side: each goes on as its results come, whatever the others do.

Studies themselves run in the calling thread, one at a time, which alone writes their database;
other threads wait for the engine. Idle workers answer inner folds that a study may need next.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from engine.job import Engine, Job
from experiments.tuning import Trials

_Answers = list[np.ndarray]


def run_side_by_side(studies: Iterable[Trials], engine: Engine) -> Iterator[None]:
    """Run studies to their ends, yielding after each trial.

    One worker runs them one after the other; of more workers each has a study, and one study more
    is at hand. Where this is ended early, trials under way are failed.

    Parameters
    ----------
    studies : iterable of Trials
        See :func:`experiments.tuning.run_trials`.
    engine : Engine
    """
    schedule = _Schedule(tuple(studies), engine)
    try:
        yield from schedule.run()
    finally:
        schedule.close()


@dataclass(frozen=True, eq=False)
class _Asked:
    """A study that waits for the results of so many jobs."""

    study: Trials
    n_jobs: int


class _Schedule:
    """The studies that wait for a place, and those at work."""

    def __init__(self, studies: tuple[Trials, ...], engine: Engine) -> None:
        self._studies = studies
        self._engine = engine
        self._waiting = deque(studies)
        self._at_work: dict[Future[_Answers], _Asked] = {}
        self._threads = ThreadPoolExecutor(max(len(studies), 1))

    def run(self) -> Iterator[None]:
        """Yield after each trial."""
        while self._waiting or self._at_work:
            while self._waiting and len(self._at_work) < self._n_places():
                yield from self._go_on(self._waiting.popleft())
            if self._at_work:
                done = wait(self._at_work, return_when=FIRST_COMPLETED).done
                for future in done:
                    yield from self._go_on(self._at_work.pop(future).study, future.result())

    def close(self) -> None:
        """End all studies where they are; what is computed for them is not waited for."""
        for study in self._studies:
            study.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _go_on(self, study: Trials, answers: Sequence[np.ndarray] = ()) -> Iterator[None]:
        """Give a study what it asked for, until it waits for a thread or has ended."""
        while True:
            try:
                jobs = study.send(answers) if answers else next(study)
            except StopIteration:
                return
            if not jobs:
                answers = ()
                yield
                continue
            asked = jobs[: self._n_asked()]
            if not self._is_alone():
                answered = self._threads.submit(self._answers, asked)
                self._at_work[answered] = _Asked(study, len(asked))
                return
            answers = self._answers(asked)

    def _answers(self, jobs: Sequence[Job[np.ndarray]]) -> _Answers:
        return list(self._engine.run(jobs))

    def _n_places(self) -> int:
        n_workers = self._engine.n_workers
        return 1 if n_workers == 1 else n_workers + 1

    def _is_alone(self) -> bool:
        """Tell whether no other study could go on meanwhile."""
        return not self._at_work and (not self._waiting or self._n_places() == 1)

    def _n_asked(self) -> int:
        """Return how many inner folds a study may have answered: the workers that others leave."""
        n_jobs = sum(asked.n_jobs for asked in self._at_work.values())
        n_others = len(self._at_work) + len(self._waiting)
        return max(self._engine.n_workers - max(n_jobs, n_others), 1)
