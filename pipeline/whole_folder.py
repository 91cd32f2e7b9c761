"""Outputs that appear all at once, or not at all, whatever ends the run."""

import errno
import fcntl
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_STOPS = (signal.SIGTERM, signal.SIGHUP)
"""What ends a process without a word; SIGINT is a KeyboardInterrupt."""

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
    with _handled_by(_exit, _STOPS):
        unfinished = _beside(out)
        try:
            yield unfinished
            with _one_at_a_time(out.parent):
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
    with _handled_by(_exit, _STOPS):
        unfinished = _beside(out)
        try:
            yield unfinished / out.name
            with _put_off():
                (unfinished / out.name).replace(out)
        except OSError as error:
            if error.errno in _FULL:
                raise _unwritable(out, error) from error
            raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def _beside(out: Path) -> Path:
    """Make a folder on the same disk."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.is_dir() and not os.access(out, os.W_OK | os.X_OK):
            raise OutputFolderError(f"{out}: no permission to write to the folder")
        return Path(tempfile.mkdtemp(prefix=".oncolit.", dir=out.parent))
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
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other runs, and signals, from cutting into what is done."""
    place = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(place, fcntl.LOCK_EX)
        with _put_off():
            yield
    finally:
        os.close(place)


@contextmanager
def _put_off() -> Iterator[None]:
    """Hold signals back until what is done is done."""
    came: list[int] = []
    with _handled_by(lambda signum, _frame: came.append(signum), (*_STOPS, signal.SIGINT)):
        yield
    for signum in came[:1]:
        signal.raise_signal(signum)


@contextmanager
def _handled_by(
    handler: Callable[[int, object], None], signals: tuple[signal.Signals, ...]
) -> Iterator[None]:
    """Handle signals; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, former in previous.items():
            signal.signal(number, former)


def _exit(signum: int, _frame: object) -> None:
    sys.exit(128 + signum)
