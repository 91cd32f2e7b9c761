"""Tables as text: cells between tabs, commas, semicolons or bars.

The delimiter is the one that cuts the header into the most names that are known, and the first
lines into as many cells as the header, whatever the file is called. Quotes are those of RFC 4180;
a quoted cell ends on its line. Comments start with ``#`` and stand before the header, or between
the rows.
"""

import csv
from collections.abc import Iterator, Sequence

from intake.columns import find_columns
from intake.lab_reader import Content, LabLine
from intake.lab_row import LabRow, rejected
from intake.row_notes import RowNotes
from intake.table import NeededCells, Table, TableRow

DELIMITERS = {
    "\t": "TSV",
    ",": "CSV",
    ";": "table separated by ;",
    "|": "table separated by |",
}
"""Delimiters and what a table with them is called, the first of equals counts."""

COMMENT = "#"

_VCF = "##fileformat=VCF"

_COMMENTS = "Comments between the rows, left out: {count}."
_EMPTY = "Rows without anything in their cells, left out: {count}."
_HEADERS = "Lines that repeat the header, left out: {count}."

_HEAD_ROWS = 100
_AGREEING = 0.5
"""Share of the first lines that must have as many cells as the header."""


class CellError(ValueError):
    """A line cannot be cut into cells."""


def open_delimited(content: Content) -> Table | None:
    """Find the delimiter and the header; None where the lines are no table.

    A table has a header of two cells or more. Where none of its names is known, at least half of
    the first lines have as many cells.
    """
    if not content.head or content.head[0].text.startswith(_VCF):
        return None
    found = _header(content.head)
    if found is None:
        return None
    header, lines = found
    best = (0, 0.0, 0)
    chosen = ""
    for delimiter in DELIMITERS:
        score = _agreement(header, lines, delimiter)
        if score > best:
            best, chosen = score, delimiter
    return _table(content, header, lines, chosen) if chosen else None


def find_header(lines: Sequence[LabLine]) -> LabLine | None:
    """Return the header among the first lines of a table, without the ``#`` it may start with."""
    found = _header(lines)
    return found[0] if found else None


def split_cells(text: str, delimiter: str) -> list[str]:
    """Cut a line into cells.

    Raises
    ------
    CellError
        A quote is not closed on the line, or more stands behind a closed one.

    Examples
    --------
    >>> split_cells('BRAF,"V600E, somatic",5" end', ",")
    ['BRAF', 'V600E, somatic', '5" end']
    """
    if '"' not in text:
        return text.split(delimiter)
    try:
        rows = csv.reader([text], delimiter=delimiter, strict=True, skipinitialspace=True)
        return next(rows)
    except csv.Error as error:
        reason = "a quote is not closed, or more stands behind a closed one"
        if "unexpected end" not in str(error) and "expected after" not in str(error):
            reason = f"the cells cannot be told apart ({error})"
        raise CellError(reason) from error


def _header(head: Sequence[LabLine]) -> tuple[LabLine, list[LabLine]] | None:
    """Return the header and the lines under it; a header may start with ``#`` itself."""
    start = next((at for at, line in enumerate(head) if not line.text.startswith(COMMENT)), None)
    if start is None or head[start].fault:
        return None
    comment = head[start - 1] if start else None
    if comment is not None and not comment.text.startswith(COMMENT * 2) and not comment.fault:
        bare = comment.text.removeprefix(COMMENT)
        for delimiter in DELIMITERS:
            if 0 < bare.count(delimiter) == head[start].text.count(delimiter):
                return LabLine(comment.number, bare.strip(" ")), list(head[start:])
    lines = [line for line in head[start + 1 :] if not line.text.startswith(COMMENT)]
    return head[start], lines


def _agreement(header: LabLine, lines: Sequence[LabLine], delimiter: str) -> tuple[int, float, int]:
    """Return how many names are known, the share of lines as wide as the header, and its width."""
    width = _width(header, delimiter)
    if width < 2:
        return 0, 0.0, 0
    known = len(find_columns(split_cells(header.text, delimiter)).read)
    usable = [line for line in lines[:_HEAD_ROWS] if not line.fault]
    agreeing = sum(_width(line, delimiter) == width for line in usable)
    share = agreeing / len(usable) if usable else 1.0
    return (known, share, width) if known or share >= _AGREEING else (0, 0.0, 0)


def _width(line: LabLine, delimiter: str) -> int:
    try:
        return len(split_cells(line.text, delimiter))
    except CellError:
        return 0


def _table(content: Content, header: LabLine, lines: Sequence[LabLine], delimiter: str) -> Table:
    names = tuple(name.strip() for name in split_cells(header.text, delimiter))
    notes: list[str] = []
    counted = RowNotes(_COMMENTS, _EMPTY, _HEADERS)
    width = len(names)

    def rows(needed: NeededCells) -> Iterator[TableRow | LabRow]:
        yield from _rows(content, header, delimiter, width, needed.least, counted)
        notes.extend(counted.told())

    head = [_row(line, delimiter, width, width) for line in lines[:_HEAD_ROWS] if not line.fault]
    sound = tuple(row for row in head if isinstance(row, TableRow))
    return Table(str(content.path), DELIMITERS[delimiter], names, sound, rows, notes, counted)


def _rows(
    content: Content, header: LabLine, delimiter: str, width: int, least: int, counted: RowNotes
) -> Iterator[TableRow | LabRow]:
    quiet = f'{delimiter}" '
    for line in content.lines():
        text = line.text
        if line.number <= header.number:
            continue
        if line.fault:
            yield rejected(line.number, text, line.fault)
        elif text.startswith(COMMENT):
            counted.add(_COMMENTS)
        elif text[:1] in quiet and not text.strip(quiet):
            counted.add(_EMPTY)
        elif text == header.text:
            counted.add(_HEADERS)
        else:
            yield _row(line, delimiter, width, least)


def _row(line: LabLine, delimiter: str, width: int, least: int) -> TableRow | LabRow:
    try:
        cells = split_cells(line.text, delimiter)
    except CellError as error:
        return rejected(line.number, line.text, str(error))
    found = len(cells)
    if found == width:
        return TableRow(line.number, cells)
    if least <= found < width:
        return TableRow(line.number, cells + [""] * (width - found))
    if found > width and not any(cell.strip() for cell in cells[width:]):
        return TableRow(line.number, cells[:width])
    count = "1 cell" if found == 1 else f"{found} cells"
    return rejected(line.number, line.text, f"{count}; expected the header's {width}")
