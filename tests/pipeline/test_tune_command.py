"""``oncolit tune`` and ``oncolit select`` as a person meets them: in a process of their own."""

import csv
import json
import os
import re
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from oncolit_command import run_oncolit

from pipeline.parameters import read_parameters
from pipeline.tune import Request, tune

REPOSITORY = Path(__file__).resolve().parents[2]
ALL_VIEWS = (
    "one_hot, substitution, position, neighbourhood, response, ngrams, recurrence, tfidf, "
    "variant_tfidf, gene_tfidf, rest_tfidf, text_response, variant_text_response, "
    "gene_text_response, mentions, doc2vec, embeddings, annotations, annotated_neighbourhood, "
    "read_neighbourhood"
)
# Parameters so poor that any others are better.
PARAMS = (
    "classifier:\n  n_estimators: 1  # too few\n  learning_rate: 0.02\n  inner_folds: 2\n"
    f"  views_left_out: [{ALL_VIEWS}]\n"
    "evaluate:\n  bootstrap_resamples: 100\n  workers: 1\n"
)


def run(command, *arguments, home, cwd):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return run_oncolit(command, *arguments, env=environment, cwd=cwd)


def write_folder(folder, seed=0):
    """Write a data folder of variants alone: stops are loss of function, all else neutral."""
    generator = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    rows = ["ID,Gene,Variation,Class"]
    for number in range(150):
        stop = number % 2
        position = generator.integers(10, 900)
        gene = generator.choice(["BRAF", "KIT", "TP53", "PTEN", "MET", "RET"])
        rows.append(f"{number},{gene},{f'R{position}*' if stop else f'R{position}K'},{3 + stop}")
    rows.append("150,BRAF,V600E,12")
    (folder / "training_variants").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("data") / "made_up")


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    """The finished nested search, and the place in which it ran."""
    place = tmp_path_factory.mktemp("place")
    (place / "params.yaml").write_text(PARAMS)
    done = run(
        "tune", folder, "--regime", "random", "--sampler", "random", "--trials", 2, "--nested",
        "--folds", 2, "--inner-folds", 2, "--write", "--params", "params.yaml", "--out", "out",
        home=place / "home", cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done, place


def test_what_is_printed_names_studies_scores_the_decision_and_files(done):
    lines = done[0].stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["study", "outer0", "outer1", "final"]
    assert lines[4].startswith("Best of final: classifier.")
    assert lines[5].startswith("On rows that tuning never saw (split random): log loss 0.")
    assert lines[6].startswith("Wrote params.yaml: classifier.")
    assert "Rejected rows: 1 (see out/rejected.tsv). Wrote out/trials.csv, " in lines[7]
    assert lines[8].startswith("MLflow run ")
    assert done[0].stderr == ""


def test_the_tables_and_the_plot_are_written(done):
    out = done[1] / "out"
    with (out / "trials.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["part"], row["trial"]) for row in rows] == [
        (part, str(trial)) for part in ("outer0", "outer1", "final") for trial in range(2)
    ]
    report = json.loads((out / "tuning.json").read_text())
    assert [row["parameters"] for row in report["outer"]] == ["kept", "tuned"]
    assert set(report["studies"]) == {
        f"made_up-random-random-{part}" for part in ("outer0", "outer1", "final")
    }
    assert (out / "tuning.png").read_bytes().startswith(b"\x89PNG")
    assert "training_variants\t152\t12\t" in (out / "rejected.tsv").read_text()


def test_the_study_is_named_in_params_yaml_with_what_was_decided(done):
    _, place = done
    text = (place / "params.yaml").read_text()
    found = read_parameters(place / "params.yaml")
    record = found.tuning
    assert " # too few" in text
    assert record.study == "made_up-random-random-final"
    assert record.file == "mlruns/tuning.sqlite"
    assert (place / "home" / record.file).is_file()
    assert (record.regime, record.sampler, record.trials, record.seed) == ("random", "random", 2, 0)
    assert len(record.data_sha256) == 64
    report = json.loads((place / "out" / "tuning.json").read_text())
    [tuned] = [row for row in report["outer"] if row["parameters"] == "tuned"]
    assert record.outer_difference == pytest.approx(
        [tuned[f"difference{end}"] for end in ("", "_ci_low", "_ci_high")], abs=1e-4
    )
    assert tuned["difference_ci_high"] < 0
    assert record.chosen == "tuned"
    best = report["studies"][record.study]["best_values"]
    assert best["classifier.n_estimators"] > 1
    assert {name: found.flattened()[name] for name in best} == best


def test_values_are_kept_and_the_study_named_where_nothing_better_was_found(folder, place):
    told = tune_here(folder, place, trials=1, nested=True, write=True, study=place / "own.sqlite")
    assert told.splitlines()[5].endswith("+0.0000 (+0.0000 to +0.0000), no clear difference")
    text = (place / "params.yaml").read_text()
    assert text.startswith(PARAMS)
    record = read_parameters(place / "params.yaml").tuning
    assert (record.chosen, record.outer_difference) == ("kept", (0, 0, 0))
    assert record.file == "own.sqlite"


def test_mlflow_has_one_parent_run_with_a_nested_run_a_trial(done):
    run_id = done[0].stdout.splitlines()[-1].split()[2]
    with sqlite3.connect(done[1] / "home" / "mlruns" / "mlflow.db") as store:
        tags = store.execute("SELECT run_uuid, key, value FROM tags").fetchall()
        metrics = store.execute("SELECT run_uuid, key, value FROM metrics").fetchall()
        params = store.execute("SELECT run_uuid, key, value FROM params").fetchall()
        statuses = store.execute("SELECT DISTINCT status FROM runs").fetchall()
    nested = [run for run, key, value in tags if (key, value) == ("mlflow.parentRunId", run_id)]
    assert len(nested) == 6
    assert statuses == [("FINISHED",)]
    assert {value for _, key, value in tags if key == "run.kind"} == {"tuning"}
    assert not [key for _, key, _ in tags if key == "pipeline.fingerprint"]
    own = {key: value for found, key, value in metrics if found == run_id}
    assert {"random/log_loss", "random/log_loss_difference", "random/inner_log_loss"} < set(own)
    for found in nested:
        state = [v for r, k, v in tags if (r, k) == (found, "trial.state")]
        assert state == ["complete"]
        steps = [v for r, k, v in metrics if (r, k) == (found, "random/inner_log_loss_so_far")]
        assert len(steps) == 2
        assert [k for r, k, v in params if r == found and k == "classifier.max_depth"]
    chosen = {key: value for found, key, value in params if found == run_id}
    assert chosen["tuning.study"] == "made_up-random-random-final"
    assert "best.classifier.max_depth" in chosen
    artifacts = {file.name for file in (done[1] / "home" / "mlruns" / "artifacts").rglob("*")}
    assert {"tuning.png", "trials.csv", "tuning.json", "tuning.sqlite"} <= artifacts


@pytest.fixture
def place(done, tmp_path, monkeypatch):
    """A place with the studies of the finished search."""
    home = tmp_path / "home"
    (home / "mlruns").mkdir(parents=True)
    studies = done[1] / "home" / "mlruns" / "tuning.sqlite"
    (home / "mlruns" / "tuning.sqlite").write_bytes(studies.read_bytes())
    monkeypatch.setenv("ONCOLIT_HOME", str(home))
    (tmp_path / "params.yaml").write_text(PARAMS)
    return tmp_path


def tune_here(folder, place, seed=None, folds=2, engine_name=None, **request):
    usual = {"regime": "random", "sampler": "random", "trials": 2, "inner_folds": 2}
    return tune(
        folder, place / "out", Request(**{**usual, **request}), folds, seed,
        place / "params.yaml", tracking=False, engine_name=engine_name,
    )  # fmt: skip


def test_the_same_studies_go_on_and_are_not_run_again(folder, done, place):
    before = (place / "home" / "mlruns" / "tuning.sqlite").stat().st_size
    told = tune_here(folder, place, outer_fold=1)
    assert told.splitlines()[1] == done[0].stdout.splitlines()[2]
    assert (place / "home" / "mlruns" / "tuning.sqlite").stat().st_size == before
    assert "(split random/outer1)" in told
    more = tune_here(folder, place, trials=3).splitlines()
    assert more[1].split()[:2] == ["final", "3"]
    assert not [line for line in more if line.startswith("On rows that tuning never saw")]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "dask"])
def test_two_processes_find_the_same_whatever_runs_them(folder, done, place, engine):
    (place / "params.yaml").write_text(PARAMS.replace("workers: 1", "workers: 2"))
    tune_here(folder, place, nested=True, study=place / "own.sqlite", engine_name=engine)
    found, expected = (
        json.loads((where / "out" / "tuning.json").read_text()) for where in (place, done[1])
    )
    assert (found.pop("file"), expected.pop("file")) == ("own.sqlite", "mlruns/tuning.sqlite")
    assert found == expected


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"seed": 5}, "seed, classifier.seed, folds"),
        ({"inner_folds": 3}, "folds"),
        ({"folds": 3, "outer_fold": 0}, "folds"),
    ],
)
def test_studies_of_other_folds_or_seeds_are_refused(folder, place, changed, named):
    with pytest.raises(ValueError, match=f"was made with other {named}: name another file"):
        tune_here(folder, place, **changed)
    assert not (place / "out").exists()


def test_studies_of_other_data_ranges_or_parameters_are_refused(folder, place, tmp_path):
    other = write_folder(tmp_path / "elsewhere" / "made_up", seed=1)
    with pytest.raises(ValueError, match="was made with other data: name another file"):
        tune_here(other, place)
    (place / "params.yaml").write_text(PARAMS.replace("0.02", "0.9"))
    with pytest.raises(ValueError, match=r"with other search space, classifier\.learning_rate: "):
        tune_here(folder, place)


def test_a_search_without_outer_folds_or_tracking_leaves_mlflow_and_params_alone(folder, place):
    told = tune_here(folder, place)
    assert "MLflow" not in told
    assert not (place / "home" / "mlruns" / "mlflow.db").exists()
    assert (place / "params.yaml").read_text() == PARAMS


WRONG = {
    "no folder to write to": ((), "Missing option '--out'"),
    "a sampler that is none": (("--out", "x", "--sampler", "guess"), "'guess' is not one of"),
    "no trial": (("--out", "x", "--trials", 0), "greater than or equal to 1"),
    "one fold and all": (("--out", "x", "--outer-fold", 0, "--nested"), "do not go together"),
    "a fold that is none": (("--out", "x", "--outer-fold", 5), "expected 0 to 4, got 5"),
    "to write unproven values": (("--out", "x", "--write"), "--write needs --nested"),
    "a cluster and none": (
        ("--out", "x", "--engine", "local", "--scheduler", "tcp://10.0.0.1:8786"),
        "scheduler 'tcp://10.0.0.1:8786' is for engine dask, and engine is local",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_line_and_exit_code_2(folder, tmp_path, arguments, message):
    found = run("tune", folder, *arguments, home=tmp_path, cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, "")
    assert message in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_select_prints_tracks_and_writes_differences_and_what_was_kept(folder, tmp_path):
    (tmp_path / "params.yaml").write_text(PARAMS)
    found = run(
        "select", folder, "--split", "random", "--folds", 2, "--params", "params.yaml",
        "--out", "out", home=tmp_path / "home", cwd=tmp_path,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    lines = found.stdout.splitlines()
    assert lines[0].startswith("Log loss out of fold without selection: random 0.")
    assert [line.split()[0] for line in lines[3:5]] == ["l1", "forest"]
    assert re.search(r"[+-]0\.\d{4}\*? +\([+-]0\.\d{4} to [+-]0\.\d{4}\)", lines[3])
    assert [line.split()[0] for line in lines[7:9]] == ["consequence", "hotspot"]
    with (tmp_path / "out" / "kept.csv").open(newline="", encoding="utf-8") as table:
        kept = list(csv.DictReader(table))
    assert {row["selection"] for row in kept} == {"l1", "forest"}
    with (tmp_path / "out" / "selection.csv").open(newline="", encoding="utf-8") as table:
        assert [row["selection"] for row in csv.DictReader(table)] == ["none", "l1", "forest"]
    run_id = lines[-1].split()[2]
    with sqlite3.connect(tmp_path / "home" / "mlruns" / "mlflow.db") as store:
        nested = store.execute(
            "SELECT count(*) FROM tags WHERE key = 'mlflow.parentRunId' AND value = ?", (run_id,)
        ).fetchone()
        shares = store.execute(
            "SELECT count(*) FROM metrics WHERE key = 'random/share_of_features_kept'"
        ).fetchone()
        selections = store.execute(
            "SELECT value FROM params WHERE key = 'classifier.selection' AND run_uuid != ?",
            (run_id,),
        ).fetchall()
    assert (nested, shares) == ((3,), (2,))
    assert {value for (value,) in selections} == {"none", "l1", "forest"}
