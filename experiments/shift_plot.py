"""The plot of what twins in training and other class frequencies do to the log loss."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.leakage import ANY, TWINS

_DPI = 130
_BLUE, _VERMILION, _GREY = "#0072b2", "#d55e00", "#666666"
"""Told apart by the colour-blind (Okabe and Ito)."""

_ANSWERS = {
    "": ("o", _GREY, "as they are"),
    "_estimated": ("X", _VERMILION, "re-weighted to the frequencies estimated without labels"),
    "_reweighted": ("D", _BLUE, "re-weighted to the true frequencies"),
}
"""Marker, colour and meaning of the three sorts of probabilities."""


def draw_examination(report: Mapping[str, Mapping[str, Any]]) -> Figure:
    """Draw the log loss with and without twins (above) and under other priors (below).

    Parameters
    ----------
    report : mapping
        By regime: ``twins``, see :func:`experiments.leakage.score_twins`, and ``shift``, see
        :func:`experiments.prior_shift.score_shift`.
    """
    priors = len(next(iter(report.values()))["shift"])
    heights = [0.32 * (len(TWINS) + 3) + 1.2, 0.32 * priors + 1.2]
    figure = Figure(
        figsize=(3.6 * len(report) + 2.2, sum(heights) + 0.5), dpi=_DPI, layout="constrained"
    )
    upper, lower = figure.subfigures(2, 1, height_ratios=heights, squeeze=False)[:, 0]
    upper.suptitle(
        "Test rows with and without a near-twin in training (95 % interval; share of the rows)",
        fontweight="bold",
    )
    lower.suptitle("The same rows, weighted to other class frequencies", fontweight="bold")
    for half, draw in ((upper, _draw_twins), (lower, _draw_shift)):
        panels = half.subplots(1, len(report), sharey=True, squeeze=False)[0]
        for axes, (regime, part) in zip(panels, report.items(), strict=True):
            draw(axes, part)
            axes.set_title(f"Split: {regime}", fontsize=11)
            _tidy(axes)
        half.supxlabel("Log loss (nats)", fontsize=10.5)
    marks = [
        Line2D([], [], color=colour, marker=marker, linestyle="", label=meaning)
        for marker, colour, meaning in _ANSWERS.values()
    ]
    figure.legend(
        handles=marks, loc="outside lower center", ncols=3, frameon=False, title="Probabilities"
    )
    return figure


def _draw_twins(axes: Axes, part: Mapping[str, Any]) -> None:
    """Draw a dot with its 95 % interval and its share of the rows for each set of rows."""
    twins = part["twins"]
    total = twins["all"]["n"]
    lines = {
        "all rows": twins["all"],
        "without a twin": twins[ANY]["without"],
        "with any twin": twins[ANY]["with"],
        **{f"with a twin by {sort}": twins[sort]["with"] for sort in TWINS},
    }
    for number, scores in enumerate(lines.values()):
        if scores["n"]:
            colour = _BLUE if number == 1 else _GREY
            ends = [scores["log_loss_ci_low"], scores["log_loss_ci_high"]]
            axes.plot(ends, [number, number], color=colour, linewidth=2)
            axes.plot(scores["log_loss"], number, "o", color=colour, markersize=6.5)
        share = f"{100 * scores['n'] / total:.0f} %"
        axes.annotate(share, (1.02, number), xycoords=("axes fraction", "data"), va="center",
                      fontsize=9, color="#333333", annotation_clip=False)  # fmt: skip
    axes.set_yticks(range(len(lines)), list(lines))
    axes.set_ylim(len(lines) - 0.5, -0.5)


def _draw_shift(axes: Axes, part: Mapping[str, Any]) -> None:
    """Draw the three sorts of probabilities under each prior."""
    for number, scores in enumerate(part["shift"].values()):
        for suffix, (marker, colour, _) in _ANSWERS.items():
            loss = scores[f"log_loss{suffix}"]
            axes.plot(loss, number, marker, color=colour, markersize=7, alpha=0.9)
    names = [name.replace("_", "-") for name in part["shift"]]
    axes.set_yticks(range(len(names)), ["as in training" if n == "training" else n for n in names])
    axes.set_ylim(len(names) - 0.5, -0.5)


def _tidy(axes: Axes) -> None:
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=5)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
