"""Shrunk class shares of nearer and nearer training variants, worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from gene_features.hotspot_encoder import HotspotEncoder
from gene_features.out_of_fold import inner_folds
from gene_features.variation_columns import variation_columns


def variants(*rows):
    return variation_columns(pd.DataFrame(rows, columns=["Gene", "Variation"], dtype=object))


TRAINING = variants(("BRAF", "V10E"), ("BRAF", "V10K"), ("BRAF", "L50P"), ("TP53", "R5*"))
LABELS = np.array([7, 7, 1, 4])


def encode(new, training=TRAINING, labels=LABELS, **parameters):
    encoder = HotspotEncoder(**parameters).fit(training, labels)
    encoded = encoder.transform(new)
    assert encoded.dtype == np.float32
    return pd.DataFrame(encoded, columns=encoder.get_feature_names_out())


def made_up(n_rows, n_genes=8, seed=0):
    """Return rows whose labels have nothing to do with gene and residue."""
    generator = np.random.default_rng(seed)
    rows = variants(
        *[
            (f"G{generator.integers(n_genes)}", f"V{generator.integers(1, 90)}E")
            for _ in range(n_rows)
        ]
    )
    return rows, generator.integers(1, 10, n_rows)


def test_each_rung_is_shrunk_to_the_one_above():
    found = encode(variants(("BRAF", "V10W")), scales=(10.0,)).iloc[0]
    prior = 3 / 13  # two of class 7 in four rows, one more for each of nine classes
    broad = (2 + 5 * prior) / (3 + 5)  # two of class 7 in three substitutions
    gene = (2 + 3 * broad) / (3 + 3)
    gene_type = (2 + 2 * (gene + broad) / 2) / (3 + 2)
    far = np.exp(-40 / 10)
    assert found["type_class7"] == pytest.approx((2 + 5 * broad) / (3 + 5))
    assert found["gene_class7"] == pytest.approx(gene)
    assert found["gene_type_class7"] == pytest.approx(gene_type)
    assert found["within_10_class7"] == pytest.approx((2 + gene_type) / (2 + far + 1))
    assert found["gene_rows"] == pytest.approx(np.log(4))
    assert found["gene_type_rows"] == pytest.approx(np.log(4))
    assert found["within_10_rows"] == pytest.approx(np.log(3 + far))


def test_of_another_type_in_the_gene_only_the_gene_is_known():
    found = encode(variants(("TP53", "V10W")), scales=(10.0,)).iloc[0]
    above = {"class4": 5 * (2 / 13) / 8, "class7": (2 + 15 / 13) / 8}
    gene = {"class4": (1 + 3 * above["class4"]) / 4, "class7": 3 * above["class7"] / 4}
    for name in ("class4", "class7"):
        assert found[f"gene_{name}"] == pytest.approx(gene[name])
        assert found[f"gene_type_{name}"] == pytest.approx((gene[name] + above[name]) / 2)
        assert found[f"within_10_{name}"] == pytest.approx((gene[name] + above[name]) / 2)
    assert found["gene_rows"] == pytest.approx(np.log(2))
    assert found["gene_type_rows"] == found["within_10_rows"] == 0


def test_every_block_of_shares_sums_to_one():
    found = encode(TRAINING)
    for block in ("type", "gene", "gene_type", "within_40", "within_10", "within_3", "within_0.5"):
        shares = found[[f"{block}_class{number}" for number in range(1, 10)]]
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
        assert (shares > 0).all(axis=None)


def test_columns_are_named_by_rung_and_class_and_as_many_as_promised():
    names = HotspotEncoder(scales=(30.0, 2.5)).get_feature_names_out().tolist()
    rungs = ["type", "gene", "gene_type", "within_30", "within_2.5"]
    shares = [f"{rung}_class{number}" for rung in rungs for number in range(1, 10)]
    assert names == [*shares, *(f"{rung}_rows" for rung in rungs[1:])]
    assert encode(TRAINING).shape == (4, 9 * (3 + 4) + 2 + 4)


def test_of_an_unseen_gene_only_the_type_is_known():
    found = encode(variants(("NOTCH9", "V10W"), ("", "R5*"), ("BRAF", "V10W")))
    is_type = found.columns.str.startswith("type_")
    assert found.loc[:1, ~is_type].isna().all(axis=None)
    assert found.notna().loc[:, is_type].all(axis=None)
    assert found.notna().iloc[2].all()
    np.testing.assert_array_equal(found.iloc[0, :9], found.iloc[2, :9])


def test_an_unseen_type_is_answered_by_its_broad_type_and_an_unseen_broad_type_by_all():
    found = encode(variants(("BRAF", "K30fs"), ("BRAF", "EML4-ALK Fusion")))
    prior = 2 / 13
    assert found["type_class4"].tolist() == pytest.approx([(1 + 5 * prior) / 6, prior])


@pytest.mark.parametrize("variation", ["Amplification", "so to speak", "Exon 19 deletion"])
def test_a_variation_without_a_residue_has_no_neighbours(variation):
    found = encode(variants(("BRAF", variation))).iloc[0]
    for scale in ("40", "10", "3", "0.5"):
        assert found[f"within_{scale}_rows"] == 0
        for number in range(1, 10):
            shares = found[f"within_{scale}_class{number}"]
            assert shares == found[f"gene_type_class{number}"]


def test_the_same_residue_says_more_than_one_nearby_and_that_more_than_one_far_away():
    found = encode(variants(*[("BRAF", f"A{place}D") for place in (10, 12, 30, 400)]))
    for column in ("within_3_class7", "within_0.5_class7", "within_10_rows"):
        assert found[column].is_monotonic_decreasing
        assert found[column].iloc[0] > found[column].iloc[1]
    assert found["gene_class7"].nunique() == 1


def test_a_change_of_several_residues_lies_in_its_middle():
    found = encode(variants(("BRAF", "L5_L15del"), ("BRAF", "L10del")), TRAINING.assign(type="del"))
    pd.testing.assert_series_equal(found.iloc[0], found.iloc[1], check_names=False)


def test_many_neighbours_say_more_than_one():
    one, ten = (
        encode(variants(("KIT", "V10W")), variants(*[("KIT", "V10E")] * n), np.full(n, 7))
        for n in (1, 10)
    )
    assert one["within_0.5_class7"].item() < ten["within_0.5_class7"].item()


def test_training_rows_are_encoded_by_the_rows_of_the_other_folds_alone():
    rows, labels = made_up(60)
    encoder = HotspotEncoder(n_folds=4, seed=2)
    known, unseen = encoder.fit_transform(rows, labels), encoder.fit_transform_unseen(rows, labels)
    for encoded, groups in ((known, np.arange(60)), (unseen, pd.factorize(rows["Gene"])[0])):
        for kept, held_out in inner_folds(labels, groups, 4, 2):
            fitted = HotspotEncoder().fit(rows.iloc[kept], labels[kept])
            np.testing.assert_array_equal(encoded[held_out], fitted.transform(rows.iloc[held_out]))
    assert np.isnan(unseen[:, 9:]).all()
    np.testing.assert_array_equal(
        encoder.transform(rows), HotspotEncoder().fit(rows, labels).transform(rows)
    )


def test_random_labels_are_not_found_again_in_the_features_of_their_own_rows():
    rows, labels = made_up(600, n_genes=40)
    encoder = HotspotEncoder()
    names = encoder.get_feature_names_out().tolist()
    own = np.array([names.index(f"within_0.5_class{label}") for label in labels])
    known = encoder.fit_transform(rows, labels)[np.arange(600), own]
    seen = encoder.transform(rows)[np.arange(600), own]
    assert seen.mean() > 0.4  # encoded by itself, each row knows its label
    assert known.mean() == pytest.approx(1 / 9, abs=0.02)


def test_a_row_is_encoded_alike_whatever_stands_beside_it():
    rows, labels = made_up(40)
    encoder = HotspotEncoder().fit(rows, labels)
    together = encoder.transform(rows)
    for row in range(40):
        np.testing.assert_array_equal(encoder.transform(rows.iloc[[row]])[0], together[row])


def test_no_rows_are_encoded_by_none_and_no_training_rows_say_nothing():
    nothing, no_labels = TRAINING.iloc[:0], np.empty(0, dtype=int)
    assert encode(nothing).shape == (0, 69)
    found = encode(TRAINING, nothing, no_labels)
    np.testing.assert_allclose(found.iloc[:, :9], 1 / 9)
    assert found.iloc[:, 9:].isna().all(axis=None)
    assert HotspotEncoder().fit_transform(nothing, no_labels).shape == (0, 69)
    assert HotspotEncoder().fit_transform_unseen(nothing, no_labels).shape == (0, 69)


def test_indices_that_repeat_do_no_harm():
    repeated = TRAINING.set_axis([5, 5, 5, 5])
    pd.testing.assert_frame_equal(encode(repeated, repeated), encode(TRAINING), check_exact=True)


def test_a_clone_has_the_parameters_and_is_unfitted():
    original = HotspotEncoder(scales=(7.0,), n_folds=3, seed=7)
    copy = clone(original.fit(TRAINING, LABELS))
    assert copy.get_params() == {"scales": (7.0,), "n_folds": 3, "seed": 7}
    with pytest.raises(NotFittedError):
        copy.transform(TRAINING)
