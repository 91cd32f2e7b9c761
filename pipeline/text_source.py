"""Text from a file or from standard input."""

import sys
from pathlib import Path

STANDARD_INPUT = "-"


class TextSourceError(ValueError):
    """A text cannot be read."""


def read_text_source(source: str) -> str:
    """Read a text.

    Parameters
    ----------
    source : str
        A file, or ``-`` for standard input.

    Raises
    ------
    TextSourceError
        There is no such file, or the bytes are no UTF-8.
    """
    if source != STANDARD_INPUT and not Path(source).exists():
        raise TextSourceError(f"{source}: no such file; expected text, or - for standard input")
    data = sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextSourceError(f"{source}: expected UTF-8 text ({error})") from error
