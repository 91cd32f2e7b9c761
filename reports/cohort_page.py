"""The page on all samples of a file: genes, classes, an oncoprint, and who has a suggestion.

One HTML file that stands alone, beside ``report.html``, to which it links.
"""

from collections.abc import Iterable, Iterator, Sequence

from reports.alteration_group import MEANINGS
from reports.cohort import ACTIONABLE_TIERS, count_cohort
from reports.lab_page import MOST_CLAIMS, MOST_SAMPLES
from reports.lab_report import ReportHead, Sample, Variant
from reports.lab_templates import render_pieces
from reports.oncoprint import LABEL_WIDTH, ROW_HEIGHT, SIGNS, draw_oncoprint

MOST_GENES = 30
"""Genes of the chart and the oncoprint."""


def render_cohort_page(
    head: ReportHead, variants: Iterable[Variant], samples: Sequence[Sample]
) -> Iterator[str]:
    """Yield ``cohort.html`` piece by piece.

    Parameters
    ----------
    head : ReportHead
    variants : iterable of Variant
        All of the report; read once, so a stream will do.
    samples : sequence of Sample
        All of them, in the order of the report.
    """
    cohort = count_cohort(variants, samples)
    return render_pieces(
        "lab_cohort.html.j2",
        "",
        {
            "head": head, "cohort": cohort, "oncoprint": draw_oncoprint(cohort, MOST_GENES),
            "ACTIONABLE_TIERS": ACTIONABLE_TIERS, "MEANINGS": MEANINGS, "SIGNS": SIGNS,
            "LABEL_WIDTH": LABEL_WIDTH, "ROW_HEIGHT": ROW_HEIGHT, "MOST_GENES": MOST_GENES,
            "MOST_CLAIMS": MOST_CLAIMS, "MOST_SAMPLES": MOST_SAMPLES,
        },
    )  # fmt: skip
