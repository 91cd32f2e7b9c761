"""Response coding: shares counted by hand, the unknown says nothing, training out of fold."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.out_of_fold import inner_folds
from gene_features.response_encoder import ResponseEncoder


def variants(*rows):
    return pd.DataFrame(rows, columns=["Gene", "name"], dtype=object)


TRAINING = variants(
    ("BRAF", "V600E"), ("BRAF", "V600E"), ("BRAF", "Amplification"), ("KIT", "Amplification")
)
LABELS = np.array([7, 7, 2, 4])


def encode(new, training=TRAINING, labels=LABELS, **parameters):
    encoder = ResponseEncoder(**parameters).fit(training, labels)
    encoded = encoder.transform(new)
    assert encoded.dtype == np.float32
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def made_up(n_rows, n_genes=8, seed=0):
    """Return rows whose labels have nothing to do with gene and name."""
    generator = np.random.default_rng(seed)
    genes = generator.integers(0, n_genes, n_rows)
    rows = variants(*[(f"G{gene}", f"N{generator.integers(30)}") for gene in genes])
    return rows, generator.integers(1, 10, n_rows)


def test_shares_are_the_smoothed_counts_of_the_level():
    found = encode(variants(("BRAF", "Amplification")))
    # BRAF: two of class 7 and one of class 2 in 3 + 9; Amplification: one of 2, one of 4 in 2 + 9
    expected = {"Gene_class7": 3 / 12, "Gene_class2": 2 / 12, "Gene_class1": 1 / 12}
    expected |= {"name_class2": 2 / 11, "name_class4": 2 / 11, "name_class7": 1 / 11}
    for name, share in expected.items():
        assert found[name].tolist() == pytest.approx([share])


def test_less_smoothing_comes_closer_to_the_counts():
    found = encode(variants(("BRAF", "V600E")), smoothing=0.1)
    assert found["Gene_class7"].tolist() == pytest.approx([2.1 / 3.9])
    assert found["name_class7"].tolist() == pytest.approx([2.1 / 2.9])


def test_each_category_has_nine_named_columns_that_sum_to_one():
    found = encode(TRAINING)
    assert found.columns.tolist() == [
        f"{column}_class{number}" for column in ("Gene", "name") for number in range(1, 10)
    ]
    for category in ("Gene", "name"):
        np.testing.assert_allclose(found.filter(regex=f"^{category}_").sum(axis=1), 1, rtol=1e-6)


def test_other_categories_can_be_asked_for():
    rows = TRAINING.assign(type=["substitution", "substitution", "amplification", "amplification"])
    found = encode(rows, rows, columns=("type",))
    assert found.shape == (4, 9)
    assert found["type_class7"].tolist() == pytest.approx([3 / 11, 3 / 11, 1 / 11, 1 / 11])


@pytest.mark.parametrize("level", ["NOTCH9", "", None, np.nan])
def test_a_level_never_seen_has_a_ninth_for_each_class(level):
    found = encode(variants((level, level)))
    np.testing.assert_array_equal(found, np.full((1, 18), np.float32(1 / 9)))


def test_the_order_of_the_training_rows_is_of_no_account():
    turned = encode(TRAINING, TRAINING.iloc[::-1], LABELS[::-1])
    pd.testing.assert_frame_equal(turned, encode(TRAINING), check_exact=True)


def test_a_row_is_coded_alike_whatever_stands_beside_it():
    together = encode(TRAINING)
    for row in range(len(TRAINING)):
        np.testing.assert_array_equal(encode(TRAINING.iloc[[row]]), together.iloc[[row]])


def test_indices_that_repeat_do_no_harm():
    repeated = TRAINING.set_axis([5, 5, 5, 5])
    pd.testing.assert_frame_equal(encode(repeated, repeated), encode(TRAINING), check_exact=True)


@pytest.mark.parametrize("smoothing", [0, 0.0, -1])
def test_a_smoothing_of_zero_or_less_is_refused(smoothing):
    with pytest.raises(ValueError, match="expected a smoothing above 0, got") as caught:
        ResponseEncoder(smoothing=smoothing).fit(TRAINING, LABELS)
    assert str(caught.value) == f"expected a smoothing above 0, got {smoothing}"


def test_a_clone_has_the_parameters_and_is_unfitted():
    original = ResponseEncoder(columns=("Gene",), smoothing=2.0, n_folds=3, seed=7)
    copy = clone(original.fit(TRAINING, LABELS))
    assert copy.get_params() == {"columns": ("Gene",), "smoothing": 2.0, "n_folds": 3, "seed": 7}
    with pytest.raises(NotFittedError):
        copy.transform(TRAINING)


def test_no_rows_are_coded_by_none_and_no_training_rows_say_nothing():
    nothing, no_labels = TRAINING.iloc[:0], np.empty(0, dtype=int)
    assert encode(nothing).shape == (0, 18)
    np.testing.assert_array_equal(encode(TRAINING, nothing, no_labels), np.float32(1 / 9))
    assert ResponseEncoder().fit_transform(nothing, no_labels).shape == (0, 18)
    assert ResponseEncoder().fit_transform_unseen(nothing, no_labels).shape == (0, 18)


def test_a_single_training_row_is_coded_as_unseen():
    one, label = TRAINING.iloc[:1], LABELS[:1]
    for encoded in (
        ResponseEncoder().fit_transform(one, label),
        ResponseEncoder().fit_transform_unseen(one, label),
    ):
        np.testing.assert_array_equal(encoded, np.full((1, 18), np.float32(1 / 9)))


def test_training_rows_are_coded_by_the_rows_of_the_other_folds_alone():
    rows, labels = made_up(60)
    encoded = ResponseEncoder(n_folds=4, seed=2).fit_transform(rows, labels)
    for kept, held_out in inner_folds(labels, np.arange(60), 4, 2):
        fitted = ResponseEncoder().fit(rows.iloc[kept], labels[kept])
        np.testing.assert_array_equal(encoded[held_out], fitted.transform(rows.iloc[held_out]))


def test_as_rows_of_an_unseen_gene_they_are_coded_by_other_genes_alone():
    rows, labels = made_up(60)
    encoded = ResponseEncoder(n_folds=4, seed=2).fit_transform_unseen(rows, labels)
    for kept, held_out in inner_folds(labels, pd.factorize(rows["Gene"])[0], 4, 2):
        assert not set(rows["Gene"].iloc[kept]) & set(rows["Gene"].iloc[held_out])
        fitted = ResponseEncoder().fit(rows.iloc[kept], labels[kept])
        np.testing.assert_array_equal(encoded[held_out], fitted.transform(rows.iloc[held_out]))
    np.testing.assert_array_equal(encoded[:, :9], np.float32(1 / 9))  # of the gene: nothing


def test_fitting_on_all_rows_follows_so_that_new_rows_are_coded_by_all():
    rows, labels = made_up(60)
    for method in ("fit_transform", "fit_transform_unseen"):
        encoder = ResponseEncoder()
        getattr(encoder, method)(rows, labels)
        np.testing.assert_array_equal(
            encoder.transform(rows), ResponseEncoder().fit(rows, labels).transform(rows)
        )


def test_random_labels_are_not_found_again_in_the_features_of_their_own_rows():
    rows, labels = made_up(600, n_genes=150)
    known = ResponseEncoder().fit_transform(rows, labels)
    seen = ResponseEncoder().fit(rows, labels).transform(rows)
    own = (np.arange(600), labels - 1)
    assert seen[:, :9][own].mean() > 0.15  # coded by itself, each row knows its label
    assert known[:, :9][own].mean() == pytest.approx(1 / 9, abs=0.01)
    assert known[:, 9:][own].mean() == pytest.approx(1 / 9, abs=0.01)


def test_two_fits_code_alike_and_another_seed_codes_training_rows_otherwise():
    rows, labels = made_up(60)
    first, second, third = (
        ResponseEncoder(seed=seed).fit_transform(rows, labels) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, second)
    assert (first != third).any()
