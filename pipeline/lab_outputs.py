"""Writing what a laboratory gets back."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TextIO

from intake.lab_reader import LabLine
from intake.lab_row import Outcome
from pipeline.cell_line_answers import CellLineAnswers
from pipeline.lab_description import Cells
from pipeline.lab_intake import LabContent
from pipeline.lab_standing import MARKER
from pipeline.lab_therapies import Described
from reports.cell_lines_page import MOST_TUMOURS
from reports.cell_lines_report import TumourCellLines
from reports.cell_lines_table import write_cell_lines_table
from reports.cohort_page import render_cohort_page
from reports.lab_json import write_report_json
from reports.lab_maf import AnnotatedMaf, not_assessed_cells
from reports.lab_page import render_lab_report
from reports.lab_report import RejectedRow, ReportHead, Sample, Variant
from reports.lab_table import LabTable, RejectedTable

REPORT_PAGE = "report.html"
REPORT_RECORD = "report.json"
REPORT_TABLE = "report.tsv"
REJECTED_TABLE = "rejected.tsv"
COHORT_PAGE = "cohort.html"
ANNOTATED_MAF = "annotated.maf"
CELL_LINES_TABLE = "cell_lines.tsv"

SUMMARY_RECORD = "summary.json"

CHANGES_RECORD = "changes.json"
CHANGES_PAGE = "changes.html"
CHANGES_TABLE = "changes.tsv"

OUTPUTS = frozenset(
    {
        REPORT_PAGE, REPORT_RECORD, REPORT_TABLE, REJECTED_TABLE, COHORT_PAGE, ANNOTATED_MAF,
        CELL_LINES_TABLE, SUMMARY_RECORD, CHANGES_RECORD, CHANGES_PAGE, CHANGES_TABLE,
    }
)  # fmt: skip
"""Files of a report or a re-analysis; those that a run does not write are none of its own."""

MOST_LISTED = 2000
"""Variants without a card that the page lists; all are in report.tsv."""


@dataclass(frozen=True)
class LabResult:
    """All that the outputs are written from.

    Parameters
    ----------
    content : LabContent
    described : Described
    order : list of int
        Places of the variants in the file, in the order of the report.
    cards : list of Variant
        The first of them, numbered and explained.
    cell_lines : CellLineAnswers
    """

    content: LabContent
    described: Described
    order: list[int]
    cards: list[Variant]
    cell_lines: CellLineAnswers

    def variants(self) -> Iterator[Variant]:
        """Yield all variants, numbered, in the order of the report."""
        yield from self.cards
        yield from self.without_cards()

    def without_cards(self) -> Iterator[Variant]:
        """Yield the variants after the cards."""
        rest = self.order[len(self.cards) :]
        spooled = self.described.spool.take(self.described.spooled_at[place] for place in rest)
        for number, variant in enumerate(spooled, start=len(self.cards) + 1):
            yield variant.model_copy(update={"number": number})

    def numbers(self) -> list[int]:
        """Return the number of each variant by its place in the file."""
        numbers = [0] * len(self.order)
        for number, place in enumerate(self.order, start=1):
            numbers[place] = number
        return numbers

    def samples(self) -> list[Sample]:
        """Return the samples, their variants by number."""
        numbers = self.numbers()
        return [_numbered(sample, numbers) for sample in self.described.samples]

    def first_tumours(self) -> list[TumourCellLines]:
        """Return what cell lines suggest for the tumours that a page tells of."""
        return list(islice(self.cell_lines.tumours, MOST_TUMOURS))

    def rejected(self) -> Iterator[RejectedRow]:
        """Yield the rejected rows."""
        for row in self.content.spool.take(self.content.rejected):
            yield RejectedRow(line=row.line, value=row.value, reason=row.reason)


def write_outputs(
    folder: Path, head: ReportHead, result: LabResult, maf: Iterable[LabLine] | None
) -> None:
    """Write every output.

    Parameters
    ----------
    folder : Path
    head : ReportHead
    result : LabResult
    maf : iterable of LabLine, optional
        The file's own lines where it is a MAF.
    """
    samples = result.samples()
    with _open(folder / REPORT_RECORD) as stream:
        write_report_json(
            stream, head, result.variants(), samples, result.rejected(), result.cell_lines.tumours
        )
    write_cell_lines(folder, result)
    with (
        _open(folder / REPORT_TABLE) as table,
        _open(folder / REJECTED_TABLE) as rejected_table,
        ExitStack() as stack,
    ):
        annotated = None
        if maf is not None:
            annotated = AnnotatedMaf(stack.enter_context(_open(folder / ANNOTATED_MAF)), maf)
        _write_rows(result, LabTable(table), RejectedTable(rejected_table), annotated)
    listed = list(islice(result.without_cards(), MOST_LISTED))
    rejected = list(islice(result.rejected(), MOST_LISTED))
    with _open(folder / REPORT_PAGE) as stream:
        stream.writelines(
            render_lab_report(head, result.cards, listed, samples, rejected, result.first_tumours())
        )
    if len(samples) > 1:
        with _open(folder / COHORT_PAGE) as stream:
            stream.writelines(render_cohort_page(head, result.variants(), samples))


def write_cell_lines(folder: Path, result: LabResult) -> None:
    """Write the table of what cell lines suggest, if they were asked."""
    if result.cell_lines.tumours:
        with _open(folder / CELL_LINES_TABLE) as stream:
            write_cell_lines_table(stream, result.cell_lines.tumours)


def _write_rows(
    result: LabResult, table: LabTable, refused: RejectedTable, annotated: AnnotatedMaf | None
) -> None:
    numbers, cells_of = result.numbers(), _CellCache(result.described)
    for row in result.content.spool:
        if row.outcome is Outcome.ASSESSED:
            for variant in row.variants:
                place = result.content.place(variant)
                table.write(row, variant, (str(numbers[place]), *cells_of(place).of_table))
            added = cells_of(result.content.place(row.variants[0])).of_maf
        else:
            table.write(row, row.variants[0] if row.variants else None)
            added = not_assessed_cells(row.outcome.value, row.reason)
        if row.outcome is Outcome.REJECTED:
            refused.write(row)
        if annotated:
            annotated.write(row.line, added)
    if annotated:
        annotated.finish()


class _CellCache:
    """Cells by the variant's place in the file; those used last stay in memory."""

    def __init__(self, described: Described) -> None:
        self._described = described
        self._cached = lru_cache(maxsize=8192)(self._read)

    def __call__(self, place: int) -> Cells:
        return self._cached(place)

    def _read(self, place: int) -> Cells:
        return next(self._described.cells.take([self._described.spooled_at[place]]))


def _numbered(sample: Sample, numbers: list[int]) -> Sample:
    therapies = [
        one.model_copy(update={"variant": 0 if one.variant == MARKER else numbers[one.variant]})
        for one in sample.therapies
    ]
    variants = sorted(numbers[place] for place in sample.variants)
    return sample.model_copy(update={"variants": variants, "therapies": therapies})


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
