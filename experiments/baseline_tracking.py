"""One complete MLflow run of the field's baselines, with a nested run a regime and learner.

It registers no model and has no fingerprint, so it is neither promoted nor taken
for a pipeline run; the tag ``run.kind`` tells it apart from those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd

from experiments.ablation_tracking import RUN_KIND
from experiments.baseline_scores import learners_by_loss
from experiments.baselines import OURS
from experiments.paired_scores import DIFFERENCE, difference_metrics, run_metrics
from experiments.tracking import FINGERPRINT, log_dataset

BASELINES = "baselines"
"""Value of the tag :data:`~.ablation_tracking.RUN_KIND`, and the parent run's name."""

TABLE = "baselines.json"
"""The table as MLflow shows it."""


@dataclass(frozen=True, eq=False)
class BaselinesRun:
    """What scoring the baselines has made, ready to be logged.

    Parameters
    ----------
    parameters : dict
        Flattened params.yaml, and the learners and regimes asked for.
    tags : dict
        ``data.sha256``, ``git.commit``, …; a pipeline run's fingerprint is left out.
    table : DataFrame
        See :func:`experiments.baseline_scores.score_baselines`.
    variants : DataFrame
        ``Gene``, ``Variation`` and ``Class``, indexed by ID.
    files : tuple of Path
        The table, the plot, rejected rows and observations.
    """

    parameters: Mapping[str, Any]
    tags: Mapping[str, str]
    table: pd.DataFrame
    variants: pd.DataFrame
    files: tuple[Path, ...]


def log_baselines(run: BaselinesRun) -> str:
    """Log the parent run and its nested runs in the open store; return the parent's id.

    The parent's scores are ours, where we were asked.
    """
    kept = {name: value for name, value in run.tags.items() if name != FINGERPRINT}
    tags = {**kept, RUN_KIND: BASELINES}
    with mlflow.start_run(run_name=BASELINES) as parent:
        mlflow.set_tags({**tags, "mlflow.note.content": baselines_note(run.table)})
        mlflow.log_params(dict(run.parameters))
        mlflow.log_metrics(run_metrics(run.table[run.table["learner"] == OURS]))
        log_dataset(run.variants, run.tags["data.name"], run.tags["data.sha256"])
        mlflow.log_table(run.table, TABLE)
        for file in run.files:
            mlflow.log_artifact(str(file))
        for _, row in run.table.groupby(["split", "learner", "features"], sort=False):
            _log_learner(row, run.parameters, tags)
    return str(parent.info.run_id)


def baselines_note(table: pd.DataFrame) -> str:
    """Return the log losses as the Markdown that the run's page opens with."""
    regimes = list(dict.fromkeys(table["split"]))
    lines = [
        "Log loss in nats (95 % interval); in brackets what it is more than that of oncolit on "
        "the same rows, paired, with its 95 % interval.",
        "",
        f"| learner | features | {' | '.join(regimes)} |",
        "|---" * (len(regimes) + 2) + "|",
    ]
    rows = table.set_index(["learner", "features", "split"])
    for learner, features in learners_by_loss(table):
        cells = [_cell(rows.loc[(learner, features, regime)]) for regime in regimes]
        lines.append(f"| {learner} | {features} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _log_learner(
    rows: pd.DataFrame, parameters: Mapping[str, Any], tags: Mapping[str, str]
) -> None:
    learner, features, regime = rows.iloc[0][["learner", "features", "split"]]
    named = {"learner": learner, "features": features, "regime": regime}
    name = "-".join(part for part in (regime, learner, features) if part)
    with mlflow.start_run(run_name=name, nested=True):
        mlflow.set_tags({**tags, **named})
        mlflow.log_params({**parameters, "learner": learner, "features": features})
        mlflow.log_metrics(run_metrics(rows) | difference_metrics(rows))


def _cell(row: pd.Series) -> str:
    loss = f"{row['log_loss']:.3f} ({row['log_loss_ci_low']:.3f} to {row['log_loss_ci_high']:.3f})"
    value, low, high = (row[name] for name in DIFFERENCE)
    if np.isnan(value) or value == low == high == 0:  # no reference, or ours itself
        return loss
    return f"{loss} [{value:+.3f}, {low:+.3f} to {high:+.3f}]"
