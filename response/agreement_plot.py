"""The plot of curated facts against a screen and its model: a dumbbell a fact."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from response.fact_agreement import Contrast, FactAgreement, Verdict

_DPI = 130
_BLUE, _GREY, _INK = "#0072b2", "#8a8a8a", "#222222"


def draw_agreement(agreements: Sequence[FactAgreement]) -> Figure:
    """Draw the median percentiles of lines with and without the feature, fact by fact.

    What the screen measured stands on the left, what the model predicted on the right; facts are
    grouped by verdict. Facts with too few lines have no row.

    Parameters
    ----------
    agreements : sequence of FactAgreement
    """
    judged = [one for one in agreements if one.screen and one.model]
    groups = [(verdict, [o for o in judged if o.verdict is verdict]) for verdict in Verdict]
    rows: list[Verdict | FactAgreement] = []
    for verdict, group in groups:
        rows += [verdict, *group] if group else []
    figure = Figure(figsize=(11.5, 0.27 * len(rows) + 1.9), dpi=_DPI, layout="constrained")
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    _draw_side(left, rows, lambda one: one.screen)
    _draw_side(right, rows, lambda one: one.model)
    left.set_title("Measured by the screen", fontsize=11)
    right.set_title("Predicted for held-out lines", fontsize=11)
    left.set_yticks(range(len(rows)), [_label(row) for row in rows], fontsize=9)
    for tick, row in zip(left.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("bold" if isinstance(row, Verdict) else "normal")
    left.set_ylim(len(rows) - 0.4, -0.6)
    left.set_xlim(-2, 102)
    for axes in (left, right):
        axes.set_xlabel("Median percentile of the response (0: most sensitive)", fontsize=10.5)
    figure.legend(handles=_legend(), loc="outside upper center", ncols=2, frameon=False)
    return figure


def _draw_side(
    axes: Axes,
    rows: Sequence[Verdict | FactAgreement],
    side: Callable[[FactAgreement], Contrast | None],
) -> None:
    for place, row in enumerate(rows):
        contrast = None if isinstance(row, Verdict) else side(row)
        if contrast:
            ends = [contrast.percentile_without, contrast.percentile_with]
            axes.plot(ends, [place, place], color=_BLUE, linewidth=1.6, zorder=2)
            axes.plot(ends[0], place, "o", color=_GREY, markerfacecolor="white", zorder=3)
            axes.plot(ends[1], place, "D", color=_BLUE, markersize=5.5, zorder=4)
    axes.axvline(50, color=_INK, linestyle=":", linewidth=1.2, zorder=1)
    axes.grid(axis="both", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    for spine in ("top", "right", "left"):
        axes.spines[spine].set_visible(False)


def _label(row: Verdict | FactAgreement) -> str:
    if isinstance(row, Verdict):
        return f"{row[0].upper()}{row[1:]}"
    tissue = f", {row.tissue}" if row.tissue else ""
    return f"{row.fact.feature} → {row.fact.drug}{tissue} ({row.n_with})"


def _legend() -> list[Line2D]:
    return [
        Line2D(
            [], [], linestyle="", marker="D", color=_BLUE,
            label="lines with the feature (number)",
        ),
        Line2D(
            [], [], linestyle="", marker="o", color=_GREY, markerfacecolor="white",
            label="lines without",
        ),
    ]  # fmt: skip
