"""Cells of a spreadsheet as the text that a person sees, and what is wrong with them.

Dates are written as ISO 8601 has them, so that ``SEPT9`` turned into a date is told from a gene;
whole numbers without a point. Errors (``#N/A``) and formulas of which the workbook holds no
result are faults.
"""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from intake.lab_row import LabFileError

MOST_ROWS = 1 << 20
"""Rows that a sheet can have."""

MOST_CELLS = 20_000_000
"""Cells of a sheet that are read, blank ones to the left of others included."""

_FORMULA = (b"<f>", b"<f ", b"<f/", b":f>", b":f ")
_CHUNK = 1 << 20
_LARGEST_WHOLE = 1e15

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    OSError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
)
"""What openpyxl raises for a workbook that is cut off or wrongly made; XML's is a SyntaxError."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet.

    Parameters
    ----------
    number : int
        As the spreadsheet counts, from 1.
    cells : list of str
        Up to the last cell that holds something.
    faults : tuple of (int, str)
        Places of cells that cannot be used, and what is wrong with each.
    """

    number: int
    cells: list[str]
    faults: tuple[tuple[int, str], ...] = ()


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets with cells, in their order.

    Raises
    ------
    LabFileError
        The workbook is damaged.
    """
    book = _open(path)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def read_sheet(path: Path, sheet: str) -> Iterator[SheetRow]:
    """Read the rows of a sheet that hold something, one at a time.

    Raises
    ------
    LabFileError
        The workbook is damaged.
    """
    book = _open(path)
    # a second look, at the formulas instead of their results, only where there are any
    formulas = _open(path, results=False) if _has_formulas(path) else None
    try:
        results = _rows(path, book, sheet)
        sources = _rows(path, formulas, sheet) if formulas is not None else repeat(())
        for number, (cells, written) in enumerate(zip(results, sources, strict=False), 1):
            row = _sheet_row(number, cells, written)
            if row.cells or row.faults:
                yield row
    finally:
        book.close()
        if formulas is not None:
            formulas.close()


def cell_text(value: object) -> str:
    """Write a cell's value as text.

    Examples
    --------
    >>> cell_text(2.0), cell_text(0.25), cell_text(None), cell_text(True)
    ('2', '0.25', '', 'TRUE')
    >>> cell_text(datetime.datetime(2024, 9, 2))
    '2024-09-02'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def _open(path: Path, *, results: bool = True) -> Any:
    try:
        # from memory: openpyxl refuses a file by its name, and holds one open that it cannot read
        return load_workbook(
            io.BytesIO(path.read_bytes()), read_only=True, data_only=results, keep_links=False
        )
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def _rows(path: Path, book: Any, sheet: str) -> Iterator[Sequence[Any]]:
    """Read rows of cells; what goes wrong on the way is the workbook's damage."""
    page = book[sheet]
    page.reset_dimensions()  # some programs write wrong ones
    rows = iter(page.iter_rows())
    n_rows = n_cells = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except _DAMAGE as error:
            raise _damaged(path, error) from error
        n_rows, n_cells = n_rows + 1, n_cells + len(row)
        if n_rows > MOST_ROWS or n_cells > MOST_CELLS:
            raise LabFileError(
                f"{path}: a sheet of more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells; "
                "expected fewer, or the table as CSV"
            )
        yield row


def _damaged(path: Path, error: Exception) -> LabFileError:
    if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
        return LabFileError(
            f"{path}: the workbook's XML declares entities; expected it as a spreadsheet program "
            "writes it"
        )
    lines = str(error).splitlines() or [type(error).__name__]
    return LabFileError(f"{path}: the workbook is damaged ({lines[0]})")


def _sheet_row(number: int, cells: Sequence[Any], written: Sequence[Any]) -> SheetRow:
    texts = [cell_text(cell.value) for cell in cells]
    faults = [
        (place, f"cell {_name(place, number)} holds the error {texts[place]}")
        for place, cell in enumerate(cells)
        if cell.data_type == "e"
    ]
    for place, source in enumerate(written):
        result = cells[place] if place < len(cells) else None
        if source.data_type == "f" and _is_missing(result):
            faults.append(
                (place, f"cell {_name(place, number)} holds a formula without its result")
            )
    while texts and not texts[-1]:
        texts.pop()
    return SheetRow(number, texts, tuple(sorted(faults)))


def _is_missing(result: Any) -> bool:
    """Tell a formula that was never calculated from one whose result is an empty text."""
    return result is None or (result.value is None and result.data_type != "str")


def _name(place: int, number: int) -> str:
    return f"{get_column_letter(place + 1)}{number}"


def _has_formulas(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_holds_formula(archive, name) for name in sheets)
    except _DAMAGE as error:
        raise _damaged(path, error) from error


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    before = b""
    with archive.open(name) as handle:
        while chunk := handle.read(_CHUNK):
            if any(mark in before + chunk for mark in _FORMULA):
                return True
            before = chunk[-8:]
    return False
