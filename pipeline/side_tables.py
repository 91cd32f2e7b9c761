"""What a data folder may say beside its variants: texts, embeddings and annotations.

The files are ``training_text``, ``training_embeddings.parquet`` and
``training_annotations.csv[.gz]``. Bad side information never costs a variant.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.data_rows import (
    DROPPED,
    MISSING_WORDS,
    REJECTED,
    REPAIRED,
    CsvRow,
    DataFolderError,
    Line,
    RowFault,
    VariantLines,
    cut_value,
    parse_id,
    read_csv_table,
    read_header_line,
    read_lines,
)
from text_features.text_file import TextCollector
from variants.schema import CLASS, GENE, ID, TEXT, VARIATION

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE | re.ASCII)
_MISSING_ANNOTATIONS = ("", ".", "NaN", "nan")
_FLOAT32_MAX = float(np.finfo(np.float32).max)
_MODEL_INPUTS = tuple(name.casefold() for name in (GENE, VARIATION, TEXT))

T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """What one row says of a variant, before its ID is looked up."""

    line: int
    id_text: str
    value: T
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True)
class SideRows(Generic[T]):
    """What is kept of a side file, by variant ID, and what is wrong with the rest.

    Parameters
    ----------
    values : dict
        What a row says, by variant ID.
    faults : tuple of RowFault
        What is wrong with rows, by line.
    rows : int
        Number of rows read.
    partial_faults : tuple of RowFault
        What is wrong with columns and single cells; they cost no row.
    """

    values: dict[int, T]
    faults: tuple[RowFault, ...] = ()
    rows: int = 0
    partial_faults: tuple[RowFault, ...] = ()

    def all_faults(self) -> list[RowFault]:
        """Return both kinds of faults by line."""
        return sorted((*self.partial_faults, *self.faults), key=lambda fault: fault.line)


def read_texts(path: Path, variants: VariantLines, texts: TextCollector) -> SideRows[int]:
    """Read the lines ``ID||Text``, one text per kept variant that has one.

    Returns
    -------
    SideRows of int
        Place of each variant's text among those collected.

    Raises
    ------
    DataFolderError
        No header ``ID,Text``.
    """
    header, entries = text_entries(path)
    collected = (
        Entry(entry.line, entry.id_text, texts.add(entry.value), entry.faults) for entry in entries
    )
    kept = keep_first(path.name, collected, variants)
    return SideRows(kept.values, (*header.repairs, *kept.faults), kept.rows)


def text_entries(path: Path) -> tuple[Line, Iterator[Entry[str]]]:
    """Return the header of the lines ``ID||Text``, and what each says, read one at a time.

    Raises
    ------
    DataFolderError
        No header ``ID,Text``.
    """
    lines = read_lines(path)
    header = read_header_line(path, lines, "ID,Text")
    if [name.strip() for name in re.split(r",|\|\|", header.text)] != [ID, TEXT]:
        raise DataFolderError(
            f"{path}: no header; expected ID,Text, got {cut_value(header.text)!r}"
        )
    return header, _text_entries(path.name, lines)


def read_embeddings(path: Path, variants: VariantLines) -> tuple[pd.DataFrame, SideRows[int]]:
    """Read embeddings as float32, one row per kept variant that has a finite one.

    A column named like another input of the model is left out and listed.

    Raises
    ------
    DataFolderError
        Not Parquet, no ID column, no other column, a column that is not numeric, or one with
        the label.
    """
    frame = _read_parquet(path)
    usable, column_faults = usable_columns(path, frame.columns, "embeddings")
    frame = frame[[ID, *usable]]
    _require_numbers(path, frame)
    numbers = frame.drop(columns=ID)
    with np.errstate(over="ignore"):
        matrix = numbers.to_numpy(dtype=np.float32, na_value=np.nan)
    finite = np.isfinite(matrix)
    entries = []
    for row, identifier in enumerate(frame[ID].tolist()):
        faults: tuple[RowFault, ...] = ()
        if not finite[row].all():
            columns = np.flatnonzero(~finite[row])
            value = ", ".join(f"{numbers.columns[at]}={numbers.iat[row, at]}" for at in columns)
            reason = "not a finite float32 number; the row's embedding is dropped"
            faults = (RowFault(path.name, row + 1, cut_value(value), reason, DROPPED),)
        entries.append(Entry(row + 1, _id_text(identifier), row, faults))
    kept = keep_first(path.name, entries, variants)
    index = pd.Index(list(kept.values), dtype="int64", name=ID)
    chosen = matrix[list(kept.values.values())]
    return pd.DataFrame(chosen, index=index, columns=numbers.columns), replace(
        kept, partial_faults=column_faults
    )


def read_annotations(
    path: Path, variants: VariantLines, embedding_columns: Collection[str] = ()
) -> tuple[pd.DataFrame, SideRows[CsvRow]]:
    """Read annotations, one row per kept variant that has one; ``.`` and empty are missing.

    A column of numbers only becomes float, any other str. A number that float32 cannot hold
    counts as missing and is listed; so is a column named like another input of the model.

    Raises
    ------
    DataFolderError
        No ID column, no other column, or a column with the label.
    """
    table = read_csv_table(path, (ID,))
    columns, column_faults = usable_columns(path, table.columns, "annotations", embedding_columns)
    entries = (Entry(row.number, row.values.get(ID, ""), row, row.faults) for row in table.rows)
    kept = keep_first(path.name, entries, variants)
    rows = kept.values.values()
    values = {
        column: _annotation_values([row.values[column] for row in rows]) for column in columns
    }
    index = pd.Index(list(kept.values), dtype="int64", name=ID)
    return pd.DataFrame(values, index=index), replace(
        kept,
        faults=(*table.faults, *kept.faults),
        partial_faults=(*column_faults, *_cell_faults(path.name, rows, columns)),
    )


def keep_first(file: str, entries: Iterable[Entry[T]], variants: VariantLines) -> SideRows[T]:
    """Keep the first good entry of every kept variant, and list all others."""
    values: dict[int, T] = {}
    lines: dict[int, int] = {}
    faults: list[RowFault] = []
    rows = 0
    for entry in entries:
        rows += 1
        identifier = parse_id(entry.id_text)
        faults += [fault for fault in entry.faults if fault.action == REPAIRED]
        lost = [fault for fault in entry.faults if fault.action != REPAIRED]
        if not any(fault.action == REJECTED for fault in lost):
            id_text = cut_value(entry.id_text)
            if refusal := variants.refusal(identifier):
                lost = [RowFault(file, entry.line, id_text, refusal, REJECTED)]
            elif not lost and identifier in lines:
                reason = f"ID already on line {lines[identifier]}; the first good row stays"
                lost = [RowFault(file, entry.line, id_text, reason, DROPPED)]
        faults += lost
        if identifier is not None and not lost:
            values[identifier] = entry.value
            lines[identifier] = entry.line
    return SideRows(values, tuple(faults), rows)


def usable_columns(
    path: Path, columns: Iterable[str], kind: str, taken: Collection[str] = ()
) -> tuple[list[str], tuple[RowFault, ...]]:
    """Return the columns that may be read, and what is wrong with the others.

    A column named like another input of the model, or in ``taken``, is left out and listed.

    Raises
    ------
    DataFolderError
        A column with the label, or none that may be read.
    """
    usable, left_out = [], []
    for column in columns:
        name = column.strip().casefold()
        if name == CLASS.casefold():
            raise DataFolderError(
                f"{path}: column {column!r} is the label, which must not be among the "
                f"{kind} (a leak); expected {kind} without it"
            )
        if name in _MODEL_INPUTS or column in taken:
            left_out.append(column)
        elif column != ID:
            usable.append(column)
    if not usable:
        detail = f" (left out: {cut_value(', '.join(left_out))})" if left_out else ""
        raise DataFolderError(f"{path}: no column but ID can be used{detail}; expected one more")
    reason = "the name belongs to another input of the model; the column is left out"
    return usable, tuple(
        RowFault(path.name, 1, cut_value(column), reason, DROPPED) for column in left_out
    )


def _text_entries(file: str, lines: Iterator[Line]) -> Iterator[Entry[str]]:
    for line in lines:
        id_text, separator, text = line.text.partition("||")
        faults = line.repairs
        if not separator:
            value, reason = cut_value(line.text), "no || after an ID; expected ID||Text"
            faults = (*faults, RowFault(file, line.number, value, reason, REJECTED))
        elif text.strip().casefold() in MISSING_WORDS:
            fault = RowFault(file, line.number, cut_value(text.strip()), "empty text", DROPPED)
            faults = (*faults, fault)
        yield Entry(line.number, id_text.strip(), text, faults)


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path, engine="pyarrow")
    except (pa.ArrowException, OSError, ValueError) as error:
        detail = str(error).partition("\n")[0]
        raise DataFolderError(f"{path}: not a Parquet file ({detail})") from error
    if ID not in frame.columns and frame.index.name == ID:
        frame = frame.reset_index()
    frame.columns = frame.columns.map(str)
    if ID not in frame.columns:
        raise DataFolderError(f"{path}: no column ID; expected ID and numeric columns")
    if frame.columns.has_duplicates or len(frame.columns) == 1:
        raise DataFolderError(f"{path}: expected ID and numeric columns, each once")
    return frame


def _require_numbers(path: Path, frame: pd.DataFrame) -> None:
    for column, dtype in frame.drop(columns=ID).dtypes.items():
        if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
            raise DataFolderError(f"{path}: column {column!r} is {dtype}; expected numbers")


def _id_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _annotation_values(values: list[str]) -> list[float] | list[float | str]:
    missing = [value in _MISSING_ANNOTATIONS or _is_beyond_float32(value) for value in values]
    if all(gone or _NUMBER.fullmatch(value) for value, gone in zip(values, missing, strict=True)):
        return [
            math.nan if gone else float(value) for value, gone in zip(values, missing, strict=True)
        ]
    return [math.nan if gone else value for value, gone in zip(values, missing, strict=True)]


def _cell_faults(file: str, rows: Iterable[CsvRow], columns: list[str]) -> Iterator[RowFault]:
    reason = "not finite, or beyond single precision; counts as missing"
    for row in rows:
        for column in columns:
            if _is_beyond_float32(row.values[column]):
                value = cut_value(f"{column}={row.values[column]}")
                yield RowFault(file, row.number, value, reason, DROPPED)


def _is_beyond_float32(text: str) -> bool:
    if _NUMBER.fullmatch(text):
        return abs(float(text)) > _FLOAT32_MAX
    return _NOT_FINITE.fullmatch(text) is not None
