"""What features added, summed up, is what the fitted classifier itself answers."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from xgboost import DMatrix

from experiments.classifier_settings import ClassifierSettings
from experiments.contributions import contributions
from experiments.members import regression, trees
from experiments.nine_classes import NineClassClassifier

N_ROWS, N_FEATURES = 150, 6


def made_up(classes=(1, 4, 7), seed=0):
    """Return features, some missing, of which the second tells the class, and labels."""
    generator = np.random.default_rng(seed)
    labels = generator.choice(classes, N_ROWS)
    features = generator.normal(size=(N_ROWS, N_FEATURES))
    features[:, 1] += 2 * labels
    features[generator.random(features.shape) < 0.1] = np.nan
    return features, labels


def fitted(make, features, labels, **settings):
    chosen = ClassifierSettings(n_estimators=10, max_depth=3, **settings)
    return NineClassClassifier(make(chosen, 0, N_FEATURES)).fit(features, labels)


def tree_scores(classifier, features):
    """Return the logits of a fitted ensemble of trees, of shape (n_rows, n_classes)."""
    booster = classifier.classifier_.get_booster()
    return booster.predict(DMatrix(features), output_margin=True)


def regression_scores(classifier, features):
    return classifier.classifier_.decision_function(features)


MEMBERS = {"trees": (trees, tree_scores), "regression": (regression, regression_scores)}
every_member = pytest.mark.parametrize(("make", "scores"), MEMBERS.values(), ids=MEMBERS)


@every_member
@pytest.mark.parametrize("classes", [(1, 4, 7), tuple(range(1, 10)), (2, 9)])
def test_they_add_up_to_the_classifiers_scores_but_for_what_all_rows_share(make, scores, classes):
    features, labels = made_up(classes)
    classifier = fitted(make, features, labels, regression_strength=1.0)
    added = contributions(classifier, features)
    assert added.shape == (N_ROWS, 9, N_FEATURES)
    assert added.dtype == np.float64
    logits = scores(classifier, features)
    if len(classes) == 2:  # of which only the second has a score
        logits = np.column_stack([np.zeros(N_ROWS), logits])
    summed = added.sum(axis=2)[:, np.array(classes) - 1]
    shared = logits - summed
    np.testing.assert_allclose(shared, np.tile(shared[0], (N_ROWS, 1)), atol=1e-4)
    assert np.ptp(logits, axis=0).max() > 1


@every_member
def test_a_class_that_was_not_in_training_has_none(make, scores):
    features, labels = made_up((1, 4, 7))
    added = contributions(fitted(make, features, labels), features)
    absent = [number - 1 for number in (2, 3, 5, 6, 8, 9)]
    assert (added[:, absent] == 0).all()
    assert (added[:, [0, 3, 6]] != 0).any(axis=(0, 2)).all()


@every_member
@pytest.mark.parametrize("classes", [(1, 4, 7), (2, 9)])
def test_what_tells_the_class_speaks_for_it_loudest(make, scores, classes):
    features, labels = made_up(classes)
    added = contributions(fitted(make, features, labels, regression_strength=1.0), features)
    pushed = added[np.arange(N_ROWS), labels - 1] - added[:, np.array(classes) - 1].mean(axis=1)
    known = ~np.isnan(features[:, 1])
    assert (pushed[known, 1] > 0).mean() > 0.8
    assert np.abs(pushed).mean(axis=0).argmax() == 1


@every_member
@pytest.mark.parametrize("selection", ["l1", "forest"])
def test_selected_features_stand_at_their_own_columns_and_the_others_did_nothing(
    make, scores, selection
):
    features, labels = made_up((1, 4))
    classifier = fitted(make, features, labels, selection=selection)
    kept = classifier.classifier_.kept_
    assert kept[1]
    assert not kept.all()
    added = contributions(classifier, features)
    assert added.shape == (N_ROWS, 9, N_FEATURES)
    assert (added[:, :, ~kept] == 0).all()
    alone = NineClassClassifier(classifier.classifier_.classifier_)
    alone.classifier_, alone.known_ = classifier.classifier_.classifier_, classifier.known_
    np.testing.assert_array_equal(added[:, :, kept], contributions(alone, features[:, kept]))


@every_member
def test_a_feature_that_is_missing_in_a_regression_or_never_split_adds_nothing(make, scores):
    features, labels = made_up()
    features[:, 4] = np.nan
    added = contributions(fitted(make, features, labels), features)
    np.testing.assert_allclose(added[:, :, 4], 0, atol=1e-9)


@every_member
def test_rows_asked_alone_or_not_at_all(make, scores):
    features, labels = made_up()
    classifier = fitted(make, features, labels)
    together = contributions(classifier, features)
    for rows in ([7], [9, 3, 3], []):
        found = contributions(classifier, features[rows])
        np.testing.assert_allclose(found, together[rows], rtol=1e-6, atol=1e-9)


def test_one_class_in_training_leaves_nothing_to_explain():
    features, _ = made_up()
    classifier = fitted(trees, features, np.full(N_ROWS, 4))
    assert (contributions(classifier, features) == 0).all()


def test_a_classifier_that_cannot_be_taken_apart_is_named():
    features, labels = made_up()
    classifier = NineClassClassifier(DummyClassifier()).fit(features, labels)
    with pytest.raises(TypeError, match="no way to explain a DummyClassifier"):
        contributions(classifier, features)
