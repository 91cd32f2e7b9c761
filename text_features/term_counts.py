"""How often each document uses each word and each run of words.

Words are integers in alphabetical order; a run of words becomes the number of the run without
its last word and that last word in one integer. Sorting such integers counts all terms at once
and puts them in the order of their spelling, as a space comes before every character of a word.
(Control characters come before the space: terms with them may have another place.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csc_matrix, csr_matrix, vstack

from text_features.term_levels import (
    Level,
    count_runs,
    find,
    learn_level,
    numbers_at,
    parts,
    runs_of_words,
)
from text_features.word_codes import blocks, read_tokens, spelled_words, split_words

_PART = 1 << 22  # entries of the matrix placed at a time


class NoTermsError(ValueError):
    """No term is left: the documents are empty, or none of their terms is as frequent as asked."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that are columns, and the words and runs of words that lead to them.

    Parameters
    ----------
    words : bytes
        Words in alphabetical order, each followed by a space, in UTF-8.
    keys : tuple of int64 arrays of shape (n_terms,)
        For runs of two words and more: the number of the run without its last word, times the
        number of words, plus the number of the last word. Ascending.
    columns : tuple of int32 arrays of shape (n_terms,)
        For words and runs of two words and more: the column of each, -1 for none.
    """

    words: bytes
    keys: tuple[np.ndarray, ...]
    columns: tuple[np.ndarray, ...]

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return sum(int(np.count_nonzero(column >= 0)) for column in self.columns)

    def names(self) -> list[str]:
        """Return the columns' terms in order."""
        words = spelled_words(self.words)
        names = [""] * self.n_columns
        spelled = words
        for length, column in enumerate(self.columns):
            if length:
                parent, last = np.divmod(self.keys[length - 1], len(words))
                pairs = zip(parent.tolist(), last.tolist(), strict=True)
                spelled = [f"{spelled[run]} {words[word]}" for run, word in pairs]
            for place, name in zip(column.tolist(), spelled, strict=True):
                if place >= 0:
                    names[place] = name
        return names

    def count(self, documents: Sequence[str]) -> csr_matrix:
        """Count the terms in documents; other terms are passed over.

        Returns
        -------
        int32 matrix of shape (n_documents, n_columns)
        """
        if not documents:
            return csr_matrix((0, self.n_columns), dtype=np.int32)
        return vstack([self._count(block) for block in blocks(documents)], format="csr")

    def _count(self, documents: Sequence[str]) -> csr_matrix:
        tokens = read_tokens(documents)
        known = pc.index_in(tokens.words, value_set=split_words(self.words))
        word_at = pc.fill_null(known, -1).to_numpy()[tokens.word]
        levels, columns = [], []
        term_at, n_words = word_at, len(self.columns[0])
        for length, column in enumerate(self.columns, start=1):
            keys = np.arange(n_words) if length == 1 else self.keys[length - 2]
            runs = runs_of_words(term_at, word_at, tokens.document, length, n_words)
            if length < len(self.columns):
                term_at = numbers_at(runs.position, find(keys, runs.key), len(word_at))
            level = count_runs(runs, tokens.document, len(documents))
            found = find(keys, level.key)
            levels.append(level)
            columns.append(np.where(found >= 0, np.append(column, -1)[found], -1))
        return _matrix(levels, columns, (len(documents), self.n_columns))


def learn_terms(
    documents: Sequence[str],
    ngram_max: int = 1,
    min_documents: float = 1,
    max_documents: float = np.inf,
    max_terms: int | None = None,
) -> tuple[Terms, csr_matrix]:
    """Choose the terms of documents and count them.

    Parameters
    ----------
    documents : sequence of str
        Normalised texts: words joined by single spaces. Other white space separates as well.
    ngram_max : int
        Most words in a term.
    min_documents, max_documents : float
        Least and most documents that use a term.
    max_terms : int, optional
        Most terms kept: those used most often; of equally frequent ones the first by spelling.

    Returns
    -------
    terms : Terms
    counts : int32 matrix of shape (n_documents, n_terms)
        Columns in the order of the terms' spelling, indices ascending in each row.

    Raises
    ------
    NoTermsError
        No term is used by as many documents as asked.
    TooManyTermsError
        Words, runs of words and documents are too many to be numbered.
    """
    words, levels = _all_levels(documents, ngram_max, min_documents)
    parents = [level.key // max(len(words), 1) for level in levels]
    chosen = [np.diff(level.first) <= max_documents for level in levels]
    sizes = _subtree_sizes(parents, chosen)
    n_terms = int(sizes[0].sum())
    if max_terms is not None and n_terms > max_terms:
        chosen = _most_used(levels, _columns(parents, chosen, sizes), n_terms, max_terms)
        sizes = _subtree_sizes(parents, chosen)
        n_terms = max_terms
    if n_terms == 0:
        raise NoTermsError(
            f"no term is used by at least {min_documents:g} and at most {max_documents:g} "
            f"of {len(documents)} documents"
        )
    columns = _columns(parents, chosen, sizes)
    terms = _pruned(words, levels, columns, [size > 0 for size in sizes])
    return terms, _matrix(levels, columns, (len(documents), n_terms))


def _all_levels(
    documents: Sequence[str], ngram_max: int, min_documents: float
) -> tuple[pa.LargeBinaryArray, list[Level]]:
    """Return words, and the terms of each length, that enough documents use.

    What is used by too few is not extended either: no longer run can be used by more.
    """
    tokens, n_documents = read_tokens(documents), len(documents)
    n_words = len(tokens.words)
    level = learn_level(tokens.word, tokens, 1, n_words, n_documents, min_documents)
    words, word_numbers = tokens.words.take(pa.array(level.key)), np.arange(len(level.key))
    word_at = numbers_at(level.key, word_numbers, n_words)[tokens.word]
    levels = [replace(level, key=word_numbers)]
    tokens, term_at, n_words = replace(tokens, word=word_at), word_at, len(words)
    for length in range(2, ngram_max + 1):
        levels.append(learn_level(term_at, tokens, length, n_words, n_documents, min_documents))
        if length < ngram_max:
            runs = runs_of_words(term_at, word_at, tokens.document, length, n_words)
            term_at = numbers_at(runs.position, find(levels[-1].key, runs.key), len(word_at))
    return words, levels


def _subtree_sizes(parents: list[np.ndarray], chosen: list[np.ndarray]) -> list[np.ndarray]:
    """Return how many are chosen of each term and its extensions."""
    sizes = [mask.astype(np.int64) for mask in chosen]
    for length in range(len(sizes) - 1, 0, -1):
        extended, shorter = parents[length], sizes[length - 1]
        shorter += np.bincount(extended, sizes[length], len(shorter)).astype(np.int64)
    return sizes


def _columns(
    parents: list[np.ndarray], chosen: list[np.ndarray], sizes: list[np.ndarray]
) -> list[np.ndarray]:
    """Give chosen terms numbers by spelling: a term, its extensions, the next; -1 to others."""
    start = np.cumsum(sizes[0]) - sizes[0]
    columns = [np.where(chosen[0], start, -1).astype(np.int32)]
    for length in range(1, len(sizes)):
        parent, shorter = parents[length], chosen[length - 1]
        of_parent = sizes[length - 1] - shorter
        base = start + shorter - (np.cumsum(of_parent) - of_parent)
        start = base[parent] + np.cumsum(sizes[length]) - sizes[length]
        columns.append(np.where(chosen[length], start, -1).astype(np.int32))
    return columns


def _most_used(
    levels: list[Level], columns: list[np.ndarray], n_terms: int, max_terms: int
) -> list[np.ndarray]:
    used = np.zeros(n_terms, dtype=np.int64)
    for level, column in zip(levels, columns, strict=True):
        if len(column):
            total = np.add.reduceat(level.count, level.first[:-1], dtype=np.int64)
            used[column[column >= 0]] = total[column >= 0]
    most = np.zeros(n_terms + 1, dtype=bool)  # the last one stands for column -1
    most[np.argsort(-used, kind="stable")[:max_terms]] = True
    return [most[column] for column in columns]


def _pruned(
    words: pa.LargeBinaryArray,
    levels: list[Level],
    columns: list[np.ndarray],
    needed: list[np.ndarray],
) -> Terms:
    """Leave out words and runs of words that lead to no column."""
    n_words = len(words)
    last_words = [level.key[mask] % n_words for level, mask in zip(levels, needed, strict=True)]
    word_needed = needed[0].copy()
    word_needed[np.concatenate(last_words)] = True
    kept = np.flatnonzero(word_needed)
    new_word = np.cumsum(word_needed) - 1
    new_term, keys, new_columns = new_word, [], [columns[0][kept]]
    for level, column, mask, last in zip(
        levels[1:], columns[1:], needed[1:], last_words[1:], strict=True
    ):
        keys.append(new_term[level.key[mask] // n_words] * len(kept) + new_word[last])
        new_columns.append(column[mask])
        new_term = np.cumsum(mask) - 1
    spelled = b"".join(words.take(pa.array(kept)).to_pylist())
    return Terms(spelled, tuple(keys), tuple(new_columns))


def _matrix(levels: list[Level], columns: list[np.ndarray], shape: tuple[int, int]) -> csr_matrix:
    """Put the terms' documents and counts in their columns."""
    n_users = np.zeros(shape[1], dtype=np.int64)
    for level, column in zip(levels, columns, strict=True):
        n_users[column[column >= 0]] = np.diff(level.first)[column >= 0]
    ends = np.cumsum(n_users)
    size = int(ends[-1]) if len(ends) else 0
    document, count = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    for level, column in zip(levels, columns, strict=True):
        for part in parts(level.first, _PART):
            chosen, users = column[part] >= 0, np.diff(level.first[part.start : part.stop + 1])
            entry = np.repeat(chosen, users)
            users = users[chosen]
            start = ends[column[part][chosen]] - users - (np.cumsum(users) - users)
            place = np.repeat(start, users) + np.arange(int(users.sum()))
            entries = slice(level.first[part.start], level.first[part.stop])
            document[place] = level.document[entries][entry]
            count[place] = level.count[entries][entry]
    return csc_matrix((count, document, np.append(0, ends)), shape=shape).tocsr()
