"""The plot of the baselines: each learner's log loss with its interval, in every split regime."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.baseline_scores import learners_by_loss
from experiments.baselines import OURS

_DPI = 130
_BLUE, _VERMILION, _BLACK = "#0072b2", "#d55e00", "#222222"
"""Told apart by the colour-blind (Okabe and Ito)."""

_MARKS = {
    "one_hot": ("o", _BLUE, _BLUE, "one-hot"),
    "response": ("s", _BLUE, "white", "response coding"),
    "": ("|", _BLACK, _BLACK, "class frequencies alone"),
    OURS: ("D", _VERMILION, _VERMILION, "oncolit, all views"),
}
"""Marker, its colour, its filling and its meaning: nothing is told by colour alone."""


def draw_baselines(table: pd.DataFrame, meanings: Mapping[str, str]) -> Figure:
    """Draw a panel a regime, with a dot and its interval for each learner, the best on top.

    Parameters
    ----------
    table : DataFrame
        See :func:`experiments.baseline_scores.score_baselines`.
    meanings : mapping of str to str
        What a score in each regime answers, in a few words.
    """
    learners = learners_by_loss(table)
    regimes = list(dict.fromkeys(table["split"]))
    figure = Figure(
        figsize=(3.1 * max(len(regimes), 2) + 2.6, 0.27 * len(learners) + 1.9),
        dpi=_DPI,
        layout="constrained",
    )
    panels = figure.subplots(1, len(regimes), sharex=True, sharey=True, squeeze=False)[0]
    for axes, regime in zip(panels, regimes, strict=True):
        rows = table[table["split"] == regime].set_index(["learner", "features"])
        _draw_learners(axes, rows.loc[learners])
        axes.set_title(f"Split: {regime}\n{meanings[regime]}", fontsize=11)
        axes.set_xlabel("Log loss out of fold (nats)", fontsize=10.5)
    names = [learner.replace("_", " ") for learner, _ in learners]
    panels[0].set_yticks(range(len(learners)), names, fontsize=10)
    panels[0].set_ylim(len(learners) - 0.4, -0.6)
    figure.legend(handles=_legend(table), loc="outside lower center", ncols=5, frameon=False)
    return figure


def _draw_learners(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw one dot with its interval a row, from the top, and a line down from ours."""
    for number, ((learner, features), row) in enumerate(rows.iterrows()):
        marker, colour, filling, _ = _MARKS[OURS if learner == OURS else features]
        low, high, loss = row["log_loss_ci_low"], row["log_loss_ci_high"], row["log_loss"]
        axes.plot([low, high], [number, number], color=colour, linewidth=1.8, zorder=2)
        axes.plot(
            loss, number, marker, color=colour, markerfacecolor=filling, markersize=6, zorder=3
        )
        if learner == OURS:
            axes.axvline(loss, color=colour, linestyle=":", linewidth=1.2, zorder=1)
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend(table: pd.DataFrame) -> list[Line2D]:
    """Explain the marks that are there, ours first."""
    is_ours = table["learner"] == OURS
    there = {*table.loc[~is_ours, "features"], *table.loc[is_ours, "learner"]}
    marks = [
        Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, label=meaning)
        for name, (marker, colour, filling, meaning) in reversed(_MARKS.items())
        if name in there
    ]
    return [*marks, Line2D([], [], color="#777777", linewidth=1.8, label="95 % interval")]
