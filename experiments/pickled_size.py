"""How large a value is where it is kept: a cluster asks before it sends or spills it."""

import pickle
from typing import Any


class _Scale:
    """A file that forgets what is written to it."""

    def __init__(self) -> None:
        self.n_bytes = 0

    def write(self, written: bytes | memoryview) -> int:
        """Weigh it."""
        n_bytes = memoryview(written).nbytes
        self.n_bytes += n_bytes
        return n_bytes


def pickled_size(value: Any) -> int:
    """Return the bytes of a value's pickle, which is not kept.

    What is in it twice counts once.

    Examples
    --------
    >>> text = "V600E" * 100
    >>> pickled_size([text, text]) - pickled_size([text]) < 10
    True
    """
    scale = _Scale()
    pickle.dump(value, scale, pickle.HIGHEST_PROTOCOL)
    return scale.n_bytes
