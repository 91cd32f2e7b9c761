"""Positions: span, density, and training rows that do not count themselves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline

from gene_features.position_encoder import PositionEncoder

MISSING = float("nan")


def variants(*rows):
    """Rows of gene, start and, where it is another residue, end."""
    table = [(gene, start, *(end or [start])) for gene, start, *end in rows]
    return pd.DataFrame(table, columns=["Gene", "start", "end"]).astype(
        {"Gene": object, "start": np.float32, "end": np.float32}
    )


TRAINING = variants(
    ("BRAF", 600),
    ("BRAF", 600),
    ("BRAF", 597),
    ("BRAF", 464),
    ("EGFR", 746, 750),
    ("EGFR", 858),
    ("KIT", 816),
    ("ALK", MISSING),
)


def encode(new, training=TRAINING, **parameters):
    encoder = PositionEncoder(**parameters).fit(training)
    return framed(encoder, encoder.transform(new))


def encode_training(training=TRAINING, **parameters):
    encoder = PositionEncoder(**parameters)
    return framed(encoder, encoder.fit_transform(training))


def framed(encoder, encoded):
    assert encoded.dtype == np.float32
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def test_residue_numbers_stay_and_the_residues_between_them_are_counted():
    encoded = encode(variants(("EGFR", 746, 750), ("NEW", 12)))
    assert encoded["start"].tolist() == [746, 12]
    assert encoded["end"].tolist() == [750, 12]
    assert encoded["residues_spanned"].tolist() == [5, 1]


def test_an_end_that_is_missing_is_the_start():
    encoded = encode(variants(("BRAF", 600, MISSING)))
    assert encoded.loc[0, ["end", "residues_spanned"]].tolist() == [600, 1]


def test_a_position_is_relative_to_the_span_of_its_gene():
    encoded = encode(variants(("BRAF", 464), ("BRAF", 532), ("BRAF", 600), ("EGFR", 858)))
    assert encoded["relative_position"].tolist() == [0, 0.5, 1, 1]
    assert encoded["span_end"].tolist() == [600, 600, 600, 858]


def test_a_position_beyond_the_span_is_below_0_or_above_1():
    encoded = encode(variants(("BRAF", 396), ("BRAF", 668)))
    assert encoded["relative_position"].tolist() == [-0.5, 1.5]


def test_a_range_reaches_to_its_last_residue():
    encoded = encode(variants(("G", 30)), variants(("G", 20, 40)))
    assert encoded.loc[0, ["relative_position", "span_end"]].tolist() == [0.5, 40]


def test_one_known_residue_is_no_span_but_has_an_end():
    row = encode(variants(("KIT", 900))).loc[0]
    assert np.isnan(row["relative_position"])
    assert row["span_end"] == 816


def test_neighbours_are_counted_as_rows_and_as_distinct_residues():
    encoded = encode(variants(("BRAF", 600), ("BRAF", 602), ("BRAF", 484), ("BRAF", 485)))
    assert encoded["variants_within_0"].tolist() == [2, 0, 0, 0]
    assert encoded["residues_within_0"].tolist() == [1, 0, 0, 0]
    assert encoded["variants_within_5"].tolist() == [3, 3, 0, 0]
    assert encoded["residues_within_5"].tolist() == [2, 2, 0, 0]
    assert encoded["variants_within_20"].tolist() == [3, 3, 1, 0]
    assert encoded["residues_within_20"].tolist() == [2, 2, 1, 0]


def test_neighbours_are_counted_from_both_ends_of_a_range():
    row = encode(variants(("BRAF", 590, 598)), windows=(0, 2, 3)).loc[0]
    assert row.filter(like="variants_within").tolist() == [1, 3, 3]


def test_neighbours_of_another_gene_do_not_count():
    training = variants(*[(gene, residue) for gene in "AB" for residue in (1, 2)])
    encoded = encode(variants(("A", 1), ("B", 2)), training, windows=(10**9,))
    assert encoded.filter(like="within").to_numpy().tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize("gene", ["TP53", "", None, np.nan])
def test_an_unseen_or_missing_gene_has_no_span_and_no_neighbours(gene):
    row = encode(variants((gene, 175))).loc[0]
    assert row[["start", "end", "residues_spanned"]].tolist() == [175, 175, 1]
    assert row[["relative_position", "span_end"]].isna().all()
    assert row.filter(like="within").tolist() == [0] * 6


def test_training_rows_without_a_gene_are_no_gene():
    training = variants((None, 5), (None, 9), ("", 5), ("", 9))
    row = encode(variants((None, 5)), training).loc[0]
    assert np.isnan(row["span_end"])
    assert row.filter(like="within").tolist() == [0] * 6
    assert encode_training(training).filter(like="within").to_numpy().tolist() == [[0] * 6] * 4


def test_a_row_without_a_position_knows_only_the_end_of_the_span():
    row = encode(variants(("BRAF", MISSING))).loc[0]
    assert row["span_end"] == 600
    assert row.drop("span_end").isna().all()


def test_a_gene_without_any_position_is_an_unseen_gene():
    assert np.isnan(encode(variants(("ALK", 1174))).loc[0, "span_end"])


def test_a_training_row_does_not_count_itself():
    encoded = encode_training()
    assert encoded["variants_within_0"].tolist()[:7] == [1, 1, 0, 0, 0, 0, 0]
    assert encoded["residues_within_0"].tolist()[:7] == [1, 1, 0, 0, 0, 0, 0]
    assert encoded["variants_within_5"].tolist()[:7] == [2, 2, 2, 0, 0, 0, 0]
    assert encoded["residues_within_5"].tolist()[:7] == [2, 2, 1, 0, 0, 0, 0]


def test_a_training_row_does_not_stretch_the_span_it_is_measured_by():
    encoded = encode_training(variants(("A", 10), ("A", 20), ("A", 30)))
    assert encoded["relative_position"].tolist() == [-1, 0.5, 2]
    assert encoded["span_end"].tolist() == [30, 30, 20]


def test_the_only_training_row_of_a_gene_looks_like_a_row_of_an_unseen_gene():
    alone = encode_training().loc[[6]]
    unseen = encode(variants(("KIT", 816)), TRAINING.drop(6))
    np.testing.assert_array_equal(alone, unseen)


def test_a_new_row_at_a_known_residue_looks_like_a_training_row_that_shares_its_residue():
    shared = encode_training(variants(("A", 12), ("A", 12), ("A", 61), ("A", 146))).loc[[0]]
    new = encode(variants(("A", 12)), variants(("A", 12), ("A", 61), ("A", 146)))
    np.testing.assert_array_equal(shared, new)
    assert new.loc[0, "variants_within_0"] == 1


positions = st.one_of(st.just(MISSING), st.integers(1, 60))
rows = st.tuples(st.sampled_from(["A", "B", "C", None]), positions, st.integers(0, 30)).map(
    lambda row: (row[0], row[1], row[1] + row[2])
)


@given(st.lists(rows, max_size=12))
def test_each_training_row_is_encoded_as_if_fitted_on_all_the_others(table):
    training = variants(*table)
    encoded = encode_training(training)
    for i in range(len(training)):
        alone = encode(training.iloc[[i]], training.drop(index=i))
        np.testing.assert_array_equal(encoded.iloc[[i]], alone)


@given(st.lists(rows, max_size=12), rows)
def test_neighbours_are_the_rows_that_a_plain_search_finds(table, row):
    (gene, start, end), training = row, variants(*table)
    encoded = encode(variants(row), training, windows=(7,)).loc[0]
    near = [
        other
        for name, other, _ in table
        if gene is not None and name == gene and start - 7 <= other <= end + 7
    ]
    expected = [MISSING] * 2 if np.isnan(start) else [len(near), len(set(near))]
    np.testing.assert_array_equal(encoded.filter(like="within"), expected)


def test_training_rows_and_new_rows_have_the_same_distributions():
    random = np.random.default_rng(0)
    residues = np.where(random.random(4000) < 0.3, 600, random.integers(1, 767, 4000))
    table = variants(*[(f"G{random.integers(300)}", residue) for residue in residues])
    learnt = encode_training(table.iloc[:2000])
    new = encode(table.iloc[2000:], table.iloc[:2000])
    for name in learnt.columns.drop(["start", "end"]):
        means = learnt[name].mean(), new[name].mean()
        error = np.hypot(learnt[name].sem(), new[name].sem())
        assert abs(means[0] - means[1]) <= 4 * error, name
        assert learnt[name].isna().mean() == pytest.approx(new[name].isna().mean(), abs=0.02)


def test_a_pipeline_fits_on_the_rows_without_themselves():
    np.testing.assert_array_equal(
        make_pipeline(PositionEncoder()).fit_transform(TRAINING), encode_training()
    )


def test_the_width_is_five_and_two_for_each_window():
    assert encode(TRAINING).shape == (8, 11)
    assert encode(TRAINING, windows=()).shape == (8, 5)


@pytest.mark.parametrize("dtype", ["str", "string", "category"])
def test_the_dtype_of_the_gene_does_not_matter(dtype):
    training = TRAINING.astype({"Gene": dtype})
    pd.testing.assert_frame_equal(encode(training, training), encode(TRAINING))
    pd.testing.assert_frame_equal(encode_training(training), encode_training())


def test_positions_may_be_nullable_whole_numbers():
    nullable = TRAINING.astype({"start": "Int64", "end": "Int64"})
    pd.testing.assert_frame_equal(encode_training(nullable), encode_training())


def test_rows_follow_the_table_whatever_its_index():
    np.testing.assert_array_equal(encode_training(TRAINING.set_axis([2] * 8)), encode_training())
    np.testing.assert_array_equal(encode(TRAINING.iloc[::-1]), encode(TRAINING).iloc[::-1])


def test_labels_change_nothing():
    labels = np.arange(8)
    np.testing.assert_array_equal(
        PositionEncoder().fit_transform(TRAINING, labels), encode_training()
    )
    np.testing.assert_array_equal(
        PositionEncoder().fit(TRAINING, labels).transform(TRAINING), encode(TRAINING)
    )


def test_no_variants_give_no_rows_but_every_feature():
    assert encode(TRAINING.iloc[:0]).shape == (0, 11)
    assert encode_training(TRAINING.iloc[:0]).shape == (0, 11)


def test_after_no_training_rows_every_gene_is_unseen():
    row = encode(variants(("BRAF", 600)), TRAINING.iloc[:0]).loc[0]
    assert np.isnan(row["span_end"])
    assert row.filter(like="within").tolist() == [0] * 6


def test_the_table_itself_is_left_alone():
    given_table = TRAINING.copy(deep=True)
    encode_training(given_table)
    encode(given_table)
    pd.testing.assert_frame_equal(given_table, TRAINING)


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    copy = clone(PositionEncoder(windows=(1, 2)).fit(TRAINING))
    assert copy.get_params() == {"windows": (1, 2)}
    with pytest.raises(NotFittedError, match="PositionEncoder instance is not fitted yet"):
        copy.transform(TRAINING)
    with pytest.raises(NotFittedError, match="PositionEncoder instance is not fitted yet"):
        copy.get_feature_names_out()
