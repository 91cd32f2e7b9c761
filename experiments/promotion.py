"""Which registered model answers: the aliases ``champion`` and ``challenger``.

Models are compared only on the same data. The first model becomes champion;
the first one trained on other than the demo data replaces a demo champion;
every other one on the champion's data becomes challenger. A demo challenger
leaves with the demo champion.
"""

from mlflow import MlflowClient

CHAMPION = "champion"
CHALLENGER = "challenger"
DATA_TAG = "data.sha256"
DEMO_TAG = "data.demo"


def alias_new_version(
    client: MlflowClient, model: str, version: str, data_sha256: str, demo: bool
) -> str:
    """Tag a new model version, give it the alias it is due, and say which in one sentence."""
    client.set_model_version_tag(model, version, DATA_TAG, data_sha256)
    client.set_model_version_tag(model, version, DEMO_TAG, str(demo).lower())
    if CHAMPION not in client.get_registered_model(model).aliases:
        client.set_registered_model_alias(model, CHAMPION, version)
        return f"Model version {version} is the first and so the champion."
    champion = client.get_model_version_by_alias(model, CHAMPION)
    if champion.tags.get(DEMO_TAG) == "true" and not demo:
        client.set_registered_model_alias(model, CHAMPION, version)
        client.delete_registered_model_alias(model, CHALLENGER)
        return (
            f"Model version {version} replaces version {champion.version} as champion: "
            "that one was trained on the demo data only."
        )
    if champion.tags.get(DATA_TAG) != data_sha256:
        return (
            f"Model version {version} has no alias: the champion, version {champion.version}, "
            "was trained on other data, and only models of the same data are compared."
        )
    client.set_registered_model_alias(model, CHALLENGER, version)
    return f"Model version {version} is the challenger of champion version {champion.version}."
