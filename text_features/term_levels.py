"""Counts of the runs of words of one length, given those that are one word shorter.

The pair of a run and a document is one integer; equal ones stand together once sorted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from text_features.word_codes import Tokens

_PART = 1 << 24  # tokens whose runs are counted at a time
_MOST_PARTS = 250  # so that 8 bits number them
_INTEGER_BITS = 63


class TooManyTermsError(ValueError):
    """Terms and documents are too many for 63 bits to number their combinations."""


@dataclass(frozen=True, slots=True)
class Level:
    """Terms of one length in order, and the documents that use them.

    Parameters
    ----------
    key : int64 array of shape (n_terms,)
        Number of the term without its last word, times the number of words, plus the last word.
    first : int64 array of shape (n_terms + 1,)
        Term i has the entries from ``first[i]`` up to ``first[i + 1]``.
    document, count : int32 arrays of shape (n_entries,)
        A document that uses the term, and how often it does; documents ascend.
    """

    key: np.ndarray
    first: np.ndarray
    document: np.ndarray
    count: np.ndarray


@dataclass(frozen=True, slots=True)
class Runs:
    """Tokens at which known runs of words begin, and the runs' keys."""

    position: np.ndarray
    key: np.ndarray


def learn_level(
    term_at: np.ndarray,
    tokens: Tokens,
    length: int,
    n_words: int,
    n_documents: int,
    min_documents: float,
) -> Level:
    """Count the runs of a length that enough documents use, given the runs one word shorter.

    The runs are counted some at a time, in order, so that little memory is used.
    """
    levels = []
    part_at = _parts_of_terms(term_at, _known_runs(term_at, tokens.word, tokens.document, length))
    for part in range(1, max(int(part_at.max(initial=0)), 1) + 1):
        runs = _runs_at(np.flatnonzero(part_at == part), term_at, tokens.word, length, n_words)
        levels.append(count_runs(runs, tokens.document, n_documents, min_documents))
    return _joined(levels)


def runs_of_words(
    term_at: np.ndarray, word_at: np.ndarray, document: np.ndarray, length: int, n_words: int
) -> Runs:
    """Return runs of so many words.

    Parameters
    ----------
    term_at, word_at, document : int32 arrays of shape (n_tokens,)
        The run one word shorter that begins at each token, its word, -1 for unknown ones, and
        its document. Of a length of 1, ``term_at`` holds the words.
    length : int
    n_words : int
    """
    position = np.flatnonzero(_known_runs(term_at, word_at, document, length))
    return _runs_at(position, term_at, word_at, length, n_words)


def _known_runs(
    term_at: np.ndarray, word_at: np.ndarray, document: np.ndarray, length: int
) -> np.ndarray:
    """Return at which tokens, the last ones left out, known words run on in the document."""
    step = length - 1
    known = term_at[: max(len(term_at) - step, 0)] >= 0
    if step:
        known &= word_at[step:] >= 0
        known &= document[:-step] == document[step:]
    return known


def _runs_at(
    position: np.ndarray, term_at: np.ndarray, word_at: np.ndarray, length: int, n_words: int
) -> Runs:
    key = term_at[position].astype(np.int64)
    if length > 1:
        key *= n_words
        key += word_at[position + length - 1]
    return Runs(position, key)


def _parts_of_terms(term_at: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Split terms, in order, into parts of about as many tokens.

    Returns
    -------
    uint8 array of the shape of ``known``
        Part of the term that begins at each token, from 1; 0 where no known run does.
    """
    n_terms = int(term_at.max(initial=-1)) + 1
    used = np.zeros(n_terms + 1, dtype=np.int64)  # what begins no term comes first
    for start in range(0, len(term_at), _PART):
        used += np.bincount(term_at[start : start + _PART] + 1, minlength=n_terms + 1)
    before = np.cumsum(used[1:]) - used[1:]
    size = max(_PART, len(term_at) // _MOST_PARTS + 1)
    part_of_term = np.append(before // size + 1, 0).astype(np.uint8)
    part_at = known.astype(np.uint8)
    for start in range(0, len(part_at), _PART):
        part = part_at[start : start + _PART]
        part *= part_of_term[term_at[start : start + len(part)]]
    return part_at


def count_runs(
    runs: Runs, document: np.ndarray, n_documents: int, min_documents: float = 1
) -> Level:
    """Count how often each document uses each run, of the runs that enough documents use.

    Overwrites the runs' keys.

    Raises
    ------
    TooManyTermsError
    """
    key = runs.key
    bits = n_documents.bit_length()
    if len(key) and int(key.max()).bit_length() + bits > _INTEGER_BITS:
        raise TooManyTermsError(
            f"{n_documents} documents and terms numbered up to {key.max()} do not fit 63 bits"
        )
    key <<= bits
    key |= document[runs.position]
    key.sort()
    first = _run_starts(key)
    count = np.diff(first, append=len(key)).astype(np.int32)
    pair = key[first]
    used_by = (pair & ((1 << bits) - 1)).astype(np.int32)
    pair >>= bits
    first = _run_starts(pair)
    n_users = np.diff(first, append=len(pair))
    frequent = n_users >= min_documents
    kept = np.repeat(frequent, n_users)
    ends = np.cumsum(n_users[frequent])
    return Level(pair[first[frequent]], np.append(0, ends), used_by[kept], count[kept])


def parts(first: np.ndarray, size: int) -> Iterator[slice]:
    """Split terms into stretches that have about so many entries; at least one term each."""
    start, last = 0, len(first) - 1
    while start < last:
        stop = int(np.searchsorted(first, first[start] + size, side="right")) - 1
        stop = min(max(stop, start + 1), last)
        yield slice(start, stop)
        start = stop


def _joined(levels: list[Level]) -> Level:
    users = [np.diff(level.first) for level in levels]
    return Level(
        np.concatenate([np.empty(0, dtype=np.int64), *(level.key for level in levels)]),
        np.append(0, np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *users]))),
        np.concatenate([np.empty(0, dtype=np.int32), *(level.document for level in levels)]),
        np.concatenate([np.empty(0, dtype=np.int32), *(level.count for level in levels)]),
    )


def numbers_at(position: np.ndarray, value: np.ndarray, size: int) -> np.ndarray:
    """Return int32 values at positions, -1 elsewhere."""
    values = np.full(size, -1, dtype=np.int32)
    values[position] = value
    return values


def find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the positions of wanted keys among ascending ones, -1 where there is none."""
    if len(keys) == 0:
        return np.full(len(wanted), -1)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, place, -1)


def _run_starts(ascending: np.ndarray) -> np.ndarray:
    """Return where each run of equal values begins."""
    new = np.ones(len(ascending), dtype=bool)
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    return np.flatnonzero(new)
