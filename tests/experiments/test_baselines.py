import numpy as np
import pytest

from experiments.baselines import LEARNERS, OURS
from experiments.nine_classes import smoothed_prior
from experiments.situation import SITUATION, SITUATION_COLUMNS
from experiments.view import CASES, Case, Columns, TrainingFeatures


def in_each_case(features, as_of_others=None):
    """Return features of rows, each with a paper and a gene of its own."""
    others = features if as_of_others is None else as_of_others
    by_case = dict.fromkeys(CASES, others) | {Case.SAME_PAPER: features}
    return TrainingFeatures(by_case, dict.fromkeys(CASES, np.arange(len(features))))


def columns(n_features):
    """Return columns of a view, the last ones being the situation of the row."""
    names = [f"position:{position}" for position in range(n_features - len(SITUATION_COLUMNS))]
    return Columns((*names, *(f"{SITUATION}:{name}" for name in SITUATION_COLUMNS)))


def situated(features):
    """Return the features beside the situation of a row of which gene and variation are known."""
    features = np.asarray(features, dtype=np.float32)
    nothing = np.zeros((len(features), len(SITUATION_COLUMNS)), dtype=np.float32)
    return np.hstack([features, nothing])


def test_ours_comes_first():
    assert list(LEARNERS) == [OURS, "prior", "logistic_regression"]


@pytest.mark.parametrize("name", LEARNERS)
def test_each_learner_copes_with_missing_features_and_absent_classes(name, fast_settings):
    generator = np.random.default_rng(0)
    labels = generator.choice([1, 4, 7], size=60)
    features = generator.normal(size=(60, 4)).astype(np.float32)
    features[:, 0] += labels
    features[::3, 1] = np.nan
    features[:, 2] = np.nan
    features = situated(features)
    probabilities = (
        LEARNERS[name](fast_settings, columns(features.shape[1]))
        .fit(in_each_case(features), labels)
        .predict_proba(features)
    )
    assert probabilities.shape == (60, 9)
    assert (probabilities > 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_the_prior_answers_the_class_frequencies_for_every_row(fast_settings):
    labels = np.array([1, 7, 7, 7])
    probabilities = (
        LEARNERS["prior"](fast_settings, columns(1))
        .fit(in_each_case(np.zeros((4, 1))), labels)
        .predict_proba(np.full((2, 1), np.nan))
    )
    # 0.98 of the frequencies and 0.02 of the smoothed ones
    expected = 0.98 * np.array([0.25, 0, 0, 0, 0, 0, 0.75, 0, 0]) + 0.02 * smoothed_prior(labels)
    np.testing.assert_allclose(probabilities, [expected, expected])


def test_logistic_regression_learns_what_a_feature_says(fast_settings):
    labels = np.repeat([1, 7], 40)
    model = LEARNERS["logistic_regression"](fast_settings, columns(1))
    model = model.fit(in_each_case(labels[:, None] * 1.0), labels)
    found = model.predict_proba(labels[:, None] * 1.0).argmax(axis=1) + 1
    assert (found == labels).all()


@pytest.mark.parametrize("name", [name for name in LEARNERS if name != OURS])
def test_baselines_learn_from_features_as_of_known_papers_alone(name, fast_settings):
    labels = np.repeat([1, 7], 40)
    known = labels[:, None] * 1.0
    first, second = (
        LEARNERS[name](fast_settings, columns(1))
        .fit(in_each_case(known, others), labels)
        .predict_proba(known)
        for others in (known, -known)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("n_rows", [5, 40])
def test_no_rows_are_answered_by_none(name, n_rows, fast_settings):
    labels = np.repeat([1, 7], n_rows)
    features = situated(labels[:, None])
    model = LEARNERS[name](fast_settings, columns(5)).fit(in_each_case(features), labels)
    assert model.predict_proba(features[:0]).shape == (0, 9)
