"""Studies on a cluster: the same trials as in this process, whatever happens to the workers."""

import os
import signal
from functools import partial

import numpy as np
import pytest
from made_up_folds import (
    MADE_ON,
    SETTINGS,
    MadeUpFold,
    content,
    finished,
    made_up_folds,
    reading_only,
)

from engine.job import Job
from engine.local_engine import IN_PROCESS, LocalEngine
from experiments.search_space import SPACE
from experiments.tuning import open_storage, open_study, run_trials
from experiments.tuning_folds import LabelledRows, answer_outer_fold, inner_folds, make_parts
from experiments.tuning_records import trial_records
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import Sampler, Search

READ = {"consequence", "hotspot", "text_response", "situation"}


@pytest.fixture(scope="module")
def settings(fast_settings):
    return reading_only(READ, fast_settings)


@pytest.fixture(scope="module")
def inputs(make_table, make_model_inputs):
    return make_model_inputs(make_table(60))


@pytest.fixture(scope="module")
def rows(make_table, inputs):
    papers = inputs.paper_index.groups_
    return LabelledRows(make_table(60)["Class"].to_numpy(), "text", papers % 2, papers)


def tune(given, file, engine, after_trial=lambda number: None):
    """Run the studies of two outer folds; return what each found."""
    inputs, rows, settings = given
    storage, search = open_storage(file), Search(Sampler.TPE, 2)
    shared = engine.share(inputs)
    studies, trials = {}, []
    for part in make_parts(rows, range(2), with_final=False, n_inner=2, seed=0):
        studies[part.name] = open_study(storage, part.name, MADE_ON)
        folds = partial(inner_folds, shared, rows.labels, part, settings, search.space, engine)
        trials.append(run_trials(studies[part.name], search, settings, folds))
    for number, _ in enumerate(run_side_by_side(trials, engine), start=1):
        after_trial(number)
    return {part: finished(trial_records(study, part, settings)) for part, study in studies.items()}


@pytest.fixture(scope="module")
def given(inputs, rows, settings):
    return inputs, rows, settings


@pytest.fixture(scope="module")
def expected(tmp_path_factory, given):
    """What the studies find in this process."""
    return tune(given, tmp_path_factory.mktemp("here") / "s.sqlite", IN_PROCESS)


def assert_same(found, expected):
    assert list(found) == list(expected)
    for part, records in expected.items():
        for one, other in zip(found[part], records, strict=True):
            assert one[:2] == other[:2]  # how it ended, and the values
            np.testing.assert_allclose(one[2], other[2], rtol=0, atol=1e-9)
            np.testing.assert_allclose(one[3], other[3], rtol=0, atol=1e-9)


def run_made_up(file, engine, after_trial=lambda number: None):
    storage, search = open_storage(file), Search(Sampler.TPE, 7)
    studies = [open_study(storage, name, MADE_ON) for name in ("a", "b")]
    trials = [
        run_trials(study, search, SETTINGS, partial(made_up_folds, ease=ease))
        for study, ease in zip(studies, (1, 0.8), strict=True)
    ]
    for number, _ in enumerate(run_side_by_side(trials, engine), start=1):
        after_trial(number)
    return studies


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Studies on made-up folds, run in this process one after the other."""
    return run_made_up(tmp_path_factory.mktemp("made_up") / "s.sqlite", IN_PROCESS)


def test_the_database_has_the_same_trials_values_and_prunings(cluster, made_up, tmp_path):
    found = run_made_up(tmp_path / "s.sqlite", cluster)
    assert list(map(content, found)) == list(map(content, made_up))
    states = {trial.state.name for study in found for trial in study.trials}
    assert states == {"COMPLETE", "PRUNED"}


def test_several_processes_of_this_machine_find_the_same(made_up, tmp_path):
    found = run_made_up(tmp_path / "s.sqlite", LocalEngine(2))
    assert list(map(content, found)) == list(map(content, made_up))


def test_a_study_cut_short_on_the_cluster_goes_on_in_this_process(cluster, made_up, tmp_path):
    def cut(number):
        if number == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_made_up(tmp_path / "s.sqlite", cluster, cut)
    for study, whole in zip(run_made_up(tmp_path / "s.sqlite", IN_PROCESS), made_up, strict=True):
        records = trial_records(study, "final", SETTINGS)
        assert finished(records) == finished(trial_records(whole, "final", SETTINGS))


def test_features_that_stay_on_the_workers_answer_as_those_made_here(
    cluster, given, expected, tmp_path
):
    assert_same(tune(given, tmp_path / "s.sqlite", cluster), expected)


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_no_result(cluster, given, expected, tmp_path):
    """What it kept, and what it was at, is made again on the other."""
    killed = []

    def kill(number):
        if number == 1:
            killed.append(min(cluster.client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    assert_same(tune(given, tmp_path / "s.sqlite", cluster, kill), expected)
    assert killed[0] not in cluster.client.run(os.getpid).values()


def test_a_job_that_fails_ends_all_studies_with_its_own_error(cluster, tmp_path):
    def hopeless():
        return [MadeUpFold(9, ease=None)]

    storage, search = open_storage(tmp_path / "s.sqlite"), Search(Sampler.RANDOM, 3)
    studies = [open_study(storage, name, MADE_ON) for name in ("a", "b")]
    trials = [
        run_trials(study, search, SETTINGS, make)
        for study, make in zip(studies, (hopeless, made_up_folds), strict=True)
    ]
    with pytest.raises(TypeError, match="NoneType"):
        list(run_side_by_side(trials, cluster))
    for study in studies:
        assert "RUNNING" not in {trial.state.name for trial in study.trials}


def test_rows_of_an_outer_fold_are_answered_alike(cluster, inputs, rows, settings):
    given = (rows, 1, {"kept": settings}, SPACE)
    here = answer_outer_fold(inputs, *given)
    [there] = cluster.run([Job(answer_outer_fold, (cluster.share(inputs), *given))])
    np.testing.assert_allclose(there["kept"], here["kept"], rtol=0, atol=1e-9)
