"""Texts in a file, each once, read where they lie: a corpus need not fit into memory.

The file is Apache Arrow's, mapped into memory, so that processes of one machine share its pages;
what is handed to another process is its path.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol, overload

import numpy as np
import pyarrow as pa

_BATCH_BYTES = 1 << 22
_SCHEMA = pa.schema([("text", pa.large_binary())])


class TextCollector(Protocol):
    """Collects distinct texts."""

    def add(self, text: str) -> int:
        """Return the place of a text, which is kept the first time it comes."""
        ...

    def collected(self) -> Sequence[str]:
        """Return the texts in the order of their places; no more can be added."""
        ...


class DistinctTexts:
    """Collects distinct texts in memory.

    Examples
    --------
    >>> texts = DistinctTexts()
    >>> [texts.add(text) for text in ("a", "b", "a")], texts.collected()
    ([0, 1, 0], ('a', 'b'))
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def add(self, text: str) -> int:
        """Return the place of a text."""
        return self._places.setdefault(text, len(self._places))

    def collected(self) -> tuple[str, ...]:
        """Return the texts."""
        return tuple(self._places)


def digest_of(texts: Iterable[str]) -> str:
    """Return a digest of the texts and their order.

    Examples
    --------
    >>> digest_of(["ab"]) == digest_of(["a", "b"])
    False
    """
    digest = hashlib.blake2b(digest_size=16)
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d " % len(raw))
        digest.update(raw)
    return digest.hexdigest()


class LazyTexts(Sequence[str]):
    """Texts by place, read when asked for."""

    def _text(self, place: int) -> str:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "TextSelection": ...
    def __getitem__(self, place: int | slice) -> "str | TextSelection":
        if isinstance(place, slice):
            return self.take(np.arange(len(self))[place])
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._text(place % len(self))

    def __iter__(self) -> Iterator[str]:
        return map(self._text, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            ours == theirs for ours, theirs in zip(self, other, strict=True)
        )

    __hash__ = None  # type: ignore[assignment]

    def take(self, places: Iterable[int]) -> "TextSelection":
        """Return the texts at these places, in this order, without reading them."""
        return TextSelection(self, np.fromiter(places, dtype=np.int64))


class TextFile(LazyTexts):
    """Texts of a file that :class:`TextFileWriter` wrote.

    Parameters
    ----------
    path : Path
    owner : object, optional
        Kept as long as the texts are, such as the folder that goes with them. No part of a pickle.
    """

    def __init__(self, path: Path, owner: object = None) -> None:
        self.path = path.absolute()  # another process may be in another folder
        self._owner = owner
        self._open()

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.path, self._owner = state["path"], None
        self._open()

    def __len__(self) -> int:
        return self._starts[-1]

    def _text(self, place: int) -> str:
        batch = bisect_right(self._starts, place) - 1
        raw: bytes = self._columns[batch][place - self._starts[batch]].as_py()
        return raw.decode("utf-8", "surrogatepass")

    def _open(self) -> None:
        reader = pa.ipc.open_file(pa.memory_map(str(self.path)))
        batches = [reader.get_batch(number) for number in range(reader.num_record_batches)]
        self._columns = [batch.column(0) for batch in batches]
        self._starts = list(accumulate(map(len, self._columns), initial=0))


class TextSelection(LazyTexts):
    """Some texts of others, read when asked for.

    Parameters
    ----------
    texts : sequence of str
    places : int array of shape (n_texts,)
    """

    def __init__(self, texts: Sequence[str], places: np.ndarray) -> None:
        self.texts = texts
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def _text(self, place: int) -> str:
        return self.texts[int(self.places[place])]


class TextFileWriter:
    """Writes distinct texts to a file as they come; a context manager.

    Parameters
    ----------
    path : Path
    owner : object, optional
        See :class:`TextFile`.
    """

    def __init__(self, path: Path, owner: object = None) -> None:
        self._path, self._owner = path, owner
        path.unlink(missing_ok=True)  # another process may have the old file in its memory
        self._writer = pa.ipc.new_file(str(path), _SCHEMA)
        self._places: dict[bytes, int] = {}
        self._batch: list[bytes] = []
        self._bytes = 0

    def __enter__(self) -> "TextFileWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, text: str) -> int:
        """Return the place of a text, which is written the first time it comes."""
        raw = text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(raw, digest_size=16).digest()
        if digest in self._places:
            return self._places[digest]
        self._batch.append(raw)
        self._bytes += len(raw)
        if self._bytes >= _BATCH_BYTES:
            self._flush()
        return self._places.setdefault(digest, len(self._places))

    def collected(self) -> TextFile:
        """End the file and return its texts."""
        self._flush()
        self._writer.close()
        return TextFile(self._path, self._owner)

    def _flush(self) -> None:
        if self._batch:
            column = pa.array(self._batch, pa.large_binary())
            self._writer.write_batch(pa.record_batch([column], schema=_SCHEMA))
            self._batch, self._bytes = [], 0
