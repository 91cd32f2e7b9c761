"""``changes.tsv``: a line a change.

Values hold no tab and no line end: either is written as a blank.
"""

import csv
from collections.abc import Iterator
from typing import TextIO

from reports.change_causes import cause_words
from reports.lab_changes import Changes

COLUMNS = (
    "of", "variant", "gene", "variation", "samples", "kind", "therapy", "direction", "before",
    "after", "evidence_gained", "evidence_lost", "causes", "why",
)  # fmt: skip
"""``of`` is ``variant``, ``sample`` or ``cell_lines``; ``variant`` a number in the re-analysis."""


def write_changes_table(stream: TextIO, changes: Changes) -> None:
    """Write all changes of variants, then those of samples and of what cell lines suggest."""
    writer = csv.writer(
        stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
    )
    writer.writerow(COLUMNS)
    for row in (*_variant_rows(changes), *_sample_rows(changes), *_cell_line_rows(changes)):
        writer.writerow([" ".join(cell.split()) for cell in row])


def _variant_rows(changes: Changes) -> Iterator[tuple[str, ...]]:
    for variant in changes.variants:
        names = ";".join(variant.samples)
        for one in variant.changes:
            yield (
                "variant", str(variant.number), variant.gene, variant.variation, names,
                one.kind, one.therapy or "", one.direction or "", one.before or "",
                one.after or "", "; ".join(one.evidence_gained), "; ".join(one.evidence_lost),
                " ".join(one.causes), cause_words(one.causes),
            )  # fmt: skip


def _sample_rows(changes: Changes) -> Iterator[tuple[str, ...]]:
    for sample in changes.samples:
        numbers = " ".join(map(str, sample.variants))
        yield (
            "sample", numbers, "", "", sample.name, "best_tier", "", "", sample.before or "",
            sample.after or "", "", "", " ".join(sample.causes), cause_words(sample.causes),
        )  # fmt: skip


def _cell_line_rows(changes: Changes) -> Iterator[tuple[str, ...]]:
    for one in changes.cell_lines:
        yield (
            "cell_lines", "", "", "", one.sample, "first_drugs", "", "", "; ".join(one.before),
            "; ".join(one.after), "", "", " ".join(one.causes), cause_words(one.causes),
        )  # fmt: skip
