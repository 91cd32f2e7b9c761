import numpy as np
import pandas as pd
import pytest

from experiments.inputs import inputs_from_table, make_inputs
from gene_features.variation_columns import START, TYPE

VARIANTS = pd.DataFrame(
    {"Gene": ["BRAF", "KIT", "RET"], "Variation": ["V600E", "Amplification", "M918T"]},
    index=[5, 3, 8],
)
NO_TEXT = np.full(3, -1)


def test_the_variants_are_parsed_and_keep_their_ids():
    inputs = make_inputs(VARIANTS, [], NO_TEXT)
    assert len(inputs) == 3
    assert inputs.variants.index.tolist() == [5, 3, 8]
    assert inputs.variants[TYPE].tolist() == ["substitution", "amplification", "substitution"]
    np.testing.assert_array_equal(inputs.variants[START], [600, np.nan, 918])


@pytest.mark.parametrize("name", ["embeddings", "annotations"])
def test_a_side_table_of_other_rows_is_refused(name):
    table = pd.DataFrame({"a0": [1.0, 2.0, 3.0]}, index=[3, 5, 8])
    with pytest.raises(ValueError, match=f"{name} must cover the variants' rows in their order"):
        make_inputs(VARIANTS, [], NO_TEXT, **{name: table})


def test_document_positions_of_other_rows_are_refused():
    with pytest.raises(ValueError, match="document has 2 rows, expected 3"):
        make_inputs(VARIANTS, ["a"], np.array([0, 0]))


def test_taking_rows_takes_them_from_every_part(make_table, make_model_inputs):
    table = make_table(12)
    whole = make_model_inputs(table)
    some = whole.take(np.array([7, 2]))
    assert some.documents is whole.documents
    assert some.variants.index.tolist() == [107, 102]
    assert some.document.tolist() == [whole.document[7], whole.document[2]]
    assert some.embeddings.index.tolist() == [107, 102]
    assert some.annotations.index.tolist() == [107, 102]
    assert len(whole) == 12


def test_without_side_tables_rows_are_as_if_given_by_gene_and_variation_alone(
    make_table, make_model_inputs
):
    table = make_table(12)
    whole = make_model_inputs(table)
    bare = whole.without_side_tables()
    pd.testing.assert_frame_equal(bare.variants, inputs_from_table(table).variants)
    assert bare.document.tolist() == [-1] * 12
    assert bare.embeddings is None
    assert bare.annotations is None
    assert whole.annotations is not None
    assert (whole.document >= 0).any()


HOTSPOTS = pd.DataFrame(
    {"Gene": ["BRAF"], "name": ["V600E"], "start": [600.0], "end": [600.0], "count": [9]}
)


def test_the_hotspot_table_is_the_same_for_whichever_rows_are_taken():
    inputs = make_inputs(VARIANTS, [], NO_TEXT, hotspots=HOTSPOTS)
    assert inputs.hotspots is HOTSPOTS
    assert inputs.take(np.array([2])).hotspots is HOTSPOTS
    assert inputs.without_side_tables().hotspots is HOTSPOTS


def test_a_table_of_gene_and_variation_alone_is_enough():
    inputs = inputs_from_table(VARIANTS, ["a0"], ["CADD_phred"])
    assert inputs.documents == ()
    assert inputs.document.tolist() == [-1, -1, -1]
    assert inputs.embeddings is None
    assert inputs.annotations is None


def test_texts_none_nan_and_empty_are_no_text_and_equal_texts_are_one_document():
    table = VARIANTS.assign(Text=["The  V600E change.", None, "The  V600E change."])
    assert inputs_from_table(table).documents == ("the v600e change",)
    assert inputs_from_table(table).document.tolist() == [0, -1, 0]
    for missing in (np.nan, "", None):
        assert inputs_from_table(VARIANTS.assign(Text=missing)).document.tolist() == [-1] * 3


def test_of_the_known_columns_the_absent_ones_are_missing_and_others_are_not_read():
    table = VARIANTS.assign(a1=[1.0, 2.0, 3.0], comment="x")
    inputs = inputs_from_table(table, ["a0", "a1"], ["comment"])
    assert inputs.embeddings.columns.tolist() == ["a0", "a1"]
    assert inputs.embeddings["a0"].isna().all()
    assert inputs.embeddings["a1"].tolist() == [1.0, 2.0, 3.0]
    assert inputs_from_table(table).embeddings is None


@pytest.mark.parametrize(
    ("columns", "missing"),
    [(["Variation"], "Gene"), (["Gene"], "Variation"), ([], "Gene, Variation")],
)
def test_a_table_without_gene_or_variation_is_refused(columns, missing):
    with pytest.raises(ValueError, match="expected the columns Gene and Variation") as caught:
        inputs_from_table(VARIANTS[columns])
    assert str(caught.value).endswith(f"missing: {missing}")


def test_the_table_is_left_as_it_was(make_table, make_model_inputs):
    table = make_table(10)
    before = table.copy(deep=True)
    make_model_inputs(table)
    pd.testing.assert_frame_equal(table, before)
