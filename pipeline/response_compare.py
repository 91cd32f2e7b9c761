"""``oncolit response compare``: models on the same held-out pairs of a screen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.response_contest import (
    find_model,
    hold_contest,
    make_folder,
    save_figure,
    told_rejected,
    write_rejected,
)
from response.models import DEFAULT_MODEL, MODELS
from response.response_plots import draw_comparison
from response.response_scores import MEASURES
from response.response_splits import SPLITS
from response.screen_folder import read_screen

TABLE_FILE = "comparison.csv"
PLOT_FILE = "comparison.png"

_TOLD = {
    "rmse": "RMSE",
    "normalised_rmse": "normalised RMSE",
    "pearson_per_drug": "Pearson per drug",
    "ndcg_at_5": "nDCG@5 normalised",
}
"""Measures that are told, with their words."""


def compare_responses(
    data: Path,
    splits: Sequence[str] | None,
    models: Sequence[str] | None,
    folds: int,
    seed: int,
    out: Path,
    tracking: bool = True,
) -> str:
    """Write ``comparison.csv`` and ``comparison.png``; return what to tell the user.

    Where rows of the screen could not be read, ``rejected.tsv`` lists them.

    Parameters
    ----------
    data : Path
        Folder of a screen, see :func:`response.screen_folder.read_screen`.
    splits, models : sequence of str, optional
        By default all.
    folds, seed : int
    out : Path
        Folder to write to.
    tracking : bool
        Whether to log a run, and a nested one for each model and split, in MLflow.
    """
    names = tuple(MODELS) if models is None else tuple(dict.fromkeys(models))
    for name in names:
        find_model(name)
    asked = tuple(split for split in SPLITS if splits is None or split in splits)
    read = read_screen(data)
    contests = [hold_contest(read.screen, split, folds, seed) for split in asked]
    make_folder(out)
    results = [contest.run(name)[1] for contest in contests for name in names]
    table = comparison_table(results)
    files = out / TABLE_FILE, out / PLOT_FILE
    table.to_csv(files[0], index=False, float_format="%.6f")
    save_figure(draw_comparison(table), files[1])
    rejected = write_rejected(read, out)
    wrote = f"Wrote {files[0]} and {files[1]}"
    told = "\n".join((*read.notes, describe_table(table), told_rejected(read, out), wrote))
    if not tracking:
        return told
    from pipeline.response_tracking import log_comparison, tell_logged

    note, artifacts = comparison_note(table), (*files, *rejected)
    return tell_logged(told, lambda: log_comparison(results, DEFAULT_MODEL, note, artifacts))


def comparison_table(results: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row a split and model: its scores, the drug mean's and the differences.

    Parameters
    ----------
    results : sequence of mapping
        What ``metrics.json`` holds, of each.
    """
    rows = [
        {
            "split": one["split"],
            "model": one["model"],
            "seconds": one["seconds"],
            **{name: value for name, value in one.items() if name.startswith(MEASURES)},
        }
        for one in results
    ]
    return pd.DataFrame(rows).astype(
        {name: float for name in rows[0] if name not in ("split", "model")}
    )


def describe_table(table: pd.DataFrame) -> str:
    """Return the main scores as plain text, a table a split, the best RMSE first."""
    width = max(len("model"), *map(len, table["model"]))
    lines = ["In brackets: less the drug mean, paired; * the 95 % interval leaves out zero"]
    for split, rows in table.groupby("split", sort=False):
        lines += ["", f"Split {split}"]
        heads = "".join(f"{words:>22}" for words in _TOLD.values())
        lines.append(f"{'model':{width}}{heads}{'seconds':>9}")
        for _, row in rows.sort_values("rmse", kind="stable").iterrows():
            cells = "".join(f"{_cell(row, measure):>22}" for measure in _TOLD)
            lines.append(f"{row['model']:{width}}{cells}{row['seconds']:>9.1f}")
    return "\n".join(lines)


def comparison_note(table: pd.DataFrame) -> str:
    """Return the main scores as the Markdown that the run's page opens with."""
    lines = [
        "In brackets: less the drug mean on the same pairs, paired; * the 95 % interval leaves "
        "out zero.",
        "",
        f"| split | model | {' | '.join(_TOLD.values())} | seconds |",
        "|---" * (len(_TOLD) + 3) + "|",
    ]
    for _, row in table.iterrows():
        cells = " | ".join(_cell(row, measure) for measure in _TOLD)
        lines.append(f"| {row['split']} | {row['model']} | {cells} | {row['seconds']:.1f} |")
    return "\n".join(lines)


def _cell(row: pd.Series, measure: str) -> str:
    less = f"{measure}_minus_drug_mean"
    value, low, high = (row[f"{less}{end}"] for end in ("", "_ci_low", "_ci_high"))
    if pd.isna(row[measure]):
        return "none"
    clear = "*" if low > 0 or high < 0 else " "
    return f"{row[measure]:.3f} [{value:+.3f}]{clear}"
