"""One complete MLflow run of an ablation, with a nested run for each configuration.

It registers no model and has no fingerprint, so it is neither promoted nor taken
for a pipeline run; the tag ``run.kind`` tells it apart from those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd

from experiments.ablation import Kind
from experiments.ablation_scores import groups_by_worth
from experiments.paired_scores import DIFFERENCE, difference_metrics, run_metrics
from experiments.tracking import FINGERPRINT

RUN_KIND = "run.kind"
"""Tag of all runs of an ablation, parent and nested."""

ABLATION = "ablation"
"""Value of the tag :data:`RUN_KIND`, and the parent run's name."""


@dataclass(frozen=True, eq=False)
class AblationRun:
    """What an ablation has made, ready to be logged.

    Parameters
    ----------
    parameters : dict
        Flattened params.yaml, and the groups and regimes asked for.
    tags : dict
        ``data.sha256``, ``git.commit``, …; a pipeline run's fingerprint is left out.
    table : DataFrame
        See :func:`experiments.ablation_scores.score_ablation`.
    files : tuple of Path
        The table, the plot, rejected rows and observations.
    """

    parameters: Mapping[str, Any]
    tags: Mapping[str, str]
    table: pd.DataFrame
    files: tuple[Path, ...]


def log_ablation(run: AblationRun) -> str:
    """Log the parent run and its nested runs in the open store; return the parent's id."""
    kept = {name: value for name, value in run.tags.items() if name != FINGERPRINT}
    tags = {**kept, RUN_KIND: ABLATION}
    everything = run.table[run.table["kind"] == Kind.ALL]
    with mlflow.start_run(run_name=ABLATION) as parent:
        mlflow.set_tags({**tags, "mlflow.note.content": ablation_note(run.table)})
        mlflow.log_params(dict(run.parameters))
        mlflow.log_metrics(run_metrics(everything))
        for file in run.files:
            mlflow.log_artifact(str(file))
        for name, rows in run.table.groupby("configuration", sort=False):
            _log_configuration(str(name), rows, run.parameters, tags)
    return str(parent.info.run_id)


def ablation_note(table: pd.DataFrame) -> str:
    """Return the changes of the log loss as the Markdown that the run's page opens with."""
    regimes = list(dict.fromkeys(table["split"]))
    lines = [
        "Change of the log loss in nats (95 % interval), to that of all feature groups; "
        "positive is worse.",
        "",
        f"| configuration | {' | '.join(regimes)} |",
        "|---" * (len(regimes) + 1) + "|",
    ]
    order = [(Kind.WITHOUT, group) for group in groups_by_worth(table)]
    order += [(Kind.ONLY, group) for _, group in order] + [(Kind.NONE, "")]
    rows = table.set_index(["kind", "group", "split"])
    for kind, group in order:
        cells = [_cell(rows.loc[(kind, group, regime)]) for regime in regimes]
        lines.append(f"| {f'{kind} {group}'.strip()} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _log_configuration(
    name: str, rows: pd.DataFrame, parameters: Mapping[str, Any], tags: Mapping[str, str]
) -> None:
    first = rows.iloc[0]
    with mlflow.start_run(run_name=name, nested=True):
        mlflow.set_tags(dict(tags))
        mlflow.log_params({**parameters, "kind": first["kind"], "group": first["group"]})
        mlflow.log_metrics(run_metrics(rows) | difference_metrics(rows))


def _cell(row: pd.Series) -> str:
    value, low, high = (row[name] for name in DIFFERENCE)
    return f"{value:+.3f} ({low:+.3f} to {high:+.3f})"
