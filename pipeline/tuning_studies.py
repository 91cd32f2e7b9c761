"""The studies of a search on a data folder: opened, run, and scored on rows they never saw."""

import hashlib
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from optuna.distributions import distribution_to_json
from optuna.study import Study

from engine.job import Engine, Job
from experiments.inputs import ModelInputs
from experiments.search_space import with_values
from experiments.tuning import n_finished, open_storage, open_study, run_trials
from experiments.tuning_folds import (
    LabelledRows,
    Part,
    answer_outer_fold,
    inner_folds,
    outer_part,
)
from experiments.tuning_records import trial_records
from experiments.tuning_report import KEPT, TUNED, StudyResult, score_outer
from experiments.tuning_schedule import run_side_by_side
from experiments.tuning_search import Search
from pipeline.experiment_data import ExperimentData
from pipeline.progress import show_progress
from variants.effect_class import CLASS_COLUMNS

_SCORED_BY = ("reading.", "text.", "classifier.", "split.embedding_columns")
"""Parameters that move scores: a study goes on only where they are the same."""


def open_studies(
    file: Path, data: ExperimentData, regime: str, search: Search, parts: Sequence[Part]
) -> list[Study]:
    """Open the study of each part in the SQLite file.

    Raises
    ------
    TuningError
        One was made with other data, folds, values or ranges; or the file is something else.
    """
    storage = open_storage(file)
    start = f"{data.rows.source}-{regime}-{search.sampler}"
    made_on = {
        "data": data.rows.sha256,
        "search space": json.dumps(
            {
                tunable.name: distribution_to_json(tunable.distribution(data.settings))
                for tunable in search.space
            }
        ),
        "seed": str(search.seed),
        **{
            name: json.dumps(value)
            for name, value in data.parameters.flattened().items()
            if name.startswith(_SCORED_BY)
        },
    }
    ids = data.rows.variants.index.to_numpy()
    return [
        open_study(storage, f"{start}-{part.name}", {**made_on, "folds": _digest(ids, part)})
        for part in parts
    ]


def run_studies(
    data: ExperimentData,
    inputs: ModelInputs,
    search: Search,
    parts: Sequence[Part],
    studies: Sequence[Study],
    engine: Engine,
) -> tuple[StudyResult, ...]:
    """Run the trials that the studies lack, and return all that they have.

    The engine shares ``inputs``.
    """
    labels, settings = data.rows.labels.to_numpy(), data.settings
    trials = [
        run_trials(
            study,
            search,
            settings,
            partial(inner_folds, inputs, labels, part, settings, search.space, engine),
        )
        for part, study in zip(parts, studies, strict=True)
    ]
    total = search.total(data.settings)
    lacking = sum(max(total - n_finished(study), 0) for study in studies)
    for _ in show_progress(run_side_by_side(trials, engine), lacking, "Trials"):
        pass
    return tuple(
        StudyResult(study.study_name, part.name, trial_records(study, part.name, data.settings))
        for part, study in zip(parts, studies, strict=True)
    )


def score_on_outer_folds(
    data: ExperimentData,
    inputs: ModelInputs,
    rows: LabelledRows,
    outer_folds: Sequence[int],
    search: Search,
    results: Sequence[StudyResult],
    engine: Engine,
) -> pd.DataFrame:
    """Score params.yaml's and the tuned parameters on the test rows of the outer folds.

    Each fold has the parameters of the study that saw none of its rows; see
    :func:`experiments.tuning_report.score_outer`. The engine shares ``inputs``.
    """
    shape = len(rows.labels), len(CLASS_COLUMNS)
    matrices = {name: np.full(shape, np.nan) for name in (KEPT, TUNED)}
    tuned = {result.part: result.changed() for result in results}
    shared_rows = engine.share(rows)

    def job(fold: int) -> Job[dict[str, np.ndarray]]:
        settings = {KEPT: data.settings}
        if changed := tuned[outer_part(fold)]:
            settings[TUNED] = with_values(data.settings, changed)
        return Job(answer_outer_fold, (inputs, shared_rows, fold, settings, search.space))

    answered = show_progress(engine.run(map(job, outer_folds)), len(outer_folds), "Outer folds")
    for fold, answers in zip(outer_folds, answered, strict=True):
        for name, matrix in matrices.items():
            matrix[rows.outer == fold] = answers.get(name, answers[KEPT])
    tested = np.isin(rows.outer, list(outer_folds))
    index, columns = data.rows.variants.index[tested], list(CLASS_COLUMNS)
    every_fold = len(outer_folds) == len(np.unique(rows.outer))
    return score_outer(
        {name: pd.DataFrame(matrix[tested], index, columns) for name, matrix in matrices.items()},
        data.rows.labels[tested],
        rows.units[tested],
        rows.regime if every_fold else f"{rows.regime}/{outer_part(outer_folds[0])}",
        data.parameters.evaluate.bootstrap_resamples,
        data.parameters.evaluate.bootstrap_seed,
    )


def _digest(ids: np.ndarray, part: Part) -> str:
    dealt = zip(ids[part.rows].tolist(), part.folds.tolist(), strict=True)
    return hashlib.sha256(json.dumps(list(dealt)).encode()).hexdigest()
