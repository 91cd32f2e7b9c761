"""VEP's fields as annotation columns: names, scores, several values."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gene_features.vep_annotations import UnreadableValue, annotation_columns
from gene_features.vep_csq import CsqFormat, parse_csq


def columns(humdiv=False, numbers=None, **fields):
    """One row a value; every field is a list of the same length."""
    csq = CsqFormat("CSQ", tuple(fields))
    entries = [parse_csq("|".join(row), csq)[0] for row in zip(*fields.values(), strict=True)]
    return annotation_columns(entries, csq, humdiv, numbers)


def one(name, value, as_name=None):
    table = columns(**{name: [value]}).table
    return table[as_name or name].iat[0]


def test_sift_is_split_into_score_and_letter():
    table = columns(
        SIFT=["deleterious(0.02)", "tolerated_low_confidence(0.4)", "", "tolerated(1)"]
    ).table
    np.testing.assert_array_equal(table["SIFT_score"], [0.02, 0.4, np.nan, 1])
    assert table["SIFT_pred"].fillna("").tolist() == ["D", "T", "", "T"]


def test_polyphen_is_humvar_unless_vep_ran_with_humdiv():
    fields = {"PolyPhen": ["probably_damaging(0.98)", "possibly_damaging(0.6)", "benign(0)"]}
    assert columns(**fields).table.columns.tolist() == [
        "Polyphen2_HVAR_score",
        "Polyphen2_HVAR_pred",
    ]
    table = columns(humdiv=True, **fields).table
    assert table["Polyphen2_HDIV_score"].tolist() == [0.98, 0.6, 0]
    assert table["Polyphen2_HDIV_pred"].tolist() == ["D", "P", "B"]


def test_an_unknown_polyphen_is_no_score_of_zero():
    table = columns(PolyPhen=["unknown(0)", "benign(0)"]).table
    np.testing.assert_array_equal(table["Polyphen2_HVAR_score"], [np.nan, 0])
    assert table["Polyphen2_HVAR_pred"].isna().tolist() == [True, False]


def test_vep_may_give_only_the_word_or_only_the_score():
    table = columns(SIFT=["deleterious", "0.03", "tolerated(0.5)"]).table
    np.testing.assert_array_equal(table["SIFT_score"], [np.nan, 0.03, 0.5])
    assert table["SIFT_pred"].fillna("").tolist() == ["D", "", "T"]


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("CADD_PHRED", "CADD_phred"),
        ("GERP++_RS", "GERP.._RS"),
        ("ExAC_AF", "ExAC_Freq"),
        ("MetaSVM_score", "RadialSVM_score"),
        ("MetaLR_score", "LR_score"),
    ],
)
def test_a_field_that_means_the_same_bears_the_tables_name(field, column):
    table = columns(**{field: ["0.5"]}).table
    assert table.columns.tolist() == [column]
    assert table[column].tolist() == [0.5]


@pytest.mark.parametrize(
    "field",
    [
        "CADD_RAW", "gnomADe_AF", "gnomAD_AF", "MAX_AF", "REVEL", "am_pathogenicity", "LoFtool",
        "BLOSUM62", "Conservation", "VEST4_score", "phyloP100way_vertebrate",
    ],
)  # fmt: skip
def test_every_other_number_keeps_veps_name(field):
    table = columns(**{field: ["0.5", ""]}).table
    assert table.columns.tolist() == [field]
    np.testing.assert_array_equal(table[field], [0.5, np.nan])


def test_a_column_that_already_bears_the_name_counts():
    table = columns(SIFT=["tolerated(0.9)"], SIFT_score=["0.01"], SIFT_pred=["D"]).table
    assert table["SIFT_score"].tolist() == [0.01]
    assert table["SIFT_pred"].tolist() == ["D"]


def test_a_row_without_a_value_under_that_name_takes_the_other_field():
    fields = {"SIFT": ["tolerated(0.9)", "deleterious(0.02)"], "SIFT_score": ["0.01", ""]}
    assert columns(**fields).table["SIFT_score"].tolist() == [0.01, 0.02]


def test_names_and_sequences_are_no_annotation():
    fields = ("Allele", "Gene", "Feature", "SYMBOL", "HGVSp", "EXON", "WildtypeProtein", "PICK")
    assert columns(**{name: ["x"] for name in fields}).table.shape == (1, 0)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("REVEL", "0.1&.&0.4", 0.4),
        ("CADD_phred", "3&20.5", 20.5),
        ("SIFT_score", "0.3&0.01&.", 0.01),
        ("FATHMM_score", "-3.1&1.2", -3.1),
        ("SIFT_pred", "T&.&D", "D"),
        ("Polyphen2_HDIV_pred", "B&P", "P"),
        ("MutationAssessor_pred", "L&H&N", "H"),
        ("MutationTaster_score", "0.2&0.99", 0.2),
        ("MutationTaster_pred", "N&D", "N"),
        ("Consequence", "splice_region_variant&stop_gained", "stop_gained"),
        ("CLIN_SIG", "benign&likely_benign", "benign&likely_benign"),
    ],
)
def test_of_several_values_the_most_damaging_counts(field, value, expected):
    assert one(field, value) == expected


def test_of_several_sift_predictions_the_most_damaging_counts():
    table = columns(SIFT=["tolerated(0.4)&deleterious(0.01)"]).table
    assert table.iloc[0].tolist() == [0.01, "D"]


@pytest.mark.parametrize("missing", ["", ".", "-", "NA", ".&."])
def test_each_way_of_saying_nothing_is_missing(missing):
    assert np.isnan(one("REVEL", missing))
    assert pd.isna(one("BIOTYPE", missing))


def test_a_column_of_other_numbers_is_numeric_too():
    table = columns(NEW=["1", "", "2e-3"], WORD=["1", "x", ""]).table
    assert table["NEW"].dtype == float
    assert table["WORD"].fillna("").tolist() == ["1", "x", ""]


def test_where_it_is_known_what_is_a_number_other_rows_do_not_matter():
    values = ["0.1&0.4", "1", "high", ""]
    alone = [columns(numbers={"NEW"}, NEW=[value]).table["NEW"].iat[0] for value in values]
    together = columns(numbers={"NEW"}, NEW=values)
    np.testing.assert_array_equal(alone, [0.4, 1, np.nan, np.nan])
    np.testing.assert_array_equal(together.table["NEW"], alone)
    assert together.unreadable == (UnreadableValue(2, "NEW", "high"),)
    texts = columns(numbers=(), REVEL=["0.10", ""], NEW=["1", "2"]).table
    assert texts["REVEL"].fillna("").tolist() == ["0.10", ""]
    assert texts["NEW"].tolist() == ["1", "2"]


@pytest.mark.parametrize("value", ["high", "1e99", "inf", "1/2"])
def test_what_is_no_number_is_missing_and_told(value):
    made = columns(REVEL=["0.5", value])
    np.testing.assert_array_equal(made.table["REVEL"], [0.5, np.nan])
    assert made.unreadable == (UnreadableValue(1, "REVEL", value),)


def test_without_entries_the_columns_are_there():
    csq = CsqFormat("CSQ", ("SYMBOL", "SIFT", "BIOTYPE"))
    table = annotation_columns((), csq).table
    assert table.columns.tolist() == ["SIFT_score", "SIFT_pred", "BIOTYPE"]
    assert len(table) == 0


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="|,"), max_size=30))
def test_any_text_is_a_row(text):
    made = columns(SIFT=[text], REVEL=[text], BIOTYPE=[text])
    assert len(made.table) == 1
