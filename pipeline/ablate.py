"""``oncolit ablate``: what each group of features adds, in up to three regimes."""

from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.ablation import Ablation, Kind, choose_groups, run_ablation
from experiments.ablation_plot import draw_ablation
from experiments.ablation_scores import groups_by_worth, score_ablation
from pipeline.crossvalidate import with_folds_and_seed
from pipeline.data_folder import read_data_folder, write_faults
from pipeline.evaluate import bootstrap_groups
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import EvaluateParameters, Parameters, load_parameters
from pipeline.prepared import Prepared, featurize, prepare
from pipeline.progress import show_progress
from pipeline.settings import EXPERIMENT, artifact_folder, checkout, tracking_uri
from pipeline.split import TEXT_GROUP, make_folds, text_groups
from pipeline.texts import read_literature
from reports.run_report import REGIME_MEANINGS
from variants.schema import REGIMES

TABLE_FILE = "ablation.csv"
PLOT_FILE = "ablation.png"
REJECTED_FILE = "rejected.tsv"
OBSERVATIONS_FILE = "observations.tsv"

_FILES = (TABLE_FILE, PLOT_FILE, REJECTED_FILE, OBSERVATIONS_FILE)
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
    """
    given = load_parameters(params)
    named = given.model_copy(
        update={"data": given.data.model_copy(update={"dir": str(data_dir.resolve())})}
    )
    parameters = with_folds_and_seed(named, folds, seed)
    settings = experiment_settings(parameters)
    asked = choose_groups(settings, groups)
    regimes = tuple(regime for regime in REGIMES if splits is None or regime in splits)
    folder = read_data_folder(data_dir)
    rows = prepare(folder, data_dir.resolve().name)
    papers = _papers(rows, parameters, regimes)
    assigned = make_folds(rows, papers, parameters.split, regimes)
    out.mkdir(parents=True, exist_ok=True)
    files = tuple(out / name for name in _FILES)
    write_faults(folder.faults, out / REJECTED_FILE)
    write_faults(folder.observations, out / OBSERVATIONS_FILE)
    ablation = run_ablation(
        featurize(rows, read_literature(rows, settings.reading, parameters.workers())),
        rows.labels.to_numpy(),
        {regime: assigned[regime].to_numpy() for regime in regimes},
        settings,
        asked,
        workers=parameters.workers(),
        progress=lambda items, total: show_progress(items, total, "Folds"),
    )
    table = _score(ablation, rows, papers, parameters.evaluate)
    table[list(_COLUMNS)].to_csv(out / TABLE_FILE, index=False)
    draw_ablation(table, REGIME_MEANINGS).savefig(out / PLOT_FILE)
    told = (
        f"{describe_ablation(table, ablation)}\n"
        f"Rejected rows: {folder.counts['rows_rejected']} (see {out / REJECTED_FILE}). "
        f"Wrote {out / TABLE_FILE} and {out / PLOT_FILE}"
    )
    if not tracking:
        return told
    run_id = _track(rows, parameters, ablation, table, files)
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


def _papers(rows: Prepared, parameters: Parameters, regimes: Sequence[str]) -> np.ndarray:
    """Return each row's group of near-identical papers, where a regime asks for it."""
    if "text" not in regimes:
        return np.arange(len(rows.variants))
    return text_groups(
        rows,
        parameters.split,
        lambda texts: show_progress(texts, len(rows.documents), "Near-duplicates"),
    )


def _score(
    ablation: Ablation, rows: Prepared, papers: np.ndarray, parameters: EvaluateParameters
) -> pd.DataFrame:
    with_papers = rows.variants.assign(**{TEXT_GROUP: papers})
    return score_ablation(
        ablation,
        rows.labels,
        {regime: bootstrap_groups(regime, with_papers) for regime in ablation.probabilities},
        parameters.bootstrap_resamples,
        parameters.bootstrap_seed,
    )


def _track(
    rows: Prepared,
    parameters: Parameters,
    ablation: Ablation,
    table: pd.DataFrame,
    files: tuple[Path, ...],
) -> str:
    from experiments.ablation_tracking import AblationRun, log_ablation
    from experiments.tracking import open_store
    from pipeline.track import run_tags

    # The commit is that of the code, wherever the command was called.
    with chdir(checkout()):
        tags = run_tags(rows, parameters, digest="")
    asked = {
        "ablation.groups": ",".join(ablation.groups),
        "ablation.absent": ",".join(ablation.absent),
        "ablation.splits": ",".join(ablation.probabilities),
    }
    open_store(tracking_uri(), EXPERIMENT, artifact_folder())
    return log_ablation(AblationRun(parameters.flattened() | asked, tags, table, files))
