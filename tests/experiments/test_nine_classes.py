import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import NotFittedError
from sklearn.naive_bayes import GaussianNB
from xgboost import XGBClassifier

from experiments.nine_classes import NineClassClassifier, smoothed_prior


def trees(prior_weight=0.02):
    xgboost = XGBClassifier(n_estimators=5, max_depth=2, learning_rate=0.5, n_jobs=1)
    return NineClassClassifier(xgboost, prior_weight)


def separable(*classes, copies=10):
    """Return features that name the class outright, and the labels."""
    labels = np.repeat(classes, copies)
    return np.eye(10)[labels], labels


@pytest.mark.parametrize("absent", [(), (1,), (9,), (2, 5, 8)])
def test_a_class_absent_from_training_gets_its_own_column_and_a_small_probability(absent):
    present = [number for number in range(1, 10) if number not in absent]
    features, labels = separable(*present)
    probabilities = trees().fit(features, labels).predict_proba(features)
    assert probabilities.shape == (len(labels), 9)
    assert (probabilities.argmax(axis=1) + 1 == labels).all()
    for number in absent:
        # 0.02 of a prior of 1 in n + 9
        assert probabilities[:, number - 1] == pytest.approx(0.02 / (len(labels) + 9))


def test_a_single_class_in_training_is_answered_for_every_row():
    features, labels = separable(4, copies=3)
    model = trees().fit(features, labels)
    probabilities = model.predict_proba(np.full((2, 10), np.nan))
    # 0.98 + 0.02 * 4/12 for class 4, and 0.02 * 1/12 for the others
    expected = np.full((2, 9), 0.02 / 12)
    expected[:, 3] = 0.98 + 0.02 * 4 / 12
    np.testing.assert_allclose(probabilities, expected)
    assert model.predict(features).tolist() == [4, 4, 4]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1, 2], "labels must be from 1 to 9, got [0, 1, 2]"),
        ([7, 10, 7], "labels must be from 1 to 9, got [7, 10]"),
        ([-1, 1, 1], "labels must be from 1 to 9, got [-1, 1]"),
        ([1.5, 2.0, 2.0], "labels must be from 1 to 9, got [1.5, 2.0]"),
        ([np.nan, 2.0, 2.0], "labels must be from 1 to 9, got ["),
    ],
)
def test_labels_outside_one_to_nine_are_refused(labels, message):
    with pytest.raises(ValueError, match="labels must be") as caught:
        trees().fit(np.zeros((3, 2)), np.asarray(labels))
    assert message in str(caught.value)


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="at least one labelled row is needed, got none"):
        trees().fit(np.zeros((0, 2)), np.zeros(0, dtype=int))


@settings(deadline=None)
@given(
    labels=st.lists(st.integers(1, 9), min_size=1, max_size=40),
    prior_weight=st.sampled_from([0.001, 0.02, 1.0]),
)
def test_rows_sum_to_one_and_no_probability_is_zero(labels, prior_weight):
    features = np.random.default_rng(0).normal(size=(len(labels), 3))
    model = NineClassClassifier(DummyClassifier(strategy="most_frequent"), prior_weight)
    probabilities = model.fit(features, np.asarray(labels)).predict_proba(features)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert probabilities.dtype == np.float64
    assert (probabilities > 0).all()


def test_columns_are_in_class_order_whatever_the_order_of_the_labels():
    features, labels = separable(9, 2, 7, 4)
    model = NineClassClassifier(GaussianNB(var_smoothing=1e-3)).fit(features, labels)
    assert model.classes_.tolist() == list(range(1, 10))
    assert model.predict(np.eye(10)[[2, 4, 7, 9]]).tolist() == [2, 4, 7, 9]


def test_with_all_weight_on_the_prior_the_answer_is_the_prior():
    features, labels = separable(1, 7, 7)
    probabilities = trees(prior_weight=1.0).fit(features, labels).predict_proba(features)
    np.testing.assert_allclose(probabilities, np.tile(smoothed_prior(labels), (len(labels), 1)))


def test_missing_features_and_no_rows_are_answered():
    features, labels = separable(1, 7)
    model = trees().fit(features, labels)
    assert np.isfinite(model.predict_proba(np.full((1, 10), np.nan))).all()
    assert model.predict_proba(np.empty((0, 10))).shape == (0, 9)


def test_a_clone_has_the_settings_and_is_unfitted():
    features, labels = separable(1, 7)
    original = trees(prior_weight=0.3).fit(features, labels)
    copy = clone(original)
    assert copy.prior_weight == 0.3
    assert copy.classifier.get_params() == original.classifier.get_params()
    with pytest.raises(NotFittedError):
        copy.predict_proba(features)


def test_fitting_leaves_the_wrapped_classifier_unfitted():
    inner = GaussianNB()
    NineClassClassifier(inner).fit(*separable(1, 7))
    assert not hasattr(inner, "classes_")


def test_settings_can_be_set_by_name_as_scikit_learn_does():
    model = trees().set_params(prior_weight=0.5, classifier__max_depth=7)
    assert (model.prior_weight, model.classifier.max_depth) == (0.5, 7)


def test_fitting_again_forgets_the_first_fit():
    model = trees().fit(*separable(1, 7))
    model.fit(*separable(3))
    assert model.predict(np.zeros((1, 10))).tolist() == [3]
