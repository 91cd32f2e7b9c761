"""``oncolit baselines`` as a person meets it: in a process of its own."""

import csv
import os
import re
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from oncolit_command import run_oncolit

from experiments.field_baselines import LEARNERS as LEARNERS_BY_NAME
from pipeline.baselines import score_field_baselines
from pipeline.crossvalidate import run_crossvalidation

REPOSITORY = Path(__file__).resolve().parents[2]
LEARNERS = "naive_bayes,oncolit,prior,logistic_regression"
COLUMNS = [
    "learner", "features", "split", "log_loss", "log_loss_ci_low", "log_loss_ci_high",
    "difference", "difference_ci_low", "difference_ci_high", "accuracy", "macro_f1",
    "balanced_accuracy", "ece",
]  # fmt: skip
NAMED = [
    ("oncolit", ""), ("prior", ""),
    ("naive_bayes", "one_hot"), ("naive_bayes", "response"),
    ("logistic_regression", "one_hot"), ("logistic_regression", "response"),
]  # fmt: skip


def run_baselines(*arguments, home, cwd):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return run_oncolit("baselines", *arguments, env=environment, cwd=cwd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder of variants alone: oncogenes gain function, the others lose it."""
    generator = np.random.default_rng(0)
    folder = tmp_path_factory.mktemp("data") / "made_up"
    folder.mkdir()
    rows = ["ID,Gene,Variation,Class"]
    for number in range(60):
        gene = generator.choice(["BRAF", "KIT", "EGFR", "TP53", "PTEN", "RB1"])
        effect = 7 if gene in ("BRAF", "KIT", "EGFR") else 4
        rows.append(f"{number},{gene},R{generator.integers(10, 900)}K,{effect}")
    rows.append("60,BRAF,V600E,12")
    (folder / "training_variants").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def done(folder, tmp_path_factory):
    """The finished command, and the place in which it ran."""
    place = tmp_path_factory.mktemp("place")
    (place / "params.yaml").write_text(
        "classifier:\n  n_estimators: 10\nevaluate:\n  bootstrap_resamples: 100\n  workers: 1\n"
    )
    done = run_baselines(
        folder, "--split", "gene", "--split", "random", "--learners", LEARNERS, "--folds", 2,
        "--params", "params.yaml", "--out", "out", home=place / "home", cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done, place


@pytest.fixture(scope="module")
def rows(done):
    with (done[1] / "out" / "baselines.tsv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_the_table_has_each_learner_on_each_encoding_in_each_regime_asked_for(rows):
    assert list(rows[0]) == COLUMNS
    assert [(row["split"], row["learner"], row["features"]) for row in rows] == [
        (split, *named) for split in ("random", "gene") for named in NAMED
    ]


def test_learners_find_what_the_gene_says_and_only_where_it_was_seen(rows):
    accuracy = {(row["learner"], row["features"], row["split"]): float(row["accuracy"])
                for row in rows}  # fmt: skip
    for learner, features in NAMED[2:]:
        assert accuracy[learner, features, "random"] > 0.9
        assert accuracy[learner, features, "gene"] < 0.8


def test_differences_are_to_ours(rows):
    for row in rows:
        [ours] = [
            other for other in rows
            if (other["learner"], other["split"]) == ("oncolit", row["split"])
        ]  # fmt: skip
        more = float(row["log_loss"]) - float(ours["log_loss"])
        assert float(row["difference"]) == pytest.approx(more, abs=2e-6)
        low, high = float(row["difference_ci_low"]), float(row["difference_ci_high"])
        assert low <= float(row["difference"]) <= high


def test_what_is_printed_has_a_block_a_regime_rejected_rows_and_files(done):
    lines = done[0].stdout.splitlines()
    starts = [lines.index(line) for line in lines if line.startswith("Split ")]
    assert [lines[start].split()[1] for start in starts] == ["random:", "gene:"]
    for start in starts:
        block = lines[start + 2 : start + 2 + len(NAMED)]
        assert sorted(line[:29].strip().split()[0] for line in block) == sorted(
            name for name, _ in NAMED
        )
        assert all(" to " in line for line in block)
    assert all(len(line) <= 125 for line in lines)
    assert "Rejected rows: 1 (see out/rejected.tsv). Wrote out/baselines.tsv and " in lines[-2]
    assert lines[-1].startswith("MLflow run ")
    assert done[0].stderr == ""


def test_the_plot_the_rejected_row_and_observations_are_written(done):
    out = done[1] / "out"
    assert (out / "baselines.png").read_bytes().startswith(b"\x89PNG")
    assert "training_variants\t62\t12\t" in (out / "rejected.tsv").read_text()
    assert (out / "observations.tsv").is_file()


def test_mlflow_has_one_parent_run_with_a_nested_run_a_regime_and_learner(done):
    run_id = done[0].stdout.splitlines()[-1].split()[2]
    with sqlite3.connect(done[1] / "home" / "mlruns" / "mlflow.db") as store:
        tags = store.execute("SELECT run_uuid, key, value FROM tags").fetchall()
        params = dict(
            store.execute("SELECT key, value FROM params WHERE run_uuid = ?", (run_id,)).fetchall()
        )
        statuses = store.execute("SELECT DISTINCT status FROM runs").fetchall()
    parents = [value for _, key, value in tags if key == "mlflow.parentRunId"]
    assert parents == [run_id] * 2 * len(NAMED)
    own = {key: value for run, key, value in tags if run == run_id}
    assert (own["run.kind"], own["mlflow.runName"]) == ("baselines", "baselines")
    assert own["data.name"] == "made_up"
    assert len(own["data.sha256"]) == 64
    assert own["git.commit"]
    assert params["baselines.learners"] == "oncolit,prior,naive_bayes,logistic_regression"
    assert params["baselines.splits"] == "random,gene"
    assert params["baselines.ours"] == "cross-validated"
    assert params["split.folds"] == "2"
    assert statuses == [("FINISHED",)]


def test_without_ours_and_without_tracking_there_are_scores_alone(
    folder, done, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONCOLIT_HOME", str(tmp_path / "home"))
    told = score_field_baselines(
        folder, ["random"], ["prior"], 2, None, tmp_path / "out", done[1] / "params.yaml",
        tracking=False,
    )  # fmt: skip
    assert "MLflow" not in told
    assert not (tmp_path / "home" / "mlruns").exists()
    with (tmp_path / "out" / "baselines.tsv").open(newline="", encoding="utf-8") as lines:
        [row] = csv.DictReader(lines, delimiter="\t")
    assert (row["learner"], row["difference"]) == ("prior", "")
    assert 0.6 < float(row["log_loss"]) < 0.8  # two classes, about as frequent


def test_our_answers_are_taken_from_a_folder_of_crossvalidate(folder, done, rows, tmp_path):
    given = {"folds": 2, "seed": None, "out": tmp_path / "gene", "params": done[1] / "params.yaml"}
    run_crossvalidation(folder, "gene", **given)
    told = score_field_baselines(
        folder, ["gene"], ["prior"], 2, None, tmp_path / "out", done[1] / "params.yaml",
        tracking=False, ours=[tmp_path / "gene"],
    )  # fmt: skip
    assert "more than ours" in told
    with (tmp_path / "out" / "baselines.tsv").open(newline="", encoding="utf-8") as lines:
        found = list(csv.DictReader(lines, delimiter="\t"))
    assert [row["learner"] for row in found] == ["oncolit", "prior"]
    here = [
        row for row in rows if row["split"] == "gene" and row["learner"] in ("oncolit", "prior")
    ]
    assert found == here


def test_the_docs_name_every_learner_and_show_the_table_as_it_is_printed(done):
    page = (REPOSITORY / "docs" / "baselines.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, flags=re.M)) == set(LEARNERS_BY_NAME)
    printed = done[0].stdout.splitlines()
    [shown] = {line for line in page.splitlines() if line.startswith("learner ")}
    assert shown.split() in [line.split() for line in printed]
    for note in printed[-4:-2]:
        assert note in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing option '--out'"),
        (("--out", "x", "--split", "paper"), "'paper' is not one of 'random', 'text', 'gene'"),
        (("--out", "x", "--learners", "prior,deep"), "expected learners of oncolit, prior, k_ne"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(folder, arguments, message, tmp_path):
    found = run_baselines(folder, *arguments, home=tmp_path, cwd=tmp_path)
    assert found.returncode == 2
    assert found.stdout == ""
    assert message in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"learners": ["prior", "deep"]}, "got 'deep'"),
        ({"learners": []}, "got none"),
        ({"ours": [Path("nowhere")]}, "nowhere: expected a folder that oncolit crossvalidate"),
        ({"folds": 1}, "--folds or --seed: split.folds: Input should be greater than or equal"),
        ({"data_dir": Path("nowhere")}, "nowhere: no such folder; expected a folder with"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    folder, given, message, tmp_path
):
    usual = {"data_dir": folder, "splits": None, "learners": None, "folds": None, "seed": None}
    with pytest.raises(ValueError, match=re.escape(message)):
        score_field_baselines(**{**usual, **given}, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_few_rows_is_refused_before_anything_is_written(tmp_path):
    rows = [f"{number},BRAF,V{number + 1}E,{1 + number % 2}" for number in range(20)]
    (tmp_path / "training_variants").write_text("\n".join(["ID,Gene,Variation,Class", *rows]))
    with pytest.raises(ValueError, match="need at least 25 training rows in each fold"):
        score_field_baselines(tmp_path, ["random"], None, 5, None, tmp_path / "out")
    assert not (tmp_path / "out").exists()
