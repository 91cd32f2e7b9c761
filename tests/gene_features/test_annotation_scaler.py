"""Facts of the gene apart from scores of the variant, ranks for numbers, missing in its place."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.annotation_scaler import MISSING_WEIGHT, AnnotationScaler

TABLE = pd.DataFrame(
    {
        "Gene": ["BRAF", "BRAF", "TP53", "TP53", "KIT"],
        "role": ["oncogene, Fusion", "oncogene, Fusion", "TSG", "TSG", None],
        "SIFT_pred": ["D", "T", "D", "T", "D"],
        "CADD": [10.0, 30.0, 20.0, np.nan, 1000.0],
        "empty": [np.nan] * 5,
        "no_words": [None] * 5,
    }
)
COLUMNS = ("role", "SIFT_pred", "CADD", "empty", "no_words")


def scaled(new=TABLE, training=TABLE, columns=COLUMNS):
    facts, scores = AnnotationScaler(columns).fit(training).transform(new)
    assert facts.dtype == scores.dtype == np.float32
    return facts, scores


def test_words_of_the_gene_are_facts_and_one_more_says_that_none_is_there():
    facts, _ = scaled()
    # fusion, oncogene, tsg, none
    expected = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    np.testing.assert_array_equal(facts, expected)


def test_words_that_differ_within_a_gene_are_not_read():
    fitted = AnnotationScaler(COLUMNS).fit(TABLE)
    assert fitted.facts_ == ["role"]
    assert fitted.scores_ == ["CADD"]
    facts, scores = scaled(columns=("SIFT_pred",))
    assert facts.shape == scores.shape == (5, 0)


def test_a_word_that_differs_in_one_gene_of_many_is_still_a_fact():
    rows = pd.DataFrame({"Gene": [f"G{n // 2}" for n in range(60)], "role": ["TSG"] * 60})
    rows.loc[0, "role"] = "oncogene"
    assert AnnotationScaler(("role",)).fit(rows).facts_ == ["role"]
    rows.loc[[2, 4, 6], "role"] = "oncogene"
    assert AnnotationScaler(("role",)).fit(rows).facts_ == []


def test_numbers_are_ranks_in_standard_deviations_so_that_outliers_are_near():
    table = TABLE.assign(CADD=[10.0, 30.0, 20.0, 40.0, 1000.0])
    _, scores = scaled(table, table)
    ranks = np.array([0, 0.5, 0.25, 0.75, 1])
    np.testing.assert_allclose(scores[:, 0], (ranks - 0.5) * 12**0.5, rtol=1e-6)
    cubed = table.assign(CADD=table["CADD"] ** 3)
    np.testing.assert_allclose(scaled(cubed, cubed)[1], scores, rtol=1e-6)


def test_a_missing_number_stands_in_the_middle_and_is_marked():
    _, scores = scaled()
    np.testing.assert_array_equal(scores[:, 1], np.array([0, 0, 0, 1, 0]) * MISSING_WEIGHT)
    assert scores[3, 0] == 0


def test_a_number_beyond_those_of_the_training_has_the_outermost_rank():
    new = TABLE.assign(CADD=[-5.0, 10.0, 2000.0, 1000.0, 20.0])
    _, scores = scaled(new)
    assert scores[0, 0] == scores[1, 0]
    assert scores[2, 0] == scores[3, 0]


def test_numbers_that_come_as_text_are_read_and_words_among_them_are_missing():
    new = TABLE.assign(CADD=["10", "30", "20", "high", None])
    _, scores = scaled(new)
    np.testing.assert_array_equal(scores[:3], scaled()[1][:3])
    np.testing.assert_array_equal(scores[3:, 1], np.float32(MISSING_WEIGHT))


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, "", 7])
def test_a_fact_that_is_missing_or_no_text_is_marked_so(value):
    new = TABLE.assign(role=pd.Series([value] * 5, dtype=object))
    np.testing.assert_array_equal(scaled(new)[0], np.tile([0, 0, 0, 1], (5, 1)))


def test_a_word_that_training_lacked_is_no_fact_and_not_missing_either():
    new = TABLE.assign(role=["another role", "TSG another", "tsg", "TSG;Fusion", "TSG|fusion"])
    facts, _ = scaled(new)
    expected = [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [1, 0, 1, 0], [1, 0, 1, 0]]
    np.testing.assert_array_equal(facts, expected)


def test_values_that_are_no_text_among_the_words_are_no_words():
    training = TABLE.assign(role=pd.Series([7, 7, "TSG", "TSG", None], dtype=object))
    facts, _ = scaled(training, training)
    np.testing.assert_array_equal(facts, [[0, 1], [0, 1], [1, 0], [1, 0], [0, 1]])


@pytest.mark.parametrize("column", ["empty", "no_words"])
def test_a_column_that_is_all_missing_in_training_is_not_read(column):
    facts, scores = scaled(TABLE.assign(**{column: ["1.0"] * 5}), columns=(column,))
    assert facts.shape == scores.shape == (5, 0)


def test_no_columns_are_no_coordinates():
    facts, scores = scaled(columns=())
    assert facts.shape == scores.shape == (5, 0)


def test_no_rows_are_scaled_to_none_and_may_be_fitted_on():
    facts, scores = scaled(TABLE.iloc[:0])
    assert facts.shape == (0, 4)
    assert scores.shape == (0, 2)
    facts, scores = scaled(training=TABLE.iloc[:0])
    assert facts.shape == scores.shape == (5, 0)


def test_a_clone_is_unfitted():
    copy = clone(AnnotationScaler(("CADD",)).fit(TABLE))
    assert copy.columns == ("CADD",)
    with pytest.raises(NotFittedError):
        copy.transform(TABLE)
