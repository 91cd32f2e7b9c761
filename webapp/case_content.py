"""Whether a file that was sent is a patient's case, told by its content."""

import gzip
import re
import zlib
from pathlib import Path

from intake.content_kinds import GZIP_MARK
from patients.case_reader import CASE_FIELDS
from patients.case_tree import LARGEST_FILE

BLANKS = b"\xef\xbb\xbf \t\r\n"
"""May stand before a brace: blanks and the mark of UTF-8."""

_FIELD = re.compile(r"[\"']?([a-z_]+)[\"']?:(?:\s|\Z)")
_NO_FIELD = ("#", "---", "%")
_HEAD = 1 << 16


def case_content(file: Path) -> bytes | None:
    """Return what a case's file holds, unpacked; None for any other file.

    A phenopacket begins with a brace, a case in YAML with one of its fields; no other file that
    laboratories send does. More than the largest case is not read.
    """
    data = _read(file)
    start = data.lstrip(BLANKS)
    if start.startswith(b"{"):
        return data
    field = _FIELD.match(_first_line(start))
    return data if field and field[1] in CASE_FIELDS else None


def _first_line(start: bytes) -> str:
    """Return the first line that is neither blank nor a comment, empty where there is none."""
    lines = start[:_HEAD].decode("utf-8", "replace").splitlines()
    return next((one for one in lines if one.strip() and not one.startswith(_NO_FIELD)), "")


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
