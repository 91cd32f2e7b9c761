"""Trees that grow on a cluster whose workers, scheduler and other users do as they like."""

import logging
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dask
import numpy as np
import pytest
from distributed import LocalCluster, MultiLock
from made_up_trees import PART_ROWS, model, once_growing, unfitted

from engine.dask_engine import DaskEngine
from engine.engine_error import EngineError
from engine.local_engine import IN_PROCESS
from experiments.device import DeviceError, n_cuda_devices
from experiments.partitioned_trees import grow
from experiments.stored_features import StoredRows

MODULE = "experiments.distributed_trees"
ALONE = "engine.dask_losses.ALONE_SECONDS"
ENDLESS = 100_000
"""Rounds that no test waits for."""

# XGBoost's tracker cannot say good-bye to workers that are lost.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def kill_later(process):
    time.sleep(2)
    os.kill(process, signal.SIGKILL)


@pytest.fixture
def told(caplog):
    """What is logged while trees grow."""
    with caplog.at_level(logging.WARNING, logger=MODULE):
        yield caplog


@pytest.fixture
def elsewhere():
    """A cluster of two processes that somebody else began."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit="1GiB"
    ) as running:
        yield running


def test_a_worker_that_is_killed_costs_time_and_no_result(stored, tmp_path, told):
    many = unfitted(150)
    expected = model(grow(many, *stored, IN_PROCESS, PART_ROWS))
    with DaskEngine("", 2, "1GiB", tmp_path) as engine:
        victim = next(iter(engine.client.run(os.getpid).values()))
        killer = once_growing(engine.client, lambda: os.kill(victim, signal.SIGKILL))
        grown = grow(many, *stored, engine, PART_ROWS)
        killer.join()
    assert "begins again" in told.text
    assert model(grown) == expected


def test_a_worker_that_is_killed_before_the_others_come_costs_time_and_no_result(
    stored, tmp_path, told, monkeypatch
):
    few, busy = unfitted(3), []
    expected = model(grow(few, *stored, IN_PROCESS, PART_ROWS))

    async def held_up(workers, client):
        """Have one worker come later, when it has killed the other, which waits; once."""
        if not busy:
            late, early = workers
            [victim] = (await client.run(os.getpid, workers=[early])).values()
            busy.append(client.submit(kill_later, victim, workers=[late]))

    monkeypatch.setattr(f"{MODULE}._wait_until_free", held_up)
    with DaskEngine("", 2, "1GiB", tmp_path) as engine:
        grown = grow(few, *stored, engine, PART_ROWS)
    assert busy
    assert "begins again" in told.text
    assert model(grown) == expected


def test_a_worker_without_parts_that_leaves_does_not_restart_growing(
    stored, tmp_path, told, monkeypatch
):
    monkeypatch.setattr(f"{MODULE}.MISSED_SECONDS", 0.2)
    many = unfitted(200)
    with DaskEngine("", 3, "1GiB", tmp_path) as engine:

        def retire():
            idle = [worker for worker, tasks in engine.client.processing().items() if not tasks]
            engine.client.retire_workers(idle[:1])

        leaving = once_growing(engine.client, retire)
        grown = grow(many, *stored, engine, part_rows=3000)
        leaving.join()
        assert len(engine.client.nthreads()) == 2
    assert not told.text
    assert model(grown) == model(grow(many, *stored, IN_PROCESS, part_rows=3000))


def test_no_worker_that_is_left_is_one_clear_error(stored, elsewhere, tmp_path, monkeypatch):
    for name in (f"{MODULE}.MISSED_SECONDS", f"{MODULE}.BACK_SECONDS", ALONE):
        monkeypatch.setattr(name, 0.5)
    with DaskEngine(elsewhere.scheduler_address, 1, "auto", tmp_path) as engine:
        leaving = once_growing(engine.client, lambda: elsewhere.scale(0))
        with pytest.raises(EngineError, match="no worker is left"):
            grow(unfitted(ENDLESS), *stored, engine, PART_ROWS)
        leaving.join()


def test_a_scheduler_that_is_lost_while_trees_grow_is_one_clear_error(
    stored, elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setattr("engine.dask_connection.RECONNECT_SECONDS", 1)
    with DaskEngine(elsewhere.scheduler_address, 1, "auto", tmp_path) as engine:
        closing = once_growing(engine.client, elsewhere.close)
        with pytest.raises(EngineError, match="went away"):
            grow(unfitted(ENDLESS), *stored, engine, PART_ROWS)
        closing.join()
        with pytest.raises(EngineError, match="went away"):
            grow(unfitted(), *stored, engine, PART_ROWS)


def test_workers_that_a_killed_training_left_locked_are_told(stored, cluster, monkeypatch):
    monkeypatch.setattr(f"{MODULE}.LOCK_SECONDS", 0.5)
    left = MultiLock(list(cluster.client.nthreads()), cluster.client)
    left.acquire()
    given_back = threading.Timer(20, left.release)  # not to wait for ever
    given_back.start()
    try:
        with pytest.raises(EngineError, match="nothing runs on them: most likely it was killed"):
            grow(unfitted(), *stored, cluster, PART_ROWS)
    finally:
        given_back.cancel()
        if given_back.finished.is_set() and left.locked():
            left.release()


def test_workers_that_another_training_is_at_work_on_are_waited_for(
    stored, cluster, told, monkeypatch
):
    async def at_work(workers):
        return {worker: ["trees"] for worker in workers}

    monkeypatch.setattr(f"{MODULE}.LOCK_SECONDS", 0.2)
    monkeypatch.setattr(cluster.client, "processing", at_work)
    other = MultiLock(list(cluster.client.nthreads()), cluster.client)
    other.acquire()
    threading.Timer(2, other.release).start()
    grow(unfitted(1), *stored, cluster, PART_ROWS)
    assert told.text.count("waiting for its end") == 1


def test_two_trainings_at_once_do_not_hinder_each_other(stored, cluster):
    with ThreadPoolExecutor(2) as threads:
        grown = [threads.submit(grow, unfitted(30), *stored, cluster, PART_ROWS) for _ in range(2)]
        first, second = (model(found.result()) for found in grown)
    assert first == second


@pytest.fixture
def interruptible():
    """Let SIGINT interrupt: a shell has it ignored by what it runs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_training_that_is_stopped_gives_the_workers_back(stored, tmp_path):
    with DaskEngine("", 2, "1GiB", tmp_path) as engine:
        stopping = once_growing(engine.client, lambda: os.kill(os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            grow(unfitted(ENDLESS), *stored, engine, PART_ROWS)
        stopping.join()
        lock = MultiLock(list(engine.client.nthreads()), engine.client)
        assert lock.acquire(timeout=1)


def test_the_schedulers_own_address_stands_in_for_one_of_no_machine(stored, cluster):
    expected = model(grow(unfitted(2), *stored, IN_PROCESS, PART_ROWS))
    with dask.config.set({"xgboost.scheduler_address": "203.0.113.9"}):
        assert model(grow(unfitted(2), *stored, cluster, PART_ROWS)) == expected


def test_rows_are_whole_on_disk_before_a_worker_reads_them(stored, cluster, tmp_path, monkeypatch):
    rows, labels = stored
    mine = StoredRows(str(tmp_path / "matrix.npy"), rows.rows, rows.columns)
    np.save(mine.path, np.load(rows.path))
    persist, written, held = cluster.client.persist, [], []

    def watched(*given, **named):
        written.extend(path.name for path in tmp_path.rglob("*.npy"))
        handles = list(Path("/proc/self/fd").iterdir())
        held.extend(str(handle.readlink()) for handle in handles if handle.is_symlink())
        return persist(*given, **named)

    monkeypatch.setattr(cluster.client, "persist", watched)
    grow(unfitted(1), mine, labels, cluster, PART_ROWS)
    assert len(set(written)) == 2
    assert not [file for file in held if file.startswith(str(tmp_path))]
    assert [path.name for path in tmp_path.iterdir()] == ["matrix.npy"]


def test_what_a_worker_cannot_see_is_named(stored, cluster, monkeypatch):
    rows, labels = stored
    # The workers' folder is another.
    monkeypatch.chdir(Path(rows.path).parent)
    seen_here = StoredRows("matrix.npy", rows.rows, rows.columns)
    with pytest.raises(EngineError, match=r"\.npy: not seen from .*folder that all machines"):
        grow(unfitted(), seen_here, labels, cluster, PART_ROWS)


def test_features_that_this_process_cannot_see_are_named(stored):
    rows, labels = stored
    elsewhere = StoredRows("/nowhere/features.npy", rows.rows, rows.columns)
    with pytest.raises(EngineError, match=r"^/nowhere/features\.npy: .*share"):
        grow(unfitted(), elsewhere, labels, IN_PROCESS)


def test_a_fault_that_is_no_loss_is_told_in_xgboosts_words(stored, cluster, monkeypatch):
    monkeypatch.setattr(f"{MODULE}.MISSED_SECONDS", 0.5)
    with pytest.raises(EngineError, match=r"^XGBoost on the cluster: .*max_depth.*$"):
        grow(unfitted(2, max_depth=-3), *stored, cluster, PART_ROWS)


@pytest.mark.skipif(n_cuda_devices() > 0, reason="this machine has a CUDA device")
def test_workers_that_lack_the_device_are_told_before_trees_are_grown(stored, cluster):
    with pytest.raises(DeviceError, match=r"^classifier\.device is cuda, but worker tcp://"):
        grow(unfitted(2, device="cuda"), *stored, cluster, PART_ROWS)
