r"""Rows of a data folder's files: how they are read, and what is wrong with them.

Lines are physical: they end at ``\n`` or ``\r\n`` only and are counted from 1, the header and
blank lines included. A quoted CSV field must end on its line, so that an unclosed quote costs
one row only. Rows of a Parquet file are counted from 1.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

REJECTED = "rejected"
"""Action: the row is lost."""

REPAIRED = "repaired"
"""Action: the row is kept, changed as the reason says."""

DROPPED = "dropped"
"""Action: what the row says of its variant is lost, the variant is kept."""

VALUE_LENGTH = 200
"""Characters of an offending value that are kept; a longer one ends in ``…``."""

LONGEST_FIELD = 131_072
"""Characters of a field: Python's own limit, which other readers in the same process may move."""

MISSING_WORDS = ("", "null", "nan")
"""What stands for no value, compared without case."""

_OFFSETS_NAMED = 10
_ID = re.compile(r"-?[0-9]{1,18}")  # 18 digits always fit into 64 bits
_ESCAPED_BYTES = re.compile("[\udc80-\udcff]+")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_GZIP_MARK = b"\x1f\x8b"
_NUL = "0x00"
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class DataFolderError(ValueError):
    """A data file, or the folder itself, cannot be used at all."""


@dataclass(frozen=True)
class RowFault:
    """One thing wrong with one row, and what was done about it.

    Parameters
    ----------
    file : str
        File name without its folder.
    line : int
        1-based physical line, or the 1-based row of a Parquet file.
    value : str
        The offending value.
    reason : str
        What is wrong and what was expected.
    action : str
        ``rejected``, ``repaired`` or ``dropped``.
    """

    file: str
    line: int
    value: str
    reason: str
    action: str


@dataclass(frozen=True)
class Line:
    """One physical line without its line end, and the repairs it needed."""

    number: int
    text: str
    repairs: tuple[RowFault, ...]


@dataclass(frozen=True)
class CsvRow:
    """Stripped values by column; faults hold a rejection where the line is no row."""

    number: int
    values: dict[str, str]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True)
class CsvTable:
    """A CSV file; the faults are those of its header line."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True)
class VariantLines:
    """Where each variant ID stands in the variants file: line by ID, kept and rejected."""

    file: str
    kept: dict[int, int]
    rejected: dict[int, int]

    def refusal(self, identifier: int | None) -> str | None:
        """Say why a row of another file with this ID belongs to no variant, if so."""
        if identifier is None:
            return "ID is not an integer; expected one such as 17"
        if identifier in self.kept:
            return None
        if identifier in self.rejected:
            return f"its row in {self.file} was rejected (line {self.rejected[identifier]})"
        return f"no variant with this ID in {self.file}"


def cut_value(value: str) -> str:
    """Keep the first 200 characters; cutting twice is cutting once."""
    return value if len(value) <= VALUE_LENGTH else value[:VALUE_LENGTH] + "…"


def parse_id(text: str) -> int | None:
    """Read an integer ID of at most 18 digits, or None.

    Examples
    --------
    >>> parse_id("17"), parse_id("17.0"), parse_id("1_7")
    (17, None, None)
    """
    return int(text) if _ID.fullmatch(text) else None


def read_lines(path: Path) -> Iterator[Line]:
    """Read the lines that are not blank, one at a time; gzipped files are unpacked.

    Raises
    ------
    DataFolderError
        The file cannot be read, or is UTF-16.
    """
    try:
        with _open_binary(path) as handle:
            for number, raw in enumerate(handle, start=1):
                if number == 1 and raw.startswith(_UTF16_MARKS):
                    raise DataFolderError(f"{path}: encoded as UTF-16; expected UTF-8")
                if raw.strip():
                    yield _decode_line(path.name, number, raw)
    except (OSError, EOFError, zlib.error) as error:
        raise DataFolderError(f"{path}: cannot be read ({error})") from error


def read_header_line(path: Path, lines: Iterator[Line], expected: str) -> Line:
    """Take the first line that is not blank, or raise DataFolderError."""
    header = next(lines, None)
    if header is None:
        raise DataFolderError(f"{path}: the file is empty; expected the header {expected}")
    return header


def read_csv_table(path: Path, required: tuple[str, ...]) -> CsvTable:
    """Read a CSV file whose header holds the required columns, in any order.

    Raises
    ------
    DataFolderError
        No header, a column missing or there twice.
    """
    expected = ",".join(required)
    lines = read_lines(path)
    header = read_header_line(path, lines, expected)
    try:
        columns = _parse_fields(header.text)
    except csv.Error as error:
        if found := _no_single_row(header):
            raise DataFolderError(f"{path}: the header is {found}") from error
        raise DataFolderError(
            f"{path}: the header is not CSV ({error}); expected {expected}"
        ) from error
    if missing := [column for column in required if column not in columns]:
        raise DataFolderError(
            f"{path}: no column {', '.join(missing)} in the header "
            f"{cut_value(header.text)!r}; expected {expected}"
        )
    if repeated := sorted({column for column in columns if columns.count(column) > 1}):
        raise DataFolderError(f"{path}: column {', '.join(map(repr, repeated))} more than once")
    rows = tuple(_read_row(path.name, line, columns) for line in lines)
    return CsvTable(tuple(columns), rows, header.repairs)


def no_good_row(path: Path, rows: int, faults: Iterable[RowFault]) -> DataFolderError:
    """Make the error of a file without a good row; it names the first fault."""
    first = next((fault for fault in faults if fault.action == REJECTED), None)
    if first is None:
        return DataFolderError(f"{path}: no row after the header; expected at least one variant")
    return DataFolderError(
        f"{path}: no good row; all {rows} were rejected, "
        f"the first on line {first.line}: {first.reason}, got {first.value!r}"
    )


def _open_binary(path: Path) -> IO[bytes] | gzip.GzipFile:
    with path.open("rb") as handle:
        compressed = handle.read(2) == _GZIP_MARK
    return gzip.open(path) if compressed or path.suffix == ".gz" else path.open("rb")


def _decode_line(file: str, number: int, raw: bytes) -> Line:
    if raw.endswith(b"\n"):
        raw = raw[:-1].removesuffix(b"\r")
    repairs = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        repairs.append(_invalid_bytes_fault(file, number, raw))
    if count := text.count("\0"):
        text = text.replace("\0", "")
        repairs.append(RowFault(file, number, _NUL, f"{count} NUL removed", REPAIRED))
    if number == 1:
        text = text.removeprefix("\ufeff")
    return Line(number, text, tuple(repairs))


def _invalid_bytes_fault(file: str, number: int, raw: bytes) -> RowFault:
    escaped = raw.decode("utf-8", "surrogateescape")
    runs: list[tuple[int, int]] = []
    offset = end = 0
    for match in _ESCAPED_BYTES.finditer(escaped):
        offset += len(escaped[end : match.start()].encode("utf-8"))
        runs.append((offset, offset + len(match[0])))
        offset, end = runs[-1][1], match.end()
    named = runs[:_OFFSETS_NAMED]
    more = f" and {len(runs) - len(named)} more" if len(runs) > len(named) else ""
    offsets = ", ".join(str(start) for start, _ in named) + more
    value = ", ".join("0x" + raw[start:stop].hex() for start, stop in named) + more
    reason = f"not UTF-8 at byte offset {offsets} of the line, from 0; replaced by U+FFFD"
    return RowFault(file, number, cut_value(value), reason, REPAIRED)


def _parse_fields(text: str) -> list[str]:
    rows = list(csv.reader([text], strict=True, skipinitialspace=True))
    if any(len(field) > LONGEST_FIELD for row in rows for field in row):
        raise csv.Error(f"field larger than {LONGEST_FIELD} characters")
    return [field.strip() for field in rows[0]] if rows else []


def _no_single_row(line: Line) -> str:
    if "\r" in line.text:
        found = "carriage returns within the line"
    elif _CONTROL.search(line.text) or any(fault.value == _NUL for fault in line.repairs):
        found = "binary content"
    elif len(line.text) > LONGEST_FIELD:
        found = f"a line of {len(line.text)} characters"
    else:
        return ""
    return f"not CSV: {found}; expected one row a line"


def _read_row(file: str, line: Line, columns: list[str]) -> CsvRow:
    faults = line.repairs
    reason = ""
    try:
        fields = _parse_fields(line.text)
    except csv.Error as error:
        fields = [field.strip() for field in line.text.split(",")]
        quotes = f"not CSV ({error}); expected quotes only around whole fields"
        reason = _no_single_row(line) or quotes
    else:
        if len(fields) != len(columns):
            reason = f"{len(fields)} fields; expected {len(columns)} as in the header"
    if reason:
        faults = (*faults, RowFault(file, line.number, cut_value(line.text), reason, REJECTED))
    return CsvRow(line.number, dict(zip(columns, fields, strict=False)), faults)
