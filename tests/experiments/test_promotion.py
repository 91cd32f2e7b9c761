import mlflow
import pytest
from mlflow.exceptions import MlflowException

from experiments.promotion import alias_new_version

pytestmark = pytest.mark.slow  # the first store of a session takes seconds to make


@pytest.fixture
def registry(mlflow_store, request):
    """Return a way to register a version of a model of this test's own."""
    client, model = mlflow.MlflowClient(), request.node.name
    client.create_registered_model(model)

    def register(data, *, demo):
        version = client.create_model_version(model, source="file:///nowhere").version
        return alias_new_version(client, model, version, data, demo)

    register.client, register.model = client, model
    return register


def aliases(registry):
    found = registry.client.get_registered_model(registry.model).aliases
    return {alias: str(version) for alias, version in found.items()}


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "real"])
def test_the_first_model_becomes_champion(registry, demo):
    said = registry("aaa", demo=demo)
    assert said == "Model version 1 is the first and so the champion."
    assert aliases(registry) == {"champion": "1"}


def test_a_model_of_the_champions_data_becomes_challenger_and_the_next_takes_its_place(registry):
    registry("aaa", demo=False)
    said = registry("aaa", demo=False)
    assert said == "Model version 2 is the challenger of champion version 1."
    assert aliases(registry) == {"champion": "1", "challenger": "2"}
    registry("aaa", demo=False)
    assert aliases(registry) == {"champion": "1", "challenger": "3"}


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "real"])
def test_a_model_of_other_data_gets_no_alias(registry, demo):
    registry("aaa", demo=False)
    said = registry("bbb", demo=demo)
    assert said == (
        "Model version 2 has no alias: the champion, version 1, was trained on other data, "
        "and only models of the same data are compared."
    )
    assert aliases(registry) == {"champion": "1"}


def test_demo_models_are_compared_with_a_demo_champion(registry):
    registry("demo", demo=True)
    registry("demo", demo=True)
    assert aliases(registry) == {"champion": "1", "challenger": "2"}


def test_the_first_model_of_other_than_demo_data_replaces_a_demo_champion_and_says_so(registry):
    registry("demo", demo=True)
    said = registry("aaa", demo=False)
    assert said == (
        "Model version 2 replaces version 1 as champion: "
        "that one was trained on the demo data only."
    )
    assert aliases(registry) == {"champion": "2"}
    registry("bbb", demo=False)
    assert aliases(registry) == {"champion": "2"}


def test_a_demo_challenger_leaves_with_the_demo_champion(registry):
    for data, demo in (("demo", True), ("demo", True), ("aaa", False)):
        registry(data, demo=demo)
    assert aliases(registry) == {"champion": "3"}


def test_each_version_is_tagged_with_its_data(registry):
    registry("aaa", demo=False)
    registry("demo", demo=True)
    tags = [registry.client.get_model_version(registry.model, v).tags for v in ("1", "2")]
    assert tags[0] == {"data.sha256": "aaa", "data.demo": "false"}
    assert tags[1] == {"data.sha256": "demo", "data.demo": "true"}


def test_a_version_that_is_not_there_is_refused(registry):
    with pytest.raises(MlflowException):
        alias_new_version(registry.client, registry.model, "9", "aaa", False)
