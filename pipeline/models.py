"""Finding the model that a command names: a folder, or a model in the MLflow store."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import CHAMPION_URI, tracking_uri

if TYPE_CHECKING:
    from experiments.model_folder import TrainedModel

_SCHEMES = ("models:/", "runs:/", "mlflow-artifacts:/", "file:/")


class NoModelError(ValueError):
    """There is no such model."""


def load_model(name: str | None = None) -> "TrainedModel":
    """Load a model by folder or MLflow URI; by default the registered champion.

    Raises
    ------
    NoModelError
        There is no such model; the message says how to get one.
    """
    if name is not None and not name.startswith(_SCHEMES):
        return _from_folder(Path(name))
    return _from_store(name or CHAMPION_URI)


def champion_exists() -> bool:
    """Tell whether a champion is registered, without loading it."""
    if not _store_exists():
        return False
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    model, alias = CHAMPION_URI.removeprefix("models:/").split("@")
    try:
        MlflowClient(tracking_uri=tracking_uri()).get_model_version_by_alias(model, alias)
    except MlflowException:
        return False
    return True


def model_words(name: str | None = None) -> str:
    """Name the model that :func:`load_model` loads, with the version that an alias stands for.

    Of a folder the last part: where it lies is nobody's business who reads a report.
    """
    uri = name or CHAMPION_URI
    if not uri.startswith(_SCHEMES):
        return f"folder {Path(uri).resolve().name}"
    if not uri.startswith("models:/") or "@" not in uri or not _store_exists():
        return uri
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    model, alias = uri.removeprefix("models:/").split("@", 1)
    try:
        found = MlflowClient(tracking_uri=tracking_uri()).get_model_version_by_alias(model, alias)
    except MlflowException:
        return uri
    return f"{uri} (version {found.version})"


def _store_exists() -> bool:
    uri = tracking_uri()
    return not uri.startswith("sqlite:///") or Path(uri.removeprefix("sqlite:///")).is_file()


def _from_folder(folder: Path) -> "TrainedModel":
    from experiments.model_folder import ModelFolderError, read_model

    # A folder that MLflow downloaded keeps ours among its artifacts, under its own name.
    if (folder / "MLmodel").is_file():
        folder = next((card.parent for card in folder.glob("artifacts/*/model.json")), folder)
    try:
        return read_model(folder)
    except ModelFolderError as error:
        raise NoModelError(
            f"{error}; make one with: oncolit train DATA_DIR --model {folder}"
        ) from error


def _from_store(uri: str) -> "TrainedModel":
    advice = "run `make run` first, or name a model folder with --model"
    if not _store_exists():
        raise NoModelError(f"no trained model: {advice}")
    import mlflow
    from mlflow.exceptions import MlflowException

    mlflow.set_tracking_uri(tracking_uri())
    try:
        folder = mlflow.artifacts.download_artifacts(artifact_uri=uri)
    except (MlflowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise NoModelError(f"no trained model at {uri} ({reason}): {advice}") from error
    try:
        return _from_folder(Path(folder))
    except NoModelError as error:
        raise NoModelError(
            f"the model at {uri} was made by another version of oncolit and cannot be read: run "
            "`make run` and `oncolit experiments promote challenger`, or name a folder with --model"
        ) from error
