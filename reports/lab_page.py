"""The report on a laboratory's file as one HTML file that stands alone.

It shows what the models of :mod:`reports.lab_report` hold and nothing else, so that a stored
``report.json`` can be shown again. What is curated and what is predicted stand apart, and so do
resistance and sensitivity.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from reports.actionable import ActionableRow, actionable_rows
from reports.cell_lines_page import MOST_TUMOURS, cell_line_context
from reports.cell_lines_report import TumourCellLines
from reports.evidence_page import GROUP_MEANINGS, CueLabel, stretches
from reports.lab_card import (
    MOST_CITED,
    MOST_NAMES,
    MOST_SENTENCES,
    carriers,
    disagreement,
    findable,
    loci,
    probability_bars,
    publications,
    push_bars,
    quoted,
    sides,
    spoken,
    transcripts,
)
from reports.lab_report import RejectedRow, Report, ReportHead, Sample, Variant
from reports.lab_templates import render_pieces
from reports.patient_page import patient_context
from text_features.cue_phrases import CueGroup
from text_features.mention import Relation

MOST_ROWS = 2000
"""Variants without a card, and rejected rows, that are listed each; the files hold all."""

MOST_SAMPLES = 500
"""Samples that the report tells of one by one."""

MOST_ACTIONABLE = 500
"""Rows of the table of what is actionable."""

MOST_CLAIMS = 5
"""Therapies of a direction that a line names."""

MOST_OF_SAMPLE = 10
"""Therapies of a direction that are listed of one sample."""

MOST_LINKS = 40
"""Variants of a sample that are linked."""

OPEN_CARDS = 10
"""Cards that are open when the page is."""

PRINTED_CARDS = 30
"""Of a page with more cards, those that are closed are printed in short."""

CARD_FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        carriers, disagreement, findable, loci, probability_bars, publications, push_bars,
        sides, spoken, transcripts,
    )
}  # fmt: skip
"""What the pieces of the page apply, by name."""


@dataclass(frozen=True)
class LabPage:
    """Everything the page shows.

    Parameters
    ----------
    head : ReportHead
    cards, table : sequence of Variant
        With a card, and without.
    samples : sequence of Sample
    rejected : sequence of RejectedRow
    """

    head: ReportHead
    cards: Sequence[Variant]
    table: Sequence[Variant]
    samples: Sequence[Sample]
    rejected: Sequence[RejectedRow]

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        counts = self.head.counts
        return counts.rows == counts.assessed + counts.not_assessed + counts.rejected

    @property
    def has_several_samples(self) -> bool:
        """Whether lines must say which sample they are on."""
        return self.head.n_samples > 1

    @property
    def n_untold(self) -> int:
        """Variants that neither have a card nor stand in the table."""
        return max(self.head.n_variants - len(self.cards) - len(self.table), 0)

    @cached_property
    def actionable(self) -> list[ActionableRow]:
        """Variants of samples with a therapy of tier I or II."""
        return actionable_rows(chain(self.cards, self.table), self.samples)

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Gene and variation of each variant that has an anchor, by number."""
        return {one.number: f"{one.gene} {one.variation}" for one in chain(self.cards, self.table)}

    @cached_property
    def drug_anchors(self) -> Mapping[str, str]:
        """Anchor of each drug on which there are facts, by its name in the report."""
        return {name: f"drug{place}" for place, name in enumerate(self.head.drugs, start=1)}


def render_lab_report(
    head: ReportHead,
    cards: Sequence[Variant],
    table: Sequence[Variant],
    samples: Sequence[Sample],
    rejected: Sequence[RejectedRow],
    tumours: Sequence[TumourCellLines] = (),
) -> Iterator[str]:
    """Yield ``report.html`` piece by piece.

    Parameters
    ----------
    head : ReportHead
    cards : sequence of Variant
        Those that are shown in full, in the order of the report.
    table : sequence of Variant
        The others, or the first of them: the page says how many stand in ``report.tsv`` only.
    samples : sequence of Sample
        All of them, in the order of the file: a sample's anchor is its place.
    rejected : sequence of RejectedRow
        All of them, or the first.
    tumours : sequence of TumourCellLines
        What cell lines suggest, of all tumours or the first.
    """
    page = LabPage(head, cards, table[:MOST_ROWS], samples, rejected[:MOST_ROWS])
    return render_pieces(
        "lab_report.html.j2",
        "lab_script.js.j2",
        {
            "page": page,
            "patient": head.patient,
            **patient_context(head.patient),
            **card_context(),
            **cell_line_context(head.cell_lines, tumours, head.n_samples),
        },
        CARD_FILTERS,
    )


def card_context() -> dict[str, Any]:
    """Return what the pieces of the page read, besides the page itself."""
    legend = [(CueLabel(group, False, False), GROUP_MEANINGS[group]) for group in CueGroup]
    return {
        "quoted": quoted, "stretches": stretches, "Relation": Relation, "legend": legend,
        "MOST_ACTIONABLE": MOST_ACTIONABLE, "MOST_CITED": MOST_CITED,
        "MOST_CLAIMS": MOST_CLAIMS, "MOST_LINKS": MOST_LINKS, "MOST_NAMES": MOST_NAMES,
        "MOST_OF_SAMPLE": MOST_OF_SAMPLE, "MOST_SAMPLES": MOST_SAMPLES,
        "MOST_SENTENCES": MOST_SENTENCES, "OPEN_CARDS": OPEN_CARDS,
        "PRINTED_CARDS": PRINTED_CARDS, "WHOLE": "report.json",
    }  # fmt: skip


def render_stored_report(report: Report) -> Iterator[str]:
    """Yield the page of a stored report; variants that were explained have a card."""
    cards = [one for one in report.variants if one.explanation is not None]
    table = [one for one in report.variants if one.explanation is None]
    tumours = report.tumours[:MOST_TUMOURS]
    return render_lab_report(report, cards, table, report.samples, report.rejected, tumours)
