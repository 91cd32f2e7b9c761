"""Other class frequencies: re-weighting, their estimate without labels, and what each is worth."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from experiments.prior_shift import (
    ALL_COMERS_PRIOR,
    TRAINING,
    PriorError,
    checked_prior,
    estimate_prior,
    prior_of,
    reweight,
    score_shift,
    shift_weights,
    total_variation,
    training_priors,
)
from variants.effect_class import CLASS_COLUMNS

UNIFORM = np.full(9, 1 / 9)
CENTRES = np.arange(9.0)


@pytest.fixture
def answers():
    return np.random.default_rng(0).dirichlet(np.ones(9), 50)


def priors(count, seed=0):
    return np.random.default_rng(seed).dirichlet(np.full(9, 3.0), count)


def posterior(values, prior, spread=0.7):
    """Return the exact class probabilities where class k is normal around k."""
    likelihood = norm.pdf(values[:, None], CENTRES, spread) * prior
    return likelihood / likelihood.sum(axis=1, keepdims=True)


def drawn(prior, n_rows, seed=0, spread=0.7):
    generator = np.random.default_rng(seed)
    labels = generator.choice(9, n_rows, p=prior)
    return labels + 1, generator.normal(labels, spread)


def test_the_prior_of_training_changes_nothing(answers):
    for prior in priors(3):
        np.testing.assert_allclose(reweight(answers, prior, prior), answers)


def test_rows_sum_to_one_and_the_input_is_left_as_it_was(answers):
    before = answers.copy()
    old, new = priors(2)
    found = reweight(answers, old, new)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_array_equal(answers, before)
    assert not np.allclose(found, answers)


def test_there_and_back_is_where_one_was(answers):
    old, new = priors(2)
    np.testing.assert_allclose(reweight(reweight(answers, old, new), new, old), answers)


def test_reweighted_probabilities_are_those_of_a_model_that_knew_the_new_prior():
    old, new = priors(2)
    values = np.linspace(-1, 9, 40)
    found = reweight(posterior(values, old), old, new)
    np.testing.assert_allclose(found, posterior(values, new))


def test_each_row_may_have_its_own_old_prior(answers):
    old, new = priors(len(answers)), priors(1, seed=1)[0]
    one_by_one = [
        reweight(row[None], prior, new)[0] for row, prior in zip(answers, old, strict=True)
    ]
    np.testing.assert_allclose(reweight(answers, old, new), one_by_one)


def test_a_class_of_new_share_zero_gets_nothing(answers):
    new = prior_of({"class2": 0.5, "class9": 0.5})
    found = reweight(answers, UNIFORM, new)
    assert (found[:, [0, 2, 3, 4, 5, 6, 7]] == 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_a_row_sure_of_a_class_that_the_new_prior_lacks_becomes_the_new_prior():
    new = prior_of({"class2": 0.25, "class9": 0.75})
    np.testing.assert_allclose(reweight(np.eye(9)[:1], UNIFORM, new), new[None])


def test_a_class_of_old_share_zero_may_only_stay_at_zero(answers):
    old = prior_of({"class1": 0.5, "class7": 0.5})
    reweight(answers, old, prior_of({"class1": 0.9, "class7": 0.1}))
    with pytest.raises(PriorError, match=r"got 0 for class2, class3$"):
        reweight(answers, old, prior_of({"class1": 0.5, "class2": 0.25, "class3": 0.25}))


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        (np.full(8, 1 / 8), r"nine shares, one a class, got shape \(8,\)"),
        (np.ones(9), r"sum to 1, got \[9.0\]"),
        (np.array([2.0, -1.0, 0, 0, 0, 0, 0, 0, 0]), "shares from 0 to 1"),
        (np.array([np.nan, 1, 0, 0, 0, 0, 0, 0, 0]), "shares from 0 to 1"),
    ],
    ids=["length", "sum", "negative", "no number"],
)
def test_what_is_no_prior_is_refused(prior, message, answers):
    with pytest.raises(PriorError, match=message):
        checked_prior(prior)
    with pytest.raises(PriorError, match=message):
        reweight(answers, prior, UNIFORM)
    with pytest.raises(PriorError, match=message):
        reweight(answers, UNIFORM, prior)


def test_probabilities_of_another_shape_or_that_are_no_numbers_are_refused(answers):
    with pytest.raises(PriorError, match=r"probabilities of nine classes, got shape \(50, 8\)"):
        reweight(answers[:, :8], UNIFORM, UNIFORM)
    answers[3, 4] = np.nan
    with pytest.raises(PriorError, match="no number"):
        reweight(answers, UNIFORM, UNIFORM)


def test_old_priors_of_another_number_of_rows_are_refused(answers):
    with pytest.raises(
        PriorError, match=r"one for each of 50 rows, got shapes \(9,\) and \(7, 9\)"
    ):
        reweight(answers, priors(7), UNIFORM)


def test_rounded_shares_are_made_to_sum_to_one():
    assert checked_prior([0.111] * 9).tolist() == pytest.approx(UNIFORM.tolist(), abs=1e-12)


def test_a_prior_by_name_fills_up_with_zeros_and_refuses_other_names():
    assert prior_of({"class9": 0.4, "class1": 0.6}).tolist() == [0.6, *[0] * 7, 0.4]
    with pytest.raises(PriorError, match="class10"):
        prior_of({"class10": 1.0})


def test_the_assumed_laboratory_is_a_prior():
    assert sum(ALL_COMERS_PRIOR) == pytest.approx(1)
    assert checked_prior(ALL_COMERS_PRIOR).tolist() == pytest.approx(list(ALL_COMERS_PRIOR))


@pytest.mark.parametrize("seed", range(3))
def test_the_prior_of_new_rows_is_found_without_their_labels(seed):
    old, new = priors(2, seed)
    labels, values = drawn(new, 20_000, seed)
    truth = np.bincount(labels, minlength=10)[1:] / len(labels)
    found = estimate_prior(posterior(values, old), old)
    assert found.sum() == pytest.approx(1)
    assert total_variation(found, truth) < 0.03
    assert total_variation(old, truth) > 5 * total_variation(found, truth)


def test_a_row_of_weight_two_counts_like_two_rows():
    old = priors(1)[0]
    _, values = drawn(old, 300)
    weights = np.where(np.arange(300) < 100, 2.0, 1.0)
    twice = posterior(np.concatenate([values, values[:100]]), old)
    np.testing.assert_allclose(
        estimate_prior(posterior(values, old), old, weights),
        estimate_prior(twice, old),
        atol=1e-5,
    )


def test_no_class_is_estimated_away_altogether():
    found = estimate_prior(np.repeat([np.eye(9)[6]], 91, axis=0), UNIFORM)
    np.testing.assert_allclose(found, [0.01] * 6 + [0.92] + [0.01] * 2)


def test_no_rows_give_no_estimate():
    with pytest.raises(PriorError, match="at least one row"):
        estimate_prior(np.empty((0, 9)), UNIFORM)


def test_total_variation_is_the_share_that_would_have_to_move():
    assert total_variation([0.5, 0.5, 0], [0.5, 0.2, 0.3]) == pytest.approx(0.3)
    assert total_variation([1, 0], [0, 1]) == 1


def test_the_prior_of_training_is_that_of_the_other_folds_with_a_row_more_a_class():
    labels, folds = np.array([1, 1, 7, 7, 7, 2]), np.array([0, 0, 1, 1, 2, 2])
    found = training_priors(labels, folds)
    np.testing.assert_allclose(found[0], np.array([1, 2, 1, 1, 1, 1, 4, 1, 1]) / 13)
    np.testing.assert_allclose(found[2], np.array([3, 2, 1, 1, 1, 1, 2, 1, 1]) / 13)
    np.testing.assert_array_equal(found[4], found[5])


def test_weighted_rows_have_the_new_class_shares():
    labels = np.array([1] * 60 + [7] * 30 + [4] * 10)
    asked = prior_of({"class1": 0.2, "class4": 0.5, "class7": 0.3})
    weights, prior = shift_weights(labels, asked)
    assert weights.mean() == pytest.approx(1)
    np.testing.assert_allclose(np.bincount(labels, weights, 10)[1:] / 100, asked)
    np.testing.assert_allclose(prior, asked)


def test_classes_that_no_row_has_are_left_out_of_the_prior():
    labels = np.array([1, 1, 7])
    _, prior = shift_weights(labels, UNIFORM)
    np.testing.assert_allclose(prior, prior_of({"class1": 0.5, "class7": 0.5}))
    with pytest.raises(PriorError, match="a row of a class that the prior has"):
        shift_weights(labels, prior_of({"class3": 1.0}))


@pytest.fixture
def shifted():
    """Exact probabilities of 3,000 rows that were drawn from the prior of training."""
    old = priors(1, seed=4)[0]
    labels, values = drawn(old, 3_000, seed=4, spread=0.45)
    table = pd.DataFrame(posterior(values, old, spread=0.45), columns=list(CLASS_COLUMNS))
    folds = np.random.default_rng(0).integers(0, 5, len(labels))
    return score_shift(table, pd.Series(labels), folds, {"uniform": UNIFORM})


def test_without_a_shift_reweighting_changes_next_to_nothing(shifted):
    scores = shifted[TRAINING]
    assert scores["distance"] == 0
    assert scores["effective_rows"] == pytest.approx(3_000)
    assert scores["log_loss_reweighted"] == pytest.approx(scores["log_loss"], abs=0.003)
    assert scores["estimate_distance"] < 0.05


def test_under_a_shift_reweighting_recovers_and_so_does_the_estimate(shifted):
    scores = shifted["uniform"]
    assert 0 < scores["effective_rows"] < 3_000
    assert scores["log_loss_reweighted"] < scores["log_loss"]
    assert scores["accuracy_reweighted"] > scores["accuracy"]
    assert scores["log_loss_estimated"] < scores["log_loss"]
    assert scores["estimate_distance"] < scores["distance"]
    assert list(scores["prior"].values()) == pytest.approx([1 / 9] * 9)
    assert sum(scores["estimated_prior"].values()) == pytest.approx(1)


def test_scores_are_weighted_means_known_by_hand():
    labels = pd.Series([1, 1, 1, 7])
    table = pd.DataFrame(1e-9, index=labels.index, columns=list(CLASS_COLUMNS))
    table["class1"], table["class7"] = [0.5, 0.5, 0.5, 0.75], [0.5, 0.5, 0.5, 0.25]
    even = prior_of({"class1": 0.5, "class7": 0.5})
    scores = score_shift(table, labels, np.arange(4) % 2, {"even": even})["even"]
    assert scores["log_loss"] == pytest.approx(0.5 * math.log(2) + 0.5 * math.log(4), abs=1e-6)
    assert scores["accuracy"] == pytest.approx(0.5)
    assert scores["distance"] == pytest.approx(0.25)
    assert scores["effective_rows"] == pytest.approx(3)


def test_columns_in_another_order_give_the_same_scores(answers):
    table = pd.DataFrame(answers, columns=list(CLASS_COLUMNS))
    labels, folds = pd.Series(np.arange(50) % 9 + 1), np.arange(50) % 5
    expected = score_shift(table, labels, folds, {"uniform": UNIFORM})
    shuffled = table[list(reversed(CLASS_COLUMNS))]
    assert score_shift(shuffled, labels, folds, {"uniform": UNIFORM}) == expected
