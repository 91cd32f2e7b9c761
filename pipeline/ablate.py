"""``oncolit ablate``: what each group of features adds, in up to three regimes."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.ablation import Ablation, Kind, choose_groups, run_ablation
from experiments.ablation_plot import draw_ablation
from experiments.ablation_scores import groups_by_worth, score_ablation
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.experiment_settings import experiment_settings
from pipeline.progress import show_progress
from pipeline.work_engine import open_training_engine, with_engine
from reports.run_report import REGIME_MEANINGS

TABLE_FILE = "ablation.csv"
PLOT_FILE = "ablation.png"

_COLUMNS = (
    *("configuration", "group", "kind", "split"),
    *("log_loss", "log_loss_ci_low", "log_loss_ci_high"),
    *("difference", "difference_ci_low", "difference_ci_high"),
    *("accuracy", "macro_f1"),
)


def ablate(
    data_dir: Path,
    splits: Sequence[str] | None,
    groups: Sequence[str] | None,
    folds: int | None,
    seed: int | None,
    out: Path,
    params: Path | None = None,
    tracking: bool = True,
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Write the table, the plot and two tables of rows; return what to tell the user.

    They are ``ablation.csv``, ``ablation.png``, ``rejected.tsv`` and ``observations.tsv``.

    Parameters
    ----------
    data_dir : Path
        Folder in Kaggle's format.
    splits, groups : sequence of str, optional
        Regimes, and feature groups; by default all.
    folds, seed : int, optional
        In place of those in params.yaml.
    out : Path
        Folder to write to.
    params : Path, optional
        Another params.yaml.
    tracking : bool
        Whether to log the ablation in MLflow.
    engine_name, scheduler : str, optional
        Where work runs, in place of those in params.yaml.
    """
    parameters = experiment_parameters(data_dir, folds, seed, params)
    parameters = with_engine(parameters, engine_name, scheduler)
    asked = choose_groups(experiment_settings(parameters), groups)
    data = read_experiment_data(parameters, splits)
    with open_training_engine(parameters) as engine:
        out.mkdir(parents=True, exist_ok=True)
        faults = data.write_faults(out)
        ablation = run_ablation(
            data.inputs(engine),
            data.rows.labels.to_numpy(),
            data.folds,
            data.settings,
            asked,
            engine,
            progress=lambda items, total: show_progress(items, total, "Folds"),
        )
    table = score_ablation(
        ablation,
        data.rows.labels,
        data.units,
        parameters.evaluate.bootstrap_resamples,
        parameters.evaluate.bootstrap_seed,
    )
    files = out / TABLE_FILE, out / PLOT_FILE
    table[list(_COLUMNS)].to_csv(files[0], index=False)
    draw_ablation(table, REGIME_MEANINGS).savefig(files[1])
    told = data.told(describe_ablation(table, ablation), faults, files)
    if not tracking:
        return told
    run_id = _track(data, ablation, table, (*files, *faults))
    return f"{told}\nMLflow run {run_id} (make ui shows it)"


def describe_ablation(table: pd.DataFrame, ablation: Ablation) -> str:
    """Return the changes of the log loss as plain text, a line a group."""
    regimes = list(ablation.probabilities)
    rows = table.set_index(["kind", "group", "split"])
    losses = (f"{regime} {rows.loc[(Kind.ALL, '', regime), 'log_loss']:.4f}" for regime in regimes)
    width = max(map(len, (*ablation.groups, "no group")))
    lines = [
        f"Log loss with all feature groups: {', '.join(losses)} nats",
        "Change when a group is left out, and when it stands alone "
        "(positive: worse; * the 95 % interval leaves out zero)",
        " " * width + "".join(f"{regime + ': without':>17} {'alone':>9} " for regime in regimes),
    ]
    for group in groups_by_worth(table):
        cells = (
            _cell(rows.loc[(kind, group, regime)], spaces)
            for regime in regimes
            for kind, spaces in ((Kind.WITHOUT, 17), (Kind.ONLY, 9))
        )
        lines.append(f"{group:{width}}{''.join(cells)}")
    nothing = (_cell(rows.loc[(Kind.NONE, "", regime)], 27) for regime in regimes)
    lines.append(f"{'no group':{width}}{''.join(nothing)}")
    if ablation.absent:
        lines.append(f"Left out, no columns on these data: {', '.join(ablation.absent)}")
    return "\n".join(line.rstrip() for line in lines)


def _cell(row: pd.Series, width: int) -> str:
    unclear = row["difference_ci_low"] <= 0 <= row["difference_ci_high"]
    return f"{row['difference']:>+{width}.4f}{' ' if unclear else '*'}"


def _track(
    data: ExperimentData, ablation: Ablation, table: pd.DataFrame, files: tuple[Path, ...]
) -> str:
    from experiments.ablation_tracking import AblationRun, log_ablation

    asked = {
        "ablation.groups": ",".join(ablation.groups),
        "ablation.absent": ",".join(ablation.absent),
        "ablation.splits": ",".join(ablation.probabilities),
    }
    return data.track(
        lambda parameters, tags: log_ablation(AblationRun(parameters | asked, tags, table, files))
    )
