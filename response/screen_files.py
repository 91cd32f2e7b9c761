"""The files in a screen's folder: CSV, tab-separated or Excel, the first two gzipped or not.

A file's header is read first, and the rest only where it is a table that is wanted. A header may
run over several lines, as those of GDSC do; empty lines above it do not count. What comes first in
it of comma, tab and semicolon separates the columns.
"""

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from response.screen_tables import ScreenError, ScreenTable

_WORKBOOK = ".xlsx"
_TEXT = frozenset({".csv", ".tsv", ".txt"})
_GZIP = b"\x1f\x8b"
_LONGEST_HEADER = 100
"""Lines of text."""
_SEPARATORS = re.compile(r"[,;\t]")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class TableHeader:
    """Where a table is, and its columns.

    Attributes
    ----------
    path : Path
    sheet : str
        Of an Excel workbook; empty for text.
    columns : tuple of str
    """

    path: Path
    sheet: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name, with that of the sheet."""
        return f"{self.path.name} ({self.sheet})" if self.sheet else self.path.name


def read_headers(path: Path) -> tuple[TableHeader, ...]:
    """Read the columns of each table of a file, none where it is of another kind or empty.

    Raises
    ------
    ScreenError
        The file cannot be read.
    """
    suffix = Path(path.name.removesuffix(".gz")).suffix.casefold()
    with _told(path):
        if suffix == _WORKBOOK:
            with _sheets(path) as sheets:
                return tuple(
                    TableHeader(path, sheet.title, columns)
                    for sheet in sheets
                    if (columns := tuple(_texts(next(sheet.iter_rows(values_only=True), ()))))
                )
        if suffix not in _TEXT:
            return ()
        with _unpacked(path) as handle:
            lines = _lines(b"".join(islice(handle, _LONGEST_HEADER)))
        _, columns, _ = _split_header(lines)
    return (TableHeader(path, "", columns),) if any(columns) else ()


def read_table(header: TableHeader) -> ScreenTable:
    """Read a whole table.

    Raises
    ------
    ScreenError
        The file cannot be read.
    """
    with _told(header.path):
        with _unpacked(header.path) as handle:
            content = handle.read()
        digest = hashlib.sha256(content).hexdigest()
        if header.sheet:
            rows: Sequence[tuple[int, str | list[str]]] = list(_sheet_rows(header))
            return ScreenTable(header.name, digest, header.columns, rows)
        lines = _lines(content)
        end, columns, separator = _split_header(lines)
    numbered = enumerate(lines[end:], start=end + 1)
    rows = [(number, line) for number, line in numbered if line]
    return ScreenTable(header.name, digest, columns, rows, separator)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn whatever a file is broken by into a ScreenError."""
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (OSError, EOFError, zlib.error, zipfile.BadZipFile, InvalidFileException, ParseError)
    try:
        yield
    except (*broken, csv.Error, KeyError, ValueError) as error:
        raise ScreenError(f"{path}: cannot be read ({error})") from error


def _unpacked(path: Path) -> IO[bytes] | gzip.GzipFile:
    with path.open("rb") as handle:
        packed = handle.read(len(_GZIP)) == _GZIP
    return gzip.open(path) if packed else path.open("rb")


def _lines(content: bytes) -> list[str]:
    """Split at the line ends of Unix, Windows and old Macintoshes."""
    return _decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decode(content: bytes) -> str:
    """Decode UTF-8; what is not UTF-8 is read as Windows' western alphabet.

    Raises
    ------
    ValueError
        It is UTF-16.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("encoded as UTF-16; expected UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _split_header(lines: Sequence[str]) -> tuple[int, tuple[str, ...], str]:
    """Return how many lines the header takes, its columns, and what separates them."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    quotes, end = 0, first + 1
    for number, line in enumerate(lines[first:_LONGEST_HEADER], start=first + 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            end = number
            break
    header = "\n".join(lines[first:end])
    found = _SEPARATORS.search(_QUOTED.sub("", header))
    separator = found[0] if found else ","
    columns = next(csv.reader(io.StringIO(header, newline=""), delimiter=separator), [])
    return end, tuple(map(str.strip, columns)), separator


@contextmanager
def _sheets(path: Path) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    with _unpacked(path) as handle:
        content = handle.read()
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
        yield book.worksheets
    finally:
        book.close()


def _sheet_rows(header: TableHeader) -> Iterator[tuple[int, list[str]]]:
    width = len(header.columns)
    with _sheets(header.path) as sheets:
        sheet = next(sheet for sheet in sheets if sheet.title == header.sheet)
        for number, values in enumerate(sheet.iter_rows(values_only=True, min_row=2), start=2):
            cells = _texts(values)
            yield number, cells + [""] * (width - len(cells))


def _texts(values: Iterable[object]) -> list[str]:
    """Write a row's values as text, without empty cells at its end."""
    cells = [_cell_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
