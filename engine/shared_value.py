"""A value in a file that all processes of a cluster see, read once by each of them."""

import os
import pickle
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from engine.engine_error import EngineError

_MOST_HELD = 4
_held: OrderedDict[str, Any] = OrderedDict()
_lock = RLock()


@dataclass(frozen=True)
class SharedValue:
    """Where a value lies.

    Parameters
    ----------
    path : str
    """

    path: str

    def value(self) -> Any:
        """Return it; those used last stay in this process's memory.

        Raises
        ------
        EngineError
            The file, or one that the value refers to, is not seen from here or may not be read.
        """
        with _lock:
            if self.path not in _held:
                _held[self.path] = self._read()
            _held.move_to_end(self.path)
            while len(_held) > _MOST_HELD:
                _held.popitem(last=False)
            return _held[self.path]

    def _read(self) -> Any:
        try:
            with Path(self.path).open("rb") as stream:
                return pickle.load(stream)
        except (FileNotFoundError, PermissionError) as error:
            # Of a file that the value maps into memory, not all libraries tell the name apart.
            raise EngineError(f"{error.filename or error}: {_why(error)}") from error


def received(argument: Any) -> Any:
    """Return an argument of a job as the job is given it: of a shared value what it stands for."""
    return argument.value() if isinstance(argument, SharedValue) else argument


def write_shared(value: Any, folder: Path) -> SharedValue:
    """Write a value into the folder, under a name of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(suffix=".pickle", dir=folder)
    with os.fdopen(handle, "wb") as stream:
        pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    return SharedValue(path)


def forget_shared(folder: str) -> None:
    """Let go of what this process holds of a folder's values."""
    with _lock:
        for path in [path for path in _held if Path(path).parent == Path(folder)]:
            del _held[path]


def _why(error: OSError) -> str:
    worker = f"the Dask worker on {os.uname().nodename}"
    if isinstance(error, PermissionError):
        return f"may not be read by {worker}; expected workers of the user who runs the command"
    return (
        f"not seen from {worker}; expected $ONCOLIT_HOME on a folder that all machines of the "
        "cluster share"
    )
