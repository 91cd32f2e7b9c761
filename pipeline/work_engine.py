"""The engine that params.yaml or the command line ask for."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from engine.engine_error import EngineError
from engine.job import Engine
from engine.local_engine import LocalEngine
from experiments.device import check_device
from pipeline.parameters import Parameters, parse_parameters
from pipeline.stops import tidied_up
from pipeline.work_folder import work_folder


@contextmanager
def open_engine(parameters: Parameters) -> Iterator[Engine]:
    """Open the engine; a cluster that was begun here ends with the block, whatever ends it.

    Raises
    ------
    EngineError
        The cluster cannot be reached or used, or a scheduler is named for the local engine.
    """
    with tidied_up(), _opened(parameters) as engine:
        yield engine


def _opened(parameters: Parameters) -> AbstractContextManager[Engine]:
    if parameters.engine == "local":
        if parameters.scheduler:
            raise EngineError(
                f"scheduler {parameters.scheduler!r} is for engine dask, and engine is local"
            )
        return LocalEngine(parameters.workers(), work_folder())
    # Imported here: most commands are done before it would be.
    from engine.dask_engine import DaskEngine

    return DaskEngine(
        parameters.scheduler, parameters.workers(), parameters.worker_memory, work_folder()
    )


@contextmanager
def open_training_engine(parameters: Parameters) -> Iterator[Engine]:
    """Open the engine, and make sure that trees can be grown where it runs jobs.

    Raises
    ------
    DeviceError
        ``classifier.device`` is not there.
    """
    with open_engine(parameters) as engine:
        check_device(parameters.classifier.device, getattr(engine, "client", None))
        yield engine


def with_engine(parameters: Parameters, engine: str | None, scheduler: str | None) -> Parameters:
    """Return a copy with another engine or scheduler, where they are given.

    A scheduler that is given asks for dask; the local engine alone has none.

    Raises
    ------
    EngineError
        No scheduler answers: it is told now, before anything is read.
    """
    content = parameters.model_dump()
    if scheduler is not None:
        content |= {"scheduler": scheduler, "engine": "dask"}
    if engine is not None:
        content["engine"] = engine
        if engine == "local" and scheduler is None:
            content["scheduler"] = ""
    asked = parse_parameters(content, "--engine or --scheduler")
    if asked.engine == "dask" and asked.scheduler:
        from engine.dask_connection import check_answers

        check_answers(asked.scheduler)
    return asked
