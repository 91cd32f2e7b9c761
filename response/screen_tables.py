"""A table of a screen as it stands in its file, row by row.

A row keeps its physical line, counted from 1, the header included; of an Excel sheet, its row. A
quoted field ends on its line, so that an unclosed quote costs one row.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

MISSING_WORDS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none"})
"""What stands for no value, in small letters."""


class ScreenError(ValueError):
    """A screen cannot be read at all."""


class Rejection(NamedTuple):
    """A row or a cell that was left out."""

    file: str
    line: int
    value: str
    reason: str


class TableRow(NamedTuple):
    """One row: its line and its cells, stripped, as many as the table has columns."""

    line: int
    cells: list[str]


@dataclass(frozen=True, eq=False)
class ScreenTable:
    """A table as it stands in its file.

    Attributes
    ----------
    file : str
        Name of the file, with that of the sheet where the file has several.
    sha256 : str
        Of the file's content, unpacked.
    columns : tuple of str
    """

    file: str
    sha256: str
    columns: tuple[str, ...]
    _lines: Sequence[tuple[int, str | list[str]]]
    _separator: str = ","

    @property
    def decimal_comma(self) -> bool:
        """Whether ``1,5`` is a number in it: where semicolons separate, as in German Excel."""
        return self._separator == ";"

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns' names as `column_key` writes them."""
        return tuple(map(column_key, self.columns))

    def position(self, *names: str) -> int | None:
        """Return where the first of these columns is that is there, given by `column_key`."""
        return next((self._places[name] for name in names if name in self._places), None)

    def reject(self, line: int, value: str, reason: str) -> Rejection:
        """Make the record of something left out."""
        return Rejection(self.file, line, value if len(value) <= 200 else value[:200] + "…", reason)

    def rows(
        self, rejected: list[Rejection], *, last_holds_separators: bool = False
    ) -> Iterator[TableRow]:
        """Yield the rows that are not empty; those that are none are added to ``rejected``.

        Parameters
        ----------
        rejected : list of Rejection
        last_holds_separators : bool
            What is too much belongs to the last column, which should have been quoted.
        """
        width = len(self.columns)
        for line, content in self._lines:
            cells = self._cells(content) if isinstance(content, str) else content
            if cells is None:
                reason = "not CSV; expected quotes only around whole fields"
                rejected.append(self.reject(line, str(content), reason))
                continue
            if last_holds_separators and len(cells) > width:
                cells = [*cells[: width - 1], self._separator.join(cells[width - 1 :])]
            if not any(cells):
                continue
            if len(cells) != width:
                reason = f"{len(cells)} cells; expected {width} as in the header"
                rejected.append(self.reject(line, self._separator.join(cells), reason))
                continue
            yield TableRow(line, cells)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in reversed(list(enumerate(self.keys)))}

    def _cells(self, text: str) -> list[str] | None:
        if '"' not in text:
            cells = text.split(self._separator)
            return [cell.strip() for cell in cells] if " " in text or "\t" in text else cells
        try:
            row = next(csv.reader([text], delimiter=self._separator, strict=True))
        except csv.Error:
            return None
        return [cell.strip() for cell in row]


def column_key(name: str) -> str:
    """Write a column's name so that its spellings are one.

    Examples
    --------
    >>> column_key("Drug Id"), column_key("DRUG_ID"), column_key("Tissue (descriptor 1)")
    ('drugid', 'drugid', 'tissuedescriptor1')
    """
    return re.sub(r"[^0-9a-z]", "", name.casefold())


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.casefold() in MISSING_WORDS


def rejected_frame(rejected: Iterable[Rejection]) -> pd.DataFrame:
    """Return what was left out as a table with the columns file, line, value and reason."""
    return pd.DataFrame(list(rejected), columns=list(Rejection._fields))
