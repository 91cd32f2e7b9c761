"""Jobs on this machine's cores."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cluster_jobs import (
    CountsItsReadings,
    die_at_once,
    fail,
    process_id,
    slow_square,
    square,
    thread_pools,
    times_read,
    total,
)

from engine.engine_error import EngineError
from engine.job import AHEAD, Job
from engine.local_engine import IN_PROCESS, LocalEngine
from engine.one_thread import ONE_THREAD

WAYS = ["run", "run_as_done"]


def processes_of(engine):
    return set(engine.run(Job(process_id, (number,)) for number in range(20)))


@pytest.mark.parametrize("engine", [IN_PROCESS, LocalEngine(2)], ids=["one", "two"])
def test_results_come_in_the_order_of_the_jobs_their_inner_jobs_run_first(engine):
    jobs = [Job(total, ([Job(square, (number,)), number], 1)) for number in range(20)]
    assert list(engine.run(jobs)) == [number * number + number + 1 for number in range(20)]
    assert sorted(engine.run_as_done(jobs)) == sorted(engine.run(jobs))


def test_two_workers_are_two_processes_for_all_that_follows(tmp_path):
    first = processes_of(LocalEngine(2))
    assert len(first) == 2
    assert os.getpid() not in first
    with LocalEngine(2, tmp_path) as another:
        another.keep(Job(square, (2,)))
        assert processes_of(another) == first


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_value_that_is_shared_or_kept_is_an_argument_like_others(n_workers, tmp_path):
    with LocalEngine(n_workers, tmp_path) as engine:
        shared, kept = engine.share(5), engine.keep(Job(square, (3,)))
        assert list(engine.run([Job(total, ([kept, kept], shared))])) == [23]
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_does_no_harm_to_jobs_of_other_threads(tmp_path):
    with LocalEngine(2, tmp_path) as engine, ThreadPoolExecutor(1) as thread:
        slow = thread.submit(lambda: list(engine.run([Job(slow_square, (5, 2))])))
        time.sleep(0.2)
        for number in range(3):
            engine.keep(Job(square, (number,)))
        assert slow.result() == [25]


def test_a_job_that_fails_does_no_harm_to_jobs_of_other_threads():
    with LocalEngine(2) as engine, ThreadPoolExecutor(1) as thread:
        slow = thread.submit(lambda: list(engine.run([Job(slow_square, (5, 2))])))
        time.sleep(0.2)
        with pytest.raises(EngineError, match="row 7"):
            list(engine.run([Job(fail, (7,)), Job(slow_square, (1, 1))]))
        assert slow.result() == [25]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("n_workers", [1, 2])
def test_jobs_are_taken_as_their_results_are_asked_for(n_workers, way):
    taken = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield Job(square, (number,))

    results = getattr(LocalEngine(n_workers), way)(jobs())
    found = [next(results)]
    time.sleep(0.3)
    assert len(taken) <= AHEAD * n_workers + 1
    found += results
    assert sorted(found) == [number * number for number in range(100)]


def test_results_come_as_they_are_done():
    seconds = {4: 1.0, 1: 0.0, 2: 0.0}
    jobs = [Job(slow_square, (number, wait)) for number, wait in seconds.items()]
    assert list(LocalEngine(2).run_as_done(jobs))[-1] == 16


@pytest.mark.parametrize("n_workers", [1, 2])
def test_an_error_in_a_job_is_told_as_it_is(n_workers):
    with pytest.raises(EngineError, match="row 7: expected another"):
        list(LocalEngine(n_workers).run([Job(fail, (7,))]))


def test_a_process_that_is_killed_is_one_clear_error_and_others_take_its_place():
    engine = LocalEngine(2)
    with pytest.raises(EngineError) as told:
        list(engine.run([Job(square, (2,)), Job(die_at_once, ())]))
    assert "evaluate.workers in params.yaml (now 2)" in str(told.value)
    assert "\n" not in str(told.value)
    assert list(engine.run([Job(square, (2,))])) == [4]


@pytest.mark.parametrize("way", WAYS)
def test_jobs_that_are_still_at_work_end_with_the_engine(way):
    began = time.monotonic()
    with LocalEngine(2) as engine:
        results = getattr(engine, way)([Job(process_id, (0,)), Job(slow_square, (1, 60))])
        process = next(results)
    while time.monotonic() < began + 30 and _lives(process):
        time.sleep(0.05)
    assert time.monotonic() < began + 30
    assert results  # nobody has let go of them


def test_linear_algebra_has_one_thread_however_few_processes_there_are(monkeypatch):
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "4")
    engine = LocalEngine(3)  # no test before had so many
    for found in engine.run([Job(thread_pools, ())] * 3):
        assert set(found) == {1}


def test_what_is_shared_or_kept_is_read_once_a_process_and_gone_in_the_end(tmp_path):
    for given in ("share", "keep"):
        with LocalEngine(2, tmp_path) as engine:
            value = (
                engine.share(CountsItsReadings())
                if given == "share"
                else engine.keep(Job(CountsItsReadings, ()))
            )
            found = dict(engine.run(Job(times_read, (value, number)) for number in range(20)))
            before = dict(engine.run(Job(times_read, (value, number)) for number in range(20)))
            assert any(tmp_path.iterdir())
        assert len(found) == 2
        assert before == found
        assert list(tmp_path.iterdir()) == []


def _lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
