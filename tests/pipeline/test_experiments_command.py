"""``oncolit experiments`` as an analyst meets it, on a store of small made-up runs."""

import csv
import json
import os
import re
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest
from oncolit_command import run_oncolit

from experiments.tracking import open_store

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[2]
MODEL = "oncolit-effect-classifier"
COLUMNS = [f"class{number}" for number in range(1, 10)]
TRUTH = np.random.default_rng(9).integers(1, 10, size=90)
INDEX = pd.RangeIndex(90, name="ID")
VARIANTS = pd.DataFrame(
    {
        "Gene": [f"GENE{row % 10}" for row in range(90)],
        "Variation": [f"V{row}E" for row in range(90)],
        "text_group": [row % 15 for row in range(90)],
        "gene_group": [f"gene{row % 10}" for row in range(90)],
    },
    index=INDEX,
)


def answers(skill, seed):
    noise = np.random.default_rng(seed).dirichlet(np.ones(9), size=90)
    table = pd.DataFrame(
        skill * np.eye(9)[TRUTH - 1] + (1 - skill) * noise, index=INDEX, columns=COLUMNS
    )
    table.insert(0, "fold", np.arange(90) // 30)
    table.insert(1, "Class", TRUTH)
    return table.to_csv()


def log(client, name, skill, folds="3", sha256="ab" * 32):
    """Log a run as the pipeline does, with a nested run and a version of the model."""
    experiment = client.get_experiment_by_name("oncolit").experiment_id
    tags = {
        "data.sha256": sha256, "data.name": "made-up", "data.demo": "false",
        "git.commit": "c0ffee00", "pipeline.fingerprint": name,
    }  # fmt: skip
    run_id = client.create_run(experiment, tags=tags, run_name=name).info.run_id
    client.log_param(run_id, "split.folds", folds)
    client.log_param(run_id, "classifier.max_depth", str(int(10 * skill)))
    for number, regime in enumerate(("random", "text", "gene")):
        client.log_text(run_id, answers(skill, number), f"predictions/{regime}_oncolit.csv")
        client.log_metric(run_id, f"{regime}/log_loss", 3 - skill)
    client.log_text(run_id, VARIANTS.to_csv(), "variants.csv")
    client.set_terminated(run_id)
    client.create_run(experiment, tags={"mlflow.parentRunId": run_id}, run_name=f"{name}-gene")
    return client.create_model_version(MODEL, source="file:///nowhere", run_id=run_id).version


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return the home of a store: middling is champion; then better, worse and two others."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MLFLOW_TRACKING_URI", "MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME"):
            patch.setenv(name, "")
            patch.delenv(name)
        uri = f"sqlite:///{home / 'mlruns' / 'mlflow.db'}"
        open_store(uri, "oncolit", home / "mlruns" / "artifacts")
        client = mlflow.MlflowClient()
        client.create_registered_model(MODEL)
        log(client, "middling", 0.5)
        client.set_registered_model_alias(MODEL, "champion", "1")
        log(client, "better", 0.6)
        log(client, "worse", 0.3)
        log(client, "other folds", 0.55, folds="10")
        log(client, "other data", 0.6, sha256="cd" * 32)
        yield home
        mlflow.set_tracking_uri(None)


def oncolit(*arguments, home):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    return run_oncolit("experiments", *arguments, env=environment, cwd=home)


def state(home, name):
    """Return the version that is champion and the tags of the run of that name."""
    client = mlflow.MlflowClient(f"sqlite:///{home / 'mlruns' / 'mlflow.db'}")
    [run] = client.search_runs(["1"], f"attributes.run_name = '{name}'")
    return str(client.get_model_version_by_alias(MODEL, "champion").version), run.data.tags


def test_runs_are_listed_by_data_the_lowest_gene_loss_first(store):
    done = oncolit("list", home=store)
    assert (done.returncode, done.stderr) == (0, "")
    blocks = done.stdout.split("\n\n")
    assert [block.split()[:3] for block in blocks] == [
        ["Data", "made-up", "abababab"], ["Data", "made-up", "cdcdcdcd"],
    ]  # fmt: skip
    shown = [line[10:] for line in blocks[0].splitlines()[2:]]
    assert [line.split()[0] for line in shown] == ["better", "other", "middling", "worse"]
    assert "1 champion" in shown[2]
    records = json.loads(oncolit("list", "--json", home=store).stdout)
    assert records[0]["name"] == "better"
    assert records[0]["log_loss"]["gene"] == pytest.approx(2.4)


def test_two_runs_are_compared_on_the_screen_and_in_a_file(store, tmp_path):
    out = tmp_path / "changed.tsv"
    done = oncolit("compare", "champion", "worse", "--out", str(out), home=store)
    assert (done.returncode, done.stderr) == (0, "")
    assert "First:  middling" in done.stdout
    assert re.search(r"^gene .*\)\*\s+10 genes", done.stdout, flags=re.M)
    assert "classifier.max_depth: 5 → 3" in done.stdout
    assert f"Wrote {out}" in done.stdout
    with out.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    counted = re.findall(r"^\w+ +(\d+) of 90", done.stdout, flags=re.M)
    assert len(rows) == sum(map(int, counted)) > 0
    assert all(row["from"] != row["to"] for row in rows)
    assert {row["outcome"] for row in rows} <= {
        "right to wrong", "wrong to right", "wrong to wrong",
    }  # fmt: skip
    assert rows[0]["Variation"] == f"V{rows[0]['ID']}E"


def test_a_comparison_is_printed_as_json(store):
    done = oncolit("compare", "middling", "better", "--json", home=store)
    record = json.loads(done.stdout)
    assert record["regimes"]["gene"]["log_loss"]["ci_high"] < 0
    assert record["second"]["name"] == "better"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare", "middling", "worse-gene"), "a part of worse"),
        (("compare", "champion", "other data"), "different data"),
        (("promote", "nothing"), "no run 'nothing'"),
        (("compare", "champion", "worse", "--out", "no/such/folder.tsv"), "no/such"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(store, arguments, message):
    done = oncolit(*arguments, home=store)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_store_a_command_says_how_to_get_one_and_makes_none(tmp_path):
    done = oncolit("list", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "make run" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_promotion_is_refused_or_done_and_logged_either_way(store):
    told = " ".join(oncolit("promote", "--help", home=store).stdout.split())
    assert "Exit codes: 0 it is the champion now, or was already; 3 refused; 2 wrong use." in told
    refused = oncolit("promote", "worse", home=store)
    assert (refused.returncode, refused.stderr) == (3, "")
    assert "Refused: worse" in refused.stdout
    assert "beyond noise: gene log loss +" in refused.stdout
    champion, tags = state(store, "worse")
    assert champion == "1"
    assert tags["promotion.outcome"] == "refused"

    assert oncolit("promote", "other data", home=store).returncode == 3
    assert "different data" in state(store, "other data")[1]["promotion.reason"]

    done = oncolit("promote", "better", home=store)
    assert (done.returncode, done.stderr) == (0, "")
    assert "model version 2, is champion in place of version 1." in done.stdout
    champion, tags = state(store, "better")
    assert champion == "2"
    assert tags["promotion.outcome"] == "promoted"

    again = oncolit("promote", "champion", home=store)
    assert (again.returncode, "is the champion already" in again.stdout) == (0, True)
    back = oncolit("promote", "middling", home=store)
    assert back.returncode == 3


def test_the_docs_name_every_command_and_show_tables_with_the_columns_that_are_printed(store):
    page = (REPOSITORY / "docs" / "experiments.md").read_text(encoding="utf-8")
    assert set(re.findall(r"oncolit experiments (\w+)", page)) == {"list", "compare", "promote"}
    headings = re.findall(r"^(?:run|split|Predicted class changed) +\S.*", page, flags=re.M)
    assert len(headings) == 4
    printed = oncolit("list", home=store).stdout
    printed += oncolit("compare", "champion", "worse", home=store).stdout
    columns = [line.split() for line in printed.splitlines()]
    assert [line for line in headings if line.split() not in columns] == []
