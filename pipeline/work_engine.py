"""The engine that params.yaml or the command line ask for."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.engine_error import EngineError
from engine.job import Engine
from engine.local_engine import LocalEngine
from experiments.device import check_device
from pipeline.parameters import Parameters, parse_parameters
from pipeline.settings import work_folder


@contextmanager
def open_engine(parameters: Parameters) -> Iterator[Engine]:
    """Open the engine; a cluster that was begun here ends with the block.

    Raises
    ------
    EngineError
        The cluster cannot be reached or used, or a scheduler is named for the local engine.
    """
    if parameters.engine == "local":
        if parameters.scheduler:
            raise EngineError(
                f"scheduler {parameters.scheduler!r} is for engine dask, and engine is local"
            )
        with LocalEngine(parameters.workers(), work_folder()) as cores:
            yield cores
        return
    # Imported here: most commands are done before it would be.
    from engine.dask_engine import DaskEngine

    with DaskEngine(
        parameters.scheduler, parameters.workers(), parameters.worker_memory, work_folder()
    ) as engine:
        yield engine


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

    A scheduler that is given asks for dask.
    """
    content = parameters.model_dump()
    if scheduler is not None:
        content |= {"scheduler": scheduler, "engine": "dask"}
    if engine is not None:
        content["engine"] = engine
    return parse_parameters(content, "--engine or --scheduler")
