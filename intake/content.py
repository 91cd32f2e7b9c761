"""What a file is before its format is known: compression, encoding, lines; or no text at all."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.content_kinds import EXPECTED, GZIP_MARK, ZIP_MARKS, is_bgzip, refuse_other_kinds
from intake.content_lines import find_text_form, read_lines, read_start
from intake.lab_reader import Content, LabLine
from intake.lab_row import LabFileError
from intake.workbook_size import check_workbook

HEAD_LINES = 200
HEAD_CHARACTERS = 1 << 20
"""Head of a file: as many lines, or where they are long as many characters."""

BGZIP_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""Empty block that ends every bgzip file."""

_START = 4096


def read_content(path: Path, most_bytes: int | None = None) -> Content:
    """Look at a file's bytes, whatever its name.

    Its text is read once from end to end, so that a file which breaks off, or is too long after
    unpacking, is refused here.

    Parameters
    ----------
    path : Path
    most_bytes : int, optional
        Length after unpacking; any by default.

    Raises
    ------
    LabFileError
        The file is not there, cannot be opened, is empty, breaks off, is too long, or is no text
        and no workbook.
    """
    start = _read_raw(path, _START)
    if not start:
        raise LabFileError(f"{path}: the file is empty; expected {EXPECTED}")
    if start.startswith(ZIP_MARKS):
        check_workbook(path, most_bytes)
        return Content(path, "", "workbook", (), _no_lines)
    compression = _compression(start)
    if compression:
        start = read_start(path, _START)
    if start.startswith(ZIP_MARKS):
        raise LabFileError(f"{path}: a gzipped workbook or zip file; expected it unpacked")
    refuse_other_kinds(path, start)
    form = find_text_form(path, most_bytes)
    if form.blank:
        where = "the file is empty after unpacking" if compression else "the file is empty"
        raise LabFileError(f"{path}: {where}: no line but blank ones; expected {EXPECTED}")

    def lines() -> Iterator[LabLine]:
        return read_lines(path, form)

    return Content(path, compression, form.encoding, _head(lines()), lines)


def lacks_bgzip_end(content: Content) -> bool:
    """Tell whether a bgzip file has no end mark, and so may be cut off between two blocks."""
    if content.compression != "bgzip":
        return False
    with content.path.open("rb") as handle:
        handle.seek(-min(content.path.stat().st_size, len(BGZIP_END)), 2)
        return handle.read() != BGZIP_END


def _read_raw(path: Path, size: int) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a folder" if path.is_dir() else "no regular file"
            raise LabFileError(f"{path}: {kind}; expected a file: {EXPECTED}")
        with path.open("rb") as handle:
            return handle.read(size)
    except LabFileError:
        raise
    except FileNotFoundError as error:
        raise LabFileError(f"{path}: there is no such file") from error
    except PermissionError as error:
        raise LabFileError(f"{path}: no permission to read the file") from error
    except (OSError, ValueError) as error:
        raise LabFileError(f"{path}: cannot be read ({error})") from error


def _compression(start: bytes) -> str:
    if not start.startswith(GZIP_MARK):
        return ""
    return "bgzip" if is_bgzip(start) else "gzip"


def _head(lines: Iterable[LabLine]) -> tuple[LabLine, ...]:
    head: list[LabLine] = []
    characters = 0
    for line in lines:
        head.append(line)
        characters += len(line.text)
        if len(head) == HEAD_LINES or characters >= HEAD_CHARACTERS:
            break
    return tuple(head)


def _no_lines() -> Iterator[LabLine]:
    return iter(())
