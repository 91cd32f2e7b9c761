"""Groups of rows that speak of the same paper.

Two relations join rows: near-identical texts (Jaccard similarity of word
shingles, estimated by MinHash; Broder 1997) and near-identical document
embeddings (cosine). The groups are the connected components of both.

Words and shingles are hashed as arrays of integers, in the same way in every process.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from datasketch import MinHash, MinHashLSH
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_BLOCK = 1024
_ROUNDING = 1e-12
_SEED = 1  # of the permutations
_SCHEME = "affine32"  # of datasketch: permutations of 32-bit hashes
_SHINGLES_AT_ONCE = 256  # their permuted hashes stay in the processor's cache

_CHARACTER = np.uint64(0x9E3779B97F4A7C15)
_IN_SHINGLE = np.uint64(0xD1342543DE82EF95)
# MurmurHash3's finalizer (Appleby 2011)
_MIX = ((33, 0xFF51AFD7ED558CCD), (33, 0xC4CEB9FE1A85EC53))


def near_identical_texts(
    texts: Sequence[str],
    threshold: float = 0.8,
    shingle_words: int = 5,
    permutations: int = 128,
    progress: Iterable[str] | None = None,
) -> np.ndarray:
    """Find pairs of texts whose word shingles have a Jaccard similarity of ``threshold`` or more.

    Texts without a word match nothing.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts.
    threshold : float
        Least estimated Jaccard similarity, 0 to 1.
    shingle_words : int
        Words in a shingle.
    permutations : int
        Hash permutations of the MinHash; the estimate's standard error is
        about ``1 / sqrt(permutations)``.
    progress : iterable of str, optional
        The same texts, wrapped to show progress.

    Returns
    -------
    int array of shape (n_pairs, 2)
        Positions in ``texts``, the lower one first.
    """
    empty = MinHash(num_perm=permutations, seed=_SEED, scheme=_SCHEME)
    hashes = [
        _minhash(text, shingle_words, empty)
        for text in (progress if progress is not None else texts)
    ]
    # The index only proposes candidates, so it is asked for less than the threshold.
    index = MinHashLSH(threshold=max(threshold - 0.15, 0.05), num_perm=permutations)
    pairs = []
    for row, candidate in enumerate(hashes):
        if candidate.is_empty():
            continue
        for other in sorted(index.query(candidate)):
            if candidate.jaccard(hashes[other]) >= threshold:
                pairs.append((other, row))
        index.insert(row, candidate)
    return np.asarray(pairs, dtype=np.int64).reshape(-1, 2)


def near_identical_vectors(vectors: np.ndarray, cosine: float = 0.99) -> np.ndarray:
    """Find pairs of rows whose cosine is ``cosine`` or more.

    Rows with a NaN or of length zero match nothing.

    Parameters
    ----------
    vectors : float array of shape (n_rows, n_dimensions)
    cosine : float
        Least cosine, -1 to 1.

    Returns
    -------
    int array of shape (n_pairs, 2)
        Row positions, the lower one first.
    """
    vectors = np.asarray(vectors, dtype=np.float64)
    norms = np.linalg.norm(vectors, axis=1)
    rows = np.flatnonzero(np.isfinite(norms) & (norms > 0))
    unit = vectors[rows] / norms[rows, None]
    found = []
    for start in range(0, len(rows), _BLOCK):
        close = unit[start : start + _BLOCK] @ unit[start:].T >= cosine - _ROUNDING
        left, right = np.nonzero(np.triu(close, k=1))
        found.append(np.column_stack([rows[start + left], rows[start + right]]))
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)


def components(n_rows: int, *relations: np.ndarray) -> np.ndarray:
    """Return each row's group: the connected components of all pairs together.

    Groups are numbered by their first row, so the numbers do not depend on
    the order of the pairs.

    Examples
    --------
    >>> components(4, np.array([[0, 2]]), np.array([[2, 3]]))
    array([0, 1, 0, 0])
    """
    pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *relations])
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n_rows, n_rows))
    _, labels = connected_components(graph, directed=False)
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[group].astype(np.int64)


def rows_sharing(document: np.ndarray) -> np.ndarray:
    """Pair each row with the first row of the same document; -1 is no document.

    Examples
    --------
    >>> rows_sharing(np.array([0, -1, 0, 1, 0]))
    array([[0, 2],
           [0, 4]])
    """
    present = np.flatnonzero(document >= 0)
    _, first, inverse = np.unique(document[present], return_index=True, return_inverse=True)
    pairs = np.column_stack([present[first[inverse]], present])
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _minhash(text: str, shingle_words: int, empty: MinHash) -> MinHash:
    shingles = _shingle_hashes(_word_hashes(text), shingle_words)
    if len(shingles) == 0:
        return empty
    # As MinHash.update_batch does; a shingle that comes again changes no minimum.
    slopes, offsets = empty.permutations
    minima = [
        (shingles[start : start + _SHINGLES_AT_ONCE, None] * slopes + offsets).min(axis=0)
        for start in range(0, len(shingles), _SHINGLES_AT_ONCE)
    ]
    return MinHash(
        seed=_SEED,
        hashvalues=np.min(minima, axis=0),
        permutations=empty.permutations,
        scheme=_SCHEME,
    )


def _shingle_hashes(words: np.ndarray, shingle_words: int) -> np.ndarray:
    """Return 32-bit hashes of all runs of so many words, or of all words if they are fewer."""
    width = min(shingle_words, len(words))
    hashes = np.zeros(len(words) - width + 1 if len(words) else 0, dtype=np.uint64)
    for place in range(width):
        hashes *= _IN_SHINGLE
        hashes += words[place : place + len(hashes)]
    return (_mixed(hashes) >> np.uint64(32)).astype(np.uint32)


def _word_hashes(text: str) -> np.ndarray:
    """Return 64-bit hashes of the lower-case words: polynomials of their characters, mixed."""
    encoded = text.lower().encode("utf-32-le", "surrogatepass")
    characters = np.frombuffer(encoded, dtype="<u4")
    inside = _word_characters()[characters]
    if not inside.any():
        return np.empty(0, dtype=np.uint64)
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    lengths = edges[1::2] - edges[::2]
    first = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(first, lengths)
    powers = np.cumprod(np.full(int(lengths.max()), _CHARACTER))
    return _mixed(np.add.reduceat(characters[inside] * powers[place], first))


@cache
def _word_characters() -> np.ndarray:
    """Return whether each code point is one of a word."""
    points = np.arange(sys.maxunicode + 1, dtype="<u4")
    characters = points.tobytes().decode("utf-32-le", "surrogatepass")
    inside = np.zeros(len(characters), dtype=bool)
    for run in re.finditer(r"\w+", characters):
        inside[run.start() : run.end()] = True
    return inside


def _mixed(hashes: np.ndarray) -> np.ndarray:
    """Spread every bit over all 64."""
    for shift, factor in _MIX:
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(factor)
    return hashes ^ (hashes >> np.uint64(33))
