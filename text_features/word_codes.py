"""Words of documents as integers, in alphabetical order of the words.

Words are kept as UTF-8 with the space behind each: so they stand in the documents, and need
not be copied to be told apart. UTF-8 sorts as Python's strings do; lone surrogates are encoded
as if they were characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BLOCK = 1 << 24  # characters whose words are held as text at a time
_SPACE = 0x20


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of documents one after the other.

    Parameters
    ----------
    words : LargeBinaryArray
        Distinct words in alphabetical order, each with a space behind it.
    word : int32 array of shape (n_tokens,)
        Position of each token in ``words``.
    document : int32 array of shape (n_tokens,)
        Position of its document.
    """

    words: pa.LargeBinaryArray
    word: np.ndarray
    document: np.ndarray


def read_tokens(documents: Sequence[str]) -> Tokens:
    """Replace the words of documents, which white space separates, by numbers."""
    lengths, codes, dictionaries = [], [], [pa.array([], pa.large_binary())]
    offset = 0
    for block in blocks(documents):
        encoded, n_tokens = _encode(block)
        codes.append(encoded.indices.to_numpy() + np.int32(offset))
        lengths.append(n_tokens)
        dictionaries.append(encoded.dictionary)
        offset += len(encoded.dictionary)
    distinct = pa.concat_arrays(dictionaries).dictionary_encode()
    order = pc.array_sort_indices(distinct.dictionary)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    number = rank[distinct.indices.to_numpy()]
    for i, code in enumerate(codes):  # one by one, to let go of the old ones
        codes[i] = number[code]
    n_tokens = np.concatenate([np.empty(0, dtype=np.int64), *lengths])
    return Tokens(
        words=distinct.dictionary.take(order),
        word=np.concatenate([np.empty(0, dtype=np.int32), *codes]),
        document=np.repeat(np.arange(len(documents), dtype=np.int32), n_tokens),
    )


def blocks(documents: Sequence[str]) -> Iterator[list[str]]:
    """Yield documents in order, some million characters at a time."""
    block: list[str] = []
    size = 0
    for text in documents:
        block.append(text)
        size += len(text)
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def split_words(words: bytes) -> pa.LargeBinaryArray:
    """Return words that each end in a space, without copying them."""
    ends = np.flatnonzero(np.frombuffer(words, dtype=np.uint8) == _SPACE) + 1
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), ends])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(words)]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends), buffers)


def spelled_words(words: bytes) -> list[str]:
    """Return words that each end in a space as strings without it."""
    return _decode(words).split(" ")[:-1]


def _encode(texts: list[str]) -> tuple[pa.DictionaryArray, np.ndarray]:
    """Return the tokens by their distinct words, and their number in each text."""
    encoded = split_words(_joined(texts)).dictionary_encode()
    spelled = _decode(b"".join(encoded.dictionary.to_pylist()))
    if spelled.split(" ")[:-1] != spelled.split():  # not normalised
        texts = [" ".join(text.split()) for text in texts]
        encoded = split_words(_joined(texts)).dictionary_encode()
    return encoded, np.array([text.count(" ") + 1 if text else 0 for text in texts])


def _joined(texts: list[str]) -> bytes:
    return " ".join([*filter(None, texts), ""]).encode("utf-8", "surrogatepass")


def _decode(words: bytes) -> str:
    return words.decode("utf-8", "surrogatepass")
