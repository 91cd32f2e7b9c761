"""Plots of held-out predictions of drug responses, drawn without a screen."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from response.response_trial import Trial

_BLUE, _ORANGE, _GREY, _INK = "#0072b2", "#d55e00", "#8a8a8a", "#222222"
"""Blue and vermilion, told apart by the colour-blind (Okabe and Ito)."""

_DPI = 130
_NAMED = 5
_LONGEST_NAME = 40

_PANELS = {
    "rmse": ("RMSE in the screen's unit (to the left: better)", -1),
    "normalised_rmse": ("RMSE in the drug's standard deviations (to the left: better)", -1),
    "pearson_per_drug": ("Pearson, mean over drugs (to the right: better)", 1),
    "ndcg_at_5": ("nDCG of the first five, normalised (to the right: better)", 1),
}
"""Measures that are drawn for several models, their words, and which way is better."""


def draw_predictions(trial: Trial, predicted: np.ndarray, model: str, unit: str) -> Figure:
    """Draw predicted against observed responses, raw (left) and normalised per drug (right).

    Parameters
    ----------
    trial : Trial
    predicted : float array of shape (n_pairs,)
    model : str
        Its name.
    unit : str
        Of the response.
    """
    figure = Figure(figsize=(10.5, 4.9), dpi=_DPI, layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_density(left, predicted, trial.observed)
    left.set_xlabel(f"Predicted, held out: {unit}")
    left.set_ylabel(f"Observed: {unit}")
    left.set_title("As measured: drugs differ more than tumours do", fontsize=10.5)
    _draw_density(right, trial.normalised(predicted), trial.normalised(trial.observed))
    right.set_xlabel("Predicted, held out: standard deviations from the drug's mean")
    right.set_ylabel("Observed: standard deviations from the drug's mean")
    right.set_title("Normalised per drug: what tells tumours apart", fontsize=10.5)
    figure.suptitle(f"Split: {trial.split} · {model} · n = {len(predicted):,} pairs")
    return figure


def draw_drug_correlations(drugs: pd.DataFrame, split: str, model: str) -> Figure:
    """Draw each drug's Pearson correlation, sorted, and name the drugs at both ends.

    Parameters
    ----------
    drugs : DataFrame
        See :func:`response.response_scores.score_drugs`.
    split, model : str
    """
    sorted_drugs = drugs.dropna(subset="pearson").sort_values("pearson", ignore_index=True)
    figure = Figure(figsize=(8.4, 4.8), dpi=_DPI, layout="constrained")
    axes = figure.add_subplot()
    axes.axhline(0, color=_INK, linewidth=1)
    axes.plot(sorted_drugs.index, sorted_drugs["pearson"], "o", color=_BLUE, markersize=3)
    if len(sorted_drugs):
        mean = sorted_drugs["pearson"].mean()
        axes.axhline(mean, color=_ORANGE, linestyle="--", linewidth=1)
        axes.text(0, mean, f" mean {mean:.2f}", color=_ORANGE, va="bottom")
    _name_ends(axes, sorted_drugs)
    axes.set_xlabel(f"Drugs, by correlation (n = {len(sorted_drugs)})")
    axes.set_ylabel("Pearson, predicted and observed, held out")
    axes.set_title(f"Split: {split} · {model} · how well each drug's tumours are told apart")
    return figure


def draw_comparison(table: pd.DataFrame) -> Figure:
    """Draw the scores of several models with their intervals, a row of panels a split.

    Parameters
    ----------
    table : DataFrame
        ``split``, ``model``, and the scores of
        :func:`response.response_scores.score_predictions`.
    """
    splits, models = list(dict.fromkeys(table["split"])), list(dict.fromkeys(table["model"]))
    figure = Figure(
        figsize=(4.1 * len(_PANELS) + 1.6, (0.3 * len(models) + 1.1) * len(splits) + 0.5),
        dpi=_DPI,
        layout="constrained",
    )
    panels = figure.subplots(len(splits), len(_PANELS), squeeze=False, sharey=True)
    for split, row in zip(splits, panels, strict=True):
        rows = table[table["split"] == split].set_index("model").reindex(models)
        for axes, (measure, (words, better)) in zip(row, _PANELS.items(), strict=True):
            _draw_models(axes, rows, measure, better)
            if split == splits[-1]:
                axes.set_xlabel(words, fontsize=9.5)
        row[0].set_yticks(range(len(models)), models)
        row[0].set_ylabel(f"Split: {split}", fontsize=11)
        row[0].set_ylim(len(models) - 0.4, -0.6)
    figure.suptitle(
        "Held-out scores with 95 % intervals; dashed: the drug mean. Filled disc: clearly better "
        "than it, diamond: clearly worse (paired), empty disc: not clear",
        fontsize=11,
    )
    return figure


def _draw_models(axes: Axes, rows: pd.DataFrame, measure: str, better: int) -> None:
    reference = rows[f"{measure}_drug_mean"].dropna()
    if len(reference):
        axes.axvline(reference.iloc[0], color=_INK, linestyle="--", linewidth=1)
    for number, (_, row) in enumerate(rows.iterrows()):
        if np.isnan(row[measure]):
            continue
        low, high = (row[f"{measure}_minus_drug_mean_ci_{end}"] for end in ("low", "high"))
        colour = _GREY if low <= 0 <= high else _BLUE if low * better > 0 else _ORANGE
        ends = [row[f"{measure}_ci_low"], row[f"{measure}_ci_high"]]
        axes.plot(ends, [number, number], color=colour, linewidth=2)
        filling = "white" if colour == _GREY else colour
        marker = "D" if colour == _ORANGE else "o"
        axes.plot(row[measure], number, marker, color=colour, markerfacecolor=filling)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _draw_density(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if not len(x):
        return
    # A few far out would leave all others in a corner.
    ends = np.quantile(np.concatenate([x, y]), [0.001, 0.999])
    if np.ptp(x) > 0 and np.ptp(y) > 0:
        axes.hexbin(x, y, gridsize=60, extent=(*ends, *ends), bins="log", cmap="Blues", mincnt=1)
    else:
        axes.plot(x, y, "o", color=_BLUE, markersize=2, alpha=0.3)
    axes.plot(ends, ends, color=_GREY, linestyle="--", linewidth=1)
    if ends[0] < ends[1]:
        axes.set_xlim(*ends)
        axes.set_ylim(*ends)
    axes.set_aspect("equal")


def _name_ends(axes: Axes, drugs: pd.DataFrame) -> None:
    """Name the best drugs in the upper left corner and the worst in the lower right one."""
    corners: Mapping[str, tuple[float, float, str, str, pd.DataFrame]] = {
        "best": (0.02, 0.97, "left", "top", drugs.tail(_NAMED)[::-1]),
        "worst": (0.98, 0.03, "right", "bottom", drugs.head(_NAMED)),
    }
    for words, (x, y, align, stand, rows) in corners.items():
        lines = [f"{_shortened(row['name'])} {row['pearson']:.2f}" for _, row in rows.iterrows()]
        text = "\n".join([f"{words}:", *lines])
        axes.text(
            x, y, text, transform=axes.transAxes, ha=align, va=stand, fontsize=8.5, parse_math=False
        )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
