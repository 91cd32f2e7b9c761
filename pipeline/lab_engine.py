"""Where a laboratory's file is answered, and what every job of it is given once a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from engine.job import Engine
from engine.local_engine import IN_PROCESS, LocalEngine
from engine.shared_value import SharedValue, write_shared
from pipeline.parameters import load_parameters
from pipeline.settings import work_folder
from pipeline.work_engine import open_engine, with_engine

Value = TypeVar("Value")

LEAST_JOBS = 4
"""Fewer jobs, of some thousand variants each, are done before local processes have started."""


@contextmanager
def open_lab_engine(
    engine: str | None = None, scheduler: str | None = None, params: Path | None = None
) -> Iterator[Engine]:
    """Open the engine that is asked for, by default that of params.yaml, the checkout's or another.

    Raises
    ------
    engine.job.EngineError
        It cannot be used.
    """
    with open_engine(with_engine(load_parameters(params), engine, scheduler)) as opened:
        yield opened


def for_jobs(engine: Engine, n_jobs: int) -> Engine:
    """Return this process instead of local ones where there is too little for them to do.

    A cluster that is asked for is used for all.
    """
    return IN_PROCESS if isinstance(engine, LocalEngine) and n_jobs < LEAST_JOBS else engine


@contextmanager
def shared_by(engine: Engine, value: Value) -> Iterator[Value]:
    """Give a value as an argument of jobs, which read it by :func:`received`.

    joblib would send it with each job: its processes read a file, as those of a cluster do.
    """
    if not isinstance(engine, LocalEngine) or engine.n_workers == 1:
        yield engine.share(value)
        return
    written = write_shared(value, work_folder())
    try:
        yield cast(Value, written)
    finally:
        Path(written.path).unlink(missing_ok=True)


def received(value: Value) -> Value:
    """Return what was shared, in the process of a job."""
    return cast(Value, value.value()) if isinstance(value, SharedValue) else value
