import mlflow
import numpy as np
import pandas as pd
import pytest

from experiments.run_predictions import RunPredictionsError, read_scored_run
from experiments.tracking import VARIANTS_FILE

pytestmark = pytest.mark.slow  # the first store of a session takes seconds to make


def logged(run, variants=None, learner="oncolit"):
    """Log what a pipeline run keeps of its predictions, and read it back."""
    with mlflow.start_run(run_name=run.name) as active:
        mlflow.set_tags(dict(run.tags))
        mlflow.log_params(dict(run.parameters))
        for regime, table in run.answers.items():
            mlflow.log_text(table.to_csv(), f"predictions/{regime}_{learner}.csv")
        if variants is not None:
            mlflow.log_text(variants.to_csv(), VARIANTS_FILE)
    return read_scored_run(mlflow.get_run(active.info.run_id))


def with_groups(run):
    return run.variants.assign(text_group=run.groups["text"], gene_group=run.variants["Gene"])


def test_what_a_run_kept_is_read_back(mlflow_store, make_run):
    run = make_run("kept")
    found = logged(run, with_groups(run))
    assert (found.name, dict(found.parameters)) == ("kept", dict(run.parameters))
    assert found.tags["data.sha256"] == run.tags["data.sha256"]
    assert list(found.answers) == ["random", "text", "gene"]
    for regime, table in run.answers.items():
        pd.testing.assert_frame_equal(found.answers[regime], table)
    pd.testing.assert_frame_equal(found.variants[["Gene", "Variation"]], run.variants)


def test_the_groups_are_rows_papers_and_genes_in_the_order_of_the_answers(mlflow_store, make_run):
    run = make_run("shuffled")
    found = logged(run, with_groups(run).sample(frac=1, random_state=0))
    assert found.groups["random"].tolist() == list(range(120))
    assert found.groups["text"].tolist() == run.groups["text"].tolist()
    assert found.groups["gene"].tolist() == run.variants["Gene"].tolist()


def test_a_gene_spelt_na_is_no_missing_value(mlflow_store, make_run):
    run = make_run("odd")
    found = logged(run, with_groups(run).assign(Variation="NA", gene_group="NULL"))
    assert set(found.variants["Variation"]) == {"NA"}
    assert set(np.unique(found.groups["gene"])) == {"NULL"}


def test_a_run_that_kept_no_variants_is_read_without_names_and_groups(mlflow_store, make_run):
    found = logged(make_run("old"))
    assert found.variants is None
    assert set(found.groups) == {"random"}


def test_a_run_without_our_predictions_is_refused(mlflow_store, make_run):
    with mlflow.start_run(run_name="ablation") as run:
        pass
    with pytest.raises(RunPredictionsError, match=r"ablation \(.{8}\) keeps no held-out"):
        read_scored_run(mlflow.get_run(run.info.run_id))
    with pytest.raises(RunPredictionsError, match="of oncolit in predictions/"):
        logged(make_run("foreign"), learner="prior")
