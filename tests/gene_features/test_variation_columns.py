"""Gene and variation as plain columns."""

import numpy as np
import pandas as pd

from gene_features.variation_columns import CATEGORIES, POSITION, variation_columns

TABLE = [
    ("BRAF", "V600E", "missense", "V", "E", 600.0),
    ("CBL", "p.Trp802Ter", "nonsense", "W", "*", 802.0),
    ("EGFR", "E746_A750del", "deletion", "", "", 746.0),
    ("ERBB2", "Amplification", "amplification", "", "", np.nan),
    ("ALK", "EML4-ALK Fusion", "fusion", "", "", np.nan),
    ("KIT", "V559_V560>D", "delins", "", "", 559.0),
]


def variants(index=None):
    return pd.DataFrame(
        {
            "ID": range(len(TABLE)),
            "Gene": [gene for gene, *_ in TABLE],
            "Variation": [variation for _, variation, *_ in TABLE],
            "Class": 1,
        },
        index=index,
    )


def test_each_variation_is_read_into_columns():
    columns = variation_columns(variants())
    expected = pd.DataFrame(
        TABLE, columns=["Gene", "Variation", "kind", "reference", "alternate", "position"]
    ).astype({"position": np.float32})
    pd.testing.assert_frame_equal(columns, expected, check_dtype=False)
    assert columns["position"].dtype == np.float32


def test_the_categories_and_the_position_are_all_columns():
    assert [*CATEGORIES, POSITION] == variation_columns(variants()).columns.tolist()


def test_neither_the_label_nor_the_identifier_is_carried_along():
    assert not {"ID", "Class"} & set(variation_columns(variants()).columns)


def test_the_index_of_the_variants_is_kept_even_where_it_repeats():
    columns = variation_columns(variants(index=[9, 7, 7, 3, 9, 1]))
    assert columns.index.tolist() == [9, 7, 7, 3, 9, 1]
    assert columns["Variation"].tolist() == [variation for _, variation, *_ in TABLE]


def test_the_variants_themselves_are_left_alone():
    given = variants()
    variation_columns(given)
    pd.testing.assert_frame_equal(given, variants())


def test_no_variants_give_no_rows_but_every_column():
    columns = variation_columns(variants().iloc[:0])
    assert columns.shape == (0, 6)
    assert columns.columns.tolist() == [*CATEGORIES, POSITION]
