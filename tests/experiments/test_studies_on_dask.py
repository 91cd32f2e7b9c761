"""Ablation, baselines and feature selection on a cluster answer as they do in this process."""

import os
import pickle
import signal
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from engine.local_engine import LocalEngine
from experiments.ablation import run_ablation
from experiments.baseline_answers import cross_validate_baselines
from experiments.baselines import OURS
from experiments.crossvalidation import answer_out_of_fold
from experiments.feature_selection_effect import run_selection
from experiments.field_baselines import field_baselines
from experiments.splits import assign_folds
from experiments.views import all_views

READ = {"consequence", "hotspot", "mentions", "tfidf", "situation"}


@pytest.fixture(scope="module")
def given(make_table, make_model_inputs, fast_settings):
    """Inputs, labels, folds and settings that are fitted in a moment."""
    table = make_table(60)
    labels, genes = table["Class"].to_numpy(), table["Gene"].to_numpy()
    folds = {regime: assign_folds(regime, labels, genes, 2) for regime in ("random", "gene")}
    settings = replace(
        fast_settings,
        classifier=replace(fast_settings.classifier, n_estimators=2, inner_folds=2),
        views_left_out=tuple(name for name in all_views(fast_settings.text) if name not in READ),
    )
    return make_model_inputs(table), labels, folds, settings


ablate = partial(run_ablation, groups=("hotspot", "tfidf"))
baselines = partial(
    cross_validate_baselines, baselines=field_baselines(["naive_bayes", "logistic_regression"])
)


@pytest.fixture(scope="module")
def ablated(given):
    """What an ablation answers in this process."""
    return ablate(*given).probabilities


def assert_same(found, expected):
    assert list(found) == list(expected)
    for regime, answers in expected.items():
        assert list(found[regime]) == list(answers)
        for name, table in answers.items():
            pd.testing.assert_frame_equal(found[regime][name], table, rtol=0, atol=1e-9)


def test_an_ablation_on_a_cluster_answers_as_here(cluster, given, ablated):
    assert_same(ablate(*given, engine=cluster).probabilities, ablated)


def test_baselines_on_a_cluster_answer_as_here(cluster, given):
    assert_same(baselines(*given, engine=cluster), baselines(*given))


@pytest.mark.slow
def test_selectors_on_a_cluster_answer_and_keep_as_here(cluster, given):
    inputs, labels, folds, settings = given
    once = {"random": folds["random"]}
    there = run_selection(inputs, labels, once, settings, cluster)
    here = run_selection(inputs, labels, once, settings)
    assert_same(there.probabilities, here.probabilities)
    pd.testing.assert_frame_equal(there.kept, here.kept, rtol=0, atol=1e-9)


def test_a_worker_that_is_killed_costs_no_answer(cluster, given, ablated):
    killed = []

    def watch(finished, total):
        for number, fold in enumerate(finished):
            if number == 0:
                killed.append(min(cluster.client.run(os.getpid).values()))
                os.kill(killed[0], signal.SIGKILL)
            yield fold

    found = ablate(*given, engine=cluster, progress=watch)
    assert_same(found.probabilities, ablated)
    assert killed[0] not in cluster.client.run(os.getpid).values()


class WeighedError(Exception):
    """Carries the jobs that would have run."""


class OnlyWeighs(LocalEngine):
    """Runs nothing."""

    def run(self, jobs):
        raise WeighedError(list(jobs))

    run_as_done = run


def jobs_of(study, given, folder):
    with OnlyWeighs(2, folder) as engine, pytest.raises(WeighedError) as told:
        study(*given, engine=engine)
    return told.value.args[0]


explained = partial(answer_out_of_fold, learners=(OURS,), explained=("random", "gene"))


@pytest.mark.parametrize("study", [ablate, baselines, run_selection, explained])
def test_what_is_sent_with_a_job_does_not_grow_with_the_rows(
    study, given, make_table, make_model_inputs, tmp_path
):
    sizes = []
    for n_rows in (60, 240):
        table = make_table(n_rows)
        folds = {regime: np.arange(n_rows) % 2 for regime in ("random", "gene")}
        rows = make_model_inputs(table), table["Class"].to_numpy(), folds
        sizes.append(
            [len(pickle.dumps(job)) for job in jobs_of(study, (*rows, given[3]), tmp_path)]
        )
    assert len(sizes[0]) == 4
    assert sizes[0] == sizes[1]


def test_a_cluster_is_told_the_whole_size_of_a_fitted_view(given):
    with pytest.raises(WeighedError) as told:
        explained(*given, engine=OnlyWeighs(1))
    views, *_ = told.value.args[0][0].arguments
    fitted = views[0]()
    assert fitted.view is not None
    content = fitted.training, fitted.tested, fitted.view
    assert sys.getsizeof(fitted) >= len(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
