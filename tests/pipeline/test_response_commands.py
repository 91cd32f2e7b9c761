"""``oncolit response`` as a user runs it, on a screen of the user's own."""

import json
import os

import numpy as np
import pandas as pd
import pytest
from oncolit_command import run_oncolit
from screens import make_screen
from sklearn.metrics import root_mean_squared_error

from pipeline.response_crossvalidate import crossvalidate_responses
from pipeline.response_train import train_ranker

SCORED = ("precision_at_5", "raw_ndcg_at_10", "pearson_per_drug", "normalised_mae", "r2")


def oncolit(*arguments, home, code=0, **others):
    environment = {**os.environ, "ONCOLIT_HOME": str(home)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    environment |= others
    done = run_oncolit("response", *arguments, env=environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def write_screen(folder, screen):
    """Write a screen as a laboratory would bring it: three tables."""
    folder.mkdir()
    screen.pairs.to_csv(folder / "responses.csv", index=False)
    profiles = screen.features.assign(tissue=screen.tissues, name=screen.names)
    profiles.to_csv(folder / "profiles.csv", index_label="profile")
    drugs = pd.DataFrame(
        {"drug": one.drug_id, "name": one.name, "targets": "; ".join(one.targets),
         "pathway": one.pathway, "synonyms": ";".join(one.synonyms)}
        for one in screen.drugs.values()
    )  # fmt: skip
    drugs.to_csv(folder / "drugs.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def screen():
    return make_screen(40, n_drugs=60, missing=0.3)


@pytest.fixture(scope="module")
def place(screen, tmp_path_factory):
    """A folder with the screen, one row of which cannot be read."""
    place = tmp_path_factory.mktemp("place")
    folder = write_screen(place / "screen", screen)
    with (folder / "responses.csv").open("a", encoding="utf-8") as file:
        file.write("900001,one more drug,resistant\n")
    return place


@pytest.fixture(scope="module")
def by_cell(place):
    """Cross-validated by profile, without MLflow."""
    done = oncolit(
        "crossvalidate", "--data", place / "screen", "--split", "cell", "--folds", 3,
        "--model", "drug_mean", "--no-mlflow", "--out", place / "cell", home=place / "home",
    )  # fmt: skip
    return done, place / "cell"


def test_every_measured_pair_is_predicted_once_and_no_profile_is_in_two_folds(by_cell, screen):
    rows = pd.read_csv(by_cell[1] / "predictions.csv", dtype={"COSMIC_ID": str, "DRUG_ID": str})
    assert list(rows) == ["COSMIC_ID", "DRUG_ID", "fold", "observed", "predicted"]
    assert not rows.duplicated(["COSMIC_ID", "DRUG_ID"]).any()
    measured = screen.pairs.set_index(["profile", "drug"])["response"]
    given = rows.set_index(["COSMIC_ID", "DRUG_ID"])["observed"]
    assert given.sort_index().to_numpy() == pytest.approx(measured.sort_index().to_numpy(), 1e-6)
    assert (rows.groupby("COSMIC_ID")["fold"].nunique() == 1).all()
    assert set(rows["fold"]) == {0, 1, 2}


def test_the_predictions_are_the_drugs_means_in_training(by_cell):
    rows = pd.read_csv(by_cell[1] / "predictions.csv")
    for (fold, drug), tested in rows.groupby(["fold", "DRUG_ID"]):
        train = rows[(rows["fold"] != fold) & (rows["DRUG_ID"] == drug)]
        assert tested["predicted"].to_numpy() == pytest.approx(train["observed"].mean(), rel=1e-5)


def test_metrics_have_every_score_with_its_interval_and_the_drug_means(by_cell):
    metrics = json.loads((by_cell[1] / "metrics.json").read_text(encoding="utf-8"))
    rows = pd.read_csv(by_cell[1] / "predictions.csv")
    expected = root_mean_squared_error(rows["observed"], rows["predicted"])
    assert metrics["rmse"] == pytest.approx(expected, rel=1e-5)
    assert metrics["rmse_ci_low"] < metrics["rmse"] < metrics["rmse_ci_high"]
    for name in SCORED:
        assert metrics[name] == pytest.approx(metrics[f"{name}_drug_mean"], abs=1e-9)
        assert metrics[f"{name}_minus_drug_mean_ci_high"] == pytest.approx(0, abs=1e-9)
    asked = ("split", "folds", "seed", "model", "resampled", "rows_rejected")
    assert [metrics[name] for name in asked] == ["cell", 3, 0, "drug_mean", "profiles", 1]
    assert len(metrics["screen_version"]) == 64
    assert len(metrics["seconds_per_fold"]) == 3
    assert metrics["counts"]["pairs"] == len(rows)


def test_the_other_files_are_there_and_the_bad_row_is_told(by_cell, screen):
    done, out = by_cell
    drugs = pd.read_csv(out / "per_drug.csv", dtype={"drug": str})
    assert list(drugs)[:5] == ["drug", "name", "n", "rmse", "rmse_drug_mean"]
    assert set(drugs["drug"]) == set(screen.drugs)
    assert "Lapatinib" in set(drugs["name"])
    rejected = pd.read_csv(out / "rejected.tsv", sep="\t")
    assert rejected["value"].tolist() == ["resistant"]
    assert f"Rejected rows: 1 (see {out / 'rejected.tsv'})" in done.stdout
    for name in ("predictions.png", "per_drug.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG")
    assert "RMSE" in done.stdout
    assert "MLflow" not in done.stdout


def test_the_same_seed_gives_the_same_files(by_cell, place):
    again = place / "again"
    crossvalidate_responses(place / "screen", "cell", 3, 0, again, "drug_mean", tracking=False)
    first, second = (path / "predictions.csv" for path in (by_cell[1], again))
    assert first.read_bytes() == second.read_bytes()
    scores = [json.loads((path.parent / "metrics.json").read_text()) for path in (first, second)]
    for one in scores:
        one.pop("seconds"), one.pop("seconds_per_fold")
    assert scores[0] == scores[1]
    assert not (place / "home" / "mlruns").exists()


@pytest.fixture(scope="module")
def compared(place):
    home = place / "tracked"
    done = oncolit(
        "compare", "--data", place / "screen", "--split", "cell", "--split", "drug",
        "--models", "overall_mean,drug_mean,factors", "--folds", 2, "--out", place / "compared",
        home=home,
    )  # fmt: skip
    return done, place / "compared", home


def test_models_are_compared_on_the_same_pairs(compared):
    done, out, _ = compared
    table = pd.read_csv(out / "comparison.csv").set_index(["split", "model"])
    assert len(table) == 6
    assert (out / "comparison.png").read_bytes().startswith(b"\x89PNG")
    cell = table.loc["cell"]
    assert cell.loc["drug_mean", "rmse_minus_drug_mean"] == pytest.approx(0, abs=1e-9)
    assert cell.loc["overall_mean", "rmse_minus_drug_mean_ci_low"] > 0
    assert cell["rmse_drug_mean"].nunique() == 1
    assert cell.loc["factors", "rmse"] < cell.loc["drug_mean", "rmse"]
    assert "Split cell" in done.stdout
    assert "Split drug" in done.stdout


def test_a_comparison_is_one_run_with_a_nested_run_a_model_and_split(compared):
    done, _, home = compared
    import mlflow

    client = mlflow.MlflowClient(tracking_uri=f"sqlite:///{home / 'mlruns' / 'mlflow.db'}")
    experiment = client.get_experiment_by_name("oncolit-response")
    runs = client.search_runs([experiment.experiment_id])
    [parent] = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    assert parent.info.run_id in done.stdout
    nested = {run.info.run_name: run for run in runs if run is not parent}
    assert set(nested) == {
        f"{split}-{model}" for split in ("cell", "drug")
        for model in ("overall_mean", "drug_mean", "factors")
    }  # fmt: skip
    one = nested["cell-factors"]
    assert one.data.tags["mlflow.parentRunId"] == parent.info.run_id
    for name in ("cell/rmse", "cell/rmse_ci_low", "cell/rmse_drug_mean", "cell/ndcg_at_5"):
        assert np.isfinite(one.data.metrics[name])
        assert parent.data.metrics[name] == one.data.metrics[name]
    assert len(one.data.tags["data.sha256"]) == 64
    assert one.data.tags["git.commit"]
    assert one.data.params["model"] == "factors"
    named = {file.path for file in client.list_artifacts(parent.info.run_id)}
    assert {"comparison.csv", "comparison.png", "rejected.tsv"} <= named


@pytest.fixture(scope="module")
def trained(place):
    home = place / "trained"
    return oncolit("train", "--data", place / "screen", "--no-mlflow", home=home), home


def test_a_trained_ranker_ranks(trained):
    done, home = trained
    assert "On held-out profiles: RMSE" in done.stdout
    card = json.loads((home / "data" / "response" / "model.json").read_text(encoding="utf-8"))
    assert card["drugs"] == 58  # two substances stand under two ids
    assert {"oncolit", "screen", "screen_version", "accuracy", "seconds", "libraries"} <= set(card)
    asked = ("rank", "--tissue", "Breast", "--gained", "ERBB2", "--mutated", "TP53,NOVEL9")
    text = oncolit(*asked, home=home).stdout
    assert "Preclinical, from cell lines: tier IV at most" in text
    assert "NOVEL9" in text
    record = json.loads(oncolit(*asked, "--json", "--top", 4, home=home).stdout)
    assert len(record["drugs"]) == 4
    percentiles = [drug["percentile"] for drug in record["drugs"]]
    assert percentiles == sorted(percentiles)
    assert f" 1. {record['drugs'][0]['drug']['name']}" in text


def test_an_unknown_tissue_is_refused_with_those_there_are(trained):
    done = oncolit("rank", "--tissue", "brest", home=trained[1], code=2)
    assert done.stderr.startswith("oncolit: --tissue: the screen has no tissue 'brest'; is it")
    assert "breast" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_use_is_one_line(place):
    done = oncolit(
        "crossvalidate", "--data", place / "screen", "--model", "no_such", "--out", place / "none",
        home=place / "home", code=2,
    )  # fmt: skip
    [line] = done.stderr.splitlines()
    assert line.startswith("oncolit: expected a model of overall_mean, drug_mean, ")
    assert not (place / "none").exists()


@pytest.mark.parametrize(
    ("data", "folds", "message"),
    [("screen", 41, "split cell into 41 folds needs at least 41 profiles"),
     ("no_such_folder", 5, "no_such_folder")],
)  # fmt: skip
def test_what_cannot_be_split_or_read_is_said_before_anything_is_written(
    place, data, folds, message
):
    with pytest.raises(ValueError, match=message):
        crossvalidate_responses(place / data, "cell", folds, 0, place / "none", "drug_mean", False)
    assert not (place / "none").exists()


def test_without_a_ranker_the_command_says_how_to_get_one(tmp_path):
    done = oncolit("rank", "--tissue", "skin", home=tmp_path, code=2)
    assert "oncolit response train --data DIR" in done.stderr


def test_where_mlflow_cannot_be_reached_the_scores_are_told_and_the_files_there(place):
    environment = {
        "MLFLOW_TRACKING_URI": "http://127.0.0.1:9",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    }
    done = oncolit(
        "crossvalidate", "--data", place / "screen", "--folds", 2, "--model", "drug_mean",
        "--out", place / "untracked", home=place / "home", code=2, **environment,
    )  # fmt: skip
    assert "RMSE" in done.stdout
    assert (place / "untracked" / "metrics.json").is_file()
    [line] = done.stderr.splitlines()[-1:]
    assert line.startswith("oncolit: the files are written, but MLflow cannot log the run in http")
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_fitted(place, monkeypatch):
    (place / "taken").write_text("a file")
    monkeypatch.setattr("pipeline.response_contest.Contest.run", None)
    with pytest.raises(ValueError, match=r"taken: cannot be written to .* expected a folder"):
        crossvalidate_responses(place / "screen", "cell", 2, 0, place / "taken", "drug_mean", False)


def test_the_order_of_the_rows_does_not_change_what_is_predicted(place, screen):
    shuffled = write_screen(place / "shuffled", screen)
    for name in ("responses", "profiles", "drugs"):
        table = pd.read_csv(shuffled / f"{name}.csv", dtype=str)
        table.sample(frac=1, random_state=1).to_csv(shuffled / f"{name}.csv", index=False)
    files = []
    for folder in ("screen", "shuffled"):
        out = place / f"{folder}_factorised"
        model = "matrix_factorisation"
        crossvalidate_responses(place / folder, "pair", 2, 0, out, model, tracking=False)
        files.append((out / "predictions.csv").read_bytes())
    assert files[0] == files[1]


def test_a_screen_too_small_to_score_trains_a_ranker_whose_card_says_so(tmp_path):
    folder = tmp_path / "screen"
    folder.mkdir()
    rows = "P1,d1,1\nP1,d2,2\nP2,d1,3\nP2,d2,5\nP3,d1,2\n"
    (folder / "responses.csv").write_text(f"profile,drug,response\n{rows}")
    (folder / "profiles.csv").write_text("profile,BRAF_mut\nP1,1\nP2,0\nP3,1\n")
    told = train_ranker(folder, tmp_path / "model", 0, tracking=False)
    assert "Pearson per drug none: too few profiles" in told
    text = (tmp_path / "model" / "model.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert json.loads(text)["accuracy"]["pearson_per_drug"] is None


def test_one_profile_is_too_few_to_train_on(tmp_path):
    (tmp_path / "r.csv").write_text("profile,drug,response\nP1,d1,1\nP1,d2,2\n")
    with pytest.raises(ValueError, match=r"expected responses of at least 2 profiles .* got 1"):
        train_ranker(tmp_path, tmp_path / "model", 0, tracking=False)
    assert not (tmp_path / "model").exists()
