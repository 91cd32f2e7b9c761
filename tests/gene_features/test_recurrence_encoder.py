"""Recurrences of residue, change and gene in a hotspot table."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.recurrence_encoder import (
    FEATURES,
    HOTSPOT_COLUMNS,
    HotspotTableError,
    RecurrenceEncoder,
)

TABLE = pd.DataFrame(
    [
        ("BRAF", "V600E", 600, 600, 50),
        ("BRAF", "V600K", 600, 600, 7),
        ("BRAF", "", 597, 597, 3),
        ("BRAF", "L485_P490del", 485, 490, 2),
        ("KIT", "D816V", 816, 816, 11),
    ],
    columns=list(HOTSPOT_COLUMNS),
)


def variants(*rows, index=None):
    return pd.DataFrame(rows, columns=["Gene", "name", "start", "end"], index=index)


def encode(*rows, table=TABLE, **parameters):
    X = variants(*rows)
    encoded = RecurrenceEncoder(table, **parameters).fit(X).transform(X)
    assert encoded.dtype == np.float32
    assert encoded.shape == (len(rows), len(FEATURES))
    return encoded


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (("BRAF", "V600E", 600, 600), [57, 50, 60, 62, 1]),
        (("BRAF", "V600M", 600, 600), [57, 0, 60, 62, 1]),
        (("BRAF", "A598V", 598, 598), [0, 0, 60, 62, 1]),
        (("BRAF", "G10A", 10, 10), [0, 0, 0, 62, 1]),
        (("BRAF", "N486_T488del", 486, 488), [2, 0, 2, 62, 1]),
        (("BRAF", "L485_P490del", 485, 490), [2, 2, 2, 62, 1]),
        (("BRAF", "V600E", 600, np.nan), [57, 50, 60, 62, 1]),
        (("KIT", "V600E", 600, 600), [0, 0, 0, 11, 1]),
        (("TP53", "R175H", 175, 175), [0, 0, 0, 0, 0]),
        (("BRAF", "Amplification", np.nan, np.nan), [np.nan, np.nan, np.nan, 62, 1]),
        (("TP53", "Amplification", np.nan, np.nan), [np.nan, np.nan, np.nan, 0, 0]),
    ],
)
def test_recurrences_are_counted(variant, expected):
    np.testing.assert_array_equal(encode(variant)[0], expected)


@pytest.mark.parametrize(("position", "near"), [(605, 57), (606, 0), (592, 3), (591, 0)])
def test_nearby_ends_five_residues_away(position, near):
    assert encode(("BRAF", "x", position, position))[0, 2] == near


def test_the_reach_can_be_set():
    assert encode(("BRAF", "x", 598, 598), reach=1)[0, 2] == 3


def test_a_change_without_a_name_matches_none():
    assert encode(("BRAF", "", 597, 597))[0].tolist() == [3, 0, 60, 62, 1]


def test_without_a_table_all_is_missing():
    assert np.isnan(encode(("BRAF", "V600E", 600, 600), table=None)).all()


def test_each_row_is_answered_in_its_place_whatever_the_index():
    X = variants(
        ("KIT", "D816V", 816, 816), ("BRAF", "V600E", 600, 600), ("KIT", "x", 1, 1), index=[9, 9, 2]
    )
    assert RecurrenceEncoder(TABLE).fit(X).transform(X)[:, 1].tolist() == [11, 50, 0]


def test_no_variants_give_no_rows():
    assert encode().shape == (0, 5)


def test_each_column_has_a_name():
    names = RecurrenceEncoder(TABLE).get_feature_names_out()
    assert names.tolist() == list(FEATURES)


def test_a_table_without_a_column_is_refused():
    with pytest.raises(HotspotTableError, match="missing: name, count"):
        RecurrenceEncoder(TABLE.drop(columns=["name", "count"])).fit(variants())


def test_a_clone_has_the_same_table_and_is_not_fitted():
    encoder = RecurrenceEncoder(TABLE, reach=3).fit(variants())
    copy = clone(encoder)
    assert copy.reach == 3
    pd.testing.assert_frame_equal(copy.table, TABLE)
    with pytest.raises(NotFittedError, match="RecurrenceEncoder instance is not fitted yet"):
        copy.transform(variants())


def test_neither_table_nor_variants_are_changed():
    table, X = TABLE.copy(), variants(("BRAF", "V600E", 600, 600))
    RecurrenceEncoder(table).fit(X).transform(X)
    pd.testing.assert_frame_equal(table, TABLE)
    pd.testing.assert_frame_equal(X, variants(("BRAF", "V600E", 600, 600)))
