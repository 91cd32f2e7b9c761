"""A variant is answered by its like: hotspot, gene, family, type and annotations."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from threadpoolctl import threadpool_limits

from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.out_of_fold import inner_folds
from gene_features.variation_columns import variation_columns

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def one_thread():
    """As the views are run in: sums depend on the number of threads."""
    with threadpool_limits(1):
        yield


def variants(*rows):
    return variation_columns(pd.DataFrame(rows, columns=["Gene", "Variation"], dtype=object))


def two_hotspots():
    """Gains around 600, neutral ones around 100 of the same gene; truncations lose, everywhere."""
    rows, labels = [], []
    for step in range(8):
        rows += [("BRAF", f"V{596 + step}E"), ("BRAF", f"S{96 + step}N")]
        rows += [(f"TS{step % 3}", f"R{30 + 50 * step}*")]
        labels += [7, 3, 4]
    return variants(*rows), np.array(labels)


def probabilities(new, training=None, labels=None, **parameters):
    if training is None:
        training, labels = two_hotspots()
    encoded = NeighbourhoodEncoder(**parameters).fit(training, labels).transform(new)
    assert encoded.dtype == np.float32
    assert encoded.shape == (len(new), 9)
    found = np.exp(encoded.astype(np.float64))
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    assert (found > 0).all()
    return found


def answers(*args, **kwargs):
    return (probabilities(*args, **kwargs).argmax(axis=1) + 1).tolist()


def made_up(n_rows, n_genes=8, seed=0):
    """Return rows whose labels have nothing to do with gene and residue."""
    generator = np.random.default_rng(seed)
    shapes = ("V{}E", "R{}*", "K{}fs", "S{}N", "Amplification")
    rows = [
        (
            f"G{generator.integers(n_genes)}",
            generator.choice(shapes).format(generator.integers(1, 90)),
        )
        for _ in range(n_rows)
    ]
    return variants(*rows), generator.integers(1, 10, n_rows)


def test_a_new_variant_at_a_hotspot_has_the_hotspots_class():
    assert answers(variants(("BRAF", "V600K"), ("BRAF", "S100I"), ("BRAF", "D594G"))) == [7, 3, 7]


def test_a_variant_of_an_unseen_gene_is_answered_by_its_type():
    assert answers(variants(("NOTCH9", "Q900*"), ("", "K3fs"))) == [4, 4]
    found = probabilities(variants(("NOTCH9", "Q900*"), ("NOTCH9", "V600E")))
    assert found[0, 3] > 0.5
    assert found[1, 3] < found[0, 3] - 0.1


def test_a_hotspot_is_answered_more_surely_than_its_neighbourhood_and_that_than_an_unseen_gene():
    found = probabilities(variants(("BRAF", "V600K"), ("BRAF", "V640K"), ("NOTCH9", "V600K")))
    assert found[0, 6] > found[1, 6] > found[2, 6]


def test_what_cannot_be_read_is_answered_all_the_same():
    probabilities(variants(("BRAF", "so to speak"), ("", ""), ("BRAF", "Amplification")))


def test_of_one_class_the_answer_is_the_smoothed_class_frequencies():
    training, _ = two_hotspots()
    found = probabilities(training.iloc[:3], training, np.full(24, 7))
    expected = np.full(9, 1 / 33)
    expected[6] = 25 / 33
    np.testing.assert_allclose(found, np.tile(expected, (3, 1)), rtol=1e-5)


def test_of_two_classes_each_is_answered_by_its_own():
    training, labels = two_hotspots()
    two = labels != 4
    new = variants(("BRAF", "V600K"), ("BRAF", "S100I"))
    assert answers(new, training[two], labels[two]) == [7, 3]
    # the one that comes first in number is not taken for the other
    assert answers(new, training[two], np.where(labels[two] == 7, 1, 9)) == [1, 9]


def test_every_class_has_at_least_its_share_of_the_prior():
    training, labels = two_hotspots()
    found = probabilities(training, training, labels)
    counts = np.bincount(labels, minlength=10)[1:] + 1
    assert (found >= 0.02 * counts / counts.sum() * (1 - 1e-6)).all()


def test_fewer_landmarks_than_rows_answer_too_and_another_seed_chooses_others():
    training, labels = two_hotspots()
    new = variants(("BRAF", "V600K"), ("BRAF", "S100I"), ("NOTCH9", "Q900*"))
    assert answers(new, training, labels, landmarks=12) == [7, 3, 4]
    first, second = (
        probabilities(new, training, labels, landmarks=6, seed=seed) for seed in (0, 1)
    )
    assert (first != second).any()
    fitted = NeighbourhoodEncoder(landmarks=6).fit(training, labels)
    assert len(fitted.neighbourhood_.landmarks_) == 6


def test_equal_rows_by_the_thousand_do_no_harm():
    training = variants(*[("BRAF", "V600E"), ("TP53", "R5*")] * 700)
    assert answers(training.iloc[:2], training, np.tile([7, 4], 700)) == [7, 4]


def test_rows_do_not_influence_one_another():
    rows, labels = made_up(60)
    encoder = NeighbourhoodEncoder().fit(rows, labels)
    together = encoder.transform(rows)
    np.testing.assert_array_equal(encoder.transform(rows.iloc[::-1])[::-1], together)
    for row in range(60):
        np.testing.assert_array_equal(encoder.transform(rows.iloc[[row]])[0], together[row])


def test_training_rows_are_encoded_as_by_the_rows_of_the_other_folds():
    rows, labels = made_up(40)
    encoder = NeighbourhoodEncoder(n_folds=3, seed=2)
    known, unseen = encoder.fit_transform(rows, labels), encoder.fit_transform_unseen(rows, labels)
    for encoded, groups in ((known, np.arange(40)), (unseen, pd.factorize(rows["Gene"])[0])):
        for kept, held_out in inner_folds(labels, groups, 3, 2):
            fitted = NeighbourhoodEncoder(seed=2).fit(rows.iloc[kept], labels[kept])
            np.testing.assert_allclose(
                encoded[held_out], fitted.transform(rows.iloc[held_out]), atol=0.01
            )
    fitted = NeighbourhoodEncoder(seed=2).fit(rows, labels)
    np.testing.assert_array_equal(encoder.transform(rows), fitted.transform(rows))


def test_several_groupings_at_once_are_answered_as_each_alone():
    rows, labels = made_up(40)
    groupings = [np.arange(40), np.arange(40) // 4, pd.factorize(rows["Gene"])[0]]
    together = NeighbourhoodEncoder().fit_transform_grouped(rows, labels, groupings)
    assert len(together) == 3
    for found, groups in zip(together, groupings, strict=True):
        [alone] = NeighbourhoodEncoder().fit_transform_grouped(rows, labels, [groups])
        np.testing.assert_array_equal(found, alone)
        assert found.dtype == np.float32
    assert not np.array_equal(together[0], together[2])


def test_random_labels_are_not_found_again_in_the_features_of_their_own_rows():
    rows, labels = made_up(500, n_genes=60)
    encoder = NeighbourhoodEncoder()
    own = (np.arange(500), labels - 1)
    known = np.exp(encoder.fit_transform(rows, labels))[own]
    seen = np.exp(encoder.transform(rows))[own]
    assert seen.mean() > 0.25  # encoded by itself, each row knows its label
    assert known.mean() == pytest.approx(1 / 9, abs=0.02)


def with_annotations(n_rows, seed):
    """Return rows whose class only the annotations tell: the role of a gene and a score."""
    generator = np.random.default_rng(seed)
    gene = generator.integers(60, size=n_rows)
    harmful = generator.random(n_rows) < 0.5
    rows = variants(*[(f"{chr(65 + n % 26)}{n}", f"V{generator.integers(1, 900)}E") for n in gene])
    rows["role"] = np.where(gene % 2 == 0, "oncogene", "TSG")
    rows["CADD"] = np.where(harmful, 30, 5) + generator.normal(size=n_rows)
    return rows, np.where(harmful, np.where(gene % 2 == 0, 7, 4), 3)


def test_annotations_help_where_they_carry_the_signal():
    training, labels = with_annotations(200, 0)
    new, truth = with_annotations(100, 1)
    plain, annotated = (
        (np.array(answers(new, training, labels, annotations=columns)) == truth).mean()
        for columns in ((), ("role", "CADD"))
    )
    assert annotated > 0.9
    assert plain < 0.75


def test_annotations_that_a_row_lacks_leave_an_answer():
    training, labels = with_annotations(60, 0)
    new = training.iloc[:4].assign(role=[None, "TSG", None, "another"], CADD=[np.nan, np.nan, 3, 4])
    probabilities(new, training, labels, annotations=("role", "CADD"))


SOURCES = ((("d0", "d1"), ("p0",)),)


def with_documents(n_rows, seed):
    """Return rows whose class only document and passages tell."""
    generator = np.random.default_rng(seed)
    rows, _ = made_up(n_rows, 60, seed)
    topic, finding = generator.integers(2, size=(2, n_rows))
    rows["d0"] = topic + generator.normal(0, 0.1, n_rows)
    rows["d1"] = generator.normal(0, 0.1, n_rows)
    rows["p0"] = finding + generator.normal(0, 0.1, n_rows)
    return rows, np.array([[7, 2], [4, 1]])[topic, finding]


def test_documents_and_passages_help_where_they_carry_the_signal():
    training, labels = with_documents(200, 0)
    new, truth = with_documents(100, 1)
    plain, read = (
        (np.array(answers(new, training, labels, sources=sources)) == truth).mean()
        for sources in ((), SOURCES)
    )
    assert read > 0.9
    assert plain < 0.5


def test_rows_without_document_or_passages_are_answered_and_do_not_blur_the_others():
    training, labels = with_documents(200, 0)
    lacking = np.arange(200) % 3 == 0
    training.loc[lacking, ["d0", "d1"]] = np.nan
    training.loc[np.arange(200) % 5 == 0, "p0"] = np.nan
    new, truth = with_documents(100, 1)
    found = np.array(answers(new, training, labels, sources=SOURCES))
    assert (found == truth).mean() > 0.85
    bare = new.assign(d0=np.nan, d1=np.nan, p0=np.nan)
    probabilities(bare, training, labels, sources=SOURCES)


def test_where_no_training_row_has_a_document_an_answer_is_left():
    training, labels = with_documents(60, 0)
    bare = training.assign(d0=np.nan, d1=np.nan, p0=np.nan)
    probabilities(training, bare, labels, sources=SOURCES)


def test_no_rows_are_encoded_by_none_and_no_training_rows_say_nothing():
    training, _ = two_hotspots()
    nothing, no_labels = training.iloc[:0], np.empty(0, dtype=int)
    assert probabilities(nothing).shape == (0, 9)
    np.testing.assert_allclose(probabilities(training, nothing, no_labels), 1 / 9, rtol=1e-6)
    assert NeighbourhoodEncoder().fit_transform(nothing, no_labels).shape == (0, 9)
    assert NeighbourhoodEncoder().fit_transform_unseen(nothing, no_labels).shape == (0, 9)


def test_columns_are_named_by_class():
    names = NeighbourhoodEncoder().get_feature_names_out().tolist()
    assert names == [f"neighbours_class{number}" for number in range(1, 10)]


def test_indices_that_repeat_do_no_harm():
    training, labels = two_hotspots()
    repeated = training.set_axis([5] * len(training))
    np.testing.assert_array_equal(
        probabilities(repeated, repeated, labels), probabilities(training, training, labels)
    )


def test_a_clone_has_the_parameters_and_is_unfitted():
    training, labels = with_documents(20, 0)
    training["CADD"] = 1.0
    original = NeighbourhoodEncoder(("CADD",), SOURCES, landmarks=5, n_folds=3, seed=7)
    copy = clone(original.fit(training, labels))
    assert copy.get_params() == {
        "annotations": ("CADD",), "sources": SOURCES, "landmarks": 5, "n_folds": 3, "seed": 7
    }  # fmt: skip
    with pytest.raises(NotFittedError):
        copy.transform(training)


IN_A_PROCESS = """
import sys
import numpy as np, pandas as pd
from threadpoolctl import threadpool_limits
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder
from gene_features.variation_columns import variation_columns
generator = np.random.default_rng(0)
rows = variation_columns(pd.DataFrame({
    "Gene": [f"G{n}" for n in generator.integers(9, size=80)],
    "Variation": [f"V{n}E" for n in generator.integers(1, 90, size=80)],
})).assign(CADD=generator.random(80), role="TSG")
with threadpool_limits(1):
    encoder = NeighbourhoodEncoder(("CADD", "role"), landmarks=50)
    encoder.fit(rows, generator.integers(1, 10, size=80))
    sys.stdout.write(encoder.transform(rows).tobytes().hex())
"""


@pytest.mark.slow
def test_processes_with_other_string_hashes_encode_alike():
    first, second = (
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert len(first) == 80 * 9 * 4 * 2
