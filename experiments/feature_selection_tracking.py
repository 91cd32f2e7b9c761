"""One complete MLflow run of what feature selection does, with a nested run for each selector.

It registers no model and has no fingerprint, so it is neither promoted nor taken
for a pipeline run; the tag ``run.kind`` tells it apart from those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd

from experiments.ablation_tracking import RUN_KIND
from experiments.paired_scores import DIFFERENCE, difference_metrics, run_metrics
from experiments.tracking import FINGERPRINT

SELECTION = "selection"
"""Value of the tag :data:`~.ablation_tracking.RUN_KIND`, and the parent run's name."""

_TUNABLE = "classifier.selection"


@dataclass(frozen=True, eq=False)
class SelectionRun:
    """What trying the selectors has made, ready to be logged.

    Parameters
    ----------
    parameters : dict
        Flattened params.yaml, and the regimes asked for.
    tags : dict
        ``data.sha256``, ``git.commit``, …; a pipeline run's fingerprint is left out.
    table : DataFrame
        See :func:`experiments.feature_selection_effect.score_selection`.
    kept : DataFrame
        See :class:`experiments.feature_selection_effect.SelectionEffect`.
    files : tuple of Path
    """

    parameters: Mapping[str, Any]
    tags: Mapping[str, str]
    table: pd.DataFrame
    kept: pd.DataFrame
    files: tuple[Path, ...]


def log_selection(run: SelectionRun) -> str:
    """Log the parent run and its nested runs in the open store; return the parent's id.

    The parent's scores are those with the selection of params.yaml.
    """
    tags = {name: value for name, value in run.tags.items() if name != FINGERPRINT}
    tags[RUN_KIND] = SELECTION
    own = run.table[run.table["selection"] == run.parameters[_TUNABLE]]
    with mlflow.start_run(run_name=SELECTION) as parent:
        mlflow.set_tags({**tags, "mlflow.note.content": selection_note(run.table)})
        mlflow.log_params(dict(run.parameters))
        mlflow.log_metrics(run_metrics(own))
        for file in run.files:
            mlflow.log_artifact(str(file))
        for name, rows in run.table.groupby("selection", sort=False):
            kept = run.kept[run.kept["selection"] == name].groupby("split", sort=False)
            with mlflow.start_run(run_name=str(name), nested=True):
                mlflow.set_tags(tags)
                mlflow.log_params({**run.parameters, _TUNABLE: name})
                mlflow.log_metrics(run_metrics(rows) | difference_metrics(rows))
                mlflow.log_metrics(
                    {
                        f"{split}/share_of_features_kept": table["kept"].sum()
                        / table["features"].sum()
                        for split, table in kept
                    }
                )
    return str(parent.info.run_id)


def selection_note(table: pd.DataFrame) -> str:
    """Return the changes of the log loss as the Markdown that the run's page opens with."""
    regimes = list(dict.fromkeys(table["split"]))
    lines = [
        "Change of the log loss in nats (95 % interval), to that without feature selection; "
        "positive is worse.",
        "",
        f"| selection | {' | '.join(regimes)} |",
        "|---" * (len(regimes) + 1) + "|",
    ]
    for name, rows in table.groupby("selection", sort=False):
        values = rows.set_index("split")[list(DIFFERENCE)].loc[regimes].to_numpy()
        cells = (f"{value:+.4f} ({low:+.4f} to {high:+.4f})" for value, low, high in values)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
