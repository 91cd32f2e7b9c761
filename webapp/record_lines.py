"""The items of a list in ``report.json``, which stand a line each, read one at a time."""

from collections.abc import Iterator
from pathlib import Path


def list_items(record: Path, start: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield place in bytes and text of each item of a list.

    Parameters
    ----------
    record : Path
    start : bytes
        How the line begins that opens the list.
    """
    with record.open("rb") as lines:
        for line in iter(lines.readline, b""):
            if line.startswith(start):
                break
        place = lines.tell()
        for line in iter(lines.readline, b""):
            if not line.startswith(b"{"):
                return
            yield place, line.rstrip().rstrip(b",")
            place = lines.tell()
