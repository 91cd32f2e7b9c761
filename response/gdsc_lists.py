"""What GDSC publishes of its cell lines and drugs: compounds, cell lines, features in a list.

``screened_compounds….csv``: DRUG_ID, DRUG_NAME, SYNONYMS, TARGET, TARGET_PATHWAY.
``Cell_Lines_Details.xlsx``, or ``cosmic_info.csv`` of gdsctools: the name, the tissue in two
grades and the microsatellite status of each line. ``PANCANCER_Genetic_features….csv``: one row a
line and feature, with the genes of a segment, unquoted, in the last column.

Source: https://www.cancerrxgene.org/downloads/bulk_download
"""

import numpy as np
import pandas as pd

from response.gdsc_release17 import name_segment
from response.screen_feature import MSI
from response.screen_parts import (
    DrugFacts,
    DrugTable,
    ProfileTable,
    first_rows,
    identified_rows,
    read_identifier,
)
from response.screen_table_kinds import LINE_KEYS
from response.screen_tables import Rejection, ScreenTable, TableRow, is_missing

_TISSUE = ("gdsctissuedescriptor1", "gdscdesc1", "gdsc1")
_FINER_TISSUE = ("gdsctissuedescriptor2", "gdscdesc2", "gdsc2")
_MICROSATELLITES = ("microsatelliteinstabilitystatusmsi", "msi", "mmr")
_COARSE_TISSUES = frozenset({"urogenital_system", "digestive_system"})
"""Tissues that release 17 splits by the finer descriptor."""

_FEATURE_COLUMNS = ("geneticfeature", "recurrentgainloss", "genesinsegment")
_UNSTABLE = frozenset({"msi-h"})
_STABLE = frozenset({"msi-l", "msi-s", "mss", "mss/msi-l"})


def read_drug_list(table: ScreenTable) -> DrugTable:
    """Read the list of compounds."""
    rejected: list[Rejection] = []
    position = table.position("drugid") or 0
    rows = first_rows(table, identified_rows(table, position, rejected), rejected, "this drug is")
    drugs = {
        drug: DrugFacts(
            name=_cell(table, row, "drugname"),
            synonyms=_listed(_cell(table, row, "synonyms")),
            targets=_cell(table, row, "target", "targets", "putativetarget"),
            pathway=_cell(table, row, "targetpathway", "pathwayname"),
        )
        for drug, row in rows.items()
    }
    return DrugTable(drugs, tuple(rejected))


def read_line_list(table: ScreenTable) -> ProfileTable:
    """Read the list of cell lines; the microsatellite status becomes a feature."""
    rejected: list[Rejection] = []
    position = table.position(*LINE_KEYS) or 0
    rows = first_rows(
        table, identified_rows(table, position, rejected), rejected, "this cell line is"
    )
    features = pd.DataFrame(index=list(rows))
    if table.position(*_MICROSATELLITES) is not None:
        features[MSI] = [_unstable(_cell(table, row, *_MICROSATELLITES)) for row in rows.values()]
    return ProfileTable(
        features=features,
        tissues={line: tissue for line, row in rows.items() if (tissue := _tissue(table, row))},
        names={line: name for line, row in rows.items() if (name := _name(table, row))},
        rejected=tuple(rejected),
    )


def read_feature_list(table: ScreenTable) -> ProfileTable:
    """Read features that stand one below the other.

    A feature that is not listed for a line is not known of it; where the list has altered ones
    only, it is not altered.
    """
    rejected: list[Rejection] = []
    first: dict[str, TableRow] = {}
    states: dict[str, dict[str, float]] = {}
    line_column, state_column = table.position(*LINE_KEYS) or 0, table.position("ismutated") or 0
    named = [table.position(column) for column in _FEATURE_COLUMNS]
    name_columns = [position for position in named if position is not None]
    for row in table.rows(rejected, last_holds_separators=True):
        line, state = read_identifier(row.cells[line_column]), row.cells[state_column]
        feature = name_segment(*(row.cells[position] for position in name_columns))
        if not line or not feature:
            value = row.cells[line_column] if feature else ""
            reason = "no feature is named" if line else "the cell line's id is no whole number"
            rejected.append(table.reject(row.line, value, reason))
        elif state not in {"0", "1"}:
            rejected.append(table.reject(row.line, state, f"{feature} is not 0 or 1"))
        elif line in states.setdefault(feature, {}):
            rejected.append(table.reject(row.line, line, f"{feature} already given for this line"))
        else:
            first.setdefault(line, row)
            states[feature][line] = float(state)
    features = pd.DataFrame(
        {feature: pd.Series(lines, dtype=np.float64) for feature, lines in states.items()},
        index=list(first),
    )
    notes: tuple[str, ...] = ()
    if len(features) and not (features == 0).to_numpy().any():
        features = features.fillna(0.0)
        notes = (f"{table.file} lists altered features only; the others count as not altered",)
    return ProfileTable(
        features=features,
        tissues={line: tissue for line, row in first.items() if (tissue := _tissue(table, row))},
        names={line: name for line, row in first.items() if (name := _name(table, row))},
        rejected=tuple(rejected),
        notes=notes,
    )


def _cell(table: ScreenTable, row: TableRow, *names: str) -> str:
    position = table.position(*names)
    text = "" if position is None else row.cells[position]
    return "" if is_missing(text) else text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for item in text.split(",") if (part := item.strip())))


def _name(table: ScreenTable, row: TableRow) -> str:
    return _cell(table, row, "samplename", "celllinename")


def _tissue(table: ScreenTable, row: TableRow) -> str:
    """Return the tissue in the words of release 17."""
    tissue, finer = _cell(table, row, *_TISSUE), _cell(table, row, *_FINER_TISSUE)
    if tissue.casefold() in _COARSE_TISSUES and finer:
        tissue = finer
    return "Bladder" if tissue.casefold() == "bladder" else tissue


def _unstable(status: str) -> float:
    if status.casefold() in _UNSTABLE:
        return 1.0
    return 0.0 if status.casefold() in _STABLE else np.nan
