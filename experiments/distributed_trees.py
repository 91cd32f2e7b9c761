"""Trees of :mod:`experiments.partitioned_trees`, grown by xgboost.dask: workers hold the parts.

XGBoost cannot go on without a worker that began with it. So when one is lost, growing begins again
with those that are there: it takes longer, and gives the same trees.
"""

import asyncio
import logging
import tempfile
import time
from concurrent.futures import wait
from pathlib import Path

import dask.array as da
import numpy as np
from dask import delayed
from distributed import Client
from xgboost import dask as xgboost_dask
from xgboost.collective import Config

from engine.engine_error import EngineError
from experiments.binned_columns import Cuts, binned, missing
from experiments.partitioned_trees import PART, Growing
from experiments.stored_features import StoredRows

TRIES = 3
"""Times that growing is begun."""

MISSED_SECONDS = 10
"""From a failure until a lost worker is missed, or from its loss until growing has failed."""

BACK_SECONDS = 60
"""Waited for another worker in the place of one that was lost, and for all to meet."""

_GLANCE_SECONDS = 0.5

_log = logging.getLogger(__name__)


class _WorkerLostError(Exception):
    """Growing cannot go on."""


def grow_on_cluster(growing: Growing, client: Client) -> bytes:
    """Return the booster, which reads bins, in XGBoost's JSON.

    Raises
    ------
    EngineError
        Workers were lost each time.
    """
    with tempfile.NamedTemporaryFile(dir=Path(growing.rows.path).parent, suffix=".npy") as file:
        np.save(file, np.stack([growing.rows.rows, growing.labels]))
        file.flush()
        for _ in range(TRIES):
            n_workers = len(_workers(client))
            try:
                return _grown_or_lost(growing, file.name, client)
            except _WorkerLostError as error:
                _log.warning("a Dask worker was lost: growing of trees begins again")
                lost = error
                _wait_for(client, n_workers)
    raise EngineError(
        f"trees were begun {TRIES} times, and each time a worker was lost, most likely for want of "
        "memory; give each worker more (worker_memory) or the cluster more workers"
    ) from lost


def _grown_or_lost(growing: Growing, rows_file: str, client: Client) -> bytes:
    before = _workers(client)
    loop = client.loop.asyncio_loop
    growth = asyncio.run_coroutine_threadsafe(_grown(growing, rows_file, client), loop)
    missed_at = None
    while not wait([growth], _GLANCE_SECONDS).done:
        if missed_at is None and not before <= _workers(client):
            missed_at = time.monotonic()
        if missed_at is not None and time.monotonic() > missed_at + MISSED_SECONDS:
            growth.cancel()
            raise _WorkerLostError
    try:
        return growth.result()
    except Exception as error:
        # What XGBoost and Dask raise for a lost worker are errors of many kinds.
        if not _is_lost(client, before):
            raise
        raise _WorkerLostError from error


async def _grown(growing: Growing, rows_file: str, client: Client) -> bytes:
    bins, labels, parts = _parts(growing, rows_file)
    matrix = await xgboost_dask.DaskQuantileDMatrix(
        client,
        bins,
        labels,
        missing=missing(growing.cuts),
        max_bin=growing.parameters["max_bin"],
        **{PART: parts},
    )
    trained = await xgboost_dask.train(
        client,
        growing.parameters,
        matrix,
        growing.n_rounds,
        obj=growing.objective,
        coll_cfg=Config(tracker_timeout=BACK_SECONDS),
    )
    return bytes(trained["booster"].save_raw("json"))


def _parts(growing: Growing, rows_file: str) -> tuple[da.Array, da.Array, da.Array]:
    """Return bins, labels and numbers of parts, which workers read themselves."""
    n_rows, n_columns = growing.rows.shape
    path, cuts = growing.rows.path, delayed(growing.cuts, pure=False)
    columns = delayed(growing.rows.columns, pure=False)
    kind = binned(np.empty((0, n_columns), dtype=np.float32), growing.cuts).dtype
    bins, labels, parts = [], [], []
    for number, start in enumerate(range(0, n_rows, growing.part_rows)):
        size = min(growing.part_rows, n_rows - start)
        part = slice(start, start + size)
        read = delayed(_bins, pure=False)(path, rows_file, columns, cuts, part)
        bins.append(da.from_delayed(read, (size, n_columns), kind))
        read = delayed(_labels, pure=False)(rows_file, part)
        labels.append(da.from_delayed(read, (size,), np.float32))
        parts.append(da.full(size, number, dtype=np.float32, chunks=size))
    return da.concatenate(bins), da.concatenate(labels), da.concatenate(parts)


def _bins(path: str, rows_file: str, columns: np.ndarray, cuts: Cuts, part: slice) -> np.ndarray:
    rows = np.load(rows_file, mmap_mode="r")[0, part]
    return binned(StoredRows(path, rows, columns).read(), cuts)


def _labels(rows_file: str, part: slice) -> np.ndarray:
    return np.load(rows_file, mmap_mode="r")[1, part].astype(np.float32)


def _workers(client: Client) -> set[str]:
    # Asked of the scheduler: what the client itself remembers of workers may be empty at times.
    return set(client.nthreads())


def _is_lost(client: Client, before: set[str]) -> bool:
    """Tell whether one of the workers is there no more; it takes a while to be missed."""
    until = time.monotonic() + MISSED_SECONDS
    while before <= _workers(client):
        if time.monotonic() > until:
            return False
        time.sleep(_GLANCE_SECONDS)
    return True


def _wait_for(client: Client, n_workers: int) -> None:
    """Wait until there are as many workers as before; fewer must do if they do not come back."""
    try:
        client.wait_for_workers(n_workers, timeout=BACK_SECONDS)
    except TimeoutError:
        client.wait_for_workers(1, timeout=BACK_SECONDS)
