r"""Physical lines of a text file, plain or gzipped, one at a time.

Lines end at ``\n`` or ``\r\n``, in a file without any ``\n`` at a lone ``\r``. Memory is
constant: of a line that is too long only its beginning is kept.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake.content_kinds import GZIP_MARK, UTF16_MARKS
from intake.lab_reader import LabLine
from intake.lab_row import LabFileError

LINE_BYTES = 8 << 20
"""Length up to which a line is read, as UTF-8: 8 MiB."""

KEPT_CHARACTERS = 1 << 16
"""What is kept of a longer line: its first columns."""

_CHUNK = 1 << 18
_UTF8_MARK = b"\xef\xbb\xbf"

Source = io.BufferedReader | gzip.GzipFile

Translate = Callable[[bytes], bytes]
"""Rewrites a stream, a piece at a time; an empty piece is its end."""


class _Translated(io.RawIOBase):
    """Bytes of another stream, rewritten as UTF-8 with line ends that are newlines."""

    def __init__(self, source: Source, translate: Translate) -> None:
        self._source = source
        self._translate = translate
        self._at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        made = b""
        while not made and not self._at_end:
            # two bytes of UTF-16 become three of UTF-8 at most
            piece = self._source.read1(max(len(view) // 2, 1))
            self._at_end = not piece
            made = self._translate(piece)
        view[: len(made)] = made
        return len(made)


@dataclass(frozen=True)
class TextForm:
    r"""How a file's text is written.

    Parameters
    ----------
    utf16 : bool
        UTF-16 with a byte order mark.
    lone_returns : bool
        Lines end at ``\r`` alone.
    utf8 : bool
        All of it is UTF-8.
    blank : bool
        Nothing but blanks.
    """

    utf16: bool
    lone_returns: bool = False
    utf8: bool = True
    blank: bool = True

    @property
    def encoding(self) -> str:
        """Return the encoding in words."""
        if self.utf16:
            return "UTF-16"
        return "UTF-8" if self.utf8 else "UTF-8, some lines Windows-1252"


def find_text_form(path: Path, most_bytes: int | None = None) -> TextForm:
    """Read the whole file once and say how its text is written.

    Parameters
    ----------
    path : Path
    most_bytes : int, optional
        Length after unpacking; any by default.

    Raises
    ------
    LabFileError
        It breaks off or is corrupt, where the message names the last whole line; or it is longer.
    """
    with _open(path, TextForm(utf16=False)) as handle:
        utf16 = _peek(handle).startswith(UTF16_MARKS)
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = returns = length = 0
    utf8 = blank = True
    with _open(path, TextForm(utf16)) as handle:
        try:
            while chunk := handle.read1(_CHUNK):
                length += len(chunk)
                if most_bytes is not None and length > most_bytes:
                    raise LabFileError(
                        f"{path}: more than {most_bytes:,} bytes after unpacking; expected at most "
                        "that, or the file in parts"
                    )
                lines += chunk.count(b"\n")
                returns += chunk.count(b"\r")
                blank = blank and not chunk.removeprefix(_UTF8_MARK).strip()
                utf8 = utf8 and _fits(decoder, chunk)
        except (OSError, EOFError, zlib.error) as error:
            raise _broken(path, lines or returns, error) from error
    utf8 = utf8 and _fits(decoder, b"", final=True)
    return TextForm(utf16, not lines and returns > 0, utf8, blank)


def read_start(path: Path, size: int) -> bytes:
    """Read the first bytes, unpacked where the file is gzipped, as far as it can be read."""
    start = b""
    with _open(path, TextForm(utf16=False)) as handle:
        try:
            while len(start) < size and (piece := handle.read1(size - len(start))):
                start += piece
        except (OSError, EOFError, zlib.error):
            return start
    return start


def read_lines(path: Path, form: TextForm) -> Iterator[LabLine]:
    """Read the lines that are not blank, one at a time.

    Raises
    ------
    LabFileError
        The file breaks off or is corrupt; the message names the last whole line.
    """
    number = 0
    with _open(path, form) as handle:
        try:
            while raw := handle.readline(LINE_BYTES):
                length = len(raw)
                if length == LINE_BYTES and not raw.endswith(b"\n"):
                    length += _skip_line(handle)
                number += 1
                if number == 1:
                    raw = raw.removeprefix(_UTF8_MARK)
                if not raw.isspace() and raw:
                    yield _lab_line(number, raw, length)
        except (OSError, EOFError, zlib.error) as error:
            raise _broken(path, number, error) from error


@contextmanager
def _open(path: Path, form: TextForm) -> Iterator[Source]:
    translate = _translation(form)
    with path.open("rb") as plain:
        packed = plain.peek(2).startswith(GZIP_MARK)
        source: Source = gzip.GzipFile(fileobj=plain) if packed else plain
        if translate is None:
            yield source
        else:
            yield io.BufferedReader(_Translated(source, translate), _CHUNK)


def _translation(form: TextForm) -> Translate | None:
    if form.utf16:
        decoder = codecs.getincrementaldecoder("utf-16")("replace")

        def translate(piece: bytes) -> bytes:
            text = decoder.decode(piece, final=not piece)
            return (text.replace("\r", "\n") if form.lone_returns else text).encode()

        return translate
    return (lambda piece: piece.replace(b"\r", b"\n")) if form.lone_returns else None


def _peek(handle: Source) -> bytes:
    try:
        return handle.peek(2)[:2]
    except (OSError, EOFError, zlib.error):
        return b""


def _fits(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _skip_line(handle: Source) -> int:
    skipped = 0
    while raw := handle.readline(_CHUNK):
        skipped += len(raw)
        if raw.endswith(b"\n"):
            break
    return skipped


def _lab_line(number: int, raw: bytes, length: int) -> LabLine:
    if length > LINE_BYTES:
        text = _decode(raw[:KEPT_CHARACTERS])
        fault = f"the line is {length:,} bytes long; expected at most {LINE_BYTES:,}"
        return LabLine(number, text.replace("\0", "\N{REPLACEMENT CHARACTER}"), fault)
    text = _decode(raw).rstrip("\r\n")
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        return LabLine(number, text, "a NUL byte in the line; expected text")
    if "\r" in text:
        return LabLine(
            number, text, "a carriage return within the line; expected one row to a line"
        )
    return LabLine(number, text)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _broken(path: Path, line: int, error: Exception) -> LabFileError:
    if isinstance(error, EOFError):
        return LabFileError(f"{path}: the file is truncated after line {line}; send it whole")
    if isinstance(error, (zlib.error, gzip.BadGzipFile)):
        return LabFileError(
            f"{path}: the gzip file is corrupt after line {line} ({error}); send it again"
        )
    return LabFileError(f"{path}: cannot be read after line {line} ({error})")
