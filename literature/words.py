"""Passages by their words alone, for what is no gene or variant that is read (FTS5)."""

import re
import sqlite3
from collections.abc import Iterable

_WORD = re.compile(r"\w+")


def find_words(
    connection: sqlite3.Connection, names: Iterable[str], words: str, most: int
) -> tuple[list[int], int]:
    """Find passages with one of the names and with all the words side by side.

    Parameters
    ----------
    connection : sqlite3.Connection
    names : iterable of str
        Of a gene.
    words : str
    most : int

    Returns
    -------
    list of int
        Passages, the best by FTS5's BM25 first.
    int
        How many there are in all.
    """
    phrases = [phrase for name in dict.fromkeys(names) if (phrase := _phrase(name))]
    parts = [f"({' OR '.join(phrases)})"] if phrases else []
    parts += [phrase] if (phrase := _phrase(words)) else []
    if not parts:
        return [], 0
    query = " AND ".join(parts)
    rows = connection.execute(
        "select rowid from passage_words where passage_words match ? order by rank, rowid limit ?",
        [query, most],
    )
    passages = [number for (number,) in rows]
    (total,) = connection.execute(
        "select count(*) from passage_words where passage_words match ?", [query]
    ).fetchone()
    return passages, total


def _phrase(text: str) -> str:
    """Quote the words of a text; FTS5 parts them as it parted the passages."""
    words = " ".join(_WORD.findall(text))
    return f'"{words}"' if words else ""
