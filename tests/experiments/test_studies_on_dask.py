"""Ablation, baselines and feature selection on a cluster answer as they do in this process."""

import os
import signal
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from engine.dask_engine import DaskEngine
from experiments.ablation import run_ablation
from experiments.baseline_answers import cross_validate_baselines
from experiments.feature_selection_effect import run_selection
from experiments.field_baselines import field_baselines
from experiments.splits import assign_folds
from experiments.views import all_views

READ = {"consequence", "hotspot", "mentions", "tfidf", "situation"}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with DaskEngine("", 2, "1GiB", tmp_path_factory.mktemp("cluster")) as engine:
        yield engine


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
