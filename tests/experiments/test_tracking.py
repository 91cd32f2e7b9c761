import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest

from experiments.baselines import LEARNERS, OURS
from experiments.classifier import EffectClassifier
from experiments.inputs import inputs_from_table
from experiments.model_folder import ModelCard, TrainedModel, describe, write_model
from experiments.tracking import (
    FINGERPRINT,
    PipelineRun,
    find_run,
    log_pipeline_run,
    model_signature,
    open_store,
)

pytestmark = pytest.mark.slow

SHA = "ab" * 32
REGIMES = ("random", "text", "gene")
SCORES = {
    "log_loss": 1.5, "accuracy": 0.5, "macro_f1": 0.4, "balanced_accuracy": 0.3, "ece": 0.1,
    "log_loss_ci_low": 1.4, "log_loss_ci_high": 1.6,
}  # fmt: skip
CLASS_SCORES = {"precision": 0.5, "recall": 0.25, "f1": 0.3, "support": 4, "log_loss": 1.2}
CLASSES = pd.DataFrame([{"class": 1, **CLASS_SCORES}, {"class": 7, **CLASS_SCORES}])
PNG = b"\x89PNG\r\n\x1a\n"
SUGGESTIONS = pd.DataFrame(
    [
        {"ID": 1, "variant": "BRAF V600E", "therapy": "Dabrafenib", "pmids": "1; 2"},
        {"ID": 2, "variant": "KIT D816V", "therapy": "Avapritinib", "pmids": ""},
    ]
)


def variants():
    generator = np.random.default_rng(0)
    words = ["kinase", "gain", "loss", "fold", "binding", "growth", "stop", "stable"]
    return pd.DataFrame(
        {
            "Gene": generator.choice(["BRAF", "KIT", "TP53"], 40),
            "Variation": [f"V{position}E" for position in generator.integers(1, 900, 40)],
            "Text": [" ".join(generator.choice(words, 20)) for _ in range(40)],
            "Class": generator.choice([1, 4, 7], 40),
        },
        index=pd.RangeIndex(40, name="ID"),
    )


def outputs(folder, settings):
    """Write what the stages before leave behind, in miniature."""
    table = variants()
    inputs = inputs_from_table(table)
    classifier = EffectClassifier(settings).fit(inputs, table["Class"].to_numpy())
    write_model(TrainedModel(classifier, describe(inputs, table["Class"], SHA)), folder / "model")
    for name in ("predictions", "plots", "report"):
        (folder / name).mkdir()
    for regime in REGIMES:
        for learner in LEARNERS:
            (folder / "predictions" / f"{regime}_{learner}.csv").write_text("ID,fold\n")
        for plot in ("confusion", "reliability"):
            (folder / "plots" / f"{plot}_{regime}.png").write_bytes(PNG)
        CLASSES.to_csv(folder / "plots" / f"classes_{regime}.csv", index=False)
    (folder / "report" / "report.html").write_text("<!doctype html>")
    (folder / "rejected.tsv").write_text("file\tline\n")
    (folder / "observations.tsv").write_text("file\tline\n")
    return table


def metrics():
    baselines = {name: {**SCORES, "log_loss": 2.0} for name in LEARNERS if name != OURS}
    return {
        regime: {**SCORES, "log_loss": 1.0 + number, "baselines": baselines}
        for number, regime in enumerate(REGIMES)
    }


@pytest.fixture(scope="module")
def logged(mlflow_store, fast_settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs")
    table = outputs(folder, fast_settings)
    run = PipelineRun(
        name="demo",
        parameters={"split.folds": 5, "classifier.max_depth": 3},
        tags={"data.sha256": SHA, "git.commit": "c0ffee", FINGERPRINT: "f" * 64},
        counts={"rows_read": 41, "rows_rejected": 1},
        metrics=metrics(),
        classes=dict.fromkeys(REGIMES, CLASSES),
        variants=table[["Gene", "Variation", "Class"]].assign(
            text_group=range(40), gene_group=table["Gene"].str.lower()
        ),
        data_source="demo",
        predictions=folder / "predictions",
        plots=folder / "plots",
        suggestions=SUGGESTIONS,
        report=folder / "report",
        row_tables=(folder / "rejected.tsv", folder / "observations.tsv"),
        model=folder / "model",
    )
    return log_pipeline_run(run, "oncolit-effect-classifier")


@pytest.fixture(scope="module")
def parent(logged):
    return mlflow.get_run(logged.run_id)


@pytest.fixture(scope="module")
def children(logged):
    found = mlflow.search_runs(
        experiment_names=["oncolit"],
        filter_string=f"tags.`mlflow.parentRunId` = '{logged.run_id}'",
        output_format="list",
    )
    return {run.info.run_name: run for run in found}


def artifacts(run_id, folder=None):
    return {item.path for item in mlflow.MlflowClient().list_artifacts(run_id, folder)}


def test_the_store_and_its_artifacts_are_where_they_were_asked_for(logged, parent, mlflow_store):
    assert (mlflow_store / "deep" / "mlflow.db").is_file()
    assert parent.info.artifact_uri.startswith((mlflow_store / "artifacts").as_uri())


def test_opening_the_store_again_keeps_its_runs(logged, mlflow_store):
    open_store(mlflow.get_tracking_uri(), "oncolit", mlflow_store / "elsewhere")
    assert find_run("oncolit", "f" * 64) == logged.run_id


def test_the_parent_run_is_finished_and_names_its_data_and_code(parent):
    assert parent.info.status == "FINISHED"
    assert parent.info.run_name == "demo"
    assert parent.data.tags["data.sha256"] == SHA
    assert parent.data.tags["git.commit"] == "c0ffee"
    assert parent.data.params == {"split.folds": "5", "classifier.max_depth": "3"}


def test_the_parent_run_has_our_scores_in_every_regime_and_the_row_counts(parent):
    expected = {f"{regime}/{name}": value for regime in REGIMES for name, value in SCORES.items()}
    expected |= {"random/log_loss": 1.0, "text/log_loss": 2.0, "gene/log_loss": 3.0}
    expected |= {"rows/rows_read": 41, "rows/rows_rejected": 1}
    expected |= {
        f"{regime}/class{number}_{name}": value
        for regime in REGIMES
        for number in (1, 7)
        for name, value in CLASS_SCORES.items()
    }
    assert parent.data.metrics == expected
    assert {"random/log_loss_ci_low", "gene/log_loss_ci_high"} <= set(parent.data.metrics)


def test_the_pages_of_the_run_and_of_the_experiment_open_with_what_to_know(parent):
    note = parent.data.tags["mlflow.note.content"].splitlines()
    assert note[0] == "| split | learner | log loss (95 % interval) | accuracy |"
    assert note[2] == "| random | oncolit | 1.000 (1.400 to 1.600) | 0.500 |"
    assert len(note) == 2 + len(REGIMES) * len(LEARNERS)
    tags = mlflow.get_experiment_by_name("oncolit").tags
    assert "Compare runs only where the tag `data.sha256` is the same." in tags[
        "mlflow.note.content"
    ]  # fmt: skip


def test_there_is_a_nested_run_for_each_regime_and_each_baseline(children):
    baselines = [name for name in LEARNERS if name != OURS]
    expected = {f"{regime}-{name}" for regime in REGIMES for name in baselines} | set(REGIMES)
    assert set(children) == expected
    assert {run.info.status for run in children.values()} == {"FINISHED"}


def test_a_nested_run_has_the_tags_parameters_and_metric_names_of_its_parent(children):
    prior = children["gene-prior"]
    assert prior.data.metrics == {
        f"gene/{name}": 2.0 if name == "log_loss" else value for name, value in SCORES.items()
    }
    assert prior.data.tags["data.sha256"] == SHA
    assert (prior.data.tags["regime"], prior.data.tags["learner"]) == ("gene", "prior")
    assert prior.data.params["split.folds"] == "5"
    assert children["text"].data.tags["learner"] == OURS
    assert children["text"].data.metrics["text/log_loss"] == 2.0
    assert children["text"].data.metrics["text/class7_recall"] == 0.25
    assert "gene/class7_recall" not in children["text"].data.metrics


def test_predictions_figures_report_and_rejected_rows_are_kept(logged, children):
    figures = {f"{plot}_{regime}.png" for plot in ("confusion", "reliability")
               for regime in REGIMES}  # fmt: skip
    assert figures | {"report", "predictions", "rejected.tsv", "observations.tsv"} <= artifacts(
        logged.run_id
    )
    assert artifacts(logged.run_id, "report") == {"report/report.html"}
    assert len(artifacts(logged.run_id, "predictions")) == len(REGIMES) * len(LEARNERS)
    assert artifacts(children["text"].info.run_id) == {
        "confusion_text.png", "reliability_text.png", "classes_text.csv", f"text_{OURS}.csv",
    }  # fmt: skip
    assert artifacts(children["gene-prior"].info.run_id) == {"gene_prior.csv"}


def test_the_run_keeps_what_each_row_is_and_with_which_it_is_resampled(logged):
    text = mlflow.artifacts.load_text(f"runs:/{logged.run_id}/variants.csv")
    kept = pd.read_csv(StringIO(text), index_col="ID")
    assert list(kept.columns) == ["Gene", "Variation", "text_group", "gene_group"]
    assert kept["Gene"].tolist() == variants()["Gene"].tolist()


def test_the_model_card_is_an_artifact_and_the_description_of_the_version(logged):
    card = mlflow.artifacts.load_text(f"runs:/{logged.run_id}/model_card.md")
    version = mlflow.MlflowClient().get_model_version("oncolit-effect-classifier", "1")
    assert version.description == card
    assert SHA in card
    assert "c0ffee" in card
    assert "| Gain-of-function (7) | 0.50, 0.25 | 0.50, 0.25 | 0.50, 0.25 |" in card


def test_the_therapy_suggestions_are_a_table_that_mlflow_reads(logged):
    table = mlflow.load_table("therapy_suggestions.json", run_ids=[logged.run_id])
    pd.testing.assert_frame_equal(table, SUGGESTIONS, check_dtype=False)


def test_the_training_data_is_an_input_of_the_run(parent):
    [entry] = parent.inputs.dataset_inputs
    assert entry.dataset.name == "demo"
    tags = {tag.key: tag.value for tag in entry.tags}
    assert tags == {"mlflow.data.context": "training", "data.sha256": SHA}
    columns = json.loads(entry.dataset.schema)["mlflow_colspec"]
    assert [column["name"] for column in columns] == ["ID", "Gene", "Variation", "Class"]


def test_a_run_is_found_by_its_fingerprint_and_only_by_its_own(logged):
    assert find_run("oncolit", "f" * 64) == logged.run_id
    assert find_run("oncolit", "e" * 64) is None
    assert find_run("another experiment", "f" * 64) is None


def test_a_run_that_failed_is_not_found_by_its_fingerprint(logged):
    with mlflow.start_run() as run:
        mlflow.set_tag(FINGERPRINT, "d" * 64)
    assert find_run("oncolit", "d" * 64) == run.info.run_id
    mlflow.MlflowClient().set_terminated(run.info.run_id, status="FAILED")
    assert find_run("oncolit", "d" * 64) is None


SERVE = """
import json, sys
# The checkout is taken out of reach: only the model's own code is left.
sys.meta_path = [f for f in sys.meta_path if "editable" not in (f.__module__ + str(f)).lower()]
import importlib.util
assert importlib.util.find_spec("experiments") is None, "the checkout is still in reach"
import mlflow, pandas as pd
model = mlflow.pyfunc.load_model("models:/oncolit-effect-classifier/1")
import experiments, variants
rows = pd.DataFrame({"Gene": ["BRAF", "NOTCH9"], "Variation": ["V600E", "odd"],
                     "Text": ["kinase gain growth", None]})
answers = [model.predict(rows), model.predict(rows.drop(columns="Text"))]
print(json.dumps({
    "code": [experiments.__file__, variants.__file__],
    "columns": [list(a.columns) for a in answers],
    "dtypes": sorted({str(t) for a in answers for t in a.dtypes}),
    "sums": [float(s) for a in answers for s in a.sum(axis=1)],
    "first": answers[0].iloc[0].tolist(),
}))
"""


@pytest.fixture(scope="module")
def served(logged, tmp_path_factory):
    """What the registered model answers in another process, in another folder."""
    found = subprocess.run(
        [sys.executable, "-c", SERVE],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env={**os.environ, "MLFLOW_TRACKING_URI": mlflow.get_tracking_uri(), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout.splitlines()[-1])


def test_the_registered_model_brings_its_code_and_needs_no_checkout(served, mlflow_store):
    store = (mlflow_store / "artifacts").resolve()
    assert all(Path(file).resolve().is_relative_to(store) for file in served["code"])


def test_the_registered_model_answers_nine_doubles_with_and_without_text(served):
    assert served["columns"] == [[f"class{number}" for number in range(1, 10)]] * 2
    assert served["dtypes"] == ["float64"]
    assert served["sums"] == pytest.approx([1, 1, 1, 1])


def test_the_registered_model_answers_as_the_model_folder_does(logged, served, fast_settings):
    table = variants()
    classifier = EffectClassifier(fast_settings).fit(
        inputs_from_table(table), table["Class"].to_numpy()
    )
    row = pd.DataFrame({"Gene": ["BRAF"], "Variation": ["V600E"], "Text": ["kinase gain growth"]})
    expected = classifier.predict_proba(inputs_from_table(row))[0]
    assert served["first"] == pytest.approx(expected.tolist(), rel=1e-9)


def test_the_version_in_the_registry_is_the_one_that_is_returned(logged):
    version = mlflow.MlflowClient().get_model_version("oncolit-effect-classifier", "1")
    assert (logged.model_version, version.run_id) == ("1", logged.run_id)


def test_the_signature_asks_for_gene_and_variation_and_offers_the_rest():
    card = ModelCard(SHA, 1, 1, {"7": 1}, ("a0",), {"CADD_phred": "double", "SIFT": "string"})
    signature = model_signature(card)
    found = [(spec.name, spec.type.name, spec.required) for spec in signature.inputs]
    assert found == [
        ("Gene", "string", True), ("Variation", "string", True), ("Text", "string", False),
        ("a0", "double", False), ("CADD_phred", "double", False), ("SIFT", "string", False),
    ]  # fmt: skip
    outputs = [(spec.name, spec.type.name) for spec in signature.outputs]
    assert outputs == [(f"class{number}", "double") for number in range(1, 10)]
