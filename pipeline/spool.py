"""Objects on disk, in the order in which they were put there, each to be had again by its place."""

import pickle
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

Item = TypeVar("Item")


def pickled(item: object) -> bytes:
    """Return an object as it lies in a spool."""
    return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)


class Spool(Generic[Item]):
    """A file of pickled objects; this process wrote it, and removes nothing.

    Parameters
    ----------
    path : Path
        A file to write.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, Spool(Path(folder) / "spool") as spool:
    ...     spool.append("a"), spool.append("b")
    ...     list(spool), list(spool.take([1]))
    (0, 1)
    (['a', 'b'], ['b'])
    """

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("w+b")
        self._starts = array("q")
        self._end = 0
        self._at_end = True

    def __enter__(self) -> "Spool[Item]":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __len__(self) -> int:
        return len(self._starts)

    def append(self, item: Item) -> int:
        """Write one object and return its place."""
        return self.append_pickled(pickled(item))

    def append_pickled(self, data: bytes) -> int:
        """Write an object that another process has pickled, and return its place."""
        if not self._at_end:  # a seek writes out what is buffered
            self._stream.seek(self._end)
            self._at_end = True
        self._stream.write(data)
        self._starts.append(self._end)
        self._end += len(data)
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[Item]:
        return self.take(range(len(self._starts)))

    def take(self, places: Iterable[int]) -> Iterator[Item]:
        """Yield the objects at some places, in their order."""
        for place in places:
            self._at_end = False
            self._stream.seek(self._starts[place])
            item: Item = pickle.load(self._stream)
            yield item
