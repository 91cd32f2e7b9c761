"""Whether a workbook can be opened at all: its parts are there, and none holds too much.

A workbook is a zip of XML. A few kilobytes unpack to gigabytes, and a parser keeps an object of
each element until the row or text around it ends. Parts are therefore read once as bytes, and what
stands between such ends counted, before any is parsed.

Source: https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from intake.lab_row import LabFileError

WORKBOOK_BYTES = 1 << 30
"""Unpacked size up to which a workbook is opened: 1 GiB."""

DIRECTORY_BYTES = 1 << 20
"""Size of a zip's list of its parts up to which it is read: some 10,000 parts."""

_WORKBOOK = "xl/workbook.xml"
_OTHER_ZIPS = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb); expected .xlsx, or the table as CSV",
    "word/document.xml": "a Word document; expected the table in it as .xlsx or CSV",
    "content.xml": "an OpenDocument file; expected .xlsx, or the table as CSV",
}
_SHEET_FOLDER = "xl/worksheets/"
_TEXTS_PART = "xl/sharedstrings.xml"
_CHUNK = 1 << 20
_START = 64
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 1 << 16

_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


@dataclass(frozen=True)
class _Bounds:
    """What a part may hold.

    Parameters
    ----------
    size, tags : int
        Bytes, unpacked, and start and end tags.
    end : pattern, optional
        What ends a row or text.
    size_between, tags_between : int
        The same of what stands between two ends.
    """

    size: int
    tags: int
    end: re.Pattern[bytes] | None = None
    size_between: int = 1 << 25
    tags_between: int = 250_000


def _end_of(tag: bytes) -> re.Pattern[bytes]:
    prefix = rb"(?:[\w.-]+:)?"
    return re.compile(rb"</%b%b\s*>|<%b%b(?:\s[^<>]*)?/>" % (prefix, tag, prefix, tag))


_SHEET = _Bounds(WORKBOOK_BYTES, 20_000_000, _end_of(b"row"))
_TEXTS = _Bounds(1 << 27, 2_000_000, _end_of(b"si"), tags_between=20_000)
_PART = _Bounds(1 << 24, 200_000)
_LONGEST_END = 512


class _Count:
    """What has been read of a part, and since the last row or text ended."""

    def __init__(self) -> None:
        self.tags = self.tags_between = self.size_between = 0

    def add(self, piece: bytes) -> None:
        """Count a piece."""
        found = piece.count(b"<")
        self.tags += found
        self.tags_between += found
        self.size_between += len(piece)

    def end(self) -> None:
        """Count the tag that ends a row or text, and begin with the next."""
        self.tags += 1
        self.tags_between = self.size_between = 0


def check_workbook(path: Path, most_bytes: int | None = None) -> None:
    """Raise LabFileError unless a zip file is a workbook of a reasonable size.

    Parameters
    ----------
    path : Path
    most_bytes : int, optional
        Length after unpacking, if less than the usual.
    """
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive, min(most_bytes or WORKBOOK_BYTES, WORKBOOK_BYTES))
    except LabFileError:
        raise
    except _DAMAGE as error:
        raise LabFileError(
            f"{path}: a zip file or workbook that is truncated or corrupt; send it whole"
        ) from error


def _check_directory(path: Path) -> None:
    """Refuse a list of parts that would fill the memory."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
        tail = handle.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise zipfile.BadZipFile("no end of the list of parts")
    parts, length = struct.unpack_from("<HL", tail, at + 10)
    if length > DIRECTORY_BYTES or parts == 0xFFFF:
        raise LabFileError(f"{path}: a zip file of very many parts; expected a workbook")


def _check_parts(path: Path, archive: zipfile.ZipFile, most_bytes: int) -> None:
    sizes = {part.filename: part.file_size for part in archive.infolist()}
    if _WORKBOOK not in sizes:
        words = next((_OTHER_ZIPS[name] for name in _OTHER_ZIPS if name in sizes), None)
        raise LabFileError(f"{path}: {words or 'a zip archive; expected the file in it, unpacked'}")
    if (total := sum(sizes.values())) > most_bytes:
        raise LabFileError(
            f"{path}: a workbook of {total:,} bytes unpacked; expected at most "
            f"{most_bytes:,}, or the table as CSV"
        )
    for part in archive.infolist():
        if _is_read(archive, part):
            _check_part(path, archive, part)


def _is_read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part may be XML, whatever it is called; pictures are not looked into."""
    if part.is_dir() or part.filename.lower().endswith((".xml", ".rels")):
        return not part.is_dir()
    with archive.open(part) as handle:
        return b"<" in handle.read(_START)


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    bounds = _bounds(part.filename.lower())
    if part.file_size > bounds.size:
        raise _refusal(path, part, f"{part.file_size:,} bytes unpacked", bounds.size)
    count = _Count()
    rest = b""
    with archive.open(part) as handle:
        while block := handle.read(_CHUNK):
            *whole, rest = bounds.end.split(rest + block) if bounds.end else [rest + block]
            for piece in whole:
                count.add(piece)
                _check_count(path, part, count, bounds)
                count.end()
            cut = max(len(rest) - _LONGEST_END, 0)  # an end may be cut in two
            count.add(rest[:cut])
            rest = rest[cut:]
            _check_count(path, part, count, bounds)


def _check_count(path: Path, part: zipfile.ZipInfo, count: _Count, bounds: _Bounds) -> None:
    if count.tags > bounds.tags:
        raise _refusal(path, part, f"more than {bounds.tags:,} XML tags", bounds.tags)
    if bounds.end is not None and count.size_between > bounds.size_between:
        raise _refusal(path, part, "a longer row or text", bounds.size_between)
    if bounds.end is not None and count.tags_between > bounds.tags_between:
        raise _refusal(path, part, "more XML tags in a row or text", bounds.tags_between)


def _bounds(name: str) -> _Bounds:
    if name.startswith(_SHEET_FOLDER):
        return _SHEET
    return _TEXTS if name == _TEXTS_PART else _PART


def _refusal(path: Path, part: zipfile.ZipInfo, came: str, most: int) -> LabFileError:
    return LabFileError(
        f"{path}: {part.filename} in the workbook has {came}; expected at most {most:,}, or the "
        "table as CSV"
    )
