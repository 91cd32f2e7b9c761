"""The held-out predictions of a parent run, read back from the MLflow store."""

from collections.abc import Mapping
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.entities import Run

from experiments.baselines import OURS
from experiments.comparison import ScoredRun
from experiments.tracking import GROUP_COLUMNS, VARIANTS_FILE
from variants.schema import ID, REGIMES

_PREDICTIONS = "predictions"


class RunPredictionsError(ValueError):
    """The run keeps no held-out predictions."""


def read_scored_run(run: Run) -> ScoredRun:
    """Read what a parent run keeps of its held-out predictions and of its rows.

    Raises
    ------
    RunPredictionsError
        It keeps none, as runs of other kinds than the pipeline's do.
    """
    run_id, name = run.info.run_id, str(run.info.run_name)
    there = {item.path for item in mlflow.artifacts.list_artifacts(run_id=run_id) or ()}
    if _PREDICTIONS not in there:
        raise RunPredictionsError(
            f"{name} ({run_id[:8]}) keeps no held-out predictions: only runs of the pipeline do"
        )
    answers = _read_answers(_downloaded(run_id, _PREDICTIONS))
    if not answers:
        raise RunPredictionsError(
            f"{name} ({run_id[:8]}) keeps no held-out predictions of {OURS} in {_PREDICTIONS}/"
        )
    variants = None
    if VARIANTS_FILE in there:
        # A gene or variation may be spelt NA.
        variants = pd.read_csv(
            _downloaded(run_id, VARIANTS_FILE), index_col=ID, keep_default_na=False
        )
    return ScoredRun(
        run_id=run_id,
        name=name,
        tags=dict(run.data.tags),
        parameters=dict(run.data.params),
        answers=answers,
        variants=variants,
        groups=_groups(answers, variants),
    )


def _downloaded(run_id: str, path: str) -> Path:
    return Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path))


def _read_answers(folder: Path) -> dict[str, pd.DataFrame]:
    files = {regime: folder / f"{regime}_{OURS}.csv" for regime in REGIMES}
    return {
        regime: pd.read_csv(file, index_col=ID) for regime, file in files.items() if file.is_file()
    }


def _groups(
    answers: Mapping[str, pd.DataFrame], variants: pd.DataFrame | None
) -> dict[str, np.ndarray]:
    groups = {}
    for regime, table in answers.items():
        column = GROUP_COLUMNS.get(regime)
        if column is None:
            groups[regime] = np.arange(len(table))
        elif variants is not None:
            groups[regime] = variants[column].reindex(table.index).to_numpy()
    return groups
