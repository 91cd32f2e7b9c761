"""A classifier on likeness: held-out rows are answered by the labels of the kept ones alone."""

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from gene_features import neighbourhood as classifier
from gene_features.annotation_scaler import AnnotationScaler
from gene_features.neighbourhood import PRIOR_WEIGHT, Neighbourhood
from gene_features.variant_kernel import kernel_rows, variant_kernel
from gene_features.variation_columns import variation_columns


@pytest.fixture(autouse=True)
def one_thread():
    """As the views are run in: sums depend on the number of threads."""
    with threadpool_limits(1):
        yield


def rows_of(genes, variations):
    table = variation_columns(pd.DataFrame({"Gene": genes, "Variation": variations}, dtype=object))
    return kernel_rows(table, *AnnotationScaler(()).fit(table).transform(table))


def made_up(n_rows, seed=0):
    """Return rows whose labels have nothing to do with them."""
    generator = np.random.default_rng(seed)
    genes = [f"G{n}" for n in generator.integers(7, size=n_rows)]
    places = generator.integers(1, 90, n_rows)
    return rows_of(genes, [f"V{n}E" for n in places]), generator.integers(1, 10, n_rows)


def halves(n_rows):
    even = np.arange(n_rows) % 2 == 0
    return [
        (np.flatnonzero(even), np.flatnonzero(~even)),
        (np.flatnonzero(~even), np.flatnonzero(even)),
    ]


def test_answers_are_logarithms_of_nine_probabilities():
    rows, labels = made_up(60)
    neighbourhood = Neighbourhood()
    [answered] = neighbourhood.fit(rows, labels, [halves(60)])
    for found in (answered, neighbourhood.log_probabilities(rows)):
        assert found.dtype == np.float32
        assert found.shape == (60, 9)
        np.testing.assert_allclose(np.exp(found).sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("landmarks", [3000, 25])
def test_labels_of_the_rows_held_out_are_not_in_their_answers(landmarks):
    rows, labels = made_up(60)
    folds = halves(60)
    [before] = Neighbourhood(landmarks).fit(rows, labels, [folds])
    for _, held_out in folds:
        altered = labels.copy()
        altered[held_out] = labels[held_out] % 9 + 1
        [after] = Neighbourhood(landmarks).fit(rows, altered, [folds])
        np.testing.assert_array_equal(after[held_out], before[held_out])
        assert (after != before).any()


def test_each_folding_is_answered_as_it_would_be_alone():
    rows, labels = made_up(60)
    quarters = [(np.setdiff1d(np.arange(60), part), part) for part in np.arange(60).reshape(4, 15)]
    together = Neighbourhood().fit(rows, labels, [halves(60), quarters])
    for found, folds in zip(together, (halves(60), quarters), strict=True):
        np.testing.assert_array_equal(found, Neighbourhood().fit(rows, labels, [folds])[0])
    assert Neighbourhood().fit(rows, labels) == []


def test_foldings_do_not_change_what_other_rows_are_answered():
    rows, labels = made_up(60)
    plain, folded = Neighbourhood(), Neighbourhood()
    plain.fit(rows, labels)
    folded.fit(rows, labels, [halves(60)])
    np.testing.assert_array_equal(folded.log_probabilities(rows), plain.log_probabilities(rows))


def test_rows_kept_of_one_class_or_none_answer_the_smoothed_frequencies():
    rows, _ = made_up(12)
    labels = np.array([7] * 6 + [4] * 6)
    first, last = np.arange(6), np.arange(6, 12)
    nothing = np.empty(0, dtype=int)
    one_class, none_kept = Neighbourhood().fit(
        rows, labels, [[(first, last), (last, first)], [(nothing, np.arange(12))]]
    )
    expected = np.full((6, 9), 1 / 15)
    expected[:, 6] = 7 / 15
    np.testing.assert_allclose(np.exp(one_class[last]), expected, rtol=1e-5)
    np.testing.assert_allclose(np.exp(none_kept), np.full((12, 9), 1 / 9), rtol=1e-5)


def test_a_class_absent_in_training_keeps_its_share_of_the_prior():
    rows, labels = made_up(60)
    labels[labels == 5] = 6
    neighbourhood = Neighbourhood()
    neighbourhood.fit(rows, labels)
    found = np.exp(neighbourhood.log_probabilities(rows))[:, 4]
    np.testing.assert_allclose(found, PRIOR_WEIGHT / 69, rtol=1e-5)


def test_like_variants_speak_for_their_class():
    genes = ["BRAF"] * 20 + ["TP53"] * 20
    rows = rows_of(genes, [f"V{600 + n % 20}E" for n in range(40)])
    neighbourhood = Neighbourhood()
    [answered] = neighbourhood.fit(rows, np.repeat([7, 4], 20), [halves(40)])
    assert (answered.argmax(axis=1) + 1 == np.repeat([7, 4], 20)).all()
    new = neighbourhood.log_probabilities(rows_of(["TP53", "BRAF"], ["V605K", "V605K"]))
    assert (new.argmax(axis=1) + 1).tolist() == [4, 7]


def test_no_more_landmarks_than_asked_for_and_the_seed_chooses_them():
    rows, labels = made_up(60)
    answers = []
    for seed in (0, 0, 1):
        neighbourhood = Neighbourhood(landmarks=10, seed=seed)
        neighbourhood.fit(rows, labels)
        assert len(neighbourhood.landmarks_) == 10
        answers.append(neighbourhood.log_probabilities(rows))
    np.testing.assert_array_equal(answers[0], answers[1])
    assert (answers[0] != answers[2]).any()


def test_a_row_is_answered_alike_whatever_stands_beside_it():
    rows, labels = made_up(60)
    for landmarks in (3000, 25):
        neighbourhood = Neighbourhood(landmarks)
        neighbourhood.fit(rows, labels)
        together = neighbourhood.log_probabilities(rows)
        for some in (np.array([3]), np.array([9, 3, 3]), np.arange(60)[::-1]):
            found = neighbourhood.log_probabilities(rows.take(some))
            np.testing.assert_array_equal(found, together[some])


def test_no_rows_are_answered_by_none():
    rows, labels = made_up(60)
    neighbourhood = Neighbourhood()
    neighbourhood.fit(rows, labels)
    assert neighbourhood.log_probabilities(rows.take(slice(0, 0))).shape == (0, 9)
    empty = Neighbourhood()
    [answered] = empty.fit(rows.take(slice(0, 0)), labels[:0], [[]])
    assert answered.shape == (0, 9)
    np.testing.assert_allclose(np.exp(empty.log_probabilities(rows)), 1 / 9, rtol=1e-5)


@pytest.mark.parametrize("landmarks", [3000, 10])
def test_each_training_row_is_most_like_itself_whether_or_not_it_spans_the_kernel(landmarks):
    rows, labels = made_up(60)
    neighbourhood = Neighbourhood(landmarks)
    neighbourhood.fit(rows, labels)
    positions, likeness = neighbourhood.nearest(rows, 4)
    assert positions.shape == likeness.shape == (60, 4)
    np.testing.assert_allclose(likeness[:, 0], 1, rtol=1e-5)
    for row, first in enumerate(positions[:, 0].tolist()):
        assert (rows.gene[first], rows.middle[first]) == (rows.gene[row], rows.middle[row])
    assert (np.diff(likeness, axis=1) <= 0).all()


def test_likeness_is_the_kernel_over_the_lengths_of_both():
    rows, labels = made_up(40)
    neighbourhood = Neighbourhood()
    neighbourhood.fit(rows, labels)
    new, _ = made_up(9, seed=1)
    positions, likeness = neighbourhood.nearest(new, 99)
    assert sorted(positions[0].tolist()) == list(range(40))
    own = np.sqrt(np.diag(variant_kernel(new, new)))[:, None]
    expected = variant_kernel(new, rows) / own / np.sqrt(np.diag(variant_kernel(rows, rows)))
    np.testing.assert_allclose(likeness, np.take_along_axis(expected, positions, axis=1), rtol=1e-5)
    assert ((likeness >= 0) & (likeness <= 1 + 1e-5)).all()


def test_no_rows_are_like_none():
    rows, labels = made_up(20)
    neighbourhood = Neighbourhood()
    neighbourhood.fit(rows, labels)
    positions, likeness = neighbourhood.nearest(rows.take(slice(0, 0)), 4)
    assert positions.shape == likeness.shape == (0, 4)


def test_answers_do_not_depend_on_how_many_variants_are_compared_at_a_time(monkeypatch):
    rows, labels = made_up(150)
    fitted = Neighbourhood()
    fitted.fit(rows, labels)
    some_at_a_time = fitted.log_probabilities(rows)
    for at_a_time in (1, 7, 1000):
        monkeypatch.setattr(classifier, "_CHUNK", at_a_time)
        np.testing.assert_array_equal(fitted.log_probabilities(rows), some_at_a_time)
