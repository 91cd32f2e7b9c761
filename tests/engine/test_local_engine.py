"""Jobs on this machine's cores."""

import pytest
from cluster_jobs import CountsItsReadings, fail, process_id, square, times_read, total

from engine.engine_error import EngineError
from engine.job import Job
from engine.local_engine import IN_PROCESS, LocalEngine


@pytest.mark.parametrize("engine", [IN_PROCESS, LocalEngine(2)], ids=["one", "two"])
def test_results_come_in_the_order_of_the_jobs_their_inner_jobs_run_first(engine):
    jobs = [Job(total, ([Job(square, (number,)), number], 1)) for number in range(20)]
    assert list(engine.run(jobs)) == [number * number + number + 1 for number in range(20)]
    assert sorted(engine.run_as_done(jobs)) == sorted(engine.run(jobs))


def test_two_workers_are_two_processes():
    assert len(set(LocalEngine(2).run(Job(process_id, (number,)) for number in range(20)))) == 2


def test_a_value_that_is_shared_or_kept_is_an_argument_like_others():
    shared, kept = IN_PROCESS.share(5), IN_PROCESS.keep(Job(square, (3,)))
    assert list(IN_PROCESS.run([Job(total, ([kept, kept], shared))])) == [23]


def test_jobs_are_taken_as_their_results_are_asked_for():
    taken = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield Job(square, (number,))

    results = IN_PROCESS.run(jobs())
    assert next(results) == 0
    assert len(taken) < 10


@pytest.mark.parametrize("n_workers", [1, 2])
def test_an_error_in_a_job_is_told_as_it_is(n_workers):
    with pytest.raises(EngineError, match="row 7: expected another"):
        list(LocalEngine(n_workers).run([Job(fail, (7,))]))


def test_what_is_shared_is_read_once_a_process_and_gone_in_the_end(tmp_path):
    with LocalEngine(2, tmp_path) as engine:
        shared = engine.share(CountsItsReadings())
        found = set(engine.run(Job(times_read, (shared, number)) for number in range(20)))
        assert any(tmp_path.iterdir())
    assert {times for _, times in found} == {1}
    assert list(tmp_path.iterdir()) == []
