"""Reading and cross-validation on a cluster of two processes: what they write is the same."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import pipeline.crossvalidate
import pipeline.featurize
import pipeline.prepare
from engine.dask_engine import DaskEngine
from experiments.baselines import OURS
from experiments.crossvalidation import answer_out_of_fold
from pipeline.crossvalidate import run_crossvalidation
from pipeline.data_folder import read_data_folder
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import Parameters
from pipeline.prepared import featurize, prepare
from pipeline.split import make_folds, text_groups
from pipeline.texts import read_literature
from variants.schema import REGIMES

DEMO = Path(__file__).parents[2] / "data" / "demo"
FAST = {
    "split": {"folds": 2},
    "text": {"doc2vec_epochs": 2, "doc2vec_size": 8, "response_components": 8},
    "classifier": {"n_estimators": 4},
}


@pytest.fixture(scope="module")
def parameters():
    return Parameters.model_validate(FAST)


@pytest.fixture(scope="module")
def rows():
    return prepare(read_data_folder(DEMO), "demo")


@pytest.fixture(scope="module")
def folds(rows, parameters):
    groups = text_groups(rows, parameters.split)
    return make_folds(rows, groups, parameters.split, REGIMES)


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """No cache: everything is worked out anew, where it was asked to be."""
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))


def answers(rows, folds, parameters, engine=None, regimes=("gene",), **options):
    settings = experiment_settings(parameters)
    given = {} if engine is None else {"engine": engine}
    literature = read_literature(rows, settings.reading, **given)
    return answer_out_of_fold(
        featurize(rows, literature),
        rows.labels.to_numpy(),
        {regime: folds[regime].to_numpy() for regime in regimes},
        settings,
        (OURS, "prior"),
        explained=("gene",),
        **given,
        **options,
    )


def assert_same(one, other):
    for regime, by_learner in one.probabilities.items():
        for learner, probabilities in by_learner.items():
            found = other.probabilities[regime][learner]
            np.testing.assert_allclose(found, probabilities, rtol=0, atol=1e-9)
            assert found.index.equals(probabilities.index)
        pd.testing.assert_frame_equal(other.answers[regime], one.answers[regime], atol=1e-9)
    assert other.explanations == one.explanations


@pytest.mark.slow
def test_folds_and_views_on_two_processes_answer_as_here(
    rows, folds, parameters, own_home, tmp_path
):
    with DaskEngine("", 2, "1.5GiB", tmp_path) as cluster:
        found = answers(rows, folds, parameters, cluster, REGIMES)
    assert_same(answers(rows, folds, parameters, regimes=REGIMES), found)


@pytest.mark.slow
def test_workers_killed_while_folds_are_answered_change_no_answer(
    rows, folds, parameters, own_home, tmp_path
):
    expected, killed = answers(rows, folds, parameters), []
    with DaskEngine("", 2, "1.5GiB", tmp_path) as cluster:

        def kill_all_after_the_first(finished, total):  # the other was not fetched yet
            for number, fold in enumerate(finished):
                if number == 0:
                    killed.extend(cluster.client.run(os.getpid).values())
                    for process in killed:
                        os.kill(process, signal.SIGKILL)
                yield fold

        found = answers(rows, folds, parameters, cluster, progress=kill_all_after_the_first)
        assert len(killed) == 2
        assert not set(killed) & set(cluster.client.run(os.getpid).values())
    assert_same(expected, found)


@pytest.mark.slow
def test_the_stage_featurize_writes_the_same_files_with_either_engine(tmp_path, monkeypatch):
    for engine in ("local", "dask"):
        content = FAST | {"engine": engine, "worker_memory": "1.5GiB", "data": {"dir": str(DEMO)}}
        params = tmp_path / f"{engine}.yaml"
        params.write_text(yaml.safe_dump(content), encoding="utf-8")
        folder = tmp_path / engine
        folder.mkdir()
        pipeline.prepare.main(
            params, folder / "prepared", folder / "rejected.tsv", folder / "observations.tsv",
            folder / "rows.json",
        )  # fmt: skip
        monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / f"home of {engine}"))
        pipeline.featurize.main(
            folder / "prepared", params, folder / "literature", folder / "evidence.jsonl"
        )
    names = [path.relative_to(tmp_path / "dask") for path in (tmp_path / "dask").rglob("*.*")]
    assert len(names) > 10
    for name in names:
        assert (tmp_path / "dask" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


def test_a_scheduler_that_does_not_answer_is_one_line_and_exit_code_2(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "webapp.cli", "crossvalidate", str(DEMO), "--out", str(tmp_path),
         "--scheduler", "tcp://127.0.0.1:9"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("oncolit: scheduler 'tcp://127.0.0.1:9': no Dask scheduler answers")
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_for_the_local_engine_is_refused(tmp_path):
    params = tmp_path / "params.yaml"
    params.write_text("engine: local\nscheduler: tcp://127.0.0.1:9\n", encoding="utf-8")
    with pytest.raises(ValueError, match="is for engine dask, and engine is local"):
        run_crossvalidation(DEMO, "gene", None, None, tmp_path / "out", params)


def test_there_is_a_worker_for_each_core_that_may_be_used():
    code = (
        "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
        "from pipeline.parameters import Parameters; print(Parameters().workers())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
