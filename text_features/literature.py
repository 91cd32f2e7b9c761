"""What the texts say of every row, each distinct text read once.

Nothing in here is fitted, so it may be made once for all folds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import DOCUMENT, FIELDS, ReadingSettings, RowText, read_rows
from text_features.text_file import DistinctTexts, TextCollector

Asked = list[tuple[str, str]]
"""Gene and spelling of the variation of the rows that share a text."""

Reader = Callable[[list[str], list[Asked], ReadingSettings], list[list[RowText]]]
"""Reads some texts, each for its rows, as :func:`read_part` does."""

PART_CHARACTERS = 1 << 18
PART_TEXTS = 256
"""Texts that are read as one job have about so many characters, and are no more than these."""

Progress = Callable[[Iterable[Any], int], Iterable[Any]]
"""Wraps an iterable of known length to show how far it is."""


@dataclass(frozen=True, eq=False)
class Field:
    """One field of all rows, each distinct content once.

    Parameters
    ----------
    texts : sequence of str
        Distinct normalised contents.
    of_row : int array of shape (n_rows,)
        Position of each row's content in ``texts``, -1 where it has none.
    """

    texts: Sequence[str]
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
    digests : sequence of str
        Of the texts as they came; ``paper`` is a position in it.
    """

    fields: dict[str, Field]
    features: np.ndarray
    paper: np.ndarray
    digests: Sequence[str] = ()

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


def read_part(
    texts: list[str], asked: list[Asked], settings: ReadingSettings
) -> list[list[RowText]]:
    """Read some texts, each for its rows."""
    return [read_rows(text, rows, settings) for text, rows in zip(texts, asked, strict=True)]


def read_texts(
    texts: Sequence[str],
    of_row: np.ndarray,
    asked: Sequence[tuple[str, str]],
    settings: ReadingSettings | None = None,
    engine: Engine = IN_PROCESS,
    read: Reader = read_part,
    progress: Progress = lambda items, _total: items,
) -> Iterator[tuple[int, RowText]]:
    """Read every text for all of its rows; texts are taken and given back some at a time.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts as they came.
    of_row : int array of shape (n_rows,)
        Position of each row's text in ``texts``, -1 for none.
    asked : sequence of (str, str)
        Each row's gene and spelling of the variation.
    settings : ReadingSettings, optional
    engine : Engine
    read : Reader
        Such as one that keeps what it read before.
    progress : callable
        Wraps the iterable of texts that are read.

    Yields
    ------
    row : int
        Rows with a text, in the order of the texts.
    text : RowText
    """
    rows_of: dict[int, list[int]] = {}
    for row, text in enumerate(of_row.tolist()):
        if text >= 0:
            rows_of.setdefault(text, []).append(row)

    def jobs() -> Iterator[Job[list[list[RowText]]]]:
        for part in _parts(texts, rows_of):
            of_part = [[asked[row] for row in rows_of[place]] for place, _ in part]
            given = [text for _, text in part]
            yield Job(read, (given, of_part, settings or ReadingSettings()))

    found = (one for part in engine.run(jobs()) for one in part)
    for rows, of_text in zip(rows_of.values(), progress(found, len(rows_of)), strict=True):
        yield from zip(rows, of_text, strict=True)


def gather(
    rows: Iterable[RowText | None],
    n_rows: int,
    new_texts: Callable[[str], TextCollector] = lambda _name: DistinctTexts(),
) -> Literature:
    """Put together what was read.

    Parameters
    ----------
    rows : iterable of RowText or None
        Of all rows in their order; None is a row without text.
    n_rows : int
    new_texts : callable
        Opens what collects the contents of the field of that name; memory by default.
    """
    features = Literature.empty(n_rows).features
    paper = np.full(n_rows, -1, dtype=np.int64)
    papers = DistinctTexts()
    collectors = {name: new_texts(name) for name in FIELDS}
    of_row = {name: np.full(n_rows, -1, dtype=np.int64) for name in FIELDS}
    for place, row in enumerate(rows):
        if row is None:
            continue
        features[place] = row.features
        paper[place] = papers.add(row.paper)
        for name, content in zip(FIELDS, row.fields, strict=True):
            # A text without a single word is another thing than no text.
            if content or name == DOCUMENT:
                of_row[name][place] = collectors[name].add(content)
    fields = {name: Field(collectors[name].collected(), of_row[name]) for name in FIELDS}
    return Literature(fields, features, paper, papers.collected())


def _parts(texts: Sequence[str], chosen: Iterable[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield places and texts, so many together as one job reads."""
    part: list[tuple[int, str]] = []
    characters = 0
    for place in chosen:
        text = texts[place]
        if part and (characters + len(text) > PART_CHARACTERS or len(part) == PART_TEXTS):
            yield part
            part, characters = [], 0
        part.append((place, text))
        characters += len(text)
    if part:
        yield part
