"""What is said when workers or the scheduler are lost, and nobody can go on."""

import os
import threading
import time

import dask
import pytest
from cluster_jobs import die, go_on_when_paused, slow_square, square, take_memory
from distributed import Client
from worker_processes import borrow, someones_cluster

import engine.dask_connection
import engine.dask_losses
from engine.dask_engine import DaskEngine
from engine.dask_losses import losses_told
from engine.engine_error import EngineError
from engine.job import Job

MEBI = 1 << 20


@pytest.fixture
def elsewhere():
    """A cluster that somebody else began."""
    with someones_cluster() as running:
        yield running


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(engine.dask_losses, "ALONE_SECONDS", 1.5)
    monkeypatch.setattr(engine.dask_losses, "GLANCE_SECONDS", 0.2)


@pytest.mark.slow
def test_a_job_that_needs_more_than_a_worker_has_is_one_clear_error(tmp_path):
    with (
        DaskEngine("", 1, "300MiB", tmp_path) as small,
        pytest.raises(EngineError, match=r"take_memory.*want of memory.*worker_memory is 300MiB"),
    ):
        list(small.run([Job(take_memory, (900 * MEBI,))]))


def test_a_job_that_ends_its_process_each_time_is_one_clear_error(tmp_path):
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        DaskEngine("", 1, "600MiB", tmp_path) as one,
        pytest.raises(EngineError, match=r"a task \(die-.*\) was given up: 2 workers were lost"),
    ):
        list(one.run([Job(die, (0,))]))


def test_a_scheduler_that_goes_away_is_one_clear_error(elsewhere, tmp_path):
    with borrow(elsewhere, tmp_path) as borrowed:
        results = borrowed.run_as_done([Job(slow_square, (number, 0.2)) for number in range(50)])
        next(results)
        threading.Thread(target=elsewhere.close).start()
        with pytest.raises(EngineError, match="went away before all tasks were done"):
            list(results)


def test_a_scheduler_that_went_away_between_jobs_is_one_clear_error(
    elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setattr(engine.dask_connection, "RECONNECT_SECONDS", 0.5)
    with borrow(elsewhere, tmp_path) as borrowed:
        address = elsewhere.scheduler_address
        elsewhere.close()
        until = time.monotonic() + 30
        while borrowed.client.status != "closed" and time.monotonic() < until:
            time.sleep(0.05)
        for asked in (
            lambda: borrowed.n_workers,
            lambda: borrowed.keep(Job(square, (2,))),
            lambda: list(borrowed.run([Job(square, (2,))])),
            lambda: list(borrowed.run_as_done([Job(square, (2,))])),
        ):
            with pytest.raises(EngineError, match=f"^scheduler '{address}': went away"):
                asked()


def test_an_error_of_a_job_passes_as_it_is(elsewhere):
    with (
        Client(elsewhere) as client,
        pytest.raises(AttributeError, match="nothing"),
        losses_told(client),
    ):
        raise AttributeError("nothing of that name")


@pytest.mark.parametrize("way", ["run", "run_as_done"])
def test_when_no_worker_is_left_waiting_ends(way, elsewhere, tmp_path, impatient):
    with borrow(elsewhere, tmp_path) as borrowed:
        results = getattr(borrowed, way)([Job(slow_square, (2, seconds)) for seconds in (0, 60)])
        assert next(results) == 4
        elsewhere.scale(0)
        with pytest.raises(EngineError, match=r"^no worker is left \(waited 1.5 s for one\)"):
            next(results)


def test_when_all_workers_are_full_waiting_ends(elsewhere, tmp_path, impatient):
    with borrow(elsewhere, tmp_path) as borrowed:
        # A worker that has stopped taking work ends what it has in hand, however long that takes.
        assert list(borrowed.run([Job(go_on_when_paused, (4,))])) == [4]
        with pytest.raises(EngineError, match=r"^no worker takes work, .* \(worker_memory is auto"):
            list(borrowed.run([Job(square, (2,))]))


def test_what_began_here_ends_even_if_the_connection_does_not_end_well(tmp_path, monkeypatch):
    close = Client.close

    def fail(client):
        close(client)
        raise TimeoutError

    monkeypatch.setattr(Client, "close", fail)
    with DaskEngine("", 1, "600MiB", tmp_path) as running:
        [process] = running.client.run(os.getpid).values()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
