"""Annotation columns as numbers: types, missing values, unknown levels, the label."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.annotation_encoder import AnnotationEncoder


def annotations():
    return pd.DataFrame(
        {
            "cadd": [1.5, np.nan, 30.0, 4.0],
            "role": ["oncogene", "tumour suppressor", None, "oncogene"],
            "exon": [15, 3, 7, 11],
        }
    )


def encode(training, new=None, **parameters):
    encoder = AnnotationEncoder(**{"min_frequency": 1, **parameters}).fit(training)
    encoded = encoder.transform(training if new is None else new)
    assert encoded.dtype == np.float32
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def test_numbers_stay_and_other_columns_become_one_hot():
    encoded = encode(annotations())
    assert encoded.columns.tolist() == [
        "cadd",
        "exon",
        "role_oncogene",
        "role_tumour suppressor",
        "cadd_missing",
        "role_missing",
    ]
    assert encoded["exon"].tolist() == [15, 3, 7, 11]
    assert encoded["role_oncogene"].tolist() == [1, 0, 0, 1]
    assert encoded["role_tumour suppressor"].tolist() == [0, 1, 0, 0]


def test_a_missing_number_stays_missing():
    np.testing.assert_array_equal(encode(annotations())["cadd"], [1.5, np.nan, 30.0, 4.0])


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, ""])
def test_a_missing_text_is_no_level_but_marked_as_missing(missing):
    new = pd.DataFrame({"cadd": [1.0], "role": [missing], "exon": [1]})
    encoded = encode(annotations(), new)
    assert encoded.filter(like="role").to_numpy().tolist() == [[0, 0, 1]]


def test_a_column_with_missing_training_values_has_an_indicator():
    encoded = encode(annotations())
    assert encoded["cadd_missing"].tolist() == [0, 1, 0, 0]
    assert encoded["role_missing"].tolist() == [0, 0, 1, 0]
    assert "exon_missing" not in encoded.columns


def test_columns_missing_in_the_same_rows_share_an_indicator():
    training = annotations().assign(phred=[9.0, None, 8.0, 7.0], pred=["D", "", "T", "T"])
    encoded = encode(training)
    assert encoded.filter(like="_missing").columns.tolist() == ["cadd_missing", "role_missing"]
    assert encoded["cadd_missing"].tolist() == [0, 1, 0, 0]


def test_a_shared_indicator_is_set_where_all_its_columns_are_missing():
    training = annotations().assign(phred=[9.0, None, 8.0, 7.0])
    new = pd.DataFrame({"cadd": [None, None], "phred": [3.0, None], "role": "x", "exon": 1})
    assert encode(training, new)["cadd_missing"].tolist() == [0, 1]


def test_a_table_without_annotations_is_missing_throughout():
    encoded = encode(annotations(), pd.DataFrame(index=range(2)))
    assert encoded["cadd_missing"].tolist() == [1, 1]
    assert encoded["role_missing"].tolist() == [1, 1]
    assert encoded[["cadd", "exon"]].isna().all(axis=None)


def test_text_in_a_numeric_column_is_marked_as_missing():
    new = pd.DataFrame({"cadd": ["2.5", "high"], "role": "oncogene", "exon": [1, 2]})
    assert encode(annotations(), new)["cadd_missing"].tolist() == [0, 1]


def test_no_indicator_where_nothing_is_missing_in_training():
    training = annotations().dropna()
    new = annotations()
    assert not encode(training, new).filter(like="_missing").columns.tolist()


def test_an_unknown_level_is_zero_where_no_level_was_rare():
    new = annotations().assign(role="fusion partner")
    assert not encode(annotations(), new).filter(like="role_").to_numpy().any()


def test_an_unknown_level_joins_the_rare_ones():
    training = pd.DataFrame({"role": ["a"] * 5 + ["b", "c"]})
    new = pd.DataFrame({"role": ["a", "b", "c", "d"]})
    encoded = encode(training, new, min_frequency=3)
    assert encoded.columns.tolist() == ["role_a", "role_infrequent_sklearn"]
    assert encoded.to_numpy().tolist() == [[1, 0], [0, 1], [0, 1], [0, 1]]


def test_ignored_columns_are_not_read():
    encoded = encode(annotations(), ignore=("exon", "role", "absent"))
    assert encoded.columns.tolist() == ["cadd", "cadd_missing"]


@pytest.mark.parametrize("labels", [[1, 2, 3, 4], ["1", "2", "3", "4"]])
@pytest.mark.parametrize("ignore", [(), ("exon",)])
def test_a_column_named_class_is_never_read(labels, ignore):
    with_labels = annotations().assign(Class=labels)
    pd.testing.assert_frame_equal(
        encode(with_labels, ignore=ignore), encode(annotations(), ignore=ignore)
    )
    pd.testing.assert_frame_equal(
        encode(annotations(), with_labels, ignore=ignore), encode(annotations(), ignore=ignore)
    )


def test_text_in_a_numeric_column_becomes_missing():
    new = pd.DataFrame({"cadd": ["2.5", "high", "."], "role": "oncogene", "exon": [1, 2, 3]})
    np.testing.assert_array_equal(encode(annotations(), new)["cadd"], [2.5, np.nan, np.nan])


def test_a_column_that_is_absent_later_is_missing_throughout():
    encoded = encode(annotations(), pd.DataFrame({"exon": [5, 6]}))
    assert encoded["cadd"].isna().all()
    assert encoded["exon"].tolist() == [5, 6]
    assert encoded["role_missing"].tolist() == [1, 1]


def test_new_columns_and_another_order_of_columns_change_nothing():
    new = annotations().assign(sift=0.5)[["sift", "exon", "role", "cadd"]]
    pd.testing.assert_frame_equal(encode(annotations(), new), encode(annotations()))


def test_rows_follow_the_table_whatever_its_index():
    shuffled = annotations().iloc[[2, 0, 3, 1]]
    assert encode(annotations(), shuffled)["exon"].tolist() == [7, 15, 11, 3]


@pytest.mark.parametrize(
    "training",
    [
        annotations()[["role"]],
        annotations()[["cadd"]],
        annotations()[["cadd"]].rename(columns={"cadd": "Class"}),
        pd.DataFrame(index=range(4)),
    ],
)
def test_each_variant_is_a_row_whatever_the_columns(training):
    encoded = encode(training)
    assert len(encoded) == 4
    assert encoded.shape[1] == len(encoded.columns)


def test_the_table_itself_is_left_alone():
    given = annotations()
    encode(given)
    pd.testing.assert_frame_equal(given, annotations())


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    encoder = AnnotationEncoder(ignore=("exon",), min_frequency=2).fit(annotations())
    copy = clone(encoder)
    assert copy.get_params() == {"ignore": ("exon",), "min_frequency": 2}
    with pytest.raises(NotFittedError, match="AnnotationEncoder instance is not fitted yet"):
        copy.transform(annotations())
    with pytest.raises(NotFittedError, match="AnnotationEncoder instance is not fitted yet"):
        copy.get_feature_names_out()
