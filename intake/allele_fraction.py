"""The share of reads with a variant, from read counts or a column of fractions.

Counts come first. A column is in per cent where its name says so or one of its first values is
above 1; so is a single value above 1.
"""

import math
from collections.abc import Iterable, Sequence

from intake.columns import Column, Columns, column_key
from intake.table import TableRow

PER_CENT = frozenset({"itumorvafwu"})
"""Columns in per cent whatever they hold: Washington University's, in TCGA's older MAFs."""


class FractionError(ValueError):
    """A column of fractions or counts holds no number that is one."""


def per_cent_columns(columns: Columns, head: Iterable[TableRow]) -> frozenset[int]:
    """Return the places of the columns of fractions that are in per cent."""
    rows = list(head)
    return frozenset(
        place
        for place in columns.places.get(Column.FRACTION, ())
        if _is_per_cent(columns.header[place])
        or any(_is_above_one(row.cells[place]) for row in rows)
    )


def read_fraction(
    columns: Columns, cells: Sequence[str], per_cent: frozenset[int] = frozenset()
) -> float | None:
    """Return the fraction of a row, 0 to 1; None where it has none.

    Parameters
    ----------
    columns : Columns
    cells : sequence of str
    per_cent : frozenset of int
        See :func:`per_cent_columns`.

    Raises
    ------
    FractionError
        What stands there is no number, or above 100 per cent.
    """
    counted = _from_counts(columns, cells)
    if counted is not None:
        return counted
    for place in columns.places.get(Column.FRACTION, ()):
        text = cells[place].strip()
        if columns.holds(text):
            return _fraction(text, place in per_cent)
    return None


def _from_counts(columns: Columns, cells: Sequence[str]) -> float | None:
    alternate = columns.value(Column.ALTERNATE_READS, cells)
    reference = columns.value(Column.REFERENCE_READS, cells)
    depth = columns.value(Column.DEPTH, cells)
    if not alternate or not (reference or depth):
        return None
    reads = _number(alternate)
    total = reads + _number(reference) if reference else _number(depth)
    if not 0 <= reads <= total:
        raise FractionError(f"{alternate} of {total:g} reads")
    return round(reads / total, 6) if total else None


def _fraction(text: str, per_cent: bool) -> float:
    number = _number(text.removesuffix("%").strip())
    if per_cent or text.endswith("%") or number > 1:
        number /= 100
    if not 0 <= number <= 1:
        raise FractionError(text)
    return round(number, 6)


def _is_per_cent(name: str) -> bool:
    key = column_key(name)
    return key in PER_CENT or "%" in key or key.endswith(("percent", "pct"))


def _is_above_one(text: str) -> bool:
    try:
        return _number(text.strip()) > 1
    except FractionError:
        return False


def _number(text: str) -> float:
    """Read a number, with a comma for the point where a spreadsheet wrote one."""
    try:
        number = float(text.replace(",", ".", 1))
    except ValueError as error:
        raise FractionError(text) from error
    if not math.isfinite(number):
        raise FractionError(text)
    return number
