import mlflow
import pytest

from experiments.run_lookup import (
    RunLookupError,
    aliased_versions,
    find_named_run,
    model_version_of,
    pipeline_runs,
)
from experiments.tracking import FINGERPRINT

pytestmark = pytest.mark.slow  # the first store of a session takes seconds to make

MODEL = "oncolit-effect-classifier"


@pytest.fixture(scope="module")
def runs(mlflow_store):
    """Log parents alone, twin and twin, each with a nested run called gene; alone is champion."""
    ids = {}
    for name, loss in (("alone", 1.5), ("twin", 1.2), ("twin", 1.8)):
        with mlflow.start_run(run_name=name) as parent:
            mlflow.set_tag(FINGERPRINT, name)
            mlflow.log_metric("gene/log_loss", loss)
            with mlflow.start_run(run_name="gene", nested=True) as child:
                pass
            if name == "alone":
                with mlflow.start_run(run_name="only child", nested=True):
                    pass
        ids.setdefault(name, []).append(parent.info.run_id)
        ids.setdefault(f"child of {name}", []).append(child.info.run_id)
    with mlflow.start_run(run_name="ablation"):
        mlflow.log_metric("gene/log_loss", 1.0)
    with mlflow.start_run(run_name="broken") as broken:
        mlflow.set_tag(FINGERPRINT, "broken")
    mlflow.MlflowClient().set_terminated(broken.info.run_id, status="FAILED")
    client = mlflow.MlflowClient()
    client.create_registered_model(MODEL)
    client.create_model_version(MODEL, source="file:///nowhere", run_id=ids["alone"][0])
    client.set_registered_model_alias(MODEL, "champion", "1")
    return ids


def found(name):
    return find_named_run(name, "oncolit", MODEL).info.run_id


@pytest.mark.parametrize(
    "name", ["alone", "champion", f"models:/{MODEL}@champion", f"models:/{MODEL}/1"]
)
def test_a_run_is_found_by_its_name_and_by_its_model(runs, name):
    assert found(name) == runs["alone"][0]


@pytest.mark.parametrize("length", [6, 8, 32])
def test_a_run_is_found_by_the_start_of_its_id(runs, length):
    assert found(runs["twin"][1][:length]) == runs["twin"][1]


def test_a_name_of_several_runs_is_refused_with_their_ids(runs):
    with pytest.raises(RunLookupError, match="'twin' is the name of 2 runs") as refused:
        found("twin")
    assert all(run_id[:8] in str(refused.value) for run_id in runs["twin"])


def test_a_nested_run_is_refused_with_its_parent_named(runs):
    parent = f"a part of alone ({runs['alone'][0][:8]}): name that one"
    for name in ("only child", runs["child of alone"][0]):
        with pytest.raises(RunLookupError) as refused:
            found(name)
        assert parent in str(refused.value)


def test_a_name_of_nested_runs_of_several_parents_is_refused_with_the_parents(runs):
    with pytest.raises(RunLookupError, match="'gene' is a nested run of 3 runs") as refused:
        found("gene")
    assert runs["alone"][0][:8] in str(refused.value)


@pytest.mark.parametrize(
    "name", ["nothing", "abc", "%", "twi_", "it's", 'a"b', "0" * 32, "f" * 40, ""]
)
def test_an_unknown_name_is_refused(runs, name):
    with pytest.raises(RunLookupError, match="no run"):
        found(name)


def test_letters_from_the_middle_of_an_id_name_no_run(runs):
    with pytest.raises(RunLookupError, match="no run"):
        found(runs["alone"][0][1:12])


def test_five_letters_of_an_id_are_too_few(runs):
    with pytest.raises(RunLookupError, match="first 6 letters or more"):
        found(runs["alone"][0][:5])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("challenger", "no run of a model"),
        (f"models:/{MODEL}/7", "no run of a model"),
        ("models:/nothing@champion", "no run of a model"),
        ("models:/nothing", "expected models:/NAME@ALIAS"),
    ],
)
def test_a_model_that_is_not_there_is_refused(runs, name, said):
    with pytest.raises(RunLookupError, match=said):
        found(name)


def test_a_deleted_run_is_not_found(runs):
    with mlflow.start_run(run_name="gone") as run:
        pass
    assert found("gone") == run.info.run_id
    mlflow.delete_run(run.info.run_id)
    with pytest.raises(RunLookupError, match="no run"):
        found("gone")


def test_the_pipelines_finished_runs_are_listed_by_their_loss_in_the_split_gene(runs):
    listed = [run.info.run_id for run in pipeline_runs("oncolit")]
    assert listed == [runs["twin"][0], runs["alone"][0], runs["twin"][1]]


def test_a_run_has_the_model_version_that_it_registered(runs):
    assert model_version_of(runs["alone"][0], MODEL) == "1"
    assert model_version_of(runs["alone"][0], "another model") is None
    assert model_version_of(runs["twin"][0], MODEL) is None
    assert aliased_versions(MODEL) == {"champion": "1"}
    assert aliased_versions("another model") == {}
