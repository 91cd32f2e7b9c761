"""A laboratory's own screen: a long table of responses, and tables of profiles and drugs.

Responses: the columns ``profile``, ``drug`` and ``response``, the lower, the more sensitive; an
empty one, or NA, was not measured.
Profiles (optional): ``profile``, ``tissue``, ``name`` and a column a feature, named as
`response.screen_feature` reads them, with 1, 0 or nothing. Drugs (optional): ``drug``, ``name``,
``synonyms``, ``targets``, ``pathway``; several values are separated by ``;`` or ``|``.
"""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from response.screen import DRUG, PROFILE, RESPONSE
from response.screen_parts import (
    LARGEST_RESPONSE,
    DrugFacts,
    DrugTable,
    ProfileTable,
    ResponseTable,
    distinct_columns,
    first_rows,
    read_feature_columns,
    read_number,
    some,
)
from response.screen_tables import Rejection, ScreenTable, TableRow, is_missing

UNIT = "response"
"""Of an own screen's responses."""

DIRECTION = "responses are taken as: the lower, the more sensitive"
"""What nothing in a laboratory's own table says."""

_PROFILE_COLUMNS = (PROFILE, "tissue", "name")
_DRUG_COLUMNS = (DRUG, "name", "synonyms", "targets", "pathway")


def read_own_responses(table: ScreenTable, title: str) -> ResponseTable:
    """Read the long table; of a pair that is there twice the first row stays."""
    rejected: list[Rejection] = []
    lines: dict[tuple[str, str], int] = {}
    responses: dict[tuple[str, str], float] = {}
    unmeasured = 0
    positions = [table.position(column) or 0 for column in (PROFILE, DRUG, RESPONSE)]
    for row in table.rows(rejected):
        profile, drug, cell = (row.cells[position] for position in positions)
        text = cell.replace(",", ".") if table.decimal_comma else cell
        number, reason = read_number(text, LARGEST_RESPONSE)
        if is_missing(profile) or is_missing(drug):
            reason = f"{PROFILE if is_missing(profile) else DRUG} is empty"
        elif is_missing(cell):
            unmeasured += 1
            continue
        elif (profile, drug) in lines:
            reason = (
                f"{profile} and {drug} already on line {lines[profile, drug]}, which stays; "
                "give the mean of repeats"
            )
        if reason:
            rejected.append(table.reject(row.line, cell, reason))
        else:
            lines[profile, drug] = row.line
            responses[profile, drug] = number
    profiles = list(dict.fromkeys(profile for profile, _ in responses))
    drugs = list(dict.fromkeys(drug for _, drug in responses))
    return ResponseTable(
        values=_matrix(responses, profiles, drugs),
        unit=UNIT,
        title=title,
        rejected=tuple(rejected),
        notes=(
            DIRECTION,
            *([f"{unmeasured:,} rows without a response: not measured"] * bool(unmeasured)),
            *_ignored(table, (PROFILE, DRUG, RESPONSE)),
        ),
    )


def read_own_profiles(table: ScreenTable) -> ProfileTable:
    """Read the table of profiles."""
    rejected: list[Rejection] = []
    rows = first_rows(table, _rows_by(table, PROFILE, rejected), rejected, "this profile is")
    others = (p for p, key in enumerate(table.keys) if key and key not in _PROFILE_COLUMNS)
    positions = distinct_columns(table, others, rejected)
    features, bad, notes = read_feature_columns(table, rows, positions)
    return ProfileTable(
        features=features,
        tissues={p: text for p, row in rows.items() if (text := _cell(table, row, "tissue"))},
        names={p: text for p, row in rows.items() if (text := _cell(table, row, "name"))},
        rejected=(*rejected, *bad),
        notes=tuple(notes),
    )


def read_own_drugs(table: ScreenTable) -> DrugTable:
    """Read the table of drugs."""
    rejected: list[Rejection] = []
    rows = first_rows(table, _rows_by(table, DRUG, rejected), rejected, "this drug is")
    drugs = {
        drug: DrugFacts(
            name=_cell(table, row, "name"),
            synonyms=tuple(filter(None, re.split(r"\s*[;|]\s*", _cell(table, row, "synonyms")))),
            targets=_cell(table, row, "targets"),
            pathway=_cell(table, row, "pathway"),
        )
        for drug, row in rows.items()
    }
    return DrugTable(drugs, tuple(rejected), tuple(_ignored(table, _DRUG_COLUMNS)))


def _matrix(
    responses: dict[tuple[str, str], float], profiles: list[str], drugs: list[str]
) -> pd.DataFrame:
    row = {profile: place for place, profile in enumerate(profiles)}
    column = {drug: place for place, drug in enumerate(drugs)}
    values = np.full((len(profiles), len(drugs)), np.nan)
    for (profile, drug), response in responses.items():
        values[row[profile], column[drug]] = response
    return pd.DataFrame(values, index=profiles, columns=drugs)


def _rows_by(
    table: ScreenTable, column: str, rejected: list[Rejection]
) -> Iterator[tuple[str, TableRow]]:
    position = table.position(column) or 0
    for row in table.rows(rejected):
        if not is_missing(row.cells[position]):
            yield row.cells[position], row
        else:
            rejected.append(table.reject(row.line, "", f"{column} is empty"))


def _cell(table: ScreenTable, row: TableRow, name: str) -> str:
    position = table.position(name)
    text = "" if position is None else row.cells[position]
    return "" if is_missing(text) else text


def _ignored(table: ScreenTable, known: tuple[str, ...]) -> Iterator[str]:
    others = [
        column
        for column, key in zip(table.columns, table.keys, strict=True)
        if column and key not in known
    ]
    if others:
        yield f"{table.file}: columns not read: {some(others)}"
