"""GDSC's fitted dose responses, as its releases since 2018 are published: one pair a row.

``GDSC1_fitted_dose_response_….csv`` and ``GDSC2_…``, or the same as Excel workbooks: the columns
COSMIC_ID, DRUG_ID and LN_IC50 (natural logarithm of the IC50 in µM) are needed; DATASET,
CELL_LINE_NAME, DRUG_NAME, PUTATIVE_TARGET and PATHWAY_NAME are read where they are there.

Source: https://www.cancerrxgene.org/downloads/bulk_download
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from response.screen_parts import (
    LARGEST_LN_IC50,
    LN_IC50,
    DrugFacts,
    ResponseTable,
    read_identifier,
    read_number,
)
from response.screen_table_kinds import LINE_KEYS
from response.screen_tables import Rejection, ScreenTable, TableRow, is_missing


class _Pair(NamedTuple):
    profile: str
    drug: str
    response: float
    dataset: str


def read_dose_responses(tables: Sequence[ScreenTable]) -> ResponseTable:
    """Read the tables of GDSC1 and GDSC2 together.

    Where a line met a drug twice, in one data set or in both, the mean counts.
    """
    rejected: list[Rejection] = []
    drugs: dict[str, DrugFacts] = {}
    names: dict[str, str] = {}
    pairs: list[_Pair] = []
    for table in tables:
        pairs += _read_pairs(table, drugs, names, rejected)
    frame = pd.DataFrame(pairs, columns=list(_Pair._fields))
    datasets = sorted(set(frame["dataset"]) - {""})
    means = frame.groupby(["profile", "drug"], sort=False)["response"].mean()
    values = means.unstack("drug").reindex(
        index=frame["profile"].unique(), columns=frame["drug"].unique()
    )
    return ResponseTable(
        values=values.rename_axis(index=None, columns=None),
        unit=LN_IC50,
        title=" and ".join(datasets) or "GDSC",
        drugs=drugs,
        names=names,
        rejected=tuple(rejected),
        notes=tuple(_repeats(frame)),
    )


def _read_pairs(
    table: ScreenTable,
    drugs: dict[str, DrugFacts],
    names: dict[str, str],
    rejected: list[Rejection],
) -> Iterator[_Pair]:
    line_column, drug_column = table.position(*LINE_KEYS) or 0, table.position("drugid") or 0
    value_column = table.position("lnic50") or 0
    dataset_column = table.position("dataset", "datasetversion")
    name_column = table.position("celllinename")
    for row in table.rows(rejected):
        profile = read_identifier(row.cells[line_column])
        drug = read_identifier(row.cells[drug_column])
        cell = row.cells[value_column]
        number, reason = read_number(cell, LARGEST_LN_IC50)
        if not profile or not drug:
            wrong = drug_column if profile else line_column
            reason = f"{table.columns[wrong]} is not a whole number"
            rejected.append(table.reject(row.line, row.cells[wrong], reason))
        elif reason:
            if not is_missing(cell):
                rejected.append(table.reject(row.line, cell, f"LN_IC50: {reason}"))
        else:
            if drug not in drugs:
                drugs[drug] = _drug_facts(table, row)
            if name_column is not None and profile not in names:
                names[profile] = row.cells[name_column]
            dataset = "" if dataset_column is None else row.cells[dataset_column]
            yield _Pair(profile, drug, number, dataset)


def _drug_facts(table: ScreenTable, row: TableRow) -> DrugFacts:
    def cell(*names: str) -> str:
        position = table.position(*names)
        text = "" if position is None else row.cells[position]
        return "" if is_missing(text) else text

    return DrugFacts(
        name=cell("drugname"), targets=cell("putativetarget"), pathway=cell("pathwayname")
    )


def _repeats(frame: pd.DataFrame) -> Iterator[str]:
    """Say how many pairs were measured more than once."""
    repeated = frame[frame.duplicated(["profile", "drug"], keep=False)]
    if repeated.empty:
        return
    datasets = repeated.groupby(["profile", "drug"])["dataset"].nunique()
    both = int((datasets > 1).sum())
    yield (
        f"{len(datasets):,} pairs were measured more than once, {both:,} of them in more than one "
        "data set; the mean of each is used"
    )
