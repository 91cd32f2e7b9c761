"""What a data folder may say beside its variants: texts, embeddings and annotations.

The files are ``training_text``, ``training_embeddings.parquet`` and
``training_annotations.csv[.gz]``. Bad side information never costs a variant.
"""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.data_rows import (
    DROPPED,
    MISSING_WORDS,
    REJECTED,
    DataFolderError,
    Entry,
    Line,
    RowFault,
    SideRows,
    VariantLines,
    cut_value,
    keep_first,
    read_csv_table,
    read_header_line,
    read_lines,
)
from variants.schema import CLASS, ID, TEXT

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_MISSING_ANNOTATIONS = ("", ".")


def read_texts(path: Path, variants: VariantLines) -> SideRows[str]:
    """Read the lines ``ID||Text``, one text per kept variant that has one.

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
    kept = keep_first(path.name, _text_entries(path.name, lines), variants)
    return SideRows(kept.values, (*header.repairs, *kept.faults), kept.rows)


def read_embeddings(path: Path, variants: VariantLines) -> tuple[pd.DataFrame, SideRows[int]]:
    """Read embeddings as float32, one row per kept variant that has a finite one.

    Raises
    ------
    DataFolderError
        Not Parquet, no ID column, no other column, or a column that is not numeric.
    """
    frame = _read_numeric_parquet(path)
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
    return pd.DataFrame(chosen, index=index, columns=numbers.columns), kept


def read_annotations(
    path: Path, variants: VariantLines
) -> tuple[pd.DataFrame, SideRows[dict[str, str]]]:
    """Read annotations, one row per kept variant that has one; ``.`` and empty are missing.

    A column of numbers only becomes float, any other str.

    Raises
    ------
    DataFolderError
        No ID column, or a column with the label.
    """
    table = read_csv_table(path, (ID,))
    for column in table.columns:
        if column.casefold() == CLASS.casefold():
            raise DataFolderError(
                f"{path}: column {column!r} is the label, which must not be among the "
                "annotations (a leak); expected annotations without it"
            )
    entries = (
        Entry(row.number, row.values.get(ID, ""), row.values, row.faults) for row in table.rows
    )
    kept = keep_first(path.name, entries, variants)
    rows = list(kept.values.values())
    columns = {
        column: _annotation_values([row[column] for row in rows])
        for column in table.columns
        if column != ID
    }
    index = pd.Index(list(kept.values), dtype="int64", name=ID)
    faults = (*table.faults, *kept.faults)
    return pd.DataFrame(columns, index=index), SideRows(kept.values, faults, kept.rows)


def _text_entries(file: str, lines: Iterator[Line]) -> Iterator[Entry[str]]:
    distinct: dict[str, str] = {}
    for line in lines:
        id_text, separator, text = line.text.partition("||")
        faults = line.repairs
        if not separator:
            value, reason = cut_value(line.text), "no || after an ID; expected ID||Text"
            faults = (*faults, RowFault(file, line.number, value, reason, REJECTED))
        elif text.strip().casefold() in MISSING_WORDS:
            fault = RowFault(file, line.number, cut_value(text.strip()), "empty text", DROPPED)
            faults = (*faults, fault)
        else:
            text = distinct.setdefault(text, text)
        yield Entry(line.number, id_text.strip(), text, faults)


def _read_numeric_parquet(path: Path) -> pd.DataFrame:
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
    for column, dtype in frame.drop(columns=ID).dtypes.items():
        if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype):
            raise DataFolderError(f"{path}: column {column!r} is {dtype}; expected numbers")
    return frame


def _id_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _annotation_values(values: list[str]) -> list[float] | list[float | str]:
    missing = [value in _MISSING_ANNOTATIONS for value in values]
    if all(gone or _is_number(value) for value, gone in zip(values, missing, strict=True)):
        return [
            math.nan if gone else float(value) for value, gone in zip(values, missing, strict=True)
        ]
    return [math.nan if gone else value for value, gone in zip(values, missing, strict=True)]


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
