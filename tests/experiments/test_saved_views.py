import json

import mlflow
import pytest

from experiments.saved_views import VIEWS, add_views

PREFIX = "mlflow.sharedViewState."


@pytest.fixture
def experiment(mlflow_store):
    """Return a function that reads the tags of the store's experiment."""
    return lambda: mlflow.get_experiment_by_name("oncolit")


def test_the_experiment_gets_every_view_as_mlflow_keeps_them(experiment):
    add_views("oncolit")
    found = {key: value for key, value in experiment().tags.items() if key.startswith(PREFIX)}
    assert set(found) == {PREFIX + view.key for view in VIEWS}
    for view in VIEWS:
        kept = json.loads(found[view.tag])
        assert kept["name"] == view.name
        assert isinstance(kept["createdAt"], int)
        state = json.loads(kept["state"])
        assert state["orderByKey"] == "metrics.`gene/log_loss`"
        assert state["orderByAsc"] is True
        assert "metrics.`gene/log_loss`" in state["selectedColumns"]


def test_a_view_that_a_person_changed_stays_as_it_is(experiment):
    add_views("oncolit")
    client = mlflow.MlflowClient()
    client.set_experiment_tag(experiment().experiment_id, VIEWS[0].tag, "changed")
    add_views("oncolit")
    assert experiment().tags[VIEWS[0].tag] == "changed"


def test_the_filter_of_each_view_is_one_that_mlflow_reads(experiment):
    client = mlflow.MlflowClient()
    identifier = experiment().experiment_id
    shown = {}
    for name, tags in (
        ("pipeline", {"pipeline.fingerprint": "f" * 64}),
        ("baselines", {"run.kind": "baselines", "regime": "gene"}),
        ("other", {"run.kind": "baselines", "regime": "text"}),
    ):
        client.create_run(identifier, tags=tags, run_name=f"view {name}")
    for view in VIEWS:
        runs = client.search_runs([identifier], view.runs, order_by=[f"metrics.`{view.order}` ASC"])
        shown[view.key] = {
            run.info.run_name for run in runs if str(run.info.run_name).startswith("view ")
        }
    assert shown == {"pipeline": {"view pipeline"}, "baselines": {"view baselines"}}


def test_without_the_experiment_there_is_nothing_to_do(mlflow_store):
    add_views("no such experiment")
    assert mlflow.get_experiment_by_name("no such experiment") is None
