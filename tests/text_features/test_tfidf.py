"""TF-IDF with SVD as an estimator: dimensions, repeatability, edge cases."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from text_features.tfidf import TfidfSvdVectorizer

WORDS = [f"word{i}" for i in range(60)]


def documents(n_documents, seed=0):
    random = np.random.default_rng(seed)
    return [" ".join(random.choice(WORDS, size=20)) for _ in range(n_documents)]


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    vectorizer = TfidfSvdVectorizer(n_components=7, ngram_max=2, seed=3).fit(documents(30))
    copy = clone(vectorizer)
    assert copy.get_params() == vectorizer.get_params()
    with pytest.raises(NotFittedError, match="TfidfSvdVectorizer instance is not fitted yet"):
        copy.transform(documents(2))


def test_an_unfitted_vectorizer_has_no_feature_names():
    with pytest.raises(NotFittedError, match="TfidfSvdVectorizer instance is not fitted yet"):
        TfidfSvdVectorizer().get_feature_names_out()


def test_each_document_is_a_row_of_float32():
    vectorizer = TfidfSvdVectorizer(n_components=5).fit(documents(30))
    vectors = vectorizer.transform(documents(4, seed=1))
    assert vectors.shape == (4, 5)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert vectorizer.get_feature_names_out().tolist() == [f"tfidf_svd_{i}" for i in range(5)]


@pytest.mark.parametrize(("n_documents", "dimensions"), [(2, 0), (3, 1), (11, 3), (30, 8)])
def test_fewer_documents_give_fewer_dimensions(n_documents, dimensions):
    vectorizer = TfidfSvdVectorizer(n_components=8, max_df=1.0).fit(documents(n_documents))
    assert vectorizer.transform(documents(n_documents)).shape == (n_documents, dimensions)
    assert len(vectorizer.get_feature_names_out()) == dimensions


def test_an_empty_or_unknown_document_is_a_row_of_zeros():
    vectors = TfidfSvdVectorizer().fit(documents(30)).transform(["", "unheard of"])
    assert not vectors.any()


def test_empty_documents_among_the_training_ones_do_no_harm():
    vectorizer = TfidfSvdVectorizer(n_components=3).fit(["", *documents(30), ""])
    assert vectorizer.transform(documents(2)).shape == (2, 3)


@pytest.mark.parametrize("training", [[], ["", "", "", ""], ["one", "two", "three", "four"]])
def test_documents_without_a_shared_word_give_zero_dimensions(training):
    vectorizer = TfidfSvdVectorizer().fit(training)
    assert vectorizer.transform(["one", ""]).shape == (2, 0)
    assert vectorizer.get_feature_names_out().tolist() == []


def test_transforming_no_documents_gives_no_rows():
    assert TfidfSvdVectorizer(n_components=4).fit(documents(30)).transform([]).shape == (0, 4)


def test_two_fits_give_the_same_vectors():
    first, second = (TfidfSvdVectorizer(n_components=6).fit(documents(30)) for _ in range(2))
    new = documents(5, seed=2)
    np.testing.assert_array_equal(first.transform(new), second.transform(new))


def test_fitting_again_forgets_the_first_documents():
    vectorizer = TfidfSvdVectorizer(n_components=6).fit(documents(30))
    assert vectorizer.fit([]).transform(documents(2)).shape == (2, 0)


def test_a_pickled_vectorizer_gives_the_same_vectors():
    vectorizer = TfidfSvdVectorizer(n_components=6, ngram_max=2).fit(documents(30))
    new = documents(5, seed=2)
    again = pickle.loads(pickle.dumps(vectorizer))
    np.testing.assert_array_equal(again.transform(new), vectorizer.transform(new))


def test_a_vector_does_not_depend_on_the_documents_beside_it():
    vectorizer = TfidfSvdVectorizer(n_components=6).fit(documents(30))
    new = documents(5, seed=2)
    together = vectorizer.transform(new)
    alone = np.vstack([vectorizer.transform([text]) for text in new])
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(vectorizer.transform(new[::-1])[::-1], together)


def test_pairs_of_words_tell_orders_apart_that_single_words_cannot():
    training = ["a b c", "c b a"] * 6 + documents(12)
    single, pairs = (
        TfidfSvdVectorizer(n_components=6, ngram_max=n).fit(training).transform(["a b c", "c b a"])
        for n in (1, 2)
    )
    np.testing.assert_array_equal(single[0], single[1])
    assert np.abs(pairs[0] - pairs[1]).max() > 0.1


def test_a_parameter_out_of_range_is_named():
    with pytest.raises(ValueError, match="The 'max_df' parameter of TfidfVectorizer must be"):
        TfidfSvdVectorizer(max_df=-0.5).fit(documents(30))
