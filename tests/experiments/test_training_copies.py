"""Rows stripped to what they always have are answered by that, not by what they lack."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError
from xgboost import XGBClassifier

from experiments.training_copies import CopiedRows, CopyWeights
from experiments.view import Columns, TrainingFeatures

NAN = np.nan


def gene_and_text(lacking=NAN, optional=True):
    """Return two columns, of which a row may lack the second."""
    return Columns(
        ("one_hot:gene", "tfidf:text"),
        np.array([False, optional]),
        np.array([8, lacking], dtype=np.float32),  # the 8 is never read
    )


def trees():
    return XGBClassifier(n_estimators=40, max_depth=3, n_jobs=1, random_state=0)


class Recorder(BaseEstimator):
    """Keeps what it was fitted on."""

    seen: ClassVar[list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = []

    def fit(self, X, y, sample_weight):
        self.seen.append((X, y, sample_weight))
        return self


def seen_by_the_classifier(features, labels, masked, unseen, columns=None):
    Recorder.seen.clear()
    CopiedRows(Recorder(), columns or gene_and_text(), CopyWeights(masked, unseen)).fit(
        features, labels
    )
    return Recorder.seen.pop()


@pytest.fixture
def rows():
    """A gene column that decides between two classes, and a text column that tells it better.

    The few rows without text are all of class 2, whatever their gene. As of an unseen
    gene, the gene column says 0.5.
    """
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 300)
    gene = np.where(generator.random(300) < 0.9, labels, 1 - labels).astype(np.float32)
    text = labels + generator.normal(0, 0.2, 300).astype(np.float32)
    features = np.column_stack([gene, text]).astype(np.float32)
    labels[:6] = 2
    features[:6, 1] = np.nan
    unseen = np.column_stack([np.full(300, 0.5), features[:, 1]]).astype(np.float32)
    return TrainingFeatures(features, unseen), labels


def fit(rows, masked, unseen=0.0):
    return CopiedRows(trees(), gene_and_text(), CopyWeights(masked, unseen)).fit(*rows)


def bare(gene):
    return np.array([[gene, np.nan]], dtype=np.float32)


def test_without_copies_the_lack_of_text_is_taken_for_a_class(rows):
    assert fit(rows, 0).predict_proba(bare(0)).argmax() == 2


@pytest.mark.parametrize("unseen", [0, 0.5])
def test_with_copies_a_bare_row_is_answered_by_its_gene(rows, unseen):
    fitted = fit(rows, 0.5, unseen)
    assert fitted.predict_proba(bare(0)).argmax() == 0
    assert fitted.predict_proba(bare(1)).argmax() == 1


@pytest.mark.parametrize("unseen", [0, 0.5])
def test_text_still_counts_where_it_is(rows, unseen):
    features, labels = rows
    found = fit(rows, 0.5, unseen).predict_proba(features.known[6:]).argmax(axis=1)
    assert (found == labels[6:]).mean() > 0.95


def test_copies_as_of_an_unseen_gene_teach_to_read_the_text_without_it(rows):
    features, labels = rows
    fitted = fit(rows, 0.5, 0.5)
    found = fitted.predict_proba(features.unseen[6:]).argmax(axis=1)
    assert (found == labels[6:]).mean() > 0.95


TWO_ROWS = TrainingFeatures(
    np.array([[1, 2], [3, 4]], dtype=np.float32), np.array([[-1, 2], [-3, 4]], dtype=np.float32)
)
KNOWN = [[1, 2], [3, 4]]
MASKED = [[1, NAN], [3, NAN]]
UNSEEN = [[-1, 2], [-3, 4]]
UNSEEN_MASKED = [[-1, NAN], [-3, NAN]]


@pytest.mark.parametrize(
    ("masked", "unseen", "expected", "weights"),
    [
        (0.5, 0.25, KNOWN + MASKED + UNSEEN + UNSEEN_MASKED, [1, 1, *[0.5] * 2, *[0.25] * 2]),
        (0, 2, KNOWN + UNSEEN, [1, 1, 2, 2]),
        (0.5, 0, KNOWN + MASKED, [1, 1, 0.5, 0.5]),
        (0, 0, KNOWN, [1, 1]),
    ],
    ids=["four copies", "no masked copies", "no unseen copies", "no copies"],
)
def test_each_row_is_given_with_its_copies_and_a_weight_of_zero_leaves_them_out(
    masked, unseen, expected, weights
):
    if masked and unseen:
        weights = [*weights, *[masked * unseen] * 2]
    X, y, weight = seen_by_the_classifier(TWO_ROWS, np.array([3, 0]), masked, unseen)
    np.testing.assert_array_equal(X, expected)
    assert y.tolist() == [3, 0] * (len(expected) // 2)
    assert weight.tolist() == weights
    assert X.dtype == np.float32


def test_a_masked_copy_holds_what_a_row_that_lacks_the_column_holds():
    X, _, _ = seen_by_the_classifier(TWO_ROWS, np.array([3, 0]), 0.5, 0.5, gene_and_text(1))
    masked = [[1, 1], [3, 1]]
    unseen_masked = [[-1, 1], [-3, 1]]
    np.testing.assert_array_equal(X, KNOWN + masked + UNSEEN + unseen_masked)


def test_where_no_column_is_optional_there_is_no_masked_copy():
    X, _, weight = seen_by_the_classifier(
        TWO_ROWS, np.array([3, 0]), 0.5, 0.5, columns=gene_and_text(optional=False)
    )
    np.testing.assert_array_equal(X, KNOWN + UNSEEN)
    assert weight.tolist() == [1, 1, 0.5, 0.5]


def test_the_training_rows_are_left_as_they_were(rows):
    features, _ = rows
    known, unseen = features.known.copy(), features.unseen.copy()
    fit(rows, 0.5, 0.5)
    np.testing.assert_array_equal(features.known, known)
    np.testing.assert_array_equal(features.unseen, unseen)


def test_a_clone_is_unfitted_and_has_the_same_settings(rows):
    copy = clone(fit(rows, 0.5, 0.25))
    assert copy.weights == CopyWeights(0.5, 0.25)
    assert copy.columns.names == gene_and_text().names
    with pytest.raises(NotFittedError):
        copy.predict_proba(bare(0))
