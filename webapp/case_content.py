"""Whether a file that was sent is a patient's case, told by its content."""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from intake.content_kinds import GZIP_MARK
from patients.case_reader import CASE_FIELDS
from patients.case_tree import LARGEST_FILE

BLANKS = b"\xef\xbb\xbf \t\r\n"
"""May stand before a brace: blanks and the mark of UTF-8."""

_FIELD = re.compile(r"[\"']?([A-Za-z_][A-Za-z_ -]*?)[\"']?\s*:(?:\s|\Z)")
_TELLING = frozenset(CASE_FIELDS) - {"id", "note", "text"}
_HEAD = 1 << 16


def case_content(file: Path) -> bytes | None:
    """Return what a case's file holds, unpacked; None for any other file.

    A phenopacket begins with a brace, a case in YAML has its fields at the start of lines; no
    other file that laboratories send does. More than the largest case is not read.
    """
    data = _read(file)
    start = data.lstrip(BLANKS)
    if start.startswith(b"{"):
        return data
    fields = list(_fields(start))
    return data if fields[:1] == ["id"] or _TELLING.intersection(fields) else None


def _fields(start: bytes) -> Iterator[str]:
    """Yield the names at the start of lines that a colon follows."""
    for line in start[:_HEAD].decode("utf-8", "replace").splitlines():
        if field := _FIELD.match(line):
            yield field[1]


def _read(file: Path) -> bytes:
    with file.open("rb") as packed:
        begun = packed.read(LARGEST_FILE + 1)
    if not begun.startswith(GZIP_MARK):
        return begun
    try:
        with gzip.open(file, "rb") as unpacked:
            return unpacked.read(LARGEST_FILE + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""  # who reads it as any other file says what is wrong
