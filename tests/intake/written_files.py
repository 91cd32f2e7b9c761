"""Files that tests write, and what their readers make of them."""

import struct
import zlib
from pathlib import Path

from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_reader import LabReader, Recogniser
from intake.lab_row import LabRow

RULES = AssessmentRules()


def reader_of(recognise: Recogniser, folder: Path, text: str) -> LabReader:
    """Write a text and return the reader that recognises it."""
    reader = recognised(recognise, folder, text)
    assert reader is not None, f"not recognised: {text!r}"
    return reader


def recognised(recognise: Recogniser, folder: Path, text: str) -> LabReader | None:
    """Write a text and return its reader, None where it is not recognised."""
    path = folder / "sent.txt"
    path.write_text(text, encoding="utf-8")
    return recognise(read_content(path), RULES)


def rows_of(recognise: Recogniser, folder: Path, text: str) -> list[LabRow]:
    """Write a text and read all its rows."""
    return list(reader_of(recognise, folder, text).rows())


def only(rows: list[LabRow]) -> LabRow:
    """Return the one row."""
    assert len(rows) == 1, rows
    return rows[0]


def bgzip_block(data: bytes) -> bytes:
    """Pack as the SAM specification's section 4.1 says."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x04" + bytes(4) + b"\x00\xff\x06\x00BC\x02\x00"
    size = struct.pack("<H", len(head) + 2 + len(packed) + 8 - 1)
    return head + size + packed + struct.pack("<II", zlib.crc32(data), len(data))
