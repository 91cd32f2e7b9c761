"""A log-linear pool: better members weigh more, calibrated on the rows it is fitted on."""

import numpy as np
import pytest

from experiments.blend import LogLinearBlend


def answers(labels, surety, seed=0):
    """Return log-probabilities of one member: right in most rows, as sure as is said."""
    generator = np.random.default_rng(seed)
    scores = generator.normal(size=(len(labels), 9))
    scores[np.arange(len(labels)), labels - 1] += surety
    return np.log(np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))


def random_labels(n_rows, seed=0):
    return np.random.default_rng(seed).integers(1, 10, n_rows)


def loss(probabilities, labels):
    return -np.log(probabilities[np.arange(len(labels)), labels - 1]).mean()


def test_of_no_rows_it_is_the_geometric_mean():
    labels = random_labels(20)
    logs = np.stack([answers(labels, 2, 0), answers(labels, 1, 1)])
    blend = LogLinearBlend().fit(logs[:, :0], labels[:0])
    expected = np.exp(logs.mean(axis=0))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(blend.predict_proba(logs), expected)


def test_of_few_rows_it_stays_near_the_geometric_mean_and_of_many_it_leaves_it():
    labels = random_labels(3000)
    logs = np.stack([answers(labels, 4, 0), answers(labels, 0, 1)])
    weights = [
        LogLinearBlend().fit(logs[:, :n], labels[:n]).weights_ for n in (1, 5, 20, 100, 3000)
    ]
    moved = [np.abs(each - 0.5).max() for each in weights]
    assert moved == sorted(moved)
    assert weights[0] == pytest.approx([0.5, 0.5], abs=0.25)
    assert weights[-1][0] > 2
    assert weights[-1][1] < 0.25


def test_the_better_member_weighs_more_whatever_its_place():
    labels = random_labels(2000)
    good, poor = answers(labels, 3, 0), answers(labels, 0.5, 1)
    first = LogLinearBlend().fit(np.stack([good, poor]), labels).weights_
    second = LogLinearBlend().fit(np.stack([poor, good]), labels).weights_
    assert first[0] > first[1]
    np.testing.assert_allclose(first, second[::-1], atol=1e-3)


def test_a_member_that_misleads_has_no_weight_and_none_has_less():
    labels = random_labels(2000)
    blend = LogLinearBlend().fit(np.stack([answers(labels, 3, 0), answers(labels, -3, 1)]), labels)
    assert blend.weights_[1] == pytest.approx(0, abs=0.01)
    assert (blend.weights_ >= 0).all()


def test_on_new_rows_it_is_no_worse_than_its_best_member_nor_than_their_mean():
    labels, new = random_labels(2000), random_labels(2000, 1)
    logs = np.stack([answers(labels, 2, seed) for seed in (0, 1)])
    new_logs = np.stack([answers(new, 2, seed) for seed in (2, 3)])
    found = loss(LogLinearBlend().fit(logs, labels).predict_proba(new_logs), new)
    assert found < min(loss(np.exp(member), new) for member in new_logs)
    mean = LogLinearBlend().fit(logs[:, :0], labels[:0]).predict_proba(new_logs)
    assert found < loss(mean, new)


@pytest.mark.parametrize("sharpness", [0.3, 3.0])
def test_an_answer_too_sure_or_too_unsure_is_made_as_sure_as_it_is_right(sharpness):
    generator = np.random.default_rng(0)
    labels = random_labels(4000)
    logs = answers(labels, 2)
    scores = logs * sharpness + generator.normal(size=(4000, 1))
    told = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    found = LogLinearBlend().fit(told[None], labels).predict_proba(told[None])
    right = (found.argmax(axis=1) + 1 == labels).mean()
    before, after = (abs(each.max(axis=1).mean() - right) for each in (np.exp(told), found))
    assert before > 0.1
    assert after < 0.4 * before


def test_a_class_more_frequent_than_the_members_say_is_answered_more_often():
    labels = np.where(np.arange(2000) % 2 == 0, 7, random_labels(2000))
    even = np.full((1, 2000, 9), -np.log(9))
    found = LogLinearBlend().fit(even, labels).predict_proba(even[:, :1])[0]
    assert found.argmax() + 1 == 7
    assert found[6] > 0.2


def test_classes_absent_in_training_keep_a_probability():
    labels = np.where(np.arange(500) % 2 == 0, 7, 4)
    logs = np.stack([answers(labels, 3)])
    found = LogLinearBlend().fit(logs, labels).predict_proba(logs)
    assert (found > 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_no_rows_are_answered_by_none_and_a_row_alike_whatever_stands_beside_it():
    labels = random_labels(100)
    logs = np.stack([answers(labels, 2, 0), answers(labels, 1, 1)])
    blend = LogLinearBlend().fit(logs, labels)
    assert blend.predict_proba(logs[:, :0]).shape == (0, 9)
    together = blend.predict_proba(logs)
    np.testing.assert_array_equal(blend.predict_proba(logs[:, ::-1])[::-1], together)
    np.testing.assert_array_equal(blend.predict_proba(logs[:, 7:8])[0], together[7])


def test_two_fits_are_alike_and_leave_the_answers_as_they_were():
    labels = random_labels(100)
    logs = np.stack([answers(labels, 2, 0), answers(labels, 1, 1)])
    before = logs.copy()
    first, second = LogLinearBlend().fit(logs, labels), LogLinearBlend().fit(logs, labels)
    np.testing.assert_array_equal(first.predict_proba(logs), second.predict_proba(logs))
    np.testing.assert_array_equal(logs, before)
