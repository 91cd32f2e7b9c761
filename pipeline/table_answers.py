"""What the tables say of a part of a large file: the work of one job.

Each row is answered by itself: its variant is asked with what the row says, and therapies are those
of the variant alone. What is answered depends on nothing but gene, spelling and annotations, so
that the same variant is answered alike wherever it stands, and is kept for the next parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from types import SimpleNamespace
from typing import cast

from intake.delimited import find_header
from intake.file_parts import Part, PartedFile
from intake.lab_reader import LabLine
from intake.lab_row import LabRow, LabVariant, Outcome
from intake.row_notes import RowNotes
from pipeline.lab_answers import AT_A_TIME, Answered, Answerer
from pipeline.lab_description import Cells
from pipeline.table_tally import Tally
from reports.lab_maf import AnnotatedMaf, effect_cells, not_assessed_cells
from reports.lab_report import Variant
from reports.lab_table import LabTable, RejectedTable, answer_columns
from reports.lab_variant import advice_fields, make_therapy
from therapy.advice import Advisor
from therapy.matching import Variant as AskedVariant

MOST_KEPT = 16_384
"""Variants whose cells a process remembers."""

_Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class PartTables:
    """What the outputs get of a part.

    Parameters
    ----------
    table, rejected, maf : str
        Lines of the files; of the headers that of the MAF alone.
    build : str
        See :class:`intake.file_parts.ReadPart`.
    counted : RowNotes
    tally : Tally
    """

    table: str
    rejected: str
    maf: str
    build: str
    counted: RowNotes
    tally: Tally


class TableAnswerer:
    """Answers parts of one file; shared by all jobs.

    Parameters
    ----------
    answerer : Answerer
    advisor : Advisor
    disease : str, optional
        Tumour of all samples.
    file : PartedFile
    is_maf : bool
        Whether its lines are given back with columns.
    """

    def __init__(
        self,
        answerer: Answerer,
        advisor: Advisor,
        disease: str | None,
        file: PartedFile,
        is_maf: bool,
    ) -> None:
        self.answerer = answerer
        self.advisor = advisor
        self.disease = disease
        self.file = file
        self.is_maf = is_maf
        self._header = find_header(file.head) if is_maf else None
        self._kept: dict[_Key, Cells] = {}

    def part(self, part: Part) -> PartTables:
        """Read and answer a part."""
        read = self.file.read(part)
        lines = part.lines() if self.is_maf else None
        return self._tables(read.rows, lines, read.build, read.counted)

    def rows(self, rows: Sequence[LabRow]) -> PartTables:
        """Answer rows that were read."""
        return self._tables(rows, None, "", RowNotes())

    def _tables(
        self, rows: Sequence[LabRow], maf: Iterable[LabLine] | None, build: str, counted: RowNotes
    ) -> PartTables:
        cells = self._cells(
            variant for row in rows if row.outcome is Outcome.ASSESSED for variant in row.variants
        )
        table, rejected, annotated = StringIO(), StringIO(), StringIO()
        written, refused, tally = LabTable(table), RejectedTable(rejected), Tally()
        appended = None if maf is None else AnnotatedMaf(annotated, maf, self._header)
        for row in rows:
            added = not_assessed_cells(row.outcome.value, row.reason)
            tally.add_row(row)
            if row.outcome is Outcome.ASSESSED:
                for variant in row.variants:
                    found = cells[_key(variant)]
                    written.write(row, variant, ("", *found.of_table))
                    tally.add_answer(found.of_table)
                added = cells[_key(row.variants[0])].of_maf
            else:
                written.write(row, row.variants[0] if row.variants else None)
            if row.outcome is Outcome.REJECTED:
                refused.write(row)
            if appended:
                appended.write(row.line, added)
        if appended:
            appended.finish()
        lines, refusals = (_without_header(stream.getvalue()) for stream in (table, rejected))
        return PartTables(lines, refusals, annotated.getvalue(), build, counted, tally)

    def _cells(self, variants: Iterable[LabVariant]) -> dict[_Key, Cells]:
        distinct = {_key(variant): variant for variant in variants}
        kept = self._kept
        found = {key: kept[key] for key in distinct if key in kept}
        asked = [variant for key, variant in distinct.items() if key not in found]
        for start in range(0, len(asked), AT_A_TIME):
            chunk = asked[start : start + AT_A_TIME]
            for variant, answered in zip(chunk, self.answerer.answer(chunk), strict=True):
                found[_key(variant)] = self._describe(variant, answered)
        self._keep(found)
        return found

    def _keep(self, found: dict[_Key, Cells]) -> None:
        """Remember the latest, in a new dict: other threads of the process may read the old one."""
        kept = {key: cells for key, cells in self._kept.items() if key not in found} | found
        self._kept = dict(islice(kept.items(), max(len(kept) - MOST_KEPT, 0), None))

    def _describe(self, variant: LabVariant, answered: Answered) -> Cells:
        asked = AskedVariant.read(variant.gene, variant.variation, answered.predicted)
        advice = self.advisor.advise(asked, disease=self.disease)
        # Only what the cells are made of: a report's variant holds more, and takes longer.
        told = SimpleNamespace(
            effect=answered.effect,
            literature=answered.literature,
            therapies=[make_therapy(one) for one in advice.suggestions],
            **advice_fields(advice),
        )
        described = cast(Variant, told)
        return Cells(answer_columns(described), effect_cells(described) if self.is_maf else ())


def answer_part(answerer: TableAnswerer, part: Part) -> PartTables:
    """Read and answer a part, as a job."""
    return answerer.part(part)


def answer_rows(answerer: TableAnswerer, rows: Sequence[LabRow]) -> PartTables:
    """Answer rows that were read, as a job."""
    return answerer.rows(rows)


def _key(variant: LabVariant) -> _Key:
    return variant.gene, variant.variation, variant.annotations


def _without_header(text: str) -> str:
    return text.partition("\n")[2]
