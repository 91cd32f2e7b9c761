"""MLflow runs of drug response models, in an experiment of their own.

They register no model and have no fingerprint; the tag ``run.kind`` says what a run is.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import mlflow
from mlflow.exceptions import MlflowException

from experiments.tracking import open_store
from pipeline.settings import artifact_folder, checkout, tracking_uri
from pipeline.track import git_commit, is_dirty

EXPERIMENT = "oncolit-response"
"""Name of the MLflow experiment."""

RUN_KIND = "run.kind"
"""Tag: ``response.crossvalidate``, ``response.compare`` or ``response.train``."""

_NOTE = (
    "Models of how tumour cell lines answer drugs, on held-out pairs (`oncolit response`). A "
    "metric `cell/rmse` is of the split `cell`; `_drug_mean` is the drug mean on the same pairs, "
    "`_minus_drug_mean` the paired difference from it. Compare runs only where the tag "
    "`data.sha256` is the same. oncolit is a research tool and not a medical device."
)


_LONGEST_REASON = 200
_RETRIES = "2"
"""Of a request to a server; MLflow's own seven would take four minutes."""


class TrackingError(ValueError):
    """The run cannot be logged in MLflow."""


def tell_logged(told: str, log: Callable[[], str]) -> str:
    """Log a run whose files are written; return what to tell the user, with the run's id.

    Parameters
    ----------
    told : str
        What to tell without it; printed also where logging fails.
    log : callable
        Logs the run and returns its id.

    Raises
    ------
    TrackingError
        The store cannot be reached or written to.
    """
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", _RETRIES)
    try:
        return f"{told}\nMLflow run {log()} (make ui shows it)"
    except (MlflowException, OSError) as error:
        print(told)
        raise TrackingError(
            f"the files are written, but MLflow cannot log the run in {tracking_uri()}: "
            f"{str(error).strip()[:_LONGEST_REASON]} (--no-mlflow leaves the run out)"
        ) from error


def log_crossvalidation(metrics: Mapping[str, Any], files: Sequence[Path]) -> str:
    """Log one model on one split; return the run's id.

    Parameters
    ----------
    metrics : mapping
        What ``metrics.json`` holds.
    files : sequence of Path
        Artifacts.
    """
    name = f"{metrics['split']}-{metrics['model']}"
    with _run(name, "response.crossvalidate", metrics) as run_id:
        _log_model(metrics)
        _log_files(files)
    return run_id


def log_comparison(
    results: Sequence[Mapping[str, Any]], default: str, note: str, files: Sequence[Path]
) -> str:
    """Log several models on several splits: a run, and a nested one for each of them.

    Parameters
    ----------
    results : sequence of mapping
        What ``metrics.json`` holds, of each.
    default : str
        The model whose scores stand on the parent run, too; where it is not among them, the
        last one.
    note : str
        Markdown that the run's page opens with.
    files : sequence of Path
        Artifacts.

    Returns
    -------
    str
        The parent run's id.
    """
    first = results[0]
    with _run("comparison", "response.compare", first, note) as run_id:
        mlflow.log_params(
            {
                "folds": first["folds"],
                "seed": first["seed"],
                "resamples": first["resamples"],
                "splits": ",".join(dict.fromkeys(one["split"] for one in results)),
                "models": ",".join(dict.fromkeys(one["model"] for one in results)),
            }
        )
        names = [one["model"] for one in results]
        shown = default if default in names else names[-1]
        for one in results:
            if one["model"] == shown:
                mlflow.log_metrics(run_metrics(one))
        _log_files(files)
        for one in results:
            name = f"{one['split']}-{one['model']}"
            with _run(name, "response.compare", one, nested=True):
                _log_model(one)
    return run_id


def log_training(card: Mapping[str, Any], files: Sequence[Path]) -> str:
    """Log a ranker that was fitted on all rows; return the run's id.

    Parameters
    ----------
    card : mapping
        What ``model.json`` holds.
    files : sequence of Path
        Artifacts.
    """
    with _run("train", "response.train", card) as run_id:
        mlflow.log_params({"seed": card["seed"], "drugs": card["drugs"]})
        known = {name: value for name, value in card["accuracy"].items() if value is not None}
        mlflow.log_metrics({f"ranker/{name}": value for name, value in known.items()})
        mlflow.log_metric("seconds", card["seconds"])
        _log_files(files)
    return run_id


def run_metrics(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Return the scores by their names in MLflow, such as ``cell/rmse``, without missing ones."""
    split = metrics["split"]
    counts = {f"n_{name}": float(count) for name, count in metrics["counts"].items()}
    scores = {name: value for name, value in metrics.items() if isinstance(value, float)}
    return {f"{split}/{name}": value for name, value in (scores | counts).items()}


@contextmanager
def _run(
    name: str, kind: str, about: Mapping[str, Any], note: str = "", *, nested: bool = False
) -> Iterator[str]:
    """Open a run with the tags of all of them; the commit is that of the code, wherever we are."""
    if not nested:
        open_store(tracking_uri(), EXPERIMENT, artifact_folder())
        mlflow.set_experiment_tags({"mlflow.note.content": _NOTE})
    with chdir(checkout()):
        tags = {
            RUN_KIND: kind,
            "data.sha256": about["screen_version"],
            "data.name": about["screen"],
            "git.commit": git_commit(),
            "git.dirty": str(is_dirty()).lower(),
        }
    with mlflow.start_run(run_name=name, nested=nested) as run:
        mlflow.set_tags(tags | ({"mlflow.note.content": note} if note else {}))
        yield str(run.info.run_id)


def _log_model(metrics: Mapping[str, Any]) -> None:
    mlflow.set_tags({"split": metrics["split"], "model": metrics["model"]})
    asked = ("split", "folds", "seed", "model", "resampled", "resamples")
    mlflow.log_params({name: metrics[name] for name in asked})
    mlflow.log_metrics(run_metrics(metrics))


def _log_files(files: Sequence[Path]) -> None:
    for file in files:
        mlflow.log_artifact(str(file))
