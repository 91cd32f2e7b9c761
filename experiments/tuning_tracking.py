"""One complete MLflow run of a search, with a nested run for each trial.

It registers no model and has no fingerprint, so it is neither promoted nor taken
for a pipeline run; the tag ``run.kind`` tells it apart from those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow

from experiments.ablation_tracking import RUN_KIND
from experiments.search_space import Value
from experiments.tracking import FINGERPRINT
from experiments.tuning_records import TrialRecord

TUNING = "tuning"
"""Value of the tag :data:`~.ablation_tracking.RUN_KIND`, and the parent run's name."""


@dataclass(frozen=True, eq=False)
class TuningRun:
    """What a search has made, ready to be logged.

    Parameters
    ----------
    parameters : mapping
        Flattened params.yaml, and what was asked for.
    tags : mapping
        ``data.sha256``, ``git.commit``, …; a pipeline run's fingerprint is left out.
    regime : str
    records : sequence of TrialRecord
        The trials of all studies.
    best : mapping
        By name, the values of the best trial of the last study.
    metrics : mapping
        Scores of the search, under their names in MLflow.
    note : str
        What the run's page opens with.
    files : tuple of Path
        Tables, plot and the SQLite file of the studies.
    """

    parameters: Mapping[str, Any]
    tags: Mapping[str, str]
    regime: str
    records: Sequence[TrialRecord]
    best: Mapping[str, Value]
    metrics: Mapping[str, float]
    note: str
    files: tuple[Path, ...]


def log_tuning(run: TuningRun) -> str:
    """Log the parent run and its nested runs in the open store; return the parent's id."""
    tags = {name: value for name, value in run.tags.items() if name != FINGERPRINT}
    tags |= {RUN_KIND: TUNING, "regime": run.regime}
    with mlflow.start_run(run_name=TUNING) as parent:
        mlflow.set_tags({**tags, "mlflow.note.content": run.note})
        mlflow.log_params(dict(run.parameters))
        mlflow.log_params({f"best.{name}": value for name, value in run.best.items()})
        mlflow.log_metrics(dict(run.metrics))
        for file in run.files:
            mlflow.log_artifact(str(file))
        for record in run.records:
            _log_trial(run, record, tags)
    return str(parent.info.run_id)


def _log_trial(run: TuningRun, record: TrialRecord, tags: Mapping[str, str]) -> None:
    with mlflow.start_run(run_name=f"{record.part}-trial{record.number}", nested=True):
        mlflow.set_tags(
            {
                **tags,
                "trial.study": record.part,
                "trial.state": record.state,
                "trial.pruned": str(record.state == "pruned").lower(),
            }
        )
        mlflow.log_params({**run.parameters, **record.values, "trial.number": record.number})
        mlflow.log_metric("trial_seconds", record.seconds)
        for step, (loss, less_own) in enumerate(
            zip(record.so_far, record.less_own, strict=False), start=1
        ):
            # A pruned trial has no score: what it has is of fewer folds.
            mlflow.log_metric(f"{run.regime}/inner_log_loss_so_far", loss, step=step)
            mlflow.log_metric(f"{run.regime}/inner_difference_so_far", less_own, step=step)
        if record.log_loss is not None:
            mlflow.log_metric(f"{run.regime}/inner_log_loss", record.log_loss)
