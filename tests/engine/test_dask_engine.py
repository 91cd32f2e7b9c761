"""Jobs on a cluster of two processes: the same results, whatever becomes of the processes."""

import os
import signal
import time

import pytest
from cluster_jobs import (
    CountsItsReadings,
    fail,
    first_of,
    ones,
    process_id,
    slow_square,
    square,
    thread_pools,
    times_read,
    total,
)
from distributed.system import MEMORY_LIMIT

import engine.dask_connection
from engine.dask_engine import DaskEngine
from engine.engine_error import EngineError
from engine.job import AHEAD, Job
from engine.one_thread import ONE_THREAD

MEBI = 1 << 20


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with DaskEngine("", 2, "600MiB", tmp_path_factory.mktemp("work")) as running:
        yield running


def test_results_are_those_of_the_jobs_in_their_order(cluster):
    jobs = [Job(total, ([Job(square, (number,)), number], 1)) for number in range(30)]
    assert list(cluster.run(jobs)) == [number * number + number + 1 for number in range(30)]
    assert sorted(cluster.run_as_done(jobs)) == sorted(job() for job in jobs)


def test_jobs_run_in_both_processes_and_not_in_this_one(cluster):
    found = set(cluster.run(Job(process_id, (number,)) for number in range(20)))
    assert len(found) == 2
    assert os.getpid() not in found


def test_few_more_jobs_than_workers_are_taken_before_results_are_asked_for(cluster):
    taken = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield Job(square, (number,))

    results = cluster.run(jobs())
    assert next(results) == 0
    assert len(taken) <= AHEAD * cluster.n_workers + 1
    assert list(results) == [number * number for number in range(1, 100)]


def test_a_shared_value_is_read_once_a_process(cluster):
    shared = cluster.share(CountsItsReadings())
    found = set(cluster.run(Job(times_read, (shared, number)) for number in range(20)))
    assert len(found) == 2
    assert {times for _, times in found} == {1}


def test_what_is_kept_is_made_once_and_used_by_many(cluster):
    kept = cluster.keep(Job(process_id, (0,)))
    assert len(set(cluster.run(Job(total, ([kept], 0)) for _ in range(8)))) == 1


def test_an_error_in_a_job_is_told_as_it_is(cluster):
    with pytest.raises(EngineError, match=r"^row 7: expected another$"):
        list(cluster.run([Job(square, (1,)), Job(fail, (7,))]))


@pytest.mark.parametrize("loaded", [False, True], ids=["loads libraries", "finds them loaded"])
def test_linear_algebra_of_a_job_has_one_thread_whatever_the_environment_says(
    loaded, tmp_path, monkeypatch
):
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "4")
    with DaskEngine("", 1, "600MiB", tmp_path) as one:
        if loaded:
            [others] = one.client.run(thread_pools).values()
            assert max(others) > 1
        [found] = one.run([Job(thread_pools, ())])
    assert set(found) == {1}


def test_a_worker_that_is_killed_costs_time_and_no_result(cluster):
    expected = [number * number for number in range(24)]
    results = cluster.run_as_done([Job(slow_square, (number, 0.1)) for number in range(24)])
    found = [next(results)]
    os.kill(next(iter(cluster.client.run(os.getpid).values())), signal.SIGKILL)
    found += results
    assert sorted(found) == expected


def test_what_was_kept_by_a_killed_worker_is_made_again(cluster):
    kept = [cluster.keep(Job(square, (number,))) for number in range(8)]
    assert list(cluster.run([Job(total, (kept, 0))])) == [140]
    for process in cluster.client.run(os.getpid).values():
        os.kill(process, signal.SIGKILL)
    assert list(cluster.run([Job(total, (kept, 1))])) == [141]


def test_results_that_do_not_fit_into_memory_go_to_disk(cluster):
    n_bytes = 80 * MEBI  # 16 of them are more than the two processes may hold
    arrays = [cluster.keep(Job(ones, (n_bytes,))) for _ in range(16)]
    found = list(cluster.run([Job(first_of, (array,)) for array in arrays]))
    assert found == [1.0] * 16
    on_disk = cluster.client.run(lambda dask_worker: dask_worker.data.spilled_total.disk)
    assert sum(on_disk.values()) > 0


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "http://127.0.0.1"])
def test_a_scheduler_that_does_not_answer_is_one_clear_error(address, tmp_path, monkeypatch):
    monkeypatch.setattr(engine.dask_connection, "CONNECT_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(EngineError) as told:
        DaskEngine(address, 2, "auto", tmp_path)
    assert str(told.value).startswith(f"scheduler '{address}': no Dask scheduler answers there")
    assert "\n" not in str(told.value)
    assert time.monotonic() - started < 5
    assert list(tmp_path.iterdir()) == []


def test_memory_by_default_is_an_equal_share_of_the_machine(tmp_path):
    with DaskEngine("", 1, "auto", tmp_path) as one:
        [limit] = one.client.run(_memory_limit).values()
    assert limit == pytest.approx(MEMORY_LIMIT, rel=0.01)


def _memory_limit(dask_worker):
    return dask_worker.memory_manager.memory_limit


def test_nothing_is_left_on_disk(tmp_path):
    with DaskEngine("", 1, "600MiB", tmp_path) as running:
        running.share("a value")
        assert any(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []
