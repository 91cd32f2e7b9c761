"""A split of a screen on which models are tried, and what is told of them."""

import math
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from pipeline.progress import show_progress
from response.held_out import Predictions, held_out_table, predict_held_out
from response.models import MODELS, ModelEntry
from response.resamples import RESAMPLED
from response.response_scores import Samples, score_predictions, score_references
from response.response_splits import PairFold, split_pairs
from response.response_trial import Trial, make_trial
from response.screen import Screen
from response.screen_folder import ScreenRead

REJECTED_FILE = "rejected.tsv"

RESAMPLES = 1000
"""Of the bootstrap."""


class ResponseCommandError(ValueError):
    """The command is asked for what it cannot do."""


@dataclass(frozen=True, eq=False)
class Contest:
    """A split of a screen on which any number of models can be tried.

    Attributes
    ----------
    screen : Screen
    folds : tuple of PairFold
    trial : Trial
    references : mapping
        See :func:`response.response_scores.score_references`.
    seed : int
    asked_folds : int
        Folds that were asked for; ``both`` has a model for each block of them.
    """

    screen: Screen
    folds: tuple[PairFold, ...]
    trial: Trial
    references: Mapping[str, Samples]
    seed: int
    asked_folds: int

    def run(self, model: str) -> tuple[Predictions, dict[str, Any]]:
        """Predict the held-out pairs with a model, and score it: metrics.json."""
        label = f"{model}, split {self.trial.split}"
        entry, asked = find_model(model), (self.trial.split,)
        predictions = predict_held_out(
            self.screen,
            self.folds,
            lambda screen, seed: entry.make(screen, seed, asked),
            self.seed,
            lambda folds, total: show_progress(folds, total, label),
        )
        scores = score_predictions(self.trial, predictions.predicted, self.references)
        return predictions, {
            **self.header(),
            "model": model,
            "seconds_per_fold": [round(seconds, 3) for seconds in predictions.seconds],
            "seconds": round(sum(predictions.seconds), 3),
            **{name: value if math.isfinite(value) else None for name, value in scores.items()},
        }

    def header(self) -> dict[str, Any]:
        """Return what was asked and of what."""
        return {
            "split": self.trial.split,
            "folds": self.asked_folds,
            "seed": self.seed,
            "screen": self.screen.title,
            "screen_version": self.screen.version,
            "unit": self.screen.unit,
            "resampled": RESAMPLED[self.trial.split],
            "resamples": len(self.trial.resamples.lists) - 1,
            "counts": self.trial.counts,
        }


def hold_contest(screen: Screen, split: str, folds: int, seed: int) -> Contest:
    """Split a screen and score the references."""
    dealt = split_pairs(screen, split, folds, seed)
    table = held_out_table(screen, split, dealt)
    trial = make_trial(screen, split, table, RESAMPLES, seed)
    return Contest(screen, dealt, trial, score_references(trial), seed, folds)


def find_model(name: str) -> ModelEntry:
    """Return the model of that name.

    Raises
    ------
    ResponseCommandError
        There is none; the message lists those there are.
    """
    if name not in MODELS:
        raise ResponseCommandError(f"expected a model of {', '.join(MODELS)}; got {name!r}")
    return MODELS[name]


def make_folder(out: Path) -> None:
    """Make the folder to write to, before hours are spent on what would go there.

    Raises
    ------
    ResponseCommandError
        There is something else of the name, or nothing can be written there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise ResponseCommandError(
            f"{out}: cannot be written to ({error.strerror}); expected a folder"
        ) from error


def save_figure(figure: Figure, file: Path) -> None:
    """Write a figure; letters that the font lacks are drawn as boxes, without a word."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(file)


def write_rejected(read: ScreenRead, out: Path) -> tuple[Path, ...]:
    """Write the rows that could not be read, and nothing where there are none."""
    file = out / REJECTED_FILE
    file.unlink(missing_ok=True)
    if read.rejected.empty:
        return ()
    read.rejected.to_csv(file, sep="\t", index=False)
    return (file,)


def told_rejected(read: ScreenRead, out: Path) -> str:
    """Say how many rows could not be read, and where they are."""
    if read.rejected.empty:
        return "Rejected rows: 0"
    return f"Rejected rows: {len(read.rejected)} (see {out / REJECTED_FILE})"


def describe(metrics: Mapping[str, Any]) -> str:
    """Return the main scores as plain text, with the drug mean's."""
    counts = metrics["counts"]
    lines = [
        f"{metrics['screen']}, split {metrics['split']}: {counts['pairs']:,} pairs of "
        f"{counts['profiles']} profiles and {counts['drugs']} drugs, each predicted by "
        f"{metrics['model']} without having been seen ({counts['models']} fits, "
        f"{metrics['seconds']:.0f} s)",
        f"{'':24}{'score':>8}  {'95 % interval':<17}{'drug mean':>10}{'difference':>12}"
        "  95 % interval",
    ]
    for measure, words in _TOLD.items():
        score = metrics[measure]
        if score is None:
            continue
        less = f"{measure}_minus_drug_mean"
        lines.append(
            f"{words:24}{score:>8.3f}  {_range(metrics, measure):<17}"
            f"{metrics[f'{measure}_drug_mean']:>10.3f}{metrics[less]:>+12.3f}  "
            f"{_range(metrics, less, '+')}"
        )
    return "\n".join(lines)


_TOLD = {
    "rmse": "RMSE",
    "mae": "MAE",
    "normalised_rmse": "RMSE, normalised",
    "pearson_per_drug": "Pearson per drug",
    "spearman_per_drug": "Spearman per drug",
    "precision_at_5": "precision@5, normalised",
    "recall_at_5": "recall@5, normalised",
    "ndcg_at_5": "nDCG@5, normalised",
    "raw_ndcg_at_5": "nDCG@5, raw",
}


def _range(metrics: Mapping[str, Any], name: str, sign: str = "") -> str:
    low, high = metrics[f"{name}_ci_low"], metrics[f"{name}_ci_high"]
    return "none" if low is None else f"{low:{sign}.3f} to {high:{sign}.3f}"
