"""Write measured twins and shifts into a page: two tables between marks, and the plot beside it.

Reads ``leakage.json`` of folders that ``oncolit crossvalidate`` wrote, one a split regime.

    python experiments/benchmarks/leakage_table.py docs/leakage.md RANDOM_DIR TEXT_DIR GENE_DIR
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.leakage import ANY, TWINS
from experiments.shift_plot import draw_examination

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""The lines between which the tables stand."""

PLOT = Path("images") / "leakage.png"
"""The plot, from the page's folder."""


def twin_table(report: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the Markdown table of twins, sorts that no row of a regime has left out."""
    lines = [
        "| split | twin | share of rows | log loss, with a twin | without "
        "| accuracy, with a twin | without |",
        "|---|---|---|---|---|---|---|",
    ]
    for regime, part in report.items():
        for sort in (ANY, *TWINS):
            found = part["twins"][sort]
            if sort == ANY or found["n_twins"]:
                sides = [found["with"], found["without"]]
                cells = [f"{100 * found['share']:.1f} %", *map(_loss, sides), *map(_hits, sides)]
                lines.append(f"| `{regime}` | {sort} | {' | '.join(cells)} |")
    return lines


def shift_table(report: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the Markdown table of shifts: log loss, accuracy, and how far off the estimate is."""
    lines = [
        "| split | class frequencies | log loss as is | re-weighted | to the estimate "
        "| accuracy as is | re-weighted | estimate off by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    columns = ("log_loss", "log_loss_reweighted", "log_loss_estimated", "accuracy",
               "accuracy_reweighted")  # fmt: skip
    for regime, part in report.items():
        for name, scores in part["shift"].items():
            cells = [f"{scores[column]:.3f}" for column in columns]
            cells.append(f"{scores['estimate_distance']:.2f}")
            lines.append(f"| `{regime}` | {name.replace('_', '-')} | {' | '.join(cells)} |")
    return lines


def with_tables(page: str, lines: list[str]) -> str:
    """Return the page with what stands between the marks replaced.

    Raises
    ------
    ValueError
        The page lacks a mark.
    """
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"expected the lines {BEGIN} and {END} once each")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return before + "\n".join([BEGIN, "", *lines, "", END]) + after


def _loss(scores: Mapping[str, Any]) -> str:
    if not scores["n"]:
        return "–"
    interval = f"{scores['log_loss_ci_low']:.3f}–{scores['log_loss_ci_high']:.3f}"
    return f"{scores['log_loss']:.3f} ({interval})"


def _hits(scores: Mapping[str, Any]) -> str:
    return f"{scores['accuracy']:.3f}" if scores["n"] else "–"


def main() -> None:
    """Rewrite the page and draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("page", type=Path)
    parser.add_argument("folder", type=Path, nargs="+")
    arguments = parser.parse_args()
    report: dict[str, Any] = {}
    try:
        for folder in arguments.folder:
            report |= json.loads((folder / "leakage.json").read_text(encoding="utf-8"))
        tables = [*twin_table(report), "", *shift_table(report)]
        page = with_tables(arguments.page.read_text(encoding="utf-8"), tables)
    except (OSError, ValueError) as error:
        sys.exit(f"leakage_table: {error}")
    arguments.page.write_text(page, encoding="utf-8")
    plot = arguments.page.parent / PLOT
    plot.parent.mkdir(exist_ok=True)
    draw_examination(report).savefig(plot)
    print(f"Wrote {arguments.page} and {plot}")


if __name__ == "__main__":
    main()
