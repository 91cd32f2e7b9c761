"""Spreadsheets (XLSX): the first sheet that holds a table or list of variants is read.

The header may stand under a few rows of titles. Row numbers are the sheet's.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from intake.assessment import AssessmentRules
from intake.cna_table import read_copy_number_table
from intake.lab_reader import Content, LabLine, LabReader
from intake.lab_row import LabFileError, LabRow, rejected
from intake.sv_table import read_structural_table
from intake.table import NeededCells, Table, TableRow
from intake.variant_list import read_list
from intake.variant_table import EXPECTED, read_variant_table
from intake.workbook_cells import SheetRow, read_sheet, sheet_names

TITLE_ROWS = 20
"""Rows with something in them among which the header is looked for."""

_HEAD_ROWS = 100


class WorkbookReader:
    """Reads one sheet of a workbook through the reader of what it holds; a LabReader."""

    def __init__(self, reader: LabReader, sheets: Sequence[str], notes: Sequence[str]) -> None:
        self.format = f"XLSX workbook, {reader.format}"
        self._reader = reader
        self.notes = [*notes, *reader.notes]
        self.advice = list(reader.advice)
        self.header_names = [*sheets, *reader.header_names]
        self.build = reader.build

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the sheet.

        Raises
        ------
        LabFileError
            The sheet breaks off.
        """
        known = len(self._reader.notes)
        yield from self._reader.rows()
        self.build = self._reader.build
        self.notes += self._reader.notes[known:]


def recognise_workbook(content: Content, rules: AssessmentRules) -> WorkbookReader | None:
    """Tell whether a file is a workbook; see :data:`intake.lab_reader.Recogniser`.

    Raises
    ------
    LabFileError
        No sheet holds a table or list that is known, or the workbook is damaged.
    """
    if not content.is_workbook:
        return None
    return _first_known(content.path, sheet_names(content.path), rules)


def _first_known(path: Path, names: Sequence[str], rules: AssessmentRules) -> WorkbookReader:
    errors = []
    for name in names:
        head = list(islice(read_sheet(path, name), _HEAD_ROWS))
        try:
            found = _read_as_table(path, name, head, rules) or _read_as_list(
                path, name, head, rules
            )
        except LabFileError as error:
            errors.append(str(error))
            continue
        if found is not None:
            reader, notes = found
            others = [repr(other) for other in names if other != name]
            left = [f"Sheets that were not read: {', '.join(others)}."] if others else []
            return WorkbookReader(reader, names, [f"Sheet read: {name!r}.", *left, *notes])
    raise LabFileError(
        "; ".join(errors)
        or f"{path}: no sheet of the workbook ({', '.join(map(repr, names))}) has a "
        f"header or list that is known; expected {EXPECTED}"
    )


_Found = tuple[LabReader, list[str]] | None


def _read_as_table(
    path: Path, sheet: str, head: Sequence[SheetRow], rules: AssessmentRules
) -> _Found:
    """Find the header among the first rows; the error of the first that is nearly one."""
    fault: LabFileError | None = None
    for at, row in enumerate(head[:TITLE_ROWS]):
        table = _table(path, sheet, row, head[at + 1 :])
        try:
            reader = _reader(table, rules)
        except LabFileError as error:
            fault = fault or error
            continue
        if reader is not None:
            notes = [f"Rows above the header in row {row.number}, left out: {at}."] if at else []
            return reader, notes
    if fault is not None:
        raise fault
    return None


def _reader(table: Table, rules: AssessmentRules) -> LabReader | None:
    return (
        read_structural_table(table, rules)
        or read_copy_number_table(table, rules)
        or read_variant_table(table, rules)
    )


def _table(path: Path, sheet: str, header: SheetRow, head: Sequence[SheetRow]) -> Table:
    width = len(header.cells)
    first = tuple(TableRow(row.number, _padded(row.cells, width)) for row in head)

    notes: list[str] = []

    def rows(needed: NeededCells) -> Iterator[TableRow | LabRow]:
        beside = 0
        for row in read_sheet(path, sheet):
            if row.number > header.number:
                beside += len(row.cells) > width
                yield _table_row(row, width, needed)
        if beside:
            notes.append(f"Rows with cells to the right of the header, left out there: {beside}.")

    names = tuple(" ".join(cell.split()) for cell in header.cells)
    return Table(f"{path}, sheet {sheet!r}", "table", names, first, rows, notes)


def _table_row(row: SheetRow, width: int, needed: NeededCells) -> TableRow | LabRow:
    for place, fault in row.faults:
        if place in needed.read:
            shown = " ".join(filter(None, row.cells))
            return rejected(row.number, shown, f"{fault}; expected a value")
    return TableRow(row.number, _padded(row.cells, width))


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _read_as_list(
    path: Path, sheet: str, head: Sequence[SheetRow], rules: AssessmentRules
) -> _Found:
    lines: Callable[[], Iterator[LabLine]] = lambda: map(_line, read_sheet(path, sheet))  # noqa: E731
    reader = read_list([_line(row) for row in head], lines, rules)
    return (reader, []) if reader is not None else None


def _line(row: SheetRow) -> LabLine:
    text = "\t".join(" ".join(cell.split()) for cell in row.cells if cell)
    fault = f"{row.faults[0][1]}; expected a value" if row.faults else ""
    return LabLine(row.number, text, fault)
