"""What was measured on held-out rows holds for fresh ones; each number against its definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from experiments.confidence import LEAST_ROWS, Confidence, ConfidenceSettings, prediction_sets

SEEDS = range(40)


def draw(n_rows, seed, sharpness=3.0):
    """Return probabilities, and labels that are as they say."""
    generator = np.random.default_rng(seed)
    logits = sharpness * generator.normal(size=(n_rows, 9))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (generator.random((n_rows, 1)) > probabilities.cumsum(axis=1)[:, :8]).sum(axis=1) + 1
    return probabilities, labels


def nowhere(labels):
    return np.zeros(len(labels), dtype=int)


def measure(probabilities, labels, places=None, **asked):
    where = nowhere(labels) if places is None else places
    return Confidence(ConfidenceSettings(**asked)).fit(probabilities, labels, where)


def two_way(highest, right):
    """Return rows whose most probable class, the first, has this, and is right or not."""
    highest = np.asarray(highest, dtype=float)
    rest = np.tile((1 - highest)[:, None] / 8, 8)
    return np.column_stack([highest, rest]), np.where(right, 1, 2)


def share_held(confidence, probabilities, labels):
    thresholds = np.full(len(labels), confidence.at(0).set_threshold)
    sets = prediction_sets(probabilities, thresholds)
    return sets[np.arange(len(labels)), labels - 1].mean()


@pytest.mark.parametrize("coverage", [0.8, 0.9])
@pytest.mark.parametrize("n_rows", [60, 400])
def test_sets_hold_the_true_class_of_fresh_rows_as_often_as_asked_and_hardly_more(coverage, n_rows):
    held = [
        share_held(measure(*draw(n_rows, seed), coverage=coverage), *draw(400, 1000 + seed))
        for seed in SEEDS
    ]
    # Exchangeable rows: by coverage at least, and by no more than one row in so many above it;
    # as a mean over draws, give or take four of its standard errors.
    noise = 4 * np.std(held) / np.sqrt(len(held))
    assert coverage - noise <= np.mean(held) <= coverage + 1 / (n_rows + 1) + noise


def test_sets_hold_the_true_class_whether_or_not_the_probabilities_are_honest():
    held = []
    for seed in SEEDS:
        (known, labels), (fresh, truth) = draw(300, seed), draw(300, 1000 + seed)
        boasting, again = known**3, fresh**3
        boasting /= boasting.sum(axis=1, keepdims=True)
        again /= again.sum(axis=1, keepdims=True)
        held.append(share_held(measure(boasting, labels), again, truth))
    assert np.mean(held) >= 0.9 - 4 * np.std(held) / np.sqrt(len(held))


def test_the_threshold_of_a_set_by_hand():
    true = np.arange(1, 20) / 20  # of 19 rows, so that the 18th highest is asked
    probabilities, labels = two_way(true, np.ones(19, dtype=bool))
    assert measure(probabilities, labels).at(0).set_threshold == pytest.approx(2 / 20)
    # Of eight rows, nine in ten and one more are more than there are: all classes are held.
    assert measure(probabilities[:8], labels[:8]).at(0).set_threshold == 0


def test_a_set_holds_the_classes_above_the_threshold_and_always_the_most_probable():
    probabilities = np.array([[0.5, 0.3, 0.2, *[0] * 6], [0.5, 0.3, 0.2, *[0] * 6], [1 / 9] * 9])
    sets = prediction_sets(probabilities, np.array([0.3, 0.6, 0.5]))
    assert [np.flatnonzero(row).tolist() for row in sets] == [[0, 1], [0], list(range(9))]
    assert prediction_sets(probabilities, np.zeros(3)).all()
    assert prediction_sets(probabilities[:0], np.zeros(0)).shape == (0, 9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(0, 300))
def test_how_often_answers_were_right_has_wilsons_interval(n_rows, n_right):
    n_right = min(n_right, n_rows)
    measured = measure(*two_way(np.full(n_rows, 0.5), np.arange(n_rows) < n_right)).at(0)
    expected = binomtest(n_right, n_rows).proportion_ci(method="wilson")
    assert measured.n_rows == n_rows
    assert measured.accuracy == n_right / n_rows
    assert (measured.low, measured.high) == pytest.approx((expected.low, expected.high))
    assert measured.low <= measured.accuracy <= measured.high


@pytest.mark.parametrize("asked", [0.6, 0.75, 0.9])
def test_fresh_rows_above_the_threshold_are_right_as_often_as_asked(asked):
    shares, n_answered = [], 0
    for seed in SEEDS:
        threshold = measure(*draw(500, seed), least_accuracy=asked).threshold_
        probabilities, labels = draw(500, 1000 + seed)
        answered = probabilities.max(axis=1) >= threshold
        n_answered += answered.sum()
        if answered.any():
            right = probabilities.argmax(axis=1) + 1 == labels
            shares.append(right[answered].mean())
    assert n_answered > 0.2 * 500 * len(SEEDS)  # it is not by silence that it is right
    assert np.mean(shares) >= asked - 0.02
    assert np.mean(np.array(shares) >= asked - 0.06) > 0.85


def test_more_is_asked_fewer_are_answered():
    probabilities, labels = draw(500, 0)
    thresholds = [
        measure(probabilities, labels, least_accuracy=asked).threshold_
        for asked in (0.3, 0.6, 0.75, 0.9)
    ]
    assert thresholds == sorted(thresholds)
    assert thresholds[0] < thresholds[-1]


def test_where_answers_are_never_right_enough_none_is_given():
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet(np.ones(9), 500)
    labels = generator.integers(1, 10, 500)
    assert measure(probabilities, labels).threshold_ == np.inf


def test_where_all_are_right_all_are_answered_and_where_none_is_none():
    highest = np.linspace(0.5, 0.99, 60)
    assert measure(*two_way(highest, np.ones(60, dtype=bool))).threshold_ == 0.5
    assert measure(*two_way(highest, np.zeros(60, dtype=bool))).threshold_ == np.inf


def test_a_lucky_run_of_the_most_probable_is_no_ground_for_a_threshold():
    highest = np.linspace(0.95, 0.3, 400)
    right = np.arange(400) % 5 > 1  # three in five, whatever the probability
    right[:12] = True
    assert measure(*two_way(highest, right), least_accuracy=0.9).threshold_ == np.inf


def test_rows_of_one_probability_are_not_parted():
    # Sixty right, then a hundred alike of which the first sixty stand first and are right.
    highest = np.array([0.9] * 60 + [0.6] * 100)
    right = np.array([True] * 120 + [False] * 40)
    confidence = measure(*two_way(highest, right), least_accuracy=0.9)
    assert confidence.threshold_ == 0.9
    assert measure(*two_way(highest, right), least_accuracy=0.6).threshold_ == 0.6


def test_rows_that_stand_alike_are_measured_together_and_few_with_all_others():
    probabilities, labels = draw(300, 0)
    places = np.repeat([4, 7, 2], [LEAST_ROWS, LEAST_ROWS - 1, 301 - 2 * LEAST_ROWS])
    confidence = measure(probabilities, labels, places)
    whole = measure(probabilities, labels).at(5)
    right = probabilities.argmax(axis=1) + 1 == labels
    for place in (4, 2):
        found, rows = confidence.at(place), places == place
        assert found.alike
        assert (found.n_rows, found.accuracy) == (rows.sum(), right[rows].mean())
        alone = measure(probabilities[rows], labels[rows]).at(5)
        assert found.set_threshold == alone.set_threshold
    for place in (7, 8):  # too few, and none
        assert confidence.at(place) == whole
        assert not confidence.at(place).alike
        assert confidence.at(place).n_rows == 300


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(200)))
def test_the_order_of_the_rows_does_not_count(order):
    probabilities, labels = draw(200, 3)
    probabilities = probabilities.round(1) + 1e-3  # many alike
    places = np.arange(200) % 3
    first = measure(probabilities, labels, places)
    second = measure(probabilities[order], labels[order], places[order])
    assert second.threshold_ == first.threshold_
    for place in range(4):
        assert second.at(place) == first.at(place)
