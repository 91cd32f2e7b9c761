"""The two matrices of GDSC release 17: IC50 and features, a cell line a row.

``IC50_v17.csv``: the columns COSMIC_ID and ``Drug_<id>_IC50``, natural logarithm of the IC50 in
µM. ``genomic_features_v17.csv``: COSMIC_ID, TISSUE_FACTOR, MSI_FACTOR and a column a feature,
see `response.screen_feature`.

Source: https://www.cancerrxgene.org; Iorio et al., Cell 2016.
"""

import math
import re
from functools import lru_cache

import numpy as np
import pandas as pd

from response.screen_feature import parse_feature
from response.screen_parts import (
    LARGEST_LN_IC50,
    LN_IC50,
    ProfileTable,
    ResponseTable,
    distinct_columns,
    first_rows,
    identified_rows,
    read_feature_columns,
    read_floats,
    read_number,
)
from response.screen_table_kinds import IC50_COLUMN, LINE_KEYS, TISSUE_FACTOR
from response.screen_tables import Rejection, ScreenTable, TableRow, is_missing

_RELEASE = re.compile(r"_v(\d+)", re.IGNORECASE)


def read_ic50_matrix(table: ScreenTable) -> ResponseTable:
    """Read the matrix of IC50."""
    rejected: list[Rejection] = []
    line_column = table.position(*LINE_KEYS) or 0
    drugs = _drug_columns(table, line_column, rejected)
    rows = first_rows(
        table, identified_rows(table, line_column, rejected), rejected, "this cell line is"
    )
    values = np.full((len(rows), len(drugs)), np.nan)
    for number, row in enumerate(rows.values()):
        values[number] = _read_responses(table, row, list(drugs.values()), rejected)
    release = _RELEASE.search(table.file)
    return ResponseTable(
        values=pd.DataFrame(values, index=list(rows), columns=list(drugs)),
        unit=LN_IC50,
        title=f"GDSC release {release[1]}" if release else "GDSC",
        rejected=tuple(rejected),
    )


def read_feature_matrix(table: ScreenTable) -> ProfileTable:
    """Read the matrix of features."""
    rejected: list[Rejection] = []
    line_column = table.position(*LINE_KEYS) or 0
    tissue_column = table.position(TISSUE_FACTOR)
    rows = first_rows(
        table, identified_rows(table, line_column, rejected), rejected, "this cell line is"
    )
    others = (p for p in range(len(table.columns)) if p not in (line_column, tissue_column))
    positions = distinct_columns(table, others, rejected)
    features, bad, notes = read_feature_columns(table, rows, positions)
    tissues = {}
    if tissue_column is not None:
        found = {line: row.cells[tissue_column] for line, row in rows.items()}
        tissues = {line: tissue for line, tissue in found.items() if not is_missing(tissue)}
    return ProfileTable(
        features=features, tissues=tissues, rejected=(*rejected, *bad), notes=tuple(notes)
    )


@lru_cache(maxsize=8192)
def name_segment(name: str, change: str = "", genes: str = "") -> str:
    """Name a segment as release 17 does, from the three columns of newer lists.

    Examples
    --------
    >>> name_segment("cnaPANCAN301", "gain", "CDK12,ERBB2, MED24")
    'gain_cnaPANCAN301_(CDK12,ERBB2,MED24)'
    >>> name_segment("cnaPANCAN60", "loss", ""), name_segment("BRAF_mut", "", "")
    ('loss_cnaPANCAN60', 'BRAF_mut')
    """
    kind = change.casefold()
    if kind in {"gain", "loss"} and not name.startswith(f"{kind}_"):
        name = f"{kind}_{name}"
    held = [gene for gene in re.split(r"[,;\s]+", genes) if gene and not is_missing(gene)]
    if held and kind in {"gain", "loss"} and not parse_feature(name).genes:
        name = f"{name}_({','.join(held)})"
    return name


def _drug_columns(
    table: ScreenTable, line_column: int, rejected: list[Rejection]
) -> dict[str, int]:
    """Return the position of each drug's column; columns of another name are rejected."""
    drugs: dict[str, int] = {}
    for position in range(len(table.columns)):
        name = table.columns[position]
        named = IC50_COLUMN.fullmatch(name)
        if named and drugs.setdefault(named[1], position) != position:
            rejected.append(table.reject(1, name, "drug there twice; the first column stays"))
        elif not named and position != line_column:
            reason = "column of no drug; expected a name such as Drug_1_IC50"
            rejected.append(table.reject(1, name, reason))
    return drugs


def _read_responses(
    table: ScreenTable, row: TableRow, positions: list[int], rejected: list[Rejection]
) -> np.ndarray:
    cells = [row.cells[position] for position in positions]
    read = read_floats(cells)
    if read is not None and not np.any(np.abs(read) > LARGEST_LN_IC50):
        return read
    return np.array([_read_response(table, row, p, rejected) for p in positions], dtype=np.float64)


def _read_response(
    table: ScreenTable, row: TableRow, position: int, rejected: list[Rejection]
) -> float:
    cell = row.cells[position]
    if is_missing(cell):
        return math.nan
    number, reason = read_number(cell, LARGEST_LN_IC50)
    if reason:
        rejected.append(table.reject(row.line, cell, f"{table.columns[position]}: {reason}"))
    return number
