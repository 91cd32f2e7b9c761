"""A table of mutational hotspots, tab-separated, as a data folder may hold it.

Columns are found by name: the gene (``Hugo_Symbol`` or ``Gene``) and either the protein
change (``HGVSp_Short``, ``Protein_Change`` or ``Variation``) or the residue
(``Amino_Acid_Position`` or ``Codon``) with ``Reference_Amino_Acid`` and
``Variant_Amino_Acid``; optionally ``Mutation_Count`` or ``Count``. In a download of
https://www.cancerhotspots.org a residue reads ``V:897`` and its changes ``E:833|K:32``,
with counts. The second form has no header and eight columns, of which the fifth is the gene
and the seventh the protein change; each of its rows counts once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd

from gene_features.recurrence_encoder import COUNT, END, HOTSPOT_COLUMNS, START
from pipeline.change_name import change_name
from pipeline.data_rows import (
    REJECTED,
    DataFolderError,
    Line,
    RowFault,
    cut_value,
    no_good_row,
    read_header_line,
    read_lines,
)
from variants.amino_acids import AMINO_ACIDS, STOP
from variants.gene_symbols import approved_symbol

_NAMES = {
    "gene": ("hugo_symbol", "gene", "gene_symbol", "symbol"),
    "change": ("hgvsp_short", "protein_change", "amino_acid_change", "variation"),
    "residue": ("amino_acid_position", "codon"),
    "reference": ("reference_amino_acid",),
    "new": ("variant_amino_acid",),
    "count": ("mutation_count", "count"),
}
_EXPECTED = (
    "the columns Hugo_Symbol and Amino_Acid_Position or HGVSp_Short, tab-separated, "
    "or eight columns without a header"
)
_NO_HEADER = ("chromosome", "position", "ref", "alt", "gene", "effect", "variation", "sift")
_CHANGE = re.compile(r"[A-Z*]?([1-9][0-9]{0,4})(?:_[A-Z*]?([1-9][0-9]{0,4}))?(?![0-9])")
_RESIDUE = re.compile(r"([A-Z*])?([1-9][0-9]{0,4})(?:[-_][A-Z*]?([1-9][0-9]{0,4}))?(?:_splice)?")
_COUNT = re.compile(r"[0-9]{1,9}")
_NEW = re.compile(r"([^:]+)(?::([0-9]{1,9}))?")


class _RowError(ValueError):
    """What is wrong with a row: the offending value, and the reason."""

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(reason)
        self.value = value
        self.reason = reason


@dataclass(frozen=True)
class _Hotspot:
    gene: str
    name: str
    start: int
    end: int
    count: int


@dataclass(frozen=True, eq=False)
class HotspotTable:
    """What is good in a hotspot table, and a list of what is not.

    Parameters
    ----------
    frame : DataFrame of shape (n_changes, 5)
        See :data:`gene_features.recurrence_encoder.HOTSPOT_COLUMNS`.
    faults : tuple of RowFault
        By line.
    rows : int
        Number of rows read.
    """

    frame: pd.DataFrame
    faults: tuple[RowFault, ...]
    rows: int


def read_hotspots(path: Path) -> HotspotTable:
    """Read a hotspot table; a row that cannot be read is left out and listed.

    Raises
    ------
    DataFolderError
        The file cannot be read, lacks a column or has no good row.
    """
    lines = read_lines(path)
    first = read_header_line(path, lines, _EXPECTED)
    columns, has_header = _columns(path, first)
    hotspots: list[_Hotspot] = []
    faults: list[RowFault] = list(first.repairs) if has_header else []
    rows = 0
    for line in lines if has_header else chain([first], lines):
        rows += 1
        faults += line.repairs
        try:
            hotspots += _read_row(line.text, columns)
        except _RowError as problem:
            value = cut_value(problem.value)
            faults.append(RowFault(path.name, line.number, value, problem.reason, REJECTED))
    if not hotspots:
        raise no_good_row(path, rows, faults)
    frame = pd.DataFrame(hotspots).set_axis(list(HOTSPOT_COLUMNS), axis=1)
    frame = frame.astype({START: "int64", END: "int64", COUNT: "int64"})
    return HotspotTable(frame, tuple(faults), rows)


def _columns(path: Path, first: Line) -> tuple[tuple[str, ...], bool]:
    cells = first.text.split("\t")
    names = [cell.strip().lstrip("#").casefold().replace(" ", "_") for cell in cells]
    meant = {spelling: meaning for meaning, group in _NAMES.items() for spelling in group}
    columns = tuple(meant.get(name, name) for name in names)
    if "gene" in columns and ("change" in columns or "residue" in columns):
        repeated = sorted({name for name in _NAMES if columns.count(name) > 1})
        if repeated:
            raise DataFolderError(f"{path}: more than one column for the {', '.join(repeated)}")
        return columns, True
    if len(cells) == len(_NO_HEADER) and cells[1].isdecimal():
        return tuple(meant.get(name, name) for name in _NO_HEADER), False
    raise DataFolderError(
        f"{path}: line {first.number}: {cut_value(first.text)!r}; expected {_EXPECTED}"
    )


def _read_row(text: str, columns: tuple[str, ...]) -> list[_Hotspot]:
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) != len(columns):
        raise _RowError(text, f"{len(cells)} columns; expected {len(columns)}")
    row = dict(zip(columns, cells, strict=True))
    if not row["gene"]:
        raise _RowError(text, "no gene symbol; expected one such as BRAF")
    count = row.get("count") or "1"
    if not _COUNT.fullmatch(count):
        raise _RowError(count, "the count is no whole number; expected one such as 12")
    gene = approved_symbol(row["gene"])
    if row.get("change"):
        return [_from_change(gene, row["change"], int(count))]
    return list(_from_residue(gene, row, int(count)))


def _from_change(gene: str, change: str, count: int) -> _Hotspot:
    name = change_name(change)
    match = _CHANGE.match(name)
    if match is None:
        raise _RowError(change, "no residue number; expected a change such as V600E")
    return _Hotspot(gene, name, int(match[1]), int(match[2] or match[1]), count)


def _from_residue(gene: str, row: dict[str, str], count: int) -> Iterator[_Hotspot]:
    residue = row.get("residue", "")
    match = _RESIDUE.fullmatch(residue)
    if match is None:
        raise _RowError(residue, "no residue number; expected one such as 600 or 747-753")
    start, end = int(match[2]), int(match[3] or match[2])
    reference = row.get("reference", "").partition(":")[0] or match[1] or ""
    changes = [part for part in row.get("new", "").split("|") if part]
    if not changes:
        yield _Hotspot(gene, "", start, end, count)
    for part in changes:
        new = _NEW.fullmatch(part)
        if new is None:
            raise _RowError(part, "no change; expected one such as E or E:833")
        times = int(new[2]) if new[2] else count if len(changes) == 1 else 1
        if _CHANGE.match(new[1]):
            yield _from_change(gene, new[1], times)
        else:
            known = start == end and len(new[1]) == 1 and new[1] in AMINO_ACIDS + STOP
            name = f"{reference}{start}{new[1]}" if known and reference else ""
            yield _Hotspot(gene, name, start, end, times)
