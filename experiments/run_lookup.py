"""Finding a run by what a person calls it: an id, a name, or the model it registered."""

import re
from collections.abc import Sequence

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Run
from mlflow.exceptions import MlflowException
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID

from experiments.promotion import CHALLENGER, CHAMPION
from experiments.tracking import FINGERPRINT

SHORTEST_ID = 6
"""Letters of a run's id that must be given at least."""

_ID = re.compile(rf"[0-9a-f]{{{SHORTEST_ID},32}}")
_MODEL_URI = re.compile(r"models:/(?P<name>[^/@]+)(?:@(?P<alias>.+)|/(?P<version>\d+))")
_SHOWN = 5


class RunLookupError(ValueError):
    """No run, or more than one, is called so."""


def find_named_run(name: str, experiment: str, registered_model: str) -> Run:
    """Return the parent run that is meant by a name.

    Parameters
    ----------
    name : str
        A run's id or the first six letters of it or more, a run's name, ``champion``,
        ``challenger``, ``models:/NAME@ALIAS`` or ``models:/NAME/VERSION``.
    experiment, registered_model : str
        Where to look.

    Raises
    ------
    RunLookupError
        No run is meant, more than one is, or a nested run, which is a part of its parent.
    """
    if name in (CHAMPION, CHALLENGER):
        return _of_model(f"models:/{registered_model}@{name}")
    if name.startswith("models:"):
        return _of_model(name)
    found = _search(name, experiment)
    parents = [run for run in found if MLFLOW_PARENT_RUN_ID not in run.data.tags]
    if len(parents) == 1:
        return parents[0]
    if parents:
        raise RunLookupError(
            f"{name!r} is the name of {len(parents)} runs: {_listed(parents)}; "
            f"give the first {SHORTEST_ID} letters of an id, or more"
        )
    if not found:
        raise RunLookupError(
            f"no run {name!r}: expected a run's id (its first {SHORTEST_ID} letters or more), a "
            f"run's name, {CHAMPION} or {CHALLENGER}; oncolit experiments list shows the runs"
        )
    raise RunLookupError(_name_the_parent(name, found))


def pipeline_runs(experiment: str) -> list[Run]:
    """Return the finished pipeline runs, the lowest ``gene/log_loss`` first."""
    return list(
        mlflow.search_runs(
            experiment_names=[experiment],
            filter_string=f"tags.`{FINGERPRINT}` LIKE '%' and attributes.status = 'FINISHED'",
            order_by=["metrics.`gene/log_loss` ASC"],
            output_format="list",
        )
    )


def model_version_of(run_id: str, registered_model: str) -> str | None:
    """Return the version of the registered model that a run made, None where it made none."""
    found = MlflowClient().search_model_versions(f"run_id = '{run_id}'")
    versions = [str(model.version) for model in found if model.name == registered_model]
    return max(versions, key=int, default=None)


def aliased_versions(registered_model: str) -> dict[str, str]:
    """Return the model's versions by alias, empty where no model is registered."""
    found = MlflowClient().search_registered_models(f"name = '{registered_model}'")
    return {alias: str(version) for model in found for alias, version in model.aliases.items()}


def _of_model(uri: str) -> Run:
    match = _MODEL_URI.fullmatch(uri)
    if match is None:
        raise RunLookupError(f"{uri}: expected models:/NAME@ALIAS or models:/NAME/VERSION")
    client = MlflowClient()
    try:
        if match["alias"]:
            model = client.get_model_version_by_alias(match["name"], match["alias"])
        else:
            model = client.get_model_version(match["name"], match["version"])
        return client.get_run(str(model.run_id))
    except MlflowException as error:
        reason = str(error).splitlines()[0]
        raise RunLookupError(f"no run of a model {uri} ({reason})") from error


def _search(name: str, experiment: str) -> list[Run]:
    filters = []
    if _ID.fullmatch(name):
        filters.append(f"attributes.run_id LIKE '{name}%'")
    if "'" not in name:
        filters.append(f"attributes.run_name = '{name}'")
    runs = [
        run
        for condition in filters
        for run in mlflow.search_runs(
            experiment_names=[experiment], filter_string=condition, output_format="list"
        )
    ]
    return list({run.info.run_id: run for run in runs}.values())


def _listed(runs: Sequence[Run]) -> str:
    shown = [run.info.run_id[:8] for run in runs[:_SHOWN]]
    return ", ".join([*shown, "…"] if len(runs) > _SHOWN else shown)


def _name_the_parent(name: str, nested: Sequence[Run]) -> str:
    ids = list(dict.fromkeys(run.data.tags[MLFLOW_PARENT_RUN_ID] for run in nested))
    parents = [mlflow.get_run(run_id) for run_id in ids[: _SHOWN + 1]]
    if len(parents) > 1:
        return f"{name!r} is a nested run of {len(ids)} runs: {_listed(parents)}; name one of them"
    parent = parents[0].info
    return (
        f"{name!r} is a nested run, a part of {parent.run_name} ({parent.run_id[:8]}): "
        f"name that one"
    )
