"""The plot of the baselines: log losses, and how much they are more than ours."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from experiments.baseline_scores import learners_by_loss
from experiments.baselines import OURS

_DPI = 130
_BLUE, _GREEN, _VERMILION, _BLACK = "#0072b2", "#007a5a", "#d55e00", "#222222"
"""Told apart by the colour-blind (after Okabe and Ito)."""

_MARKS = {
    OURS: ("D", _VERMILION, _VERMILION, "oncolit, all views", 0.0),
    "one_hot": ("o", _BLUE, _BLUE, "one-hot", -0.17),
    "response": ("s", _GREEN, "white", "response coding", 0.17),
    "": ("X", _BLACK, _BLACK, "class frequencies alone", 0.0),
}
"""Marker, its colour, its filling, its meaning, and how far below its line it stands.

Nothing is told by colour alone.
"""

_SPELT = {"svm": "SVM", "bayes": "Bayes", "k nearest": "k-nearest"}


@dataclass(frozen=True)
class _Half:
    """A row of panels: one quantity with its interval, and the value it is held against."""

    title: str
    label: str
    value: str
    low: str
    high: str


_LOSS = _Half(
    "Log loss", "Log loss out of fold (nats)", "log_loss", "log_loss_ci_low", "log_loss_ci_high"
)
_DIFFERENCE = _Half(
    "Paired difference to oncolit on the same rows",
    "Log loss less that of oncolit (nats; to the right: worse than oncolit)",
    "difference", "difference_ci_low", "difference_ci_high",
)  # fmt: skip


def draw_baselines(table: pd.DataFrame, meanings: Mapping[str, str]) -> Figure:
    """Draw a panel a regime with the log losses and, below, one with the differences to ours.

    A learner has a line of each panel, the best on top, with a mark for each encoding; without
    ours in the table there are log losses alone.

    Parameters
    ----------
    table : DataFrame
        See :func:`experiments.baseline_scores.score_baselines`.
    meanings : mapping of str to str
        What a score in each regime answers, in a few words.
    """
    learners = list(dict.fromkeys(learner for learner, _ in learners_by_loss(table)))
    field = [learner for learner in learners if learner != OURS]
    regimes = list(dict.fromkeys(table["split"]))
    halves = [(_LOSS, learners)]
    if OURS in learners and field:
        halves.append((_DIFFERENCE, field))
    heights = [0.36 * len(names) + 1.1 for _, names in halves]
    figure = Figure(
        figsize=(3.3 * max(len(regimes), 2) + 2.2, sum(heights) + 1.1),
        dpi=_DPI,
        layout=ConstrainedLayoutEngine(w_pad=0.1),
    )
    parts = figure.subfigures(len(halves), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, (half, names) in zip(parts, halves, strict=True):
        _draw_half(part, half, table, names, regimes)
    for axes, regime in zip(parts[0].axes, regimes, strict=True):
        axes.set_title(f"Split: {regime}\n{meanings[regime]}", fontsize=11)
    for part in parts[1:]:
        for axes, regime in zip(part.axes, regimes, strict=True):
            axes.set_title(f"Split: {regime}", fontsize=11)
    figure.legend(handles=_legend(table), loc="outside lower center", ncols=5, frameon=False)
    return figure


def _draw_half(
    figure: SubFigure, half: _Half, table: pd.DataFrame, learners: list[str], regimes: list[str]
) -> None:
    figure.suptitle(half.title, fontsize=12, fontweight="bold")
    figure.supxlabel(half.label, fontsize=10.5)
    panels = figure.subplots(1, len(regimes), sharex=True, sharey=True, squeeze=False)[0]
    for axes, regime in zip(panels, regimes, strict=True):
        rows = table[(table["split"] == regime) & table["learner"].isin(learners)]
        _draw_learners(axes, half, rows, learners)
    panels[0].set_yticks(range(len(learners)), [_said(name) for name in learners], fontsize=10.5)
    panels[0].set_ylim(len(learners) - 0.4, -0.6)


def _draw_learners(axes: Axes, half: _Half, rows: pd.DataFrame, learners: list[str]) -> None:
    """Draw a dot with its interval for each row, and a line down from ours."""
    for row in rows.to_dict("records"):
        key = OURS if row["learner"] == OURS else row["features"]
        marker, colour, filling, _, below = _MARKS[key]
        place = learners.index(row["learner"]) + below
        ends = [row[half.low], row[half.high]]
        axes.plot(ends, [place, place], color=colour, linewidth=1.8, zorder=2)
        axes.plot(
            row[half.value], place, marker,
            color=colour, markerfacecolor=filling, markersize=6, zorder=3,
        )  # fmt: skip
        if key == OURS:
            axes.axvline(row[half.value], color=colour, linestyle=":", linewidth=1.4, zorder=1)
    if half is _DIFFERENCE:
        axes.axvline(0, color=_VERMILION, linestyle=":", linewidth=1.4, zorder=1)
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _said(learner: str) -> str:
    """Return a learner's name as one writes it, such as ``linear SVM``."""
    said = learner.replace("_", " ")
    for before, after in _SPELT.items():
        said = said.replace(before, after)
    return said


def _legend(table: pd.DataFrame) -> list[Line2D]:
    """Explain the marks that are there, ours first."""
    is_ours = table["learner"] == OURS
    there = {*table.loc[~is_ours, "features"], *table.loc[is_ours, "learner"]}
    marks = [
        Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, label=meaning)
        for name, (marker, colour, filling, meaning, _) in _MARKS.items()
        if name in there
    ]
    return [*marks, Line2D([], [], color="#777777", linewidth=1.8, label="95 % interval")]
