"""Doc2Vec as an estimator: the same text gives the same vector, everywhere."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from text_features.doc2vec import Doc2VecVectorizer

ROOT = Path(__file__).parents[2]
WORDS = [f"word{i}" for i in range(60)]

FIT_AND_TRANSFORM = """
import pickle, sys
from text_features.doc2vec import Doc2VecVectorizer
training, new = pickle.load(sys.stdin.buffer)
vectorizer = Doc2VecVectorizer(vector_size=6, epochs=3).fit(training)
sys.stdout.buffer.write(vectorizer.transform(new).tobytes())
"""

TRANSFORM = """
import pickle, sys
vectorizer, new = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(vectorizer.transform(new).tobytes())
"""


def documents(n_documents, seed=0, n_words=20):
    random = np.random.default_rng(seed)
    return [" ".join(random.choice(WORDS, size=n_words)) for _ in range(n_documents)]


def in_a_process(script, hash_seed, *payload):
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=pickle.dumps(payload),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return done.stdout


@pytest.fixture(scope="module")
def fitted():
    return Doc2VecVectorizer(vector_size=6, epochs=3).fit(documents(30))


def test_a_clone_has_the_same_parameters_and_is_not_fitted(fitted):
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    with pytest.raises(NotFittedError, match="Doc2VecVectorizer instance is not fitted yet"):
        copy.transform(documents(2))


def test_an_unfitted_vectorizer_has_no_feature_names():
    with pytest.raises(NotFittedError, match="Doc2VecVectorizer instance is not fitted yet"):
        Doc2VecVectorizer().get_feature_names_out()


def test_each_document_is_a_row_of_float32(fitted):
    vectors = fitted.transform(documents(4, seed=1))
    assert vectors.shape == (4, 6)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert fitted.get_feature_names_out().tolist() == [f"doc2vec_{i}" for i in range(6)]


@pytest.mark.parametrize(("n_documents", "dimensions"), [(0, 0), (2, 0), (3, 1), (11, 3), (30, 8)])
def test_fewer_documents_give_fewer_dimensions(n_documents, dimensions):
    vectorizer = Doc2VecVectorizer(vector_size=8, epochs=2, min_count=1)
    vectorizer.fit(documents(n_documents))
    assert vectorizer.transform(documents(4)).shape == (4, dimensions)
    assert len(vectorizer.get_feature_names_out()) == dimensions


def test_an_empty_document_has_a_vector_of_its_own_that_never_changes(fitted):
    vectors = fitted.transform(["", documents(1)[0], ""])
    assert np.isfinite(vectors).all()
    np.testing.assert_array_equal(vectors[0], vectors[2])


def test_empty_documents_among_the_training_ones_do_no_harm():
    vectorizer = Doc2VecVectorizer(vector_size=3, epochs=2).fit(["", *documents(30), ""])
    assert vectorizer.transform(documents(2)).shape == (2, 3)


def test_documents_without_a_frequent_word_give_zero_dimensions():
    vectorizer = Doc2VecVectorizer(min_count=3).fit(["one", "two", "three", ""])
    assert vectorizer.transform(["one", ""]).shape == (2, 0)
    assert vectorizer.get_feature_names_out().tolist() == []


def test_transforming_no_documents_gives_no_rows(fitted):
    assert fitted.transform([]).shape == (0, 6)


def test_two_fits_give_the_same_vectors(fitted):
    again = clone(fitted).fit(documents(30))
    new = documents(5, seed=2)
    np.testing.assert_array_equal(again.transform(new), fitted.transform(new))


def test_fitting_again_forgets_the_first_documents(fitted):
    vectorizer = clone(fitted).fit(documents(30))
    assert vectorizer.fit([]).transform(documents(2)).shape == (2, 0)


def test_a_vector_does_not_depend_on_the_documents_beside_it(fitted):
    new = documents(5, seed=2)
    together = fitted.transform(new)
    alone = np.vstack([fitted.transform([text]) for text in new])
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(fitted.transform(new[::-1])[::-1], together)
    np.testing.assert_array_equal(fitted.transform(new), together)


def test_transforming_leaves_the_model_as_it_was(fitted):
    before = fitted.transform(documents(5, seed=2))
    fitted.transform(documents(20, seed=3))
    np.testing.assert_array_equal(fitted.transform(documents(5, seed=2)), before)


def test_another_seed_gives_other_vectors(fitted):
    other = clone(fitted).set_params(seed=1).fit(documents(30))
    assert (other.transform(documents(5)) != fitted.transform(documents(5))).any()


def test_processes_with_other_string_hashes_give_the_same_bits(fitted):
    training, new = documents(30), documents(5, seed=2)
    here = fitted.transform(new).tobytes()
    for hash_seed in ("1", "2"):
        assert in_a_process(FIT_AND_TRANSFORM, hash_seed, training, new) == here


def test_a_pickled_vectorizer_gives_the_same_bits_elsewhere_and_in_another_order(fitted):
    new = documents(5, seed=2)
    backwards = in_a_process(TRANSFORM, "3", fitted, new[::-1])
    vectors = np.frombuffer(backwards, dtype=np.float32).reshape(5, 6)[::-1]
    np.testing.assert_array_equal(vectors, fitted.transform(new))


def test_documents_on_the_same_subject_lie_closer_together():
    random = np.random.default_rng(0)
    subjects = [WORDS[:30], WORDS[30:]]
    training = [" ".join(random.choice(subjects[i % 2], size=60)) for i in range(60)]
    new = [" ".join(random.choice(subjects[i % 2], size=60)) for i in range(10)]
    vectors = Doc2VecVectorizer(vector_size=8, epochs=20).fit(training).transform(new)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    same = np.equal.outer(np.arange(10) % 2, np.arange(10) % 2)
    assert cosine[same].min() > cosine[~same].max()


def test_of_a_long_document_the_end_is_read_as_well_as_the_beginning():
    vectorizer = Doc2VecVectorizer(vector_size=6, epochs=3, max_tokens=100).fit(documents(30))
    beginning, middle, end = documents(3, seed=4, n_words=200)
    whole = vectorizer.transform([f"{beginning} {middle} {end}"])
    other_end = vectorizer.transform([f"{beginning} {middle} {documents(1, 5, 200)[0]}"])
    assert (whole != other_end).any()


@pytest.mark.parametrize("max_tokens", [1, 5, 9])
def test_even_a_few_tokens_are_read(max_tokens):
    vectorizer = Doc2VecVectorizer(epochs=2, min_count=1, max_tokens=max_tokens)
    assert vectorizer.fit(documents(30)).transform(documents(2)).shape == (2, 10)
