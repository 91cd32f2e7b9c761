"""``oncolit baselines``: the field's learners beside ours, in up to three regimes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.baseline_answers import answer_out_of_fold, check_training_rows
from experiments.baseline_plot import draw_baselines
from experiments.baseline_scores import learners_by_loss, score_baselines
from experiments.baselines import OURS
from experiments.crossvalidation import cross_validate
from experiments.field_baselines import LEARNERS, FieldBaselineError, field_baselines
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.progress import show_progress
from reports.run_report import REGIME_MEANINGS

TABLE_FILE = "baselines.csv"
PLOT_FILE = "baselines.png"

_COLUMNS = (
    *("learner", "features", "split"),
    *("log_loss", "log_loss_ci_low", "log_loss_ci_high"),
    *("difference", "difference_ci_low", "difference_ci_high"),
    *("accuracy", "macro_f1", "balanced_accuracy", "ece"),
)


def score_field_baselines(
    data_dir: Path,
    splits: Sequence[str] | None,
    learners: Sequence[str] | None,
    folds: int | None,
    seed: int | None,
    out: Path,
    params: Path | None = None,
    tracking: bool = True,
) -> str:
    """Write the table, the plot and two tables of rows; return what to tell the user.

    They are ``baselines.csv``, ``baselines.png``, ``rejected.tsv`` and ``observations.tsv``.

    Parameters
    ----------
    data_dir : Path
        Folder in Kaggle's format.
    splits, learners : sequence of str, optional
        Regimes, and learners of the field or ours; by default all. Where ours is not among
        them there are no differences.
    folds, seed : int, optional
        In place of those in params.yaml.
    out : Path
        Folder to write to.
    params : Path, optional
        Another params.yaml.
    tracking : bool
        Whether to log the scores in MLflow.
    """
    asked = choose_learners(learners)
    parameters = experiment_parameters(data_dir, folds, seed, params)
    data = read_experiment_data(parameters, splits)
    check_training_rows(data.folds)
    out.mkdir(parents=True, exist_ok=True)
    faults = data.write_faults(out)
    table = _score(data, asked)
    files = out / TABLE_FILE, out / PLOT_FILE
    table[list(_COLUMNS)].to_csv(files[0], index=False)
    draw_baselines(table, REGIME_MEANINGS).savefig(files[1])
    told = (
        f"{describe_baselines(table)}\n"
        f"Rejected rows: {data.folder.counts['rows_rejected']} (see {faults[0]}). "
        f"Wrote {files[0]} and {files[1]}"
    )
    if not tracking:
        return told
    run_id = _track(data, asked, table, (*files, *faults))
    return f"{told}\nMLflow run {run_id} (make ui shows it)"


def choose_learners(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the learners named, ours first; all where None are named.

    Raises
    ------
    FieldBaselineError
        A name is no learner's; the message lists those that are.
    """
    known = (OURS, *LEARNERS)
    wanted = known if names is None else tuple(names)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        got = ", ".join(map(repr, unknown)) or "none"
        raise FieldBaselineError(f"expected learners of {', '.join(known)}; got {got}")
    return tuple(name for name in known if name in wanted)


def describe_baselines(table: pd.DataFrame) -> str:
    """Return log losses and differences as plain text, a line a learner."""
    regimes = list(dict.fromkeys(table["split"]))
    rows = table.set_index(["learner", "features", "split"])
    learners = learners_by_loss(table)
    width = max(len(f"{learner} {features}") for learner, features in learners)
    lines = [
        "Log loss out of fold in nats, and what it is more than ours on the same rows "
        "(* the 95 % interval leaves out zero)",
        " " * width + "".join(f"{regime:>11} {'to ours':>9} " for regime in regimes),
    ]
    for learner, features in learners:
        cells = (_cell(rows.loc[(learner, features, regime)]) for regime in regimes)
        lines.append(f"{f'{learner} {features}':{width}}{''.join(cells)}".rstrip())
    return "\n".join(lines)


def _cell(row: pd.Series) -> str:
    loss, difference = f"{row['log_loss']:11.4f} ", row["difference"]
    if row.name[0] == OURS or np.isnan(difference):
        return f"{loss}{'':10}"
    unclear = row["difference_ci_low"] <= 0 <= row["difference_ci_high"]
    return f"{loss}{difference:+9.4f}{' ' if unclear else '*'}"


def _score(data: ExperimentData, asked: tuple[str, ...]) -> pd.DataFrame:
    inputs, labels = data.inputs(), data.rows.labels
    given = (inputs, labels.to_numpy(), data.folds, data.settings)
    workers = data.parameters.workers()
    ours = None
    if OURS in asked:
        answers = cross_validate(
            *given,
            learners=(OURS,),
            workers=workers,
            progress=lambda items, total: show_progress(items, total, "Folds, ours"),
        )
        ours = {regime: answers[regime][OURS] for regime in data.folds}
    field = answer_out_of_fold(
        *given,
        field_baselines(name for name in asked if name != OURS),
        workers=workers,
        progress=lambda items, total: show_progress(items, total, "Folds, baselines"),
    )
    evaluate = data.parameters.evaluate
    return score_baselines(
        field, ours, labels, data.units, evaluate.bootstrap_resamples, evaluate.bootstrap_seed
    )


def _track(
    data: ExperimentData, asked: tuple[str, ...], table: pd.DataFrame, files: tuple[Path, ...]
) -> str:
    from experiments.baseline_tracking import BaselinesRun, log_baselines

    chosen = {"baselines.learners": ",".join(asked), "baselines.splits": ",".join(data.folds)}
    return data.track(
        lambda parameters, tags: log_baselines(
            BaselinesRun(parameters | chosen, tags, table, files)
        )
    )
