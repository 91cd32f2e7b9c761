"""``oncolit response crossvalidate``: one model on held-out pairs of a screen."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.response_contest import (
    describe,
    find_model,
    hold_contest,
    make_folder,
    save_figure,
    told_rejected,
    write_rejected,
)
from response.held_out import FOLD, OBSERVED, PREDICTED, Predictions
from response.models import DEFAULT_MODEL
from response.response_plots import draw_drug_correlations, draw_predictions
from response.response_scores import score_drugs
from response.screen import DRUG, PROFILE
from response.screen_folder import read_screen

PREDICTIONS_FILE = "predictions.csv"
METRICS_FILE = "metrics.json"
DRUGS_FILE = "per_drug.csv"
PREDICTIONS_PLOT = "predictions.png"
DRUGS_PLOT = "per_drug.png"

PREDICTION_COLUMNS = ("COSMIC_ID", "DRUG_ID", FOLD, OBSERVED, PREDICTED)
"""Columns of `PREDICTIONS_FILE`; in the user's own screen the ids are the user's."""


def crossvalidate_responses(
    data: Path,
    split: str,
    folds: int,
    seed: int,
    out: Path,
    model: str | None = None,
    tracking: bool = True,
) -> str:
    """Write held-out predictions, scores, tables and plots; return what to tell the user.

    They are ``predictions.csv`` (`PREDICTION_COLUMNS`), ``metrics.json``, ``per_drug.csv``,
    ``predictions.png``, ``per_drug.png`` and, where rows of the screen could not be read,
    ``rejected.tsv``.

    Parameters
    ----------
    data : Path
        Folder of a screen, see :func:`response.screen_folder.read_screen`.
    split : str
        One of :data:`response.response_splits.SPLITS`.
    folds, seed : int
    out : Path
        Folder to write to.
    model : str, optional
        By default :data:`response.models.DEFAULT_MODEL`.
    tracking : bool
        Whether to log a run in MLflow.
    """
    name = model or DEFAULT_MODEL
    find_model(name)
    read = read_screen(data)
    contest = hold_contest(read.screen, split, folds, seed)
    make_folder(out)
    predictions, metrics = contest.run(name)
    metrics["rows_rejected"] = len(read.rejected)
    drugs = score_drugs(contest.trial, predictions.predicted, read.screen)
    figures = {
        PREDICTIONS_PLOT: draw_predictions(
            contest.trial, predictions.predicted, name, read.screen.unit
        ),
        DRUGS_PLOT: draw_drug_correlations(drugs, split, name),
    }
    files = _write(out, contest.trial.table, predictions, metrics, drugs, figures)
    files += write_rejected(read, out)
    told = "\n".join((*read.notes, describe(metrics), told_rejected(read, out), f"Wrote {out}"))
    if not tracking:
        return told
    from pipeline.response_tracking import log_crossvalidation, tell_logged

    return tell_logged(told, lambda: log_crossvalidation(metrics, files))


def _write(
    out: Path,
    table: pd.DataFrame,
    predictions: Predictions,
    metrics: Mapping[str, Any],
    drugs: pd.DataFrame,
    figures: Mapping[str, Figure],
) -> tuple[Path, ...]:
    rows = table[[PROFILE, DRUG, FOLD, OBSERVED]].assign(predicted=predictions.predicted)
    rows.columns = pd.Index(PREDICTION_COLUMNS)
    rows.to_csv(out / PREDICTIONS_FILE, index=False, float_format="%.8g")
    text = json.dumps(metrics, indent=2, ensure_ascii=False, allow_nan=False)
    (out / METRICS_FILE).write_text(text + "\n", encoding="utf-8")
    drugs.to_csv(out / DRUGS_FILE, index=False, float_format="%.6f")
    for name, figure in figures.items():
        save_figure(figure, out / name)
    return tuple(out / name for name in (PREDICTIONS_FILE, METRICS_FILE, DRUGS_FILE, *figures))
