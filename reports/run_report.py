"""The report of one pipeline run: scores per regime, plots, therapy suggestions, row counts.

One HTML file that stands alone, figures included.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.leakage_section import LeakageSection, loss_with_interval
from therapy.evidence import Direction
from therapy.matching import Basis, Suggestion
from variants.effect_class import CLASS_NUMBERS, EffectClass

REGIME_MEANINGS = {
    "random": "comparison with published results",
    "text": "a new set of papers",
    "gene": "a gene never seen",
}
"""What a score in each regime answers, in a few words."""

BASIS_MEANINGS = {
    Basis.CURATED_EXACT: "curated",
    Basis.CURATED_GROUP: "curated group",
    Basis.CURATED_GENE: "any mutation",
    Basis.PREDICTED_EFFECT: "predicted",
}
"""What ties the evidence to the variant, in a word or two."""


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
class VariantSuggestion:
    """A therapy suggestion beside the prediction of its variant.

    Parameters
    ----------
    variant_id : int
    effect : EffectClass
        Predicted out of fold.
    probability : float
        Of that class.
    suggestion : Suggestion
    """

    variant_id: int
    effect: EffectClass
    probability: float
    suggestion: Suggestion


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
    suggestions : sequence of VariantSuggestion
    regime : str
        Split regime of the predictions that the suggestions show.
    figures : sequence of Path
        PNG files.
    leakage : LeakageSection, optional
        Twins in training and other class frequencies.
    """

    source: str
    data_sha256: str
    counts: Mapping[str, int]
    scores: Sequence[ScoreRow]
    suggestions: Sequence[VariantSuggestion]
    regime: str
    figures: Sequence[Path]
    leakage: LeakageSection | None = None


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


def render_run_report(report: RunReport) -> str:
    """Return the report as one HTML page."""
    environment = Environment(
        loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["png"] = _inline_png
    environment.filters["loss"] = loss_with_interval
    return environment.get_template("run_report.html.j2").render(
        report=report,
        regime_meanings=REGIME_MEANINGS,
        basis_meanings=BASIS_MEANINGS,
        effects=[EffectClass(number) for number in CLASS_NUMBERS],
        outcomes=OUTCOMES,
        row_counts=row_counts(report.counts),
        Basis=Basis,
        Direction=Direction,
    )


def _inline_png(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode("ascii")
