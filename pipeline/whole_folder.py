"""Outputs that appear all at once, or not at all, whatever ends the run."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from pipeline.stops import put_off, tidied_up

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class OutputFolderError(ValueError):
    """The folder cannot take the outputs."""


@contextmanager
def whole_folder(out: Path, names: frozenset[str], keep: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Yield a folder to write into; its files move to ``out`` when all is done, else none does.

    Files of these names from an earlier run are replaced, or removed where this run has none. A
    process that is asked to stop leaves nothing behind.

    Parameters
    ----------
    out : Path
        Made where it is not there.
    names : frozenset of str
        Files that may be written.
    keep : tuple of Path
        Inputs, which no output may replace.

    Raises
    ------
    OutputFolderError
        An input would be replaced, or ``out`` is a file, or nothing can be written there.
    """
    if out.exists() and not out.is_dir():
        raise OutputFolderError(f"{out}: is a file; expected a folder to write to")
    for name in names:
        if (out / name).is_dir():
            raise OutputFolderError(f"{out / name}: is a folder; expected none of that name")
    for path in keep:
        if path.resolve() in {(out / name).resolve() for name in names}:
            raise OutputFolderError(f"{path}: would be overwritten; expected another folder")
    with tidied_up():
        unfinished = _work_folder(out)
        try:
            yield unfinished
            with _one_at_a_time(out):
                _move(unfinished, out, names)
        except OSError as error:
            if error.errno in _FULL:
                raise _unwritable(out, error) from error
            raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def whole_file(out: Path, keep: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Yield a file to write; it becomes ``out`` when all is done, else nothing does.

    Parameters
    ----------
    out : Path
        Its folder is made where it is not there.
    keep : tuple of Path
        Inputs, which it may not replace.

    Raises
    ------
    OutputFolderError
        An input would be replaced, or ``out`` is a folder, or nothing can be written there.
    """
    if out.is_dir():
        raise OutputFolderError(f"{out}: is a folder; expected a file to write to")
    for path in keep:
        if path.resolve() == out.resolve():
            raise OutputFolderError(f"{path}: would be overwritten; expected another file")
    with tidied_up():
        unfinished = _work_folder(out)
        try:
            yield unfinished / out.name
            with put_off():
                (unfinished / out.name).replace(out)
        except OSError as error:
            if error.errno in _FULL:
                raise _unwritable(out, error) from error
            raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def _work_folder(out: Path) -> Path:
    """Make a folder on the same disk: a folder that is there may be on another than its parent."""
    place = out if out.is_dir() else out.parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".oncolit.", dir=place))
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> OutputFolderError:
    return OutputFolderError(f"{out}: cannot be written ({error.strerror})")


def _move(unfinished: Path, out: Path, names: frozenset[str]) -> None:
    if not out.exists():
        unfinished.chmod(0o755)
        unfinished.rename(out)
        return
    written = {path.name for path in unfinished.iterdir()}
    for name in sorted(written):
        (unfinished / name).replace(out / name)
    for name in names - written:
        (out / name).unlink(missing_ok=True)


@contextmanager
def _one_at_a_time(out: Path) -> Iterator[None]:
    """Keep other runs, and signals, from cutting into what is done."""
    with put_off(), ExitStack() as stack:
        if not out.exists():
            stack.enter_context(_locked(out.parent))
        if out.exists():  # by now another run may have made it
            stack.enter_context(_locked(out))
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    place = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)
