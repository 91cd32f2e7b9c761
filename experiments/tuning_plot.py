"""The plot of a study: how its trials went, and which parameters moved the score."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.tuning_records import TrialRecord

_DPI = 130
_BLUE, _VERMILION, _GREY, _LINE = "#0072b2", "#d55e00", "#777777", "#222222"
"""Told apart by the colour-blind (Okabe and Ito)."""


def draw_tuning(
    records: Sequence[TrialRecord], importances: Mapping[str, float], regime: str, title: str
) -> Figure:
    """Draw the trials of one study (left) and the importance of its parameters (right).

    Parameters
    ----------
    records : sequence of TrialRecord
    importances : mapping of str to float
        Shares by name, the largest first; may be empty.
    regime : str
        Split regime of the inner folds.
    title : str
        Which study it is.
    """
    figure = Figure(figsize=(11, 4.6), dpi=_DPI, layout="constrained")
    figure.suptitle(f"{title}; split: {regime}", fontsize=12, fontweight="bold")
    history, bars = figure.subplots(1, 2, width_ratios=[1.25, 1])
    _draw_history(history, records)
    _draw_importances(bars, importances)
    figure.legend(loc="outside lower left", ncols=4, frameon=False, fontsize=9)
    for axes in (history, bars):
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    return figure


def _draw_history(axes: Axes, records: Sequence[TrialRecord]) -> None:
    axes.axhline(0, color=_LINE, linewidth=1.2, linestyle=":", label="values of params.yaml")
    complete = [record for record in records if record.state == "complete"]
    pruned = [record for record in records if record.state == "pruned"]
    places = [record.number for record in complete], [record.less_own[-1] for record in complete]
    axes.plot(*places, "o", color=_BLUE, markersize=6, label="complete")
    axes.plot(
        [record.number for record in pruned],
        [record.less_own[-1] for record in pruned],
        "x",
        color=_VERMILION,
        markersize=7,
        label="pruned, on the folds until then",
    )
    best = [min(places[1][: count + 1]) for count in range(len(complete))]
    axes.step(places[0], best, where="post", color=_BLUE, linewidth=1.5, label="best so far")
    axes.set_title("History", fontsize=11)
    axes.set_xlabel("trial")
    axes.set_ylabel("inner log loss, less that of params.yaml (nats)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color="#e4e4e4", linewidth=0.7)


def _draw_importances(axes: Axes, importances: Mapping[str, float]) -> None:
    axes.set_title("Importance (fANOVA)", fontsize=11)
    if not importances:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "too few complete trials", ha="center", transform=axes.transAxes)
        return
    names, shares = list(importances), list(importances.values())
    drawn = axes.barh(range(len(names)), shares, color=_BLUE, height=0.65)
    axes.bar_label(drawn, fmt="%.2f", padding=4, fontsize=9, color=_GREY)
    axes.set_yticks(range(len(names)), names, fontsize=9.5)
    axes.invert_yaxis()
    axes.set_xlim(0, max(shares) * 1.15)
    axes.set_xlabel("share of the variation of the score")
    axes.tick_params(axis="y", length=0)
