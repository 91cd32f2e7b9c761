"""What a table of a screen's folder is, told from its columns."""

import re
from collections.abc import Sequence
from enum import StrEnum

from response.screen_feature import MSI
from response.screen_tables import column_key

IC50_COLUMN = re.compile(r"drug_([0-9]+)_ic50", re.IGNORECASE)
"""A column of the matrix of GDSC release 17; its group is the drug's id."""

LINE_KEYS = ("cosmicid", "cosmicidentifier", "cosmicsampleid")
"""Names of the column of a cell line's id in GDSC's tables."""

TISSUE_FACTOR = "tissuefactor"
"""Key of the column of tissues in the matrix of features of GDSC release 17."""


class TableKind(StrEnum):
    """What a table holds; their order is the order in which a screen's version counts them."""

    IC50_MATRIX = "matrix of IC50 (columns COSMIC_ID, Drug_1_IC50, …)"
    DOSE_RESPONSES = "fitted dose responses (columns COSMIC_ID, DRUG_ID, LN_IC50)"
    OWN_RESPONSES = "responses of an own screen (columns profile, drug, response)"
    FEATURE_MATRIX = "matrix of features (columns COSMIC_ID, TISSUE_FACTOR, BRAF_mut, …)"
    FEATURE_LIST = "list of features (columns cosmic_sample_id, genetic_feature, is_mutated)"
    OWN_PROFILES = "profiles of an own screen (column profile)"
    LINE_LIST = "list of cell lines (columns COSMIC_ID, SAMPLE_NAME)"
    DRUG_LIST = "list of compounds (columns DRUG_ID, DRUG_NAME)"
    OWN_DRUGS = "drugs of an own screen (column drug)"


RESPONSE_KINDS = (TableKind.IC50_MATRIX, TableKind.DOSE_RESPONSES, TableKind.OWN_RESPONSES)
"""The tables of which a screen has one kind."""


def kind_of(columns: Sequence[str]) -> TableKind | None:
    """Tell what a table is; None where it is nothing that a screen is read from."""
    keys = frozenset(map(column_key, columns))
    if "profile" in keys:
        return TableKind.OWN_RESPONSES if {"drug", "response"} <= keys else TableKind.OWN_PROFILES
    if "drug" in keys:
        return TableKind.OWN_DRUGS
    if keys.isdisjoint(LINE_KEYS):
        return TableKind.DRUG_LIST if {"drugid", "drugname"} <= keys else None
    return _line_table_kind(columns, keys)


def _line_table_kind(columns: Sequence[str], keys: frozenset[str]) -> TableKind | None:
    if {"drugid", "lnic50"} <= keys:
        return TableKind.DOSE_RESPONSES
    if {"geneticfeature", "ismutated"} <= keys:
        return TableKind.FEATURE_LIST
    if any(IC50_COLUMN.fullmatch(column) for column in columns):
        return TableKind.IC50_MATRIX
    if keys & {TISSUE_FACTOR, column_key(MSI)} or any(c.endswith("_mut") for c in columns):
        return TableKind.FEATURE_MATRIX
    return TableKind.LINE_LIST if "samplename" in keys else None
