"""Trees of :mod:`experiments.partitioned_trees`, grown by xgboost.dask: workers hold the parts.

XGBoost cannot go on without a worker that holds parts. So when one is lost, growing begins again
with those that are there: it takes longer, and gives the same trees.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dask.array as da
import numpy as np
from dask import delayed
from distributed import Client, MultiLock
from xgboost import dask as xgboost_dask
from xgboost.collective import Config
from xgboost.core import XGBoostError

from engine.dask_connection import ClusterClient
from engine.dask_losses import Patience, losses_told
from engine.engine_error import EngineError
from experiments.binned_columns import Cuts, binned, missing
from experiments.partitioned_trees import PART, Growing
from experiments.stored_features import StoredRows, mapped
from experiments.tree_tracker import start_apart

TRIES = 3
"""Times that growing is begun."""

MISSED_SECONDS = 10
"""From a failure until a lost worker is missed, or from its loss until growing has failed."""

BACK_SECONDS = 60
"""Waited for another worker in the place of one that was lost."""

MEET_SECONDS = 600
"""Waited for all workers to meet: they may have other work to end first."""

LOCK_SECONDS = 60
"""Waited for workers that another training holds, while nothing runs on them."""

_GLANCE_SECONDS = 0.5

_log = logging.getLogger(__name__)


class _WorkerLostError(Exception):
    """Growing cannot go on."""


def grow_on_cluster(growing: Growing, client: ClusterClient) -> bytes:
    """Return the booster, which reads bins, in XGBoost's JSON.

    Raises
    ------
    EngineError
        Workers were lost each time, none is left, another training holds them and does nothing,
        the scheduler was lost, or XGBoost says what is wrong.
    """
    client.stand_ins["_start_tracker"] = start_apart
    with (
        losses_told(client),
        TemporaryDirectory(
            prefix="rows.", dir=Path(growing.rows.path).parent, ignore_cleanup_errors=True
        ) as folder,
    ):
        rows_file = str(Path(folder) / "rows.npy")
        # Closed before it is read: on a network's disk others may not see it whole until then.
        np.save(rows_file, np.stack([growing.rows.rows, growing.labels]))
        n_workers = len(_workers(client))
        for number in range(TRIES):
            if number:
                _log.warning("a Dask worker was lost: growing of trees begins again")
                _wait_for(client, n_workers)
            try:
                return _grown_or_lost(growing, rows_file, client)
            except _WorkerLostError as error:
                lost = error
    raise EngineError(
        f"trees were begun {TRIES} times, and each time a worker was lost, most likely for want of "
        "memory; give each worker more (worker_memory) or the cluster more workers"
    ) from lost


def _grown_or_lost(growing: Growing, rows_file: str, client: Client) -> bytes:
    before = _workers(client)
    holders: set[str] = set()
    with _begun(_grown(growing, rows_file, client, holders), client) as growth:
        _wait_while_whole(growth, client, holders)
        try:
            return growth.result()
        except EngineError:
            raise
        except Exception as error:
            # What XGBoost and Dask raise for a lost worker are errors of many kinds.
            if _is_lost(client, holders or before):
                raise _WorkerLostError from error
            if isinstance(error, XGBoostError):
                raise EngineError(f"XGBoost on the cluster: {_first_line(error)}") from error
            raise


def _wait_while_whole(growth: "Future[bytes]", client: Client, holders: set[str]) -> None:
    """Wait for the end of growing, or for one of those that hold parts to be missed."""
    missed_at, patience = None, Patience(client, memory="")
    while not wait([growth], _GLANCE_SECONDS).done:
        patience.look()
        # Until parts are dealt there are no holders: Dask makes those of a lost worker again.
        if holders <= _workers(client):
            missed_at = None
        elif missed_at is None:
            missed_at = time.monotonic()
        elif time.monotonic() > missed_at + MISSED_SECONDS:
            raise _WorkerLostError


@contextmanager
def _begun(grown: Coroutine[Any, Any, bytes], client: Client) -> "Iterator[Future[bytes]]":
    """Run it beside this thread; whatever ends the block ends it, and XGBoost's lock is let go."""
    ended = threading.Event()

    async def run() -> bytes:
        try:
            return await grown
        finally:
            ended.set()

    growth = asyncio.run_coroutine_threadsafe(run(), client.loop.asyncio_loop)
    try:
        yield growth
    finally:
        if not growth.done():
            growth.cancel()
            ended.wait(MISSED_SECONDS)


async def _grown(growing: Growing, rows_file: str, client: Client, holders: set[str]) -> bytes:
    """Deal the parts, tell by whom they are held, and grow."""
    matrix = await _dealt(growing, rows_file, client)
    holders.update(matrix.worker_map)
    await _wait_until_free(sorted(holders), client)
    trained = await xgboost_dask.train(
        client,
        growing.parameters,
        matrix,
        growing.n_rounds,
        obj=growing.objective,
        coll_cfg=Config(tracker_timeout=MEET_SECONDS),
    )
    return bytes(trained["booster"].save_raw("json"))


async def _dealt(growing: Growing, rows_file: str, client: Client) -> xgboost_dask.DaskDMatrix:
    bins, labels, parts = client.persist(_parts(growing, rows_file))
    for made in client.futures_of([bins, labels, parts]):
        if error := await made.exception():  # XGBoost would not say which
            raise error
    return await xgboost_dask.DaskQuantileDMatrix(
        client,
        bins,
        labels,
        missing=missing(growing.cuts),
        max_bin=growing.parameters["max_bin"],
        **{PART: parts},
    )


async def _wait_until_free(workers: list[str], client: Client) -> None:
    """Wait while others grow trees there.

    XGBoost would, too, but without end: it locks the workers, and nobody gives back the lock of a
    training that was killed.
    """
    lock = MultiLock(workers, client)
    is_told, at_work_at = False, time.monotonic()
    # Shielded: a lock that was asked for must be given back.
    while not await asyncio.shield(_is_free(lock)):
        if not is_told:
            _log.warning("another training holds the Dask workers: waiting for its end")
            is_told = True
        if any((await client.processing(workers)).values()):
            at_work_at = time.monotonic()
        elif time.monotonic() > at_work_at + LOCK_SECONDS:
            raise EngineError(
                "another training holds the Dask workers, and nothing runs on them: most likely it "
                "was killed; restart the scheduler and its workers"
            )
        await asyncio.sleep(_GLANCE_SECONDS)


async def _is_free(lock: MultiLock) -> bool:
    if is_free := await lock.acquire(blocking=False):
        await lock.release()
    return bool(is_free)


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
    rows = mapped(rows_file)[0, part]
    return binned(StoredRows(path, rows, columns).read(), cuts)


def _labels(rows_file: str, part: slice) -> np.ndarray:
    return mapped(rows_file)[1, part].astype(np.float32)


def _workers(client: Client) -> set[str]:
    # Asked of the scheduler: what the client itself remembers of workers may be empty at times.
    return set(client.nthreads())


def _is_lost(client: Client, needed: set[str]) -> bool:
    """Tell whether one of the workers is there no more; it takes a while to be missed."""
    until = time.monotonic() + MISSED_SECONDS
    while needed <= _workers(client):
        if time.monotonic() > until:
            return False
        time.sleep(_GLANCE_SECONDS)
    return True


def _wait_for(client: Client, n_workers: int) -> None:
    """Wait until there are as many workers as before; fewer must do if they do not come back."""
    with suppress(TimeoutError):
        client.wait_for_workers(n_workers, timeout=BACK_SECONDS)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "")
