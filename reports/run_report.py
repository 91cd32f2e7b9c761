"""The report of one pipeline run: scores per regime, plots, therapy suggestions, row counts.

One HTML file that stands alone, figures included.
"""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.leakage_section import LeakageSection, loss_with_interval
from reports.page_environment import report_environment
from reports.therapies_page import BASIS_WORDS, VariantAdvice
from reports.therapy_text import HEADINGS
from therapy.basis import Origin
from therapy.evidence_item import Direction
from therapy.suggestion import Suggestion
from therapy.tiers import Standing, Tier

REGIME_MEANINGS = {
    "random": "comparison with published results",
    "text": "a new set of papers",
    "gene": "a gene never seen",
}
"""What a score in each regime answers, in a few words."""

MOST_STRONGEST = 20
"""Suggestions that the report shows; all stand on the page of therapies."""

OUTCOMES = ("read", "kept", "rejected", "dropped", "repaired")
"""What became of the rows of an input file."""


@dataclass(frozen=True)
class ScoreRow:
    """One line of the table of scores.

    Parameters
    ----------
    regime, learner : str
    scores : mapping of str to float
        ``log_loss`` with ``log_loss_ci_low`` and ``log_loss_ci_high``,
        ``accuracy``, ``macro_f1``, ``balanced_accuracy``, ``ece``.
    """

    regime: str
    learner: str
    scores: Mapping[str, float]

    @property
    def log_loss_with_interval(self) -> str:
        """Such as ``0.84 (0.81-0.87)``, in nats."""
        scores = self.scores
        low, high = scores["log_loss_ci_low"], scores["log_loss_ci_high"]
        return f"{scores['log_loss']:.3f} ({low:.3f}–{high:.3f})"


@dataclass(frozen=True)
class RunReport:
    """Everything the report shows.

    Parameters
    ----------
    source : str
        Name of the data folder.
    data_sha256 : str
    counts : mapping of str to int
        Rows read, kept, rejected, ….
    scores : sequence of ScoreRow
    advices : sequence of VariantAdvice
        In the order of the rows.
    regime : str
        Split regime of the predictions that the suggestions rest on.
    figures : sequence of Path
        PNG files.
    leakage : LeakageSection, optional
        Twins in training and other class frequencies.
    """

    source: str
    data_sha256: str
    counts: Mapping[str, int]
    scores: Sequence[ScoreRow]
    advices: Sequence[VariantAdvice]
    regime: str
    figures: Sequence[Path]
    leakage: LeakageSection | None = None

    @property
    def n_suggestions(self) -> int:
        """Suggestions of all variants."""
        return sum(len(one.advice.suggestions) for one in self.advices)

    @property
    def n_advised(self) -> int:
        """Variants with a suggestion."""
        return sum(bool(one.advice.suggestions) for one in self.advices)


def score_rows(metrics: Mapping[str, Mapping[str, Any]], ours: str) -> list[ScoreRow]:
    """Read the content of metrics.json: per regime ours first, then each baseline."""
    rows = []
    for regime, scores in metrics.items():
        own = {name: value for name, value in scores.items() if name != "baselines"}
        rows.append(ScoreRow(regime, ours, own))
        rows += [ScoreRow(regime, name, values) for name, values in scores["baselines"].items()]
    return rows


def row_counts(counts: Mapping[str, int]) -> list[tuple[str, list[str], str]]:
    """Arrange the counts of rows.json by input: outcomes in their order, variants without it.

    An input that the data folder does not have is left out.
    """
    read, kept = counts["rows_read"], counts["variants_kept"]
    rejected, repaired = counts["rows_rejected"], counts["rows_repaired"]
    rows = [("variants", [str(n) for n in (read, kept, rejected, 0, repaired)], "")]
    for name, singular in (
        ("texts", "text"), ("embeddings", "embedding"), ("annotations", "annotation")
    ):  # fmt: skip
        numbers = [counts[f"{name}_{outcome}"] for outcome in OUTCOMES]
        if any(numbers):
            without = str(counts[f"variants_without_{singular}"])
            rows.append((name, [str(number) for number in numbers], without))
    return rows


def tier_counts(advices: Sequence[VariantAdvice]) -> list[tuple[Standing, list[int]]]:
    """Count suggestions by tier, the strongest first; tiers without any are left out.

    Numbers stand for curated resistance and sensitivity, then predicted ones.
    """
    counts = Counter(
        (one.standing, one.origin, one.direction)
        for row in advices
        for one in row.advice.suggestions
    )
    columns = [(origin, direction) for origin in Origin for direction in HEADINGS]
    standings = sorted({standing for standing, _, _ in counts})
    return [(place, [counts[place, *column] for column in columns]) for place in standings]


def strongest(advices: Sequence[VariantAdvice]) -> list[tuple[int, Suggestion]]:
    """Return the best suggestion of each direction of each variant, if it is of tier I or II.

    Row ids stand beside them. The strongest come first, in one tier resistance, then the order
    of the rows.
    """
    best = [
        (row.variant_id, row.of(direction)[0])
        for direction in HEADINGS
        for row in advices
        if row.of(direction)
    ]
    strong = [(row_id, one) for row_id, one in best if one.standing.tier <= Tier.II]
    return sorted(strong, key=lambda found: found[1].standing)


def render_run_report(report: RunReport) -> str:
    """Return the report as one HTML page."""
    environment = report_environment(png=_inline_png, loss=loss_with_interval)
    return environment.get_template("run_report.html.j2").render(
        report=report,
        regime_meanings=REGIME_MEANINGS,
        tier_counts=tier_counts(report.advices),
        strongest=strongest(report.advices),
        most_strongest=MOST_STRONGEST,
        basis_words=BASIS_WORDS,
        outcomes=OUTCOMES,
        row_counts=row_counts(report.counts),
        Direction=Direction,
        Origin=Origin,
    )


def _inline_png(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode("ascii")
