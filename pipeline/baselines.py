"""``oncolit baselines``: the field's learners beside ours, in up to three regimes."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from engine.job import Engine
from experiments.baseline_answers import check_training_rows, cross_validate_baselines
from experiments.baseline_plot import draw_baselines
from experiments.baseline_report import describe_baselines
from experiments.baseline_scores import score_baselines
from experiments.baselines import OURS
from experiments.crossvalidation import cross_validate
from experiments.field_baselines import LEARNERS, FieldBaselineError, field_baselines
from pipeline.crossvalidated import read_crossvalidated
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.progress import show_progress
from pipeline.work_engine import open_training_engine, with_engine
from reports.run_report import REGIME_MEANINGS

TABLE_FILE = "baselines.tsv"
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
    ours: Sequence[Path] = (),
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Write the table, the plot and two tables of rows; return what to tell the user.

    They are ``baselines.tsv``, ``baselines.png``, ``rejected.tsv`` and ``observations.tsv``.

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
    ours : sequence of Path
        Folders of ``oncolit crossvalidate``, one for each regime, whose answers are taken for
        ours; without them ours is cross-validated here.
    engine_name, scheduler : str, optional
        Where work runs, in place of those in params.yaml.
    """
    asked = choose_learners(learners)
    parameters = experiment_parameters(data_dir, folds, seed, params)
    parameters = with_engine(parameters, engine_name, scheduler)
    data = read_experiment_data(parameters, splits)
    check_training_rows(data.folds)
    read = read_crossvalidated(ours, data) if ours else None
    with open_training_engine(parameters) as engine:
        out.mkdir(parents=True, exist_ok=True)
        faults = data.write_faults(out)
        table = _score(data, asked, read, engine)[list(_COLUMNS)]
    files = out / TABLE_FILE, out / PLOT_FILE
    table.to_csv(files[0], sep="\t", index=False, float_format="%.6f")
    draw_baselines(table, REGIME_MEANINGS).savefig(files[1])
    told = data.told(describe_baselines(table, REGIME_MEANINGS), faults, files)
    if not tracking:
        return told
    chosen = {
        "baselines.learners": ",".join(asked),
        "baselines.splits": ",".join(data.folds),
        "baselines.ours": _origin(asked, ours),
    }
    run_id = _track(data, chosen, table, (*files, *faults))
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


def _score(
    data: ExperimentData,
    asked: tuple[str, ...],
    ours: dict[str, pd.DataFrame] | None,
    engine: Engine,
) -> pd.DataFrame:
    inputs, labels = data.inputs(engine), data.rows.labels
    given = (inputs, labels.to_numpy(), data.folds, data.settings)
    if ours is None and OURS in asked:
        answers = cross_validate(
            *given,
            learners=(OURS,),
            engine=engine,
            progress=lambda items, total: show_progress(items, total, "Folds, ours"),
        )
        ours = {regime: answers[regime][OURS] for regime in data.folds}
    field = cross_validate_baselines(
        *given,
        field_baselines(name for name in asked if name != OURS),
        engine=engine,
        progress=lambda items, total: show_progress(items, total, "Folds, baselines"),
    )
    evaluate = data.parameters.evaluate
    return score_baselines(
        field, ours, labels, data.units, evaluate.bootstrap_resamples, evaluate.bootstrap_seed
    )


def _origin(asked: tuple[str, ...], ours: Sequence[Path]) -> str:
    """Say in a word or two where our answers are from."""
    if ours:
        return ",".join(map(str, ours))
    return "cross-validated" if OURS in asked else "none"


def _track(
    data: ExperimentData, chosen: dict[str, str], table: pd.DataFrame, files: tuple[Path, ...]
) -> str:
    from experiments.baseline_tracking import BaselinesRun, log_baselines

    return data.track(
        lambda parameters, tags: log_baselines(
            BaselinesRun(parameters | chosen, tags, table, data.rows.variants, files)
        )
    )
