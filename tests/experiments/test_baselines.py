import numpy as np
import pytest

from experiments.baselines import LEARNERS, OURS
from experiments.nine_classes import smoothed_prior
from experiments.view import Columns, TrainingFeatures


def both_ways(features):
    """Return features that say nothing else of a row as of an unseen gene."""
    return TrainingFeatures(features, features)


def columns(optional):
    """Return columns of views that no learner asks by name."""
    names = tuple(f"made_up:{position}" for position in range(len(optional)))
    return Columns(names, np.array(optional), np.full(len(optional), np.nan, dtype=np.float32))


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
    probabilities = (
        LEARNERS[name](fast_settings, columns([False, True, True, True]))
        .fit(both_ways(features), labels)
        .predict_proba(features)
    )
    assert probabilities.shape == (60, 9)
    assert (probabilities > 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_the_prior_answers_the_class_frequencies_for_every_row(fast_settings):
    labels = np.array([1, 7, 7, 7])
    probabilities = (
        LEARNERS["prior"](fast_settings, columns([True]))
        .fit(both_ways(np.zeros((4, 1))), labels)
        .predict_proba(np.full((2, 1), np.nan))
    )
    # 0.98 of the frequencies and 0.02 of the smoothed ones
    expected = 0.98 * np.array([0.25, 0, 0, 0, 0, 0, 0.75, 0, 0]) + 0.02 * smoothed_prior(labels)
    np.testing.assert_allclose(probabilities, [expected, expected])


def test_logistic_regression_learns_what_a_feature_says(fast_settings):
    labels = np.repeat([1, 7], 40)
    model = LEARNERS["logistic_regression"](fast_settings, columns([False]))
    model = model.fit(both_ways(labels[:, None] * 1.0), labels)
    found = model.predict_proba(labels[:, None] * 1.0).argmax(axis=1) + 1
    assert (found == labels).all()


@pytest.mark.parametrize("name", [name for name in LEARNERS if name != OURS])
def test_baselines_learn_from_rows_of_known_genes_alone(name, fast_settings):
    labels = np.repeat([1, 7], 40)
    known = labels[:, None] * 1.0
    first, second = (
        LEARNERS[name](fast_settings, columns([False]))
        .fit(TrainingFeatures(known, unseen), labels)
        .predict_proba(known)
        for unseen in (known, -known)
    )
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", LEARNERS)
def test_no_rows_are_answered_by_none(name, fast_settings):
    labels = np.repeat([1, 7], 5)
    features = both_ways(labels[:, None].astype(np.float32))
    model = LEARNERS[name](fast_settings, columns([False])).fit(features, labels)
    assert model.predict_proba(np.empty((0, 1), dtype=np.float32)).shape == (0, 9)
