"""``cell_lines.tsv``: the first drugs of each tumour, a line a drug.

A tumour for which nothing is ranked has one line with the reason. Values hold no tab and no line
end: either is written as a blank.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from reports.cell_lines_page import direction_words
from reports.cell_lines_report import (
    SuggestedDrug,
    TumourCellLines,
    agreement_words,
)

COLUMNS = (
    "sample", "reason", "tissue", "profile", "place", "drug", "drug_id", "known_as", "standing",
    "targets", "pathway", "percentile", "low", "high", "response", "moved_by", "nearest_lines",
    "curated", "flags", "given", "licensed_for", "not_seen",
)  # fmt: skip
"""``percentile``, ``low`` and ``high`` are among the screen's cell lines on the drug, 0 the most
sensitive; ``response`` is in the screen's unit; ``not_seen`` are variants with curated therapies of
tier I or II that the screen has no feature for."""


def write_cell_lines_table(stream: TextIO, tumours: Iterable[TumourCellLines]) -> None:
    """Write the first drugs of all tumours."""
    writer = csv.writer(
        stream, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
    )
    writer.writerow(COLUMNS)
    for tumour in tumours:
        for row in _rows(tumour):
            writer.writerow([" ".join(cell.split()) for cell in row])


def _rows(tumour: TumourCellLines) -> Iterator[list[str]]:
    profile = tumour.profile
    used = "; ".join(one.words for one in profile.used) if profile else ""
    head = [tumour.sample, tumour.reason, profile.tissue if profile else "", used]
    for drug in tumour.drugs:
        yield [*head, *_cells(drug), "; ".join(tumour.unseen)]
    if not tumour.drugs:
        yield [*head, *[""] * (len(COLUMNS) - len(head))]


def _cells(drug: SuggestedDrug) -> list[str]:
    return [
        str(drug.place),
        drug.drug,
        drug.drug_id,
        drug.known_as,
        drug.standing,
        ", ".join(drug.targets),
        drug.pathway,
        *(f"{value:.1f}" for value in (drug.percentile, drug.low, drug.high)),
        f"{drug.response:.3f}",
        "told of this tumour, not predicted"
        if drug.told
        else "; ".join(f"{one.feature}: {direction_words(one.change)}" for one in drug.pushes),
        "; ".join(
            f"{one.name} ({one.tissue})"
            + ("" if one.percentile is None else f": {one.percentile:.0f}")
            for one in drug.lines
        ),
        "; ".join(agreement_words(drug)),
        "; ".join(f"{one.kind}: {one.words}" for one in drug.flags),
        " ".join(drug.given),
        drug.licensed_for,
    ]
