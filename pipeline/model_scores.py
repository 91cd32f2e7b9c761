"""What a registered model was measured at: the scores of the MLflow run that made it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.settings import REGISTERED_MODEL, tracking_uri
from variants.schema import REGIMES

_VERSION = re.compile(
    rf"models:/{REGISTERED_MODEL}(?:/(?P<number>\d+)|@.+ \(version (?P<of_alias>\d+)\))"
)


class NoScoresError(ValueError):
    """It is not known what the model was measured at."""


@dataclass(frozen=True)
class RegimeScores:
    """Held-out scores in one split regime.

    Parameters
    ----------
    regime : str
        ``random``, ``text`` or ``gene``.
    log_loss, log_loss_low, log_loss_high : float
        In nats, with the ends of its 95 % interval.
    accuracy, balanced_accuracy, macro_f1, ece : float
        From 0 to 1.
    answered, answered_accuracy : float or None
        Share of rows for which a class is named, and share of these that are right.
    """

    regime: str
    log_loss: float
    log_loss_low: float
    log_loss_high: float
    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    ece: float
    answered: float | None
    answered_accuracy: float | None


@dataclass(frozen=True)
class ModelScores:
    """What a registered model was measured at.

    Parameters
    ----------
    version : str
        Of the registered model.
    registered : str
        Day, ISO 8601.
    run_id, data, commit, text_fit : str
        The run, the name of its data, its code and how text features were fitted.
    folds, seed : str
        Of the cross-validation.
    regimes : tuple of RegimeScores
        In the order random, text, gene.
    """

    version: str
    registered: str
    run_id: str
    data: str
    commit: str
    text_fit: str
    folds: str
    seed: str
    regimes: tuple[RegimeScores, ...]


def read_model_scores(model: str, data_sha256: str) -> ModelScores:
    """Read the scores of a model from the MLflow store.

    Parameters
    ----------
    model : str
        In the words of :func:`pipeline.models.model_words`.
    data_sha256 : str
        Of the data that it was trained on: the run must have been scored on the same.

    Raises
    ------
    NoScoresError
        The model is a plain folder or of another name, its run is gone, or was scored on other
        data.
    """
    match = _VERSION.fullmatch(model)
    if match is None:
        raise NoScoresError("the model is a plain folder, not one that a pipeline run registered")
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    number = match["number"] or match["of_alias"]
    client = MlflowClient(tracking_uri=tracking_uri())
    try:
        version = client.get_model_version(REGISTERED_MODEL, number)
        run = client.get_run(str(version.run_id))
    except MlflowException as error:
        raise NoScoresError(f"version {number} of the model has no run in the store") from error
    tags, params = run.data.tags, run.data.params
    if tags.get("data.sha256") != data_sha256:
        raise NoScoresError(f"the run of version {number} was scored on other data")
    return ModelScores(
        version=number,
        registered=datetime.fromtimestamp(version.creation_timestamp / 1000, UTC)
        .date()
        .isoformat(),
        run_id=run.info.run_id,
        data=tags.get("data.name", ""),
        commit=tags.get("git.commit", ""),
        text_fit=tags.get("text.fit", ""),
        folds=params.get("split.folds", ""),
        seed=params.get("split.seed", ""),
        regimes=_of_regimes(run.data.metrics),
    )


def _of_regimes(metrics: Mapping[str, float]) -> tuple[RegimeScores, ...]:
    there = [regime for regime in REGIMES if f"{regime}/log_loss" in metrics]
    try:
        return tuple(_of_regime(metrics, regime) for regime in there)
    except KeyError as error:
        raise NoScoresError(f"the run keeps no {error.args[0]}") from error


def _of_regime(metrics: Mapping[str, float], regime: str) -> RegimeScores:
    return RegimeScores(
        regime=regime,
        log_loss=metrics[f"{regime}/log_loss"],
        log_loss_low=metrics[f"{regime}/log_loss_ci_low"],
        log_loss_high=metrics[f"{regime}/log_loss_ci_high"],
        accuracy=metrics[f"{regime}/accuracy"],
        balanced_accuracy=metrics[f"{regime}/balanced_accuracy"],
        macro_f1=metrics[f"{regime}/macro_f1"],
        ece=metrics[f"{regime}/ece"],
        answered=metrics.get(f"{regime}/answered"),
        answered_accuracy=metrics.get(f"{regime}/answered_accuracy"),
    )
