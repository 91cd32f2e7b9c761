"""The plot of an ablation: what each group of features adds, in every split regime."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from experiments.ablation import Kind
from experiments.ablation_scores import groups_by_worth

_DPI = 130
_WORSE, _BETTER, _UNCLEAR = "#0072b2", "#d55e00", "#777777"
"""Blue, vermilion and grey, told apart by the colour-blind (Okabe and Ito)."""

_MARKS = {
    _WORSE: ("o", _WORSE, "worse than all groups"),
    _BETTER: ("D", _BETTER, "better than all groups"),
    _UNCLEAR: ("o", "white", "no clear difference"),
}
"""Marker, its filling and its meaning, by colour: nothing is told by colour alone."""

_LINE = "#222222"

_PANELS = {
    Kind.WITHOUT: (
        "Left out: all groups but one",
        "Log loss without the group less that with all groups (nats; to the right: worse without)",
    ),
    Kind.ONLY: (
        "Alone: one group and nothing else",
        "Log loss of the group alone less that with all groups (nats; to the right: worse)",
    ),
}


def draw_ablation(table: pd.DataFrame, meanings: Mapping[str, str]) -> Figure:
    """Draw the change of the log loss by each group left out (above) and alone (below).

    Parameters
    ----------
    table : DataFrame
        See :func:`experiments.ablation_scores.score_ablation`.
    meanings : mapping of str to str
        What a score in each regime answers, in a few words.
    """
    groups = groups_by_worth(table)
    regimes = list(dict.fromkeys(table["split"]))
    height = 0.28 * len(groups) + 1.15
    figure = Figure(
        figsize=(3.3 * max(len(regimes), 2) + 2, 2 * height + 1.3),
        dpi=_DPI,
        layout=ConstrainedLayoutEngine(w_pad=0.1),
    )
    halves = figure.subfigures(2, 1, height_ratios=[height + 0.65, height], squeeze=False)
    upper, lower = halves[:, 0]
    _draw_panels(upper, Kind.WITHOUT, table, groups, regimes)
    _draw_panels(lower, Kind.ONLY, table, groups, regimes)
    for axes, regime in zip(upper.axes, regimes, strict=True):
        everything = table[(table["split"] == regime) & (table["kind"] == Kind.ALL)]
        loss = f"log loss with all groups: {everything['log_loss'].item():.3f}"
        axes.set_title(f"Split: {regime}\n{meanings[regime]}\n{loss}", fontsize=11)
    figure.legend(handles=_legend(), loc="outside lower center", ncols=3, frameon=False)
    return figure


def _draw_panels(
    figure: SubFigure, kind: Kind, table: pd.DataFrame, groups: list[str], regimes: list[str]
) -> None:
    title, label = _PANELS[kind]
    figure.suptitle(title, fontsize=12, fontweight="bold")
    figure.supxlabel(label, fontsize=10.5)
    panels = figure.subplots(1, len(regimes), sharex=True, sharey=True, squeeze=False)[0]
    for axes, regime in zip(panels, regimes, strict=True):
        rows = table[table["split"] == regime]
        _draw_groups(axes, rows[rows["kind"] == kind].set_index("group").loc[groups])
        if kind == Kind.ONLY:
            nothing = rows.loc[rows["kind"] == Kind.NONE, "difference"].item()
            axes.axvline(nothing, color=_LINE, linestyle=":", linewidth=1.2, zorder=1)
    panels[0].set_yticks(range(len(groups)), groups, fontsize=10.5)
    panels[0].set_ylim(len(groups) - 0.4, -0.6)


def _draw_groups(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw one dot with its interval a row, from the top."""
    axes.axvline(0, color=_LINE, linewidth=1.2, zorder=1)
    for number, row in enumerate(rows.itertuples()):
        low, high = row.difference_ci_low, row.difference_ci_high
        colour = _UNCLEAR if low <= 0 <= high else _WORSE if low > 0 else _BETTER
        marker, filling, _ = _MARKS[colour]
        axes.plot([low, high], [number, number], color=colour, linewidth=2, zorder=2)
        axes.plot(
            row.difference, number, marker, color=colour, markerfacecolor=filling, markersize=6.5
        )
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _legend() -> list[Line2D]:
    marks = [
        Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, label=meaning)
        for colour, (marker, filling, meaning) in _MARKS.items()
    ]
    return [
        *marks,
        Line2D([], [], color=_UNCLEAR, linewidth=2, label="95 % interval"),
        Line2D([], [], color=_LINE, label="all groups"),
        Line2D([], [], color=_LINE, linestyle=":", label="no group: class frequencies alone"),
    ]
