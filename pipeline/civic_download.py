"""CIViC's evidence file of last night, downloaded without any account (CC0).

Source: https://civicdb.org/releases/main
"""

import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pipeline.progress import show_progress

CIVIC_NIGHTLY = "https://civicdb.org/downloads/nightly/nightly-ClinicalEvidenceSummaries.tsv"
"""Accepted evidence statements, renewed every night."""

MOST_BYTES = 200_000_000
"""About fifty times the file of 2026."""

_CHUNK = 1 << 16
_SILENCE = 30.0
"""Seconds without an answer after which the download is given up."""

_BY_HAND = "or download the file elsewhere and give its name"


class DownloadError(ValueError):
    """The file could not be downloaded; the message says why and what to do instead."""


def download_civic(
    address: str, target: Path, most_seconds: float = 600.0, most_bytes: int = MOST_BYTES
) -> Path:
    """Download a file; it appears under its name only when it is complete.

    Raises
    ------
    DownloadError
        The address is no http(s) address, there is no network, the server refuses, or the file
        is incomplete, too large or too slow.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise DownloadError(f"{address}: expected an address that begins with https:// or http://")
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".download-", delete=False) as scratch:
        path = Path(scratch.name)
        try:
            with urlopen(Request(address), timeout=_SILENCE) as answer:
                for chunk in _chunks(answer, address, time.monotonic() + most_seconds, most_bytes):
                    scratch.write(chunk)
            scratch.close()
            path.chmod(0o644)
            path.replace(target)
        except HTTPError as error:
            raise DownloadError(f"{address}: {error}; try again later, {_BY_HAND}") from error
        except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
            reason = getattr(error, "reason", None) or error
            raise DownloadError(f"{address}: {reason}; check the network, {_BY_HAND}") from error
        finally:
            path.unlink(missing_ok=True)
    return target


def _chunks(
    answer: HTTPResponse, address: str, deadline: float, most_bytes: int
) -> Iterator[bytes]:
    """Yield the content in pieces, and raise where it is too large, too slow or incomplete."""
    announced = answer.headers.get("Content-Length")
    size = int(announced) if announced and announced.isdigit() else None
    received = 0
    pieces = show_progress(
        iter(lambda: answer.read(_CHUNK), b""),
        None if size is None else -(-size // _CHUNK),
        "Download",
    )
    for piece in pieces:
        received += len(piece)
        if max(received, size or 0) > most_bytes:
            raise DownloadError(f"{address}: expected at most {most_bytes:,} bytes, got more")
        if time.monotonic() > deadline:
            raise DownloadError(f"{address}: too slow, only {received:,} bytes arrived in time")
        yield piece
    if size is not None and received != size:
        raise DownloadError(f"{address}: cut off, {received:,} of {size:,} bytes arrived")
