"""TF-IDF against scikit-learn's; with SVD: dimensions, repeatability, edge cases."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer

from text_features.term_counts import NoTermsError
from text_features.tfidf import TfidfParameterError, TfidfSvdVectorizer, WordTfidf

WORDS = [f"word{i}" for i in range(60)]


def documents(n_documents, seed=0):
    random = np.random.default_rng(seed)
    return [" ".join(random.choice(WORDS, size=20)) for _ in range(n_documents)]


SOME_WORDS = ["a", "ab", "a-b", "a1", "b", "é", "β", "v600e", "p.v600e"]
TEXTS = st.lists(st.lists(st.sampled_from(SOME_WORDS), max_size=10).map(" ".join), max_size=8)
REPEATED_TEXTS = st.builds(lambda texts, times: texts * times, TEXTS, st.integers(1, 2))
LIMITS = st.one_of(st.integers(1, 4), st.sampled_from([0.0, 0.25, 0.5, 0.7, 1.0]))


def of_scikit_learn(ngram_max, **settings_of_both):
    return TfidfVectorizer(
        lowercase=False, token_pattern=r"\S+", ngram_range=(1, ngram_max), **settings_of_both
    )


# Against scikit-learn


@settings(max_examples=200, deadline=None)
@given(REPEATED_TEXTS, TEXTS, st.integers(1, 3), LIMITS, LIMITS, st.booleans())
def test_terms_and_weights_are_those_of_scikit_learn(
    training, new, ngram_max, min_df, max_df, sublinear_tf
):
    parameters = {"min_df": min_df, "max_df": max_df, "sublinear_tf": sublinear_tf}
    theirs = of_scikit_learn(ngram_max, **parameters)
    ours = WordTfidf(ngram_max, **parameters)
    try:
        weights = theirs.fit_transform(training)
    except ValueError:  # no terms
        with pytest.raises(NoTermsError):
            ours.fit(training)
        return
    np.testing.assert_allclose(
        ours.fit_transform(training).toarray(), weights.toarray(), rtol=0, atol=1e-12
    )
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    np.testing.assert_allclose(ours.idf_, theirs.idf_, rtol=0, atol=1e-12)
    if new:
        unseen = [*new, "unheard of", "a unheard ab"]
        np.testing.assert_allclose(
            ours.transform(unseen).toarray(), theirs.transform(unseen).toarray(), rtol=0, atol=1e-12
        )


def test_the_most_frequent_terms_are_those_of_scikit_learn():
    # Word i comes i + 1 times in each text, so that no two are equally frequent.
    training = [" ".join(word for i, word in enumerate(WORDS[:12]) for _ in range(i + 1))] * 3
    theirs = of_scikit_learn(1, max_features=5).fit(training)
    ours = WordTfidf(max_features=5, sublinear_tf=False).fit(training)
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    new = [*training, "word11 word10", "word0"]
    np.testing.assert_allclose(ours.transform(new).toarray(), theirs.transform(new).toarray())


def test_of_equally_frequent_terms_the_first_by_spelling_are_kept():
    names = WordTfidf(ngram_max=2, max_features=3).fit(["c b a", "d"]).get_feature_names_out()
    assert names.tolist() == ["a", "b", "b a"]


# On its own


def test_weights_are_rows_of_float64_of_length_one():
    tfidf = WordTfidf(ngram_max=2, min_df=2)
    weights = tfidf.fit_transform([*documents(30), ""])
    assert weights.dtype == np.float64
    assert weights.shape == (31, len(tfidf.get_feature_names_out()))
    lengths = np.sqrt(weights.multiply(weights).sum(axis=1))
    np.testing.assert_allclose(np.ravel(lengths), [1] * 30 + [0])


def test_transforming_the_training_documents_gives_the_bits_of_fit_transform():
    tfidf = WordTfidf(ngram_max=2, max_features=100)
    fitted, again = tfidf.fit_transform(documents(30)), tfidf.transform(documents(30))
    for part in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(again, part), getattr(fitted, part))


def test_transforming_no_documents_gives_no_rows_of_weights():
    tfidf = WordTfidf().fit(documents(30))
    assert tfidf.transform([]).shape == (0, len(tfidf.get_feature_names_out()))


def test_unseen_documents_change_nothing_that_was_learnt():
    tfidf = WordTfidf(ngram_max=2).fit(documents(30))
    before = pickle.dumps(tfidf)
    tfidf.transform(documents(30, seed=1))
    assert pickle.dumps(tfidf) == before


def test_equal_fits_pickle_to_equal_and_small_bytes():
    training = documents(300)
    first, second = (pickle.dumps(WordTfidf(2, max_features=50).fit(training)) for _ in range(2))
    assert first == second
    assert len(first) < 5_000
    new = documents(5, seed=2)
    vectorizer = WordTfidf(2, max_features=50).fit(training)
    assert (pickle.loads(first).transform(new) != vectorizer.transform(new)).nnz == 0


def test_a_clone_of_word_tfidf_is_not_fitted():
    tfidf = WordTfidf(ngram_max=2, min_df=0.1, sublinear_tf=False).fit(documents(30))
    copy = clone(tfidf)
    assert copy.get_params() == tfidf.get_params()
    for use in (copy.get_feature_names_out, lambda: copy.transform(["a"])):
        with pytest.raises(NotFittedError, match="WordTfidf instance is not fitted yet"):
            use()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("min_df", value) for value in (0, -1, 1.5, True, "2", None, float("nan"))),
        *(("max_df", value) for value in (0, -0.5, 1.01)),
        *(("ngram_max", value) for value in (0, 1.0, None)),
        *(("max_features", value) for value in (0, 2.5)),
    ],
)
def test_parameters_out_of_range_are_named_with_their_value(name, value):
    with pytest.raises(TfidfParameterError, match=f"'{name}' parameter of WordTfidf.* not {value}"):
        WordTfidf(**{name: value}).fit(documents(30))


# With SVD


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
    with pytest.raises(ValueError, match="The 'max_df' parameter of WordTfidf must be"):
        TfidfSvdVectorizer(max_df=-0.5).fit(documents(30))
