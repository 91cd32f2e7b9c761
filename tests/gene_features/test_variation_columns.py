"""Gene and variation as plain columns."""

import numpy as np
import pandas as pd
import pytest

from gene_features.variation_columns import (
    ALTERNATE,
    CONSEQUENCE,
    END,
    LENGTH_CHANGE,
    NAME,
    REFERENCE,
    START,
    TYPE,
    UNPARSED,
    variation_columns,
)
from variants.schema import GENE, VARIATION

COLUMNS = [
    *(GENE, VARIATION, NAME, TYPE, CONSEQUENCE, REFERENCE, ALTERNATE),
    *(START, END, LENGTH_CHANGE),
]
NUMBERS = [START, END, LENGTH_CHANGE]
NONE = np.nan

TABLE = [
    ("BRAF", "p.Val600Glu", "V600E", "substitution", "missense_variant", "V", "E", 600, 600, 0),
    ("CBL", "p.Trp802Ter", "W802*", "nonsense", "stop_gained", "W", "*", 802, 802, NONE),
    (
        *("EGFR", "E746_A750del", "E746_A750del", "deletion", "inframe_deletion"),
        *("E", "", 746, 750, -5),
    ),
    (
        *("KIT", "V559_V560>D", "V559_V560delinsD", "delins", "protein_altering_variant"),
        *("V", "", 559, 560, -1),
    ),
    ("ERBB2", "Amplification", "Amplification", "amplification", None, "", "", NONE, NONE, NONE),
    ("ALK", "EML4-ALK Fusion", "EML4::ALK Fusion", "fusion", None, "", "", NONE, NONE, NONE),
    ("MET", " so to speak ", "so to speak", UNPARSED, "", "", "", NONE, NONE, NONE),
]


def variants(index=None):
    return pd.DataFrame(
        {
            "ID": range(len(TABLE)),
            GENE: [gene for gene, *_ in TABLE],
            VARIATION: [variation for _, variation, *_ in TABLE],
            "Class": 1,
        },
        index=index,
    )


def read(gene, variation):
    return variation_columns(pd.DataFrame({GENE: [gene], VARIATION: [variation]})).iloc[0]


@pytest.mark.parametrize("row", TABLE, ids=[variation for _, variation, *_ in TABLE])
def test_each_variation_is_read_into_columns(row):
    found = read(*row[:2])
    for column, expected in zip(COLUMNS, row, strict=True):
        if expected is not None:  # the term of an event is the grammar's affair
            np.testing.assert_equal(found[column], expected, err_msg=column)


def test_the_columns_have_their_order_and_the_numbers_are_float32():
    columns = variation_columns(variants())
    assert columns.columns.tolist() == COLUMNS
    assert {columns[name].dtype for name in NUMBERS} == {np.dtype(np.float32)}
    assert not columns.drop(columns=NUMBERS).isna().any(axis=None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("V600E", "p.(Val600Glu)"),
        ("V559_V560>D", "p.Val559_Val560delinsAsp"),
        ("E746_A750del", "p.E746_A750del"),
    ],
)
def test_two_spellings_of_a_variation_differ_only_in_what_was_given(first, second):
    one, other = read("KIT", first), read("KIT", second)
    assert (one[VARIATION], other[VARIATION]) == (first, second)
    pd.testing.assert_series_equal(one.drop(VARIATION), other.drop(VARIATION))


@pytest.mark.parametrize(
    ("given", "expected"),
    [("H3F3A", "H3-3A"), ("mll2", "KMT2D"), (" BRAF ", "BRAF"), ("NOVEL9", "NOVEL9"), ("", "")],
)
def test_a_gene_has_its_approved_symbol_and_an_unknown_one_stays(given, expected):
    assert read(given, "V600E")[GENE] == expected


def test_a_synonymous_change_ends_in_the_residue_it_began_with():
    found = read("BRAF", "p.Val600=")
    assert (found[TYPE], found[REFERENCE], found[ALTERNATE]) == ("synonymous", "V", "V")


def test_neither_the_label_nor_the_identifier_is_carried_along():
    assert not {"ID", "Class"} & set(variation_columns(variants()).columns)


def test_the_index_of_the_variants_is_kept_even_where_it_repeats():
    index = [9, 7, 7, 3, 9, 1, 1]
    columns = variation_columns(variants(index=index))
    assert columns.index.tolist() == index
    assert columns[VARIATION].tolist() == [variation for _, variation, *_ in TABLE]


def test_a_row_is_read_alike_whatever_stands_beside_it():
    together = variation_columns(variants())
    for position in range(len(TABLE)):
        alone = variation_columns(variants().iloc[[position]])
        pd.testing.assert_frame_equal(alone, together.iloc[[position]])


def test_the_variants_themselves_are_left_alone():
    given = variants()
    variation_columns(given)
    pd.testing.assert_frame_equal(given, variants())


def test_no_variants_give_no_rows_but_every_column():
    columns = variation_columns(variants().iloc[:0])
    assert columns.shape == (0, 10)
    assert columns.columns.tolist() == COLUMNS
    assert {columns[name].dtype for name in NUMBERS} == {np.dtype(np.float32)}
