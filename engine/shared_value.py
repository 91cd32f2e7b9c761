"""A value in a file that all processes of a cluster see, read once by each of them."""

import os
import pickle
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.engine_error import EngineError

_MOST_HELD = 4
_held: OrderedDict[str, Any] = OrderedDict()


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
            The file is not seen from here.
        """
        if self.path in _held:
            _held.move_to_end(self.path)
            return _held[self.path]
        try:
            with Path(self.path).open("rb") as stream:
                _held[self.path] = pickle.load(stream)
        except FileNotFoundError as error:
            raise EngineError(
                f"{error.filename or self.path}: not seen from the Dask worker on "
                f"{os.uname().nodename}; expected $ONCOLIT_HOME on a folder that all machines of "
                "the cluster share"
            ) from error
        while len(_held) > _MOST_HELD:
            _held.popitem(last=False)
        return _held.get(self.path)


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
