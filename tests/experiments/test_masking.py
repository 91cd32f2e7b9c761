"""Rows stripped to what they always have are answered by that, not by what they lack."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from xgboost import XGBClassifier

from experiments.masking import MaskedCopies

OPTIONAL = np.array([False, True])


def trees():
    return XGBClassifier(n_estimators=40, max_depth=3, n_jobs=1, random_state=0)


@pytest.fixture
def rows():
    """A gene column that decides between two classes, and a text column that tells it better.

    The few rows without text are all of class 2, whatever their gene.
    """
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 2, 300)
    gene = np.where(generator.random(300) < 0.9, labels, 1 - labels).astype(np.float32)
    text = labels + generator.normal(0, 0.2, 300).astype(np.float32)
    features = np.column_stack([gene, text]).astype(np.float32)
    labels[:6] = 2
    features[:6, 1] = np.nan
    return features, labels


def bare(gene):
    return np.array([[gene, np.nan]], dtype=np.float32)


def test_without_copies_the_lack_of_text_is_taken_for_a_class(rows):
    fitted = MaskedCopies(trees(), OPTIONAL, 0).fit(*rows)
    assert fitted.predict_proba(bare(0)).argmax() == 2


def test_with_copies_a_bare_row_is_answered_by_its_gene(rows):
    fitted = MaskedCopies(trees(), OPTIONAL, 0.5).fit(*rows)
    assert fitted.predict_proba(bare(0)).argmax() == 0
    assert fitted.predict_proba(bare(1)).argmax() == 1


def test_text_still_counts_where_it_is(rows):
    features, labels = rows
    fitted = MaskedCopies(trees(), OPTIONAL, 0.5).fit(features, labels)
    found = fitted.predict_proba(features[6:]).argmax(axis=1)
    assert (found == labels[6:]).mean() > 0.95


def test_the_training_rows_are_left_as_they_were(rows):
    features, labels = rows
    before = features.copy()
    MaskedCopies(trees(), OPTIONAL, 0.5).fit(features, labels)
    np.testing.assert_array_equal(features, before)


def test_a_clone_is_unfitted_and_has_the_same_settings():
    copy = clone(MaskedCopies(trees(), OPTIONAL, 0.5))
    assert copy.weight == 0.5
    np.testing.assert_array_equal(copy.optional, OPTIONAL)
    with pytest.raises(NotFittedError):
        copy.predict_proba(bare(0))
