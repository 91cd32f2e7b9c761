"""How studies share workers; what they find is the same in every case."""

import pytest
from made_up_folds import MADE_ON, SETTINGS, content, made_up_folds, run

from engine.local_engine import LocalEngine
from experiments.tuning import open_storage, open_study, run_trials
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import Sampler, Search


class WatchedEngine(LocalEngine):
    """Runs jobs in this process; remembers how many were asked for at a time."""

    def __init__(self, n_workers):
        super().__init__(n_workers)
        self.asked = []

    def run(self, jobs):
        self.asked.append(len(jobs))
        return (job() for job in jobs)


@pytest.fixture
def search_with(tmp_path):
    """Run so many studies with so many workers; return the engine and the studies."""

    def run_studies(n_studies, n_workers, n_trials=1, watch=lambda n_made: None):
        engine, search = WatchedEngine(n_workers), Search(Sampler.RANDOM, n_trials)
        storage = open_storage(tmp_path / f"{n_studies}.sqlite")
        studies = [open_study(storage, f"study{n}", MADE_ON) for n in range(n_studies)]
        made = []

        def make_folds():
            made.append(1)
            return made_up_folds()

        trials = [run_trials(study, search, SETTINGS, make_folds) for study in studies]
        for _ in run_side_by_side(trials, engine):
            watch(len(made))
        return engine, studies

    return run_studies


def test_one_worker_runs_studies_one_after_the_other_fold_by_fold(search_with):
    made = []
    engine, studies = search_with(3, n_workers=1, n_trials=2, watch=made.append)
    assert engine.asked == [1] * 3 * 2 * 3
    assert made == [1, 1, 2, 2, 3, 3]
    starts = [trial.datetime_start for study in studies for trial in study.trials]
    assert starts == sorted(starts)


def test_more_workers_have_a_study_each_and_one_is_at_hand(search_with):
    made = []
    search_with(6, n_workers=2, watch=made.append)
    assert made[0] == 3
    assert made[-1] == 6


def test_folds_are_answered_ahead_by_workers_that_no_other_study_needs(search_with):
    assert search_with(1, n_workers=8)[0].asked == [3]
    assert search_with(2, n_workers=3)[0].asked[:2] == [2, 1]
    assert search_with(4, n_workers=3)[0].asked[:4] == [1] * 4


def test_folds_answered_ahead_of_a_pruning_change_nothing(tmp_path):
    engine = WatchedEngine(8)
    ahead, records = run(tmp_path / "ahead.sqlite", "random", 8, engine=engine)
    one_by_one, _ = run(tmp_path / "one.sqlite", "random", 8)
    assert "pruned" in {record.state for record in records}
    assert content(ahead) == content(one_by_one)
    assert engine.asked == [3] * 8


def test_a_search_that_is_left_early_fails_the_trials_under_way(tmp_path):
    search, storage = Search(Sampler.RANDOM, 5), open_storage(tmp_path / "s.sqlite")
    studies = [open_study(storage, f"study{n}", MADE_ON) for n in range(3)]
    trials = [run_trials(study, search, SETTINGS, made_up_folds) for study in studies]
    running = run_side_by_side(trials, WatchedEngine(2))
    next(running)
    running.close()
    states = [trial.state.name for study in studies for trial in study.trials]
    assert states.count("COMPLETE") == 1
    assert set(states) == {"COMPLETE", "FAIL"}
