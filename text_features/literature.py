"""What the texts say of every row, each distinct text read once.

Nothing in here is fitted, so it may be made once for all folds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import DOCUMENT, FIELDS, ReadingSettings, RowText, read_rows

Reader = Callable[[str, Sequence[tuple[str, str]], ReadingSettings], list[RowText]]
"""Reads one text for several variants, as :func:`text_features.row_text.read_rows` does."""

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable of known length to show how far it is."""


@dataclass(frozen=True, eq=False)
class Field:
    """One field of all rows, each distinct content once.

    Parameters
    ----------
    texts : tuple of str
        Distinct normalised contents.
    of_row : int array of shape (n_rows,)
        Position of each row's content in ``texts``, -1 where it has none.
    """

    texts: tuple[str, ...]
    of_row: np.ndarray

    def take(self, rows: np.ndarray) -> "Field":
        """Return the rows at these positions; contents are shared, not copied."""
        return Field(self.texts, self.of_row[rows])


@dataclass(frozen=True, eq=False)
class Literature:
    """What the texts say of every row.

    Parameters
    ----------
    fields : dict of Field
        By name, see :data:`FIELDS`.
    features : float32 array of shape (n_rows, n_features)
        See :data:`text_features.mention_features.MENTION_FEATURES`; NaN for a row without text.
    paper : int array of shape (n_rows,)
        The same number for rows with the same text as it came, -1 for none.
    digests : tuple of str
        Of the texts as they came; ``paper`` is a position in it.
    """

    fields: dict[str, Field]
    features: np.ndarray
    paper: np.ndarray
    digests: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.features)

    @property
    def has_text(self) -> np.ndarray:
        """Mark the rows with a text, bool of shape (n_rows,)."""
        return self.paper >= 0

    def take(self, rows: np.ndarray) -> "Literature":
        """Return the rows at these positions."""
        fields = {name: field.take(rows) for name, field in self.fields.items()}
        return Literature(fields, self.features[rows], self.paper[rows], self.digests)

    def digests_of_rows(self) -> list[str]:
        """Return the digest of each row's text, empty for a row without."""
        return [self.digests[number] if number >= 0 else "" for number in self.paper.tolist()]

    @classmethod
    def empty(cls, n_rows: int) -> "Literature":
        """Return rows without text."""
        nothing = Field((), np.full(n_rows, -1, dtype=np.int64))
        features = np.full((n_rows, len(MENTION_FEATURES)), np.nan, dtype=np.float32)
        return cls(dict.fromkeys(FIELDS, nothing), features, nothing.of_row)


def read_texts(
    texts: Sequence[str],
    of_row: np.ndarray,
    asked: Sequence[tuple[str, str]],
    settings: ReadingSettings | None = None,
    workers: int = 1,
    read: Reader = read_rows,
    progress: Progress = lambda items, _total: items,
) -> list[RowText | None]:
    """Read every text for all of its rows.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts as they came.
    of_row : int array of shape (n_rows,)
        Position of each row's text in ``texts``, -1 for none.
    asked : sequence of (str, str)
        Each row's gene and spelling of the variation.
    settings : ReadingSettings, optional
    workers : int
        Texts that are read at a time.
    read : Reader
        Such as one that keeps what it read before.
    progress : callable
        Wraps the iterable of texts that are read.

    Returns
    -------
    list of RowText or None
        One a row; None for a row without text.
    """
    rows_of: dict[int, list[int]] = {}
    for row, text in enumerate(of_row.tolist()):
        if text >= 0:
            rows_of.setdefault(text, []).append(row)
    jobs = (
        delayed(read)(texts[text], [asked[row] for row in rows], settings or ReadingSettings())
        for text, rows in rows_of.items()
    )
    results = Parallel(n_jobs=workers, return_as="generator", batch_size="auto")(jobs)
    found: list[RowText | None] = [None] * len(of_row)
    for rows, read_rows_ in zip(rows_of.values(), progress(results, len(rows_of)), strict=True):
        for row, row_text in zip(rows, read_rows_, strict=True):
            found[row] = row_text
    return found


def gather(rows: Sequence[RowText | None]) -> Literature:
    """Put together what was read; None is a row without text."""
    literature = Literature.empty(len(rows))
    fields = {}
    for position, name in enumerate(FIELDS):
        # A text without a single word is another thing than no text.
        keep_empty = name == DOCUMENT
        contents = [None if row is None else row.fields[position] for row in rows]
        fields[name] = _field(contents, keep_empty)
    for place, row in enumerate(rows):
        if row is not None:
            literature.features[place] = row.features
    papers = _field([None if row is None else row.paper for row in rows], keep_empty=True)
    return Literature(fields, literature.features, papers.of_row, papers.texts)


def _field(contents: Sequence[str | None], keep_empty: bool) -> Field:
    seen: dict[str, int] = {}
    of_row = [
        -1
        if content is None or not (content or keep_empty)
        else seen.setdefault(content, len(seen))
        for content in contents
    ]
    return Field(tuple(seen), np.asarray(of_row, dtype=np.int64))
