"""``oncolit select``: what choosing features does to the scores, in up to three regimes."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.feature_selection_effect import (
    SelectionEffect,
    run_selection,
    score_selection,
)
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.progress import show_progress
from pipeline.work_engine import open_training_engine, with_engine

TABLE_FILE = "selection.csv"
KEPT_FILE = "kept.csv"

_COLUMNS = (
    *("selection", "split", "log_loss", "log_loss_ci_low", "log_loss_ci_high"),
    *("difference", "difference_ci_low", "difference_ci_high"),
    *("accuracy", "macro_f1", "balanced_accuracy", "ece"),
)


def select(
    data_dir: Path,
    splits: Sequence[str] | None,
    folds: int | None,
    seed: int | None,
    out: Path,
    params: Path | None = None,
    tracking: bool = True,
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Write the scores, what was kept and two tables of rows; return what to tell the user.

    They are ``selection.csv``, ``kept.csv``, ``rejected.tsv`` and ``observations.tsv``.

    Parameters
    ----------
    data_dir : Path
        Folder in Kaggle's format.
    splits : sequence of str, optional
        Regimes; by default all.
    folds, seed : int, optional
        In place of those in params.yaml.
    out : Path
        Folder to write to.
    params : Path, optional
        Another params.yaml.
    tracking : bool
        Whether to log the scores in MLflow.
    engine_name, scheduler : str, optional
        Where work runs, in place of those in params.yaml.
    """
    parameters = experiment_parameters(data_dir, folds, seed, params)
    parameters = with_engine(parameters, engine_name, scheduler)
    data = read_experiment_data(parameters, splits)
    with open_training_engine(parameters) as engine:
        out.mkdir(parents=True, exist_ok=True)
        faults = data.write_faults(out)
        effect = run_selection(
            data.inputs(engine),
            data.rows.labels.to_numpy(),
            data.folds,
            data.settings,
            engine,
            progress=lambda items, total: show_progress(items, total, "Folds"),
        )
    table = score_selection(
        effect,
        data.rows.labels,
        data.units,
        parameters.evaluate.bootstrap_resamples,
        parameters.evaluate.bootstrap_seed,
    )
    files = out / TABLE_FILE, out / KEPT_FILE
    table[list(_COLUMNS)].to_csv(files[0], index=False)
    effect.kept.round(1).to_csv(files[1], index=False)
    told = data.told(describe_selection(table, effect), faults, files)
    if not tracking:
        return told
    return f"{told}\nMLflow run {_track(data, effect, table, (*files, *faults))} (make ui shows it)"


def describe_selection(table: pd.DataFrame, effect: SelectionEffect) -> str:
    """Return the changes of the log loss, and what was kept, as plain text."""
    regimes = list(effect.probabilities)
    rows = table.set_index(["selection", "split"])
    losses = (f"{regime} {rows.loc[('none', regime), 'log_loss']:.4f}" for regime in regimes)
    lines = [
        f"Log loss out of fold without selection: {', '.join(losses)} nats",
        "Change with it (positive: worse; 95 % interval, paired; * leaves out zero)",
        f"{'':8}" + "".join(f"{regime:>32}" for regime in regimes),
    ]
    selectors = [name for name in table["selection"].unique() if name != "none"]
    for name in selectors:
        cells = (_cell(rows.loc[(name, regime)]) for regime in regimes)
        lines.append(f"{name:8}{''.join(cells)}".rstrip())
    lines.append("Features kept of each view, mean over splits, folds, cases and members")
    kept = effect.kept.groupby(["view", "selection"], sort=False)[["features", "kept"]].mean()
    width = max(map(len, kept.index.unique("view")), default=0)
    lines.append(" " * width + f"{'of':>8}" + "".join(f"{name:>8}" for name in selectors))
    for view in kept.index.unique("view"):
        counts = kept.loc[view]
        cells = (f"{counts.loc[name, 'kept']:8.1f}" for name in selectors)
        lines.append(f"{view:{width}}{counts['features'].mean():8.1f}{''.join(cells)}")
    return "\n".join(lines)


def _cell(row: pd.Series) -> str:
    low, high = row["difference_ci_low"], row["difference_ci_high"]
    mark = " " if low <= 0 <= high else "*"
    cell = f"{row['difference']:+.4f}{mark} ({low:+.4f} to {high:+.4f})"
    return f"{cell:>32}"


def _track(
    data: ExperimentData, effect: SelectionEffect, table: pd.DataFrame, files: tuple[Path, ...]
) -> str:
    from experiments.feature_selection_tracking import SelectionRun, log_selection

    asked = {"selection.splits": ",".join(effect.probabilities)}
    return data.track(
        lambda parameters, tags: log_selection(
            SelectionRun(parameters | asked, tags, table, effect.kept, files)
        )
    )
