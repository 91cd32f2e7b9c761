"""A table whatever holds it, text or spreadsheet: a header, and rows of cells by their line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from intake.lab_row import LabRow
from intake.row_notes import RowNotes


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells of one data row, as many as the header has.

    Parameters
    ----------
    line : int
        Physical line, or the row of a spreadsheet, from 1.
    cells : list of str
    """

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class NeededCells:
    """What a reader needs of every row.

    Parameters
    ----------
    least : int
        Cells that a row must have; what is missing behind them counts as empty.
    read : frozenset of int
        Places of the cells that are read: a fault in another one does not matter.
    """

    least: int
    read: frozenset[int]


TableRows = Callable[[NeededCells], Iterator[TableRow | LabRow]]


@dataclass(frozen=True)
class Table:
    """A header and the rows under it.

    Parameters
    ----------
    source : str
        File, and sheet where it has several, for messages.
    name : str
        What it is, in words: ``CSV``.
    header : tuple of str
        Names of the columns, stripped.
    head : tuple of TableRow
        The first rows that have as many cells as the header.
    rows : callable
        Reads all data rows from the start; a row that cannot be taken apart is a rejected one.
    notes : list of str
        What the reader of the report should know; complete once all rows are read.
    counted : RowNotes
        What of the notes is counted row by row.
    """

    source: str
    name: str
    header: tuple[str, ...]
    head: tuple[TableRow, ...]
    rows: TableRows
    notes: list[str] = field(default_factory=list)
    counted: RowNotes = field(default_factory=RowNotes)
