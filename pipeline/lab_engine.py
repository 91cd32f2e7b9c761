"""Where a laboratory's file is answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from engine.engine_error import EngineError
from engine.job import Engine
from engine.local_engine import IN_PROCESS, LocalEngine
from pipeline.parameters import load_parameters
from pipeline.settings import work_place
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
    engine.engine_error.EngineError
        It cannot be used.
    """
    with open_engine(with_engine(load_parameters(params), engine, scheduler)) as opened:
        yield opened


def for_jobs(engine: Engine, n_jobs: int) -> Engine:
    """Return this process instead of local ones where there is too little for them to do.

    A cluster that is asked for is used for all.
    """
    return IN_PROCESS if isinstance(engine, LocalEngine) and n_jobs < LEAST_JOBS else engine


def share(engine: Engine, value: Value) -> Value:
    """Make a value an argument of an engine's jobs.

    Raises
    ------
    EngineError
        It cannot be written where the workers read it: that is not where outputs are written.
    """
    try:
        return engine.share(value)
    except OSError as error:
        raise EngineError(
            f"{work_place()}: cannot be written ({error.strerror or error}); expected room for "
            "the model and the evidence, which workers read there"
        ) from error
