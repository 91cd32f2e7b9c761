import warnings

import numpy as np
import pytest
from sklearn.base import BaseEstimator

from experiments import field_baselines as field_baselines_module
from experiments.baselines import OURS
from experiments.field_baselines import (
    ENCODINGS,
    LEARNERS,
    PRIOR,
    FieldBaseline,
    FieldBaselineError,
    SpreadFolds,
    field_baselines,
)
from experiments.field_features import FieldFeatures
from experiments.nine_classes import NineClassClassifier, smoothed_prior

READERS = [name for name in LEARNERS if name != PRIOR]
ENSEMBLES = ("stacking", "majority_vote")


@pytest.fixture(autouse=True)
def small_forests(monkeypatch):
    """Fit in a moment what is otherwise fitted in a second."""
    monkeypatch.setattr(field_baselines_module, "TREES", 20)


def made_up(labels, seed=0):
    """Return features of which the coded half says the class, and the other half nothing."""
    generator = np.random.default_rng(seed)
    coded = np.eye(10)[labels] * 0.6 + generator.random((len(labels), 10)) * 0.4
    side = generator.random((len(labels), 4))
    names = tuple(f"made_up{column}" for column in range(14))
    return FieldFeatures(np.hstack([coded, side]), 10, names)


def fitted(learner, features, labels, settings):
    baseline = FieldBaseline(learner, "one_hot")
    return baseline.new_classifier(features.n_coded, settings).fit(features, labels)


def test_every_learner_stands_on_every_encoding_and_the_prior_on_none():
    assert [baseline.name for baseline in field_baselines(["random_forest", "prior"])] == [
        "prior", "random_forest one_hot", "random_forest response",
    ]  # fmt: skip
    assert len(field_baselines()) == 1 + len(ENCODINGS) * (len(LEARNERS) - 1)
    assert OURS not in LEARNERS


def test_an_unknown_learner_is_refused_with_those_that_are_known():
    with pytest.raises(FieldBaselineError) as caught:
        field_baselines(["prior", "deep"])
    assert str(caught.value) == f"expected learners of {', '.join(LEARNERS)}; got 'deep'"


@pytest.mark.parametrize("name", LEARNERS)
def test_learners_are_scikit_learns_own(name):
    learner = LEARNERS[name](3, 0)
    assert isinstance(learner, BaseEstimator)
    assert type(learner).__module__.startswith("sklearn.")


@pytest.mark.parametrize("name", READERS)
def test_each_learner_learns_what_the_features_say(name, fast_settings):
    labels = np.repeat([1, 4, 7], 40)
    model = fitted(name, made_up(labels), labels, fast_settings)
    assert isinstance(model, NineClassClassifier)
    new = made_up(labels, seed=1)
    probabilities = model.predict_proba(new)
    assert probabilities.shape == (120, 9)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities > 0).all()
    assert (probabilities.argmax(axis=1) + 1 == labels).mean() > 0.95
    assert -np.log(probabilities[np.arange(120), labels - 1]).mean() < 0.7


@pytest.mark.parametrize("name", READERS)
def test_each_learner_is_not_surer_of_noise_than_the_class_frequencies_are(name, fast_settings):
    generator = np.random.default_rng(0)
    labels = generator.choice([1, 4, 7], size=150, p=[0.5, 0.3, 0.2])
    noise = FieldFeatures(generator.random((150, 6)), 6, tuple("abcdef"))
    new = FieldFeatures(generator.random((2000, 6)), 6, tuple("abcdef"))
    truth = generator.choice([1, 4, 7], size=2000, p=[0.5, 0.3, 0.2])
    probabilities = fitted(name, noise, labels, fast_settings).predict_proba(new)
    loss = -np.log(probabilities[np.arange(2000), truth - 1]).mean()
    entropy = -np.sum([share * np.log(share) for share in (0.5, 0.3, 0.2)])
    assert entropy - 0.05 < loss < entropy + 0.15


@pytest.mark.parametrize("name", LEARNERS)
def test_rare_classes_and_classes_absent_do_no_harm_and_warn_nobody(name, fast_settings):
    labels = np.array([1] * 30 + [4] * 3 + [7] * 2 + [9])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # scikit-learn says that a class of one row is in no inner fold but its own.
        warnings.filterwarnings("ignore", "Number of classes in training fold", RuntimeWarning)
        model = fitted(name, made_up(labels), labels, fast_settings)
        probabilities = model.predict_proba(made_up(labels, seed=1))
    assert np.isfinite(probabilities).all()
    assert (probabilities[:, 1] == probabilities[0, 1]).all()


@pytest.mark.parametrize("name", [name for name in LEARNERS if name not in ENSEMBLES])
def test_two_fits_with_one_seed_are_equal(name, fast_settings):
    labels = np.resize([1, 4, 7], 60)
    features = made_up(labels)
    first, second = (
        fitted(name, features, labels, fast_settings).predict_proba(features) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


def test_the_prior_answers_the_class_frequencies(fast_settings):
    labels = np.repeat([1, 7], [10, 30])
    features = FieldFeatures.empty(40)
    model = FieldBaseline(PRIOR).new_classifier(0, fast_settings).fit(features, labels)
    expected = 0.98 * np.array([0.25, 0, 0, 0, 0, 0, 0.75, 0, 0]) + 0.02 * smoothed_prior(labels)
    np.testing.assert_allclose(model.predict_proba(FieldFeatures.empty(3)), [expected] * 3)


def test_naive_bayes_reads_the_coded_columns_alone(fast_settings):
    labels = np.resize([1, 4, 7], 60)
    features = made_up(labels)
    other = FieldFeatures(features.matrix.copy(), 10, features.names)
    other.matrix[:, 10:] = 0.5
    first, second = (
        fitted("naive_bayes", each, labels, fast_settings).predict_proba(each)
        for each in (features, other)
    )
    np.testing.assert_array_equal(first, second)


def test_inner_folds_spread_each_class_and_hold_out_each_row_once():
    labels = np.repeat([0, 1, 2], [50, 5, 2])
    folds = list(SpreadFolds().split(np.zeros((57, 1)), labels))
    assert len(folds) == SpreadFolds().get_n_splits()
    assert sorted(np.concatenate([held_out for _, held_out in folds])) == list(range(57))
    for kept, held_out in folds:
        assert not set(kept) & set(held_out)
        assert set(labels[kept]) == {0, 1, 2}
        assert np.count_nonzero(labels[held_out] == 1) == 1
