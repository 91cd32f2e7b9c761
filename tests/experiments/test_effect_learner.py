"""Trees answer rows with text alone; to the others the nearest neighbourhood adds its share."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from experiments.effect_learner import EffectLearner
from experiments.nine_classes import NineClassClassifier
from experiments.training_copies import CopiedRows, CopyWeights
from experiments.view import Columns, TrainingFeatures

NAN = np.nan
LABELS = np.array([1, 1, 1, 7])
NEAR = np.full(9, 0.05)
NEAR[3] = 0.6
NEARER = np.full(9, 0.025)
NEARER[8] = 0.8
WIDTHS = {
    "one_hot": 1,
    "neighbourhood": 9,
    "tfidf": 2,
    "embeddings": 1,
    "annotated_neighbourhood": 9,
}


def columns(*views):
    names = [f"{view}:{number}" for view in views for number in range(WIDTHS[view])]
    return Columns(tuple(names), np.zeros(len(names), dtype=bool), np.zeros(len(names)))


def row(*views, **values):
    """Return a row's features; a view that it says nothing of is NaN."""
    blocks = [np.broadcast_to(values.get(view, NAN), WIDTHS[view]) for view in views]
    return np.concatenate(blocks).astype(np.float32)[None]


def trees_and_answer(share, row_features, views):
    """Return what the trees answer by themselves and what the learner answers."""
    copied = CopiedRows(DummyClassifier(), columns(*views), CopyWeights(masked=0, unseen=0))
    trees = NineClassClassifier(copied, prior_weight=0.1)
    training = np.zeros((len(LABELS), row_features.shape[1]), dtype=np.float32)
    learner = EffectLearner(trees, columns(*views), share)
    assert learner.fit(TrainingFeatures(training, training), LABELS) is learner
    answer = learner.predict_proba(row_features)
    np.testing.assert_allclose(answer.sum(axis=1), 1)
    return trees.predict_proba(row_features), answer


ALL = tuple(WIDTHS)
LOGS = {"neighbourhood": np.log(NEAR), "annotated_neighbourhood": np.log(NEARER)}


@pytest.mark.parametrize(
    "text", [{"tfidf": 0.5}, {"embeddings": 0.5}, {"tfidf": 0, "embeddings": 1}]
)
def test_a_row_with_text_or_embedding_is_answered_by_the_trees_alone(text):
    trees, answer = trees_and_answer(0.5, row(*ALL, **LOGS, **text), ALL)
    np.testing.assert_array_equal(answer, trees)


def test_a_row_without_text_is_answered_by_the_mean_of_both():
    views = ("one_hot", "neighbourhood", "tfidf")
    trees, answer = trees_and_answer(0.5, row(*views, **LOGS), views)
    np.testing.assert_allclose(answer, (trees + NEAR) / 2, rtol=1e-6)


def test_the_annotated_neighbourhood_is_preferred_where_it_is_there():
    trees, answer = trees_and_answer(0.5, row(*ALL, **LOGS), ALL)
    np.testing.assert_allclose(answer, (trees + NEARER) / 2, rtol=1e-6)
    plain = row(*ALL, neighbourhood=np.log(NEAR))
    trees, answer = trees_and_answer(0.5, plain, ALL)
    np.testing.assert_allclose(answer, (trees + NEAR) / 2, rtol=1e-6)


def test_each_row_is_answered_by_what_it_has():
    rows = np.vstack([row(*ALL, **LOGS, tfidf=1), row(*ALL), row(*ALL, **LOGS)])
    trees, answer = trees_and_answer(0.25, rows, ALL)
    expected = np.vstack([trees[:2], 0.75 * trees[2:] + 0.25 * NEARER])
    np.testing.assert_allclose(answer, expected, rtol=1e-6)


@pytest.mark.parametrize(
    "views",
    [("one_hot",), ("one_hot", "tfidf"), ("one_hot", "tfidf", "embeddings")],
    ids=["neither", "texts", "texts and embeddings"],
)
def test_without_a_neighbourhood_the_trees_answer(views):
    trees, answer = trees_and_answer(1, row(*views), views)
    np.testing.assert_array_equal(answer, trees)


def test_without_views_of_text_every_row_is_without_text():
    views = ("one_hot", "neighbourhood")
    trees, answer = trees_and_answer(0.5, row(*views, **LOGS), views)
    np.testing.assert_allclose(answer, (trees + NEAR) / 2, rtol=1e-6)


@pytest.mark.parametrize("share", [0, 1])
def test_at_the_ends_of_the_share_one_of_both_answers_alone(share):
    trees, answer = trees_and_answer(share, row(*ALL, **LOGS), ALL)
    np.testing.assert_allclose(answer[0], NEARER if share else trees[0], rtol=1e-6)


def test_the_features_are_left_as_they_were_and_no_rows_are_answered_by_none():
    features = row(*ALL, **LOGS)
    before = features.copy()
    trees_and_answer(0.5, features, ALL)
    np.testing.assert_array_equal(features, before)
    _, answer = trees_and_answer(0.5, features[:0], ALL)
    assert answer.shape == (0, 9)
