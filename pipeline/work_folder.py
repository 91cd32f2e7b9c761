"""The folder of files that processes share while a command runs; it goes with its process.

What a process leaves that was killed is removed by the next one on the same machine.
"""

import atexit
import fcntl
import os
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from pipeline.settings import work_place

_LOCK = ".lock"

_own: dict[tuple[int, Path], Path] = {}
"""Folders by process and place: a fork has none of its own yet."""


def work_folder() -> Path:
    """Return this process's folder, which is made when it is first asked for.

    On a cluster of several machines all of them see it, see :func:`pipeline.settings.work_place`.
    """
    key = (os.getpid(), work_place())
    if key not in _own:
        key[1].mkdir(parents=True, exist_ok=True)
        _remove_left(key[1])
        _own[key] = _made(key[1])
        atexit.register(_remove, _own[key], os.getpid())
    return _own[key]


def _made(place: Path) -> Path:
    """Make a folder beside a locked file, which says that its process lives."""
    while True:
        lock, name = tempfile.mkstemp(prefix=_of_here(), suffix=_LOCK, dir=place)
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:  # else another process took it for left, and removed it
            folder = Path(name).with_suffix("")
            folder.mkdir()
            return folder


def _remove_left(place: Path) -> None:
    """Remove folders of processes of this machine that are no more."""
    for file in place.glob(f"{_of_here()}*{_LOCK}"):
        with suppress(OSError), file.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(file.with_suffix(""), os.getpid())


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(folder.name + _LOCK).unlink(missing_ok=True)


def _of_here() -> str:
    return f"{socket.gethostname()}."
