"""Files of literature, plain or gzipped, as streams that tell how far they have been read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from literature.document import READING_VERSION, LiteratureFileError

HEAD_BYTES = 16384
"""Unpacked bytes by which a format is recognised."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_CHUNK = 1 << 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class LiteratureFile:
    """A file that is read as a stream.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    position : int
        Bytes of the file, packed where it is packed, that the stream last opened has read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._raw: IO[bytes] | None = None

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    @property
    def position(self) -> int:
        """See the class."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open it unpacked.

        Raises
        ------
        LiteratureFileError
            It is cut off or packed wrongly.
        """
        with self.path.open("rb") as raw:
            self._raw = raw
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            try:
                yield gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[misc]
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise LiteratureFileError(
                    f"{self.path}: expected a whole gzip file; after {raw.tell():,} bytes: {error}"
                ) from error

    def head(self) -> str:
        """Return its first characters; bytes that are no UTF-8 become U+FFFD.

        Raises
        ------
        LiteratureFileError
            It is empty, or in an encoding or archive that is not read.
        """
        with self.opened() as handle:
            start = handle.read(HEAD_BYTES)
        if not start.strip():
            raise LiteratureFileError(f"{self.path}: the file is empty")
        if start.startswith(_UTF16):
            raise LiteratureFileError(f"{self.path}: encoded as UTF-16; expected UTF-8")
        if start.startswith(_ZIP):
            raise LiteratureFileError(f"{self.path}: is a ZIP archive; unpack it first")
        return start.decode("utf-8", "replace").removeprefix("\ufeff")

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield number, from 1, and bytes of each line that is not blank."""
        with self.opened() as handle:
            for number, raw in enumerate(handle, start=1):
                if raw.strip():
                    yield number, raw


def digest_of(*paths: Path) -> str:
    """Hash the content of files, packed as they are, and the way they are read."""
    total = sha256(f"reading {READING_VERSION}".encode())
    for path in paths:
        total.update(f"\n{path.stat().st_size}\n".encode())
        with path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                total.update(chunk)
    return total.hexdigest()
