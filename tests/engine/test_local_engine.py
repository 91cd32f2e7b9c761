"""Jobs on this machine's cores."""

import pytest
from cluster_jobs import fail, process_id, square, total

from engine.job import EngineError, Job
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
