import numpy as np
import pandas as pd
import pytest

from experiments.inputs import asked_variants, inputs_from_table, make_inputs
from gene_features.variation_columns import START, TYPE
from text_features.literature import Literature
from text_features.mention_features import MENTION_FEATURES
from text_features.row_text import DOCUMENT, VARIANT, ReadingSettings

VARIANTS = pd.DataFrame(
    {"Gene": ["BRAF", "KIT", "RET"], "Variation": ["V600E", "Amplification", "M918T"]},
    index=[5, 3, 8],
)


def test_the_variants_are_parsed_and_keep_their_ids():
    inputs = make_inputs(VARIANTS)
    assert len(inputs) == 3
    assert inputs.variants.index.tolist() == [5, 3, 8]
    assert inputs.variants[TYPE].tolist() == ["substitution", "amplification", "substitution"]
    np.testing.assert_array_equal(inputs.variants[START], [600, np.nan, 918])


@pytest.mark.parametrize("name", ["embeddings", "annotations"])
def test_a_side_table_of_other_rows_is_refused(name):
    table = pd.DataFrame({"a0": [1.0, 2.0, 3.0]}, index=[3, 5, 8])
    with pytest.raises(ValueError, match=f"{name} must cover the variants' rows in their order"):
        make_inputs(VARIANTS, **{name: table})


def test_literature_of_other_rows_is_refused():
    with pytest.raises(ValueError, match="literature has 2 rows, expected 3"):
        make_inputs(VARIANTS, Literature.empty(2))


def test_without_literature_no_row_has_a_text():
    assert make_inputs(VARIANTS).literature.has_text.tolist() == [False] * 3


def test_taking_rows_takes_them_from_every_part(make_table, make_model_inputs):
    table = make_table(12)
    whole = make_model_inputs(table)
    some = whole.take(np.array([7, 2]))
    assert some.variants.index.tolist() == [107, 102]
    for name, field in some.literature.fields.items():
        of_whole = whole.literature.fields[name]
        assert field.texts is of_whole.texts
        assert field.of_row.tolist() == of_whole.of_row[[7, 2]].tolist()
    np.testing.assert_array_equal(some.literature.features, whole.literature.features[[7, 2]])
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
    assert not bare.literature.has_text.any()
    assert all((field.of_row == -1).all() for field in bare.literature.fields.values())
    assert np.isnan(bare.literature.features).all()
    assert bare.embeddings is None
    assert bare.annotations is None
    assert whole.annotations is not None
    assert whole.literature.has_text.any()


HOTSPOTS = pd.DataFrame(
    {"Gene": ["BRAF"], "name": ["V600E"], "start": [600.0], "end": [600.0], "count": [9]}
)


def test_the_hotspot_table_is_the_same_for_whichever_rows_are_taken():
    inputs = make_inputs(VARIANTS, hotspots=HOTSPOTS)
    assert inputs.hotspots is HOTSPOTS
    assert inputs.take(np.array([2])).hotspots is HOTSPOTS
    assert inputs.without_side_tables().hotspots is HOTSPOTS


def test_a_table_of_gene_and_variation_alone_is_enough():
    inputs = inputs_from_table(VARIANTS, ["a0"], ["CADD_phred"])
    assert inputs.literature.has_text.tolist() == [False] * 3
    assert all(field.texts == () for field in inputs.literature.fields.values())
    assert inputs.embeddings is None
    assert inputs.annotations is None


def test_texts_none_nan_and_empty_are_no_text_and_equal_texts_are_one_document():
    table = VARIANTS.assign(Text=["The  mutant cells.", None, "The  mutant cells."])
    whole = inputs_from_table(table).literature.fields[DOCUMENT]
    assert whole.texts == ("the mutant cells",)
    assert whole.of_row.tolist() == [0, -1, 0]
    for missing in (np.nan, "", None):
        inputs = inputs_from_table(VARIANTS.assign(Text=missing))
        assert inputs.literature.fields[DOCUMENT].of_row.tolist() == [-1] * 3


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


STRANGE = {
    "one word": "word", "white space": " \n\t\r\u00a0",
    "control characters": "\x00V600E\x07\x1b[0m",
    "lone surrogates": "\ud800 V600E \udfff", "markup": "<p>BRAF&nbsp;<b>V600E</b></p><br",
    "Chinese": "BRAF突变V600E激活了激酶。", "Russian": "Мутация V600E активирует киназу.",
    "Arabic": "طفرة V600E في جين BRAF.", "a number": 600, "no sentence": "...",
}  # fmt: skip


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_texts_break_nothing(text):
    table = VARIANTS.assign(Text=pd.Series([text, None, text], index=VARIANTS.index, dtype=object))
    inputs = inputs_from_table(table)
    assert inputs.literature.has_text.tolist() == [True, False, True]
    assert not np.isnan(inputs.literature.features[0]).all()
    assert np.isnan(inputs.literature.features[1]).all()


@pytest.mark.slow
def test_a_text_of_a_megabyte_breaks_nothing():
    text = "BRAF V600E was activating. Mice were kept in cages. " * 20_000
    inputs = inputs_from_table(VARIANTS.assign(Text=[text, None, text]))
    assert inputs.literature.has_text.tolist() == [True, False, True]
    same = inputs.literature.features[0, MENTION_FEATURES.index("same_mentions")]
    assert same == pytest.approx(np.log1p(20_000))


def test_texts_are_read_as_the_settings_say():
    table = VARIANTS.assign(Text="The BRAF V600E mutant. Cells grew.")
    masked = inputs_from_table(table).literature.fields[DOCUMENT].texts[0]
    plain, narrow = (
        inputs_from_table(table, reading=how).literature.fields
        for how in (ReadingSettings(mask_names=False), ReadingSettings(window=0))
    )
    assert masked == "the thisgene anyvariant mutant cells grew"
    assert plain[DOCUMENT].texts[0] == "the braf v600e mutant cells grew"
    assert narrow[VARIANT].texts == ("the thisgene thisvariant mutant",)


def test_a_text_is_read_for_the_approved_symbol_and_the_spelling_as_it_came():
    table = pd.DataFrame({"Gene": ["MLL2", " kmt2d"], "Variation": ["V600E", "p.(V600E)"]})
    assert asked_variants(table) == [("KMT2D", "V600E"), ("KMT2D", "p.(V600E)")]
    literature = inputs_from_table(table.assign(Text="MLL2 V600E grew.")).literature
    assert literature.fields[VARIANT].texts == ("thisgene thisvariant grew",)
    np.testing.assert_array_equal(literature.features[0], literature.features[1])
