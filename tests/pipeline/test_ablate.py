"""``oncolit ablate`` as a person meets it: in a process of its own."""

import csv
import os
import re
import sqlite3
import subprocess
from pathlib import Path

import numpy as np
import pytest
from oncolit_command import run_oncolit

from pipeline.ablate import ablate

REPOSITORY = Path(__file__).resolve().parents[2]
GROUPS = "consequence,one_hot,tfidf"
"""Groups that carry the class, noise, and nothing at all in the folder below."""

COLUMNS = [
    "configuration", "group", "kind", "split", "log_loss", "log_loss_ci_low", "log_loss_ci_high",
    "difference", "difference_ci_low", "difference_ci_high", "accuracy", "macro_f1",
]  # fmt: skip


def run_ablate(*arguments, home, cwd):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return run_oncolit("ablate", *arguments, env=environment, cwd=cwd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder of variants alone: stops are loss of function, all else neutral."""
    generator = np.random.default_rng(0)
    folder = tmp_path_factory.mktemp("data") / "made_up"
    folder.mkdir()
    rows = ["ID,Gene,Variation,Class"]
    for number in range(120):
        stop = number % 2
        position = generator.integers(10, 900)
        gene = generator.choice(["BRAF", "KIT", "TP53", "PTEN", "MET", "RET"])
        rows.append(f"{number},{gene},{f'R{position}*' if stop else f'R{position}K'},{3 + stop}")
    rows.append("120,BRAF,V600E,12")
    (folder / "training_variants").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    """The finished command, and the place in which it ran."""
    place = tmp_path_factory.mktemp("place")
    (place / "params.yaml").write_text(
        "classifier:\n  n_estimators: 40\n  learning_rate: 0.2\n  views_left_out: []\n"
        "evaluate:\n  bootstrap_resamples: 100\n  workers: 1\n"
    )
    done = run_ablate(
        folder, "--split", "gene", "--split", "random", "--groups", GROUPS, "--folds", 2,
        "--params", "params.yaml", "--out", "out", home=place / "home", cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done, place


@pytest.fixture(scope="module")
def rows(done):
    with (done[1] / "out" / "ablation.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def number(rows, configuration, split, column):
    [value] = [
        row[column] for row in rows
        if (row["configuration"], row["split"]) == (configuration, split)
    ]  # fmt: skip
    return float(value)


def test_the_table_has_each_configuration_in_each_regime_asked_for(rows):
    assert list(rows[0]) == COLUMNS
    assert [(row["split"], row["kind"], row["group"]) for row in rows] == [
        (split, kind, group)
        for split in ("random", "gene")
        for kind, group in [
            ("all", ""),
            *((kind, group) for kind in ("without", "only")
              for group in ("one_hot", "consequence")),
            ("none", ""),
        ]
    ]  # fmt: skip


@pytest.mark.parametrize("split", ["random", "gene"])
def test_the_group_that_carries_the_class_is_better_alone_than_the_noise(rows, split):
    nothing = number(rows, "none", split, "log_loss")
    assert number(rows, "only consequence", split, "log_loss") < nothing - 0.2
    assert number(rows, "only one_hot", split, "log_loss") > nothing - 0.05
    assert number(rows, "only consequence", split, "accuracy") == 1


def test_what_is_printed_names_scores_absent_groups_rejected_rows_and_files(done):
    lines = done[0].stdout.splitlines()
    assert lines[0].startswith("Log loss with all feature groups: random 0.")
    assert lines[2].split() == ["random:", "without", "alone", "gene:", "without", "alone"]
    assert sorted(line.split()[0] for line in lines[3:5]) == ["consequence", "one_hot"]
    assert all(len(line) <= 120 for line in lines)
    assert "Left out, no columns on these data: tfidf" in lines
    assert "Rejected rows: 1 (see out/rejected.tsv). Wrote out/ablation.csv and " in done[0].stdout
    assert lines[-1].startswith("MLflow run ")
    assert done[0].stderr == ""


def test_the_plot_the_rejected_row_and_observations_are_written(done):
    out = done[1] / "out"
    assert (out / "ablation.png").read_bytes().startswith(b"\x89PNG")
    assert "training_variants\t122\t12\t" in (out / "rejected.tsv").read_text()
    assert (out / "observations.tsv").is_file()


def test_mlflow_has_one_parent_run_with_a_nested_run_a_configuration(done):
    run_id = done[0].stdout.splitlines()[-1].split()[2]
    with sqlite3.connect(done[1] / "home" / "mlruns" / "mlflow.db") as store:
        tags = store.execute("SELECT run_uuid, key, value FROM tags").fetchall()
        params = dict(
            store.execute("SELECT key, value FROM params WHERE run_uuid = ?", (run_id,)).fetchall()
        )
        statuses = store.execute("SELECT DISTINCT status FROM runs").fetchall()
        models = store.execute("SELECT name FROM registered_models").fetchall()
    parents = [value for _, key, value in tags if key == "mlflow.parentRunId"]
    assert parents == [run_id] * 6
    assert {value for _, key, value in tags if key == "run.kind"} == {"ablation"}
    assert not [key for _, key, _ in tags if key == "pipeline.fingerprint"]
    own = {key: value for run, key, value in tags if run == run_id}
    assert own["data.name"] == "made_up"
    assert own["data.demo"] == "false"
    assert len(own["data.sha256"]) == 64
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout.strip()
    assert own["git.commit"] == (head or "unknown")
    assert params["ablation.groups"] == "one_hot,consequence"
    assert params["ablation.absent"] == "tfidf"
    assert (params["split.folds"], params["classifier.n_estimators"]) == ("2", "40")
    assert Path(params["data.dir"]).name == "made_up"
    assert (statuses, models) == ([("FINISHED",)], [])


def test_without_tracking_the_store_is_left_alone(folder, done, tmp_path, monkeypatch):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    told = ablate(
        folder, ["random"], ["one_hot"], 2, None, tmp_path / "out", done[1] / "params.yaml",
        tracking=False,
    )  # fmt: skip
    assert "MLflow" not in told
    assert (tmp_path / "out" / "ablation.csv").is_file()
    assert not (tmp_path / "home" / "mlruns").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing option '--out'"),
        (("--out", "x", "--split", "paper"), "'paper' is not one of 'random', 'text', 'gene'"),
        (("--out", "x", "--groups", "tfidf,genes"), "expected feature groups of consequence, p"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(folder, arguments, message, tmp_path):
    found = run_ablate(folder, *arguments, home=tmp_path, cwd=tmp_path)
    assert found.returncode == 2
    assert found.stdout == ""
    assert message in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"groups": ["tfidf", "genes"]}, "got 'genes'"),
        ({"folds": 1}, "--folds or --seed: split.folds: Input should be greater than or equal"),
        ({"folds": 200}, "split random into 200 folds needs at least 200 rows, got 120"),
        ({"data_dir": Path("nowhere")}, "nowhere: no such folder; expected a folder with"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    folder, given, message, tmp_path
):
    usual = {"data_dir": folder, "splits": None, "groups": None, "folds": None, "seed": None}
    with pytest.raises(ValueError, match=re.escape(message)):
        ablate(**{**usual, **given}, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
