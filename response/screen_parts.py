"""What the tables of a screen say, each for itself, before they are put together."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from response.screen_tables import Rejection, ScreenTable, TableRow, is_missing

LN_IC50 = "ln IC50 (µM)"
"""Unit of GDSC's responses."""

LARGEST_LN_IC50 = 20.0
"""An absolute value above it is a mistake: e to the power of 20 µM is 485 mol/l."""


@dataclass(frozen=True, slots=True)
class DrugFacts:
    """What a table says of a drug; ``targets`` as one text."""

    name: str = ""
    synonyms: tuple[str, ...] = ()
    targets: str = ""
    pathway: str = ""


@dataclass(frozen=True, eq=False)
class ResponseTable:
    """The measured responses, and what their table says besides.

    Attributes
    ----------
    values : DataFrame of shape (n_profiles, n_drugs)
        float64, NaN where not measured.
    unit, title : str
    drugs : mapping of str to DrugFacts
        By drug id, as far as known.
    names : mapping of str to str
        Names of profiles, as far as known.
    rejected : tuple of Rejection
    notes : tuple of str
    """

    values: pd.DataFrame
    unit: str
    title: str
    drugs: Mapping[str, DrugFacts] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ProfileTable:
    """What is known of profiles; ``features`` has one row for each of them."""

    features: pd.DataFrame
    tissues: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class DrugTable:
    """What is known of drugs, by drug id."""

    drugs: Mapping[str, DrugFacts]
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()


LARGEST_RESPONSE = 1e9
"""An absolute value above it, in whatever unit, is a mistake; its square would drown all others."""


def read_number(text: str, largest: float = math.inf) -> tuple[float, str]:
    """Read a response: the number and no reason, or NaN and the reason why it is none.

    Examples
    --------
    >>> read_number("-1.5"), read_number("1,5")[1], read_number("35", 20)[1]
    ((-1.5, ''), 'not a number; expected one such as -1.5', 'out of range; expected -20 to 20')
    """
    try:
        number = float(text.replace("_", "?"))  # which Python takes for a thousands separator
    except ValueError:
        return math.nan, "not a number; expected one such as -1.5"
    if not math.isfinite(number):
        return math.nan, "not a finite number"
    if abs(number) > largest:
        return math.nan, f"out of range; expected -{largest:g} to {largest:g}"
    return number, ""


def read_floats(cells: Sequence[str]) -> np.ndarray | None:
    """Read cells of which the empty ones are missing; None where one is no number."""
    if any("_" in cell for cell in cells):  # see read_number
        return None
    try:
        return np.array([cell or "nan" for cell in cells], dtype=np.float64)
    except ValueError:
        return None


def read_feature_columns(
    table: ScreenTable, rows: Mapping[str, TableRow], positions: Sequence[int]
) -> tuple[pd.DataFrame, list[Rejection], list[str]]:
    """Read columns of features: 1 altered, 0 not altered, empty or NA not known.

    A cell with anything else is left out and reported; a column of which no cell is 0 or 1 is no
    feature, and left out with a note.

    Parameters
    ----------
    table : ScreenTable
    rows : mapping of str to TableRow
        By profile id.
    positions : sequence of int
        Of the columns.

    Returns
    -------
    features : DataFrame of shape (n_profiles, n_features)
    rejected : list of Rejection
    notes : list of str
    """
    columns = [table.columns[position] for position in positions]
    values = np.full((len(rows), len(positions)), np.nan)
    bad: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows.values()):
        cells = [row.cells[position] for position in positions]
        read = read_floats(cells)
        if read is not None and np.all((read == 0) | (read == 1) | np.isnan(read)):
            values[number] = read
            continue
        for place, cell in enumerate(cells):
            if cell in {"0", "1", "0.0", "1.0"}:
                values[number, place] = float(cell)
            elif not is_missing(cell):
                bad.append((row.line, place, cell))
    none_good = np.isnan(values).all(axis=0)
    wrong = Counter(place for _, place, _ in bad if none_good[place])
    notes = [
        f"{table.file}: column {columns[place]} holds no 0 and no 1; not read as a feature"
        for place in sorted(wrong)
    ]
    rejected = [
        table.reject(line, cell, f"{columns[place]} is not 0, 1 or empty")
        for line, place, cell in bad
        if place not in wrong
    ]
    kept = [place for place in range(len(columns)) if place not in wrong]
    frame = pd.DataFrame(
        values[:, kept], index=list(rows), columns=[columns[place] for place in kept]
    )
    return frame, rejected, notes


def distinct_columns(
    table: ScreenTable, positions: Iterable[int], rejected: list[Rejection]
) -> list[int]:
    """Keep the first column of each name; later ones are added to ``rejected``."""
    kept: dict[str, int] = {}
    for position in positions:
        name = table.columns[position]
        if kept.setdefault(name, position) != position:
            rejected.append(table.reject(1, name, "column there twice; the first stays"))
    return list(kept.values())


def first_rows(
    table: ScreenTable, rows: Iterable[tuple[str, TableRow]], rejected: list[Rejection], what: str
) -> dict[str, TableRow]:
    """Keep the first row of each id; later ones are added to ``rejected``."""
    kept: dict[str, TableRow] = {}
    for identifier, row in rows:
        if identifier in kept:
            reason = f"{what} already on line {kept[identifier].line}; the first stays"
            rejected.append(table.reject(row.line, identifier, reason))
        else:
            kept[identifier] = row
    return kept


def identified_rows(
    table: ScreenTable, position: int, rejected: list[Rejection]
) -> Iterator[tuple[str, TableRow]]:
    """Yield GDSC's rows by the whole number in a column; others are added to ``rejected``."""
    for row in table.rows(rejected):
        identifier = read_identifier(row.cells[position])
        if identifier:
            yield identifier, row
        else:
            reason = f"{table.columns[position]} is not a whole number"
            rejected.append(table.reject(row.line, row.cells[position], reason))


def read_identifier(text: str) -> str:
    """Read an id of GDSC, a whole number; empty where it is none.

    Examples
    --------
    >>> read_identifier("683665"), read_identifier("683665.0"), read_identifier("A375")
    ('683665', '683665', '')
    """
    number = text.removesuffix(".0")
    return number if number.isascii() and number.isdigit() else ""


def some(items: Sequence[str], most: int = 5) -> str:
    """Write the first of many things.

    Examples
    --------
    >>> some(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more
