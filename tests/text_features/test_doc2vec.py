"""Doc2Vec as an estimator: the same text gives the same vector, everywhere."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from text_features.doc2vec import MODES, Doc2VecModeError, Doc2VecVectorizer

ROOT = Path(__file__).parents[2]
WORDS = [f"word{i}" for i in range(60)]

FIT_AND_TRANSFORM = """
import pickle, sys
from text_features.doc2vec import Doc2VecVectorizer
mode, training, new = pickle.load(sys.stdin.buffer)
vectorizer = Doc2VecVectorizer(vector_size=6, epochs=3, mode=mode).fit(training)
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


def cosines(vectors):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


@pytest.fixture(scope="module", params=MODES)
def fitted(request):
    return Doc2VecVectorizer(vector_size=6, epochs=3, mode=request.param).fit(documents(30))


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


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("n_documents", "dimensions"), [(0, 0), (2, 0), (3, 1), (11, 3), (30, 8)])
def test_fewer_documents_give_fewer_dimensions(n_documents, dimensions, mode):
    vectorizer = Doc2VecVectorizer(vector_size=8, epochs=2, min_count=1, mode=mode)
    vectorizer.fit(documents(n_documents))
    assert vectorizer.transform(documents(4)).shape == (4, dimensions)
    assert len(vectorizer.get_feature_names_out()) == dimensions


def test_an_empty_document_has_a_vector_of_its_own_that_never_changes(fitted):
    vectors = fitted.transform(["", documents(1)[0], ""])
    assert np.isfinite(vectors).all()
    np.testing.assert_array_equal(vectors[0], vectors[2])


@pytest.mark.parametrize("mode", MODES)
def test_empty_documents_among_the_training_ones_do_no_harm(mode):
    vectorizer = Doc2VecVectorizer(vector_size=3, epochs=2, mode=mode)
    vectorizer.fit(["", *documents(30), ""])
    assert vectorizer.transform(documents(2)).shape == (2, 3)


@pytest.mark.parametrize("mode", MODES)
def test_documents_without_a_frequent_word_give_zero_dimensions(mode):
    vectorizer = Doc2VecVectorizer(min_count=3, mode=mode).fit(["one", "two", "three", "", "", ""])
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


def test_transforming_leaves_the_pickled_bytes_as_they_were(fitted):
    before = pickle.dumps(fitted)
    fitted.transform(documents(3, seed=3))
    assert pickle.dumps(fitted) == before


def test_two_fits_give_the_same_pickled_bytes(fitted):
    again = clone(fitted).fit(documents(30))
    assert pickle.dumps(again) == pickle.dumps(clone(fitted).fit(documents(30)))


def test_another_seed_gives_other_vectors(fitted):
    other = clone(fitted).set_params(seed=1).fit(documents(30))
    assert (other.transform(documents(5)) != fitted.transform(documents(5))).any()


def test_processes_with_other_string_hashes_give_the_same_bits(fitted):
    training, new = documents(30), documents(5, seed=2)
    here = fitted.transform(new).tobytes()
    for hash_seed in ("1", "2"):
        assert in_a_process(FIT_AND_TRANSFORM, hash_seed, fitted.mode, training, new) == here


def test_a_pickled_vectorizer_gives_the_same_bits_elsewhere_and_in_another_order(fitted):
    new = documents(5, seed=2)
    backwards = in_a_process(TRANSFORM, "3", fitted, new[::-1])
    vectors = np.frombuffer(backwards, dtype=np.float32).reshape(5, 6)[::-1]
    np.testing.assert_array_equal(vectors, fitted.transform(new))


def test_many_threads_at_once_give_the_vectors_of_one(fitted):
    new = documents(200, seed=2, n_words=200)
    alone = fitted.transform(new)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: fitted.transform([text])[0], new))
        whole = list(pool.map(fitted.transform, [new] * 8))
    np.testing.assert_array_equal(together, alone)
    for vectors in whole:
        np.testing.assert_array_equal(vectors, alone)


@pytest.mark.parametrize("mode", ["DBOW", "pv-dm", "", None, 1])
def test_an_unknown_mode_is_refused_when_fitting(mode):
    vectorizer = Doc2VecVectorizer(mode=mode)
    with pytest.raises(Doc2VecModeError) as refused:
        vectorizer.fit(documents(30))
    assert str(refused.value) == f"mode is {mode!r}, expected one of dbow, dm, both"
    with pytest.raises(NotFittedError):
        vectorizer.transform(documents(1))


def test_the_modes_give_different_vectors():
    new = documents(3, seed=2)
    dbow, dm = (
        Doc2VecVectorizer(vector_size=6, epochs=3, mode=mode).fit(documents(30)).transform(new)
        for mode in ("dbow", "dm")
    )
    assert (dbow != dm).any(axis=1).all()


@pytest.mark.parametrize(("dimensions", "by_dbow", "by_dm"), [(6, 3, 3), (7, 4, 3)])
def test_both_is_half_dbow_and_then_half_dm(dimensions, by_dbow, by_dm):
    training, new = documents(30), documents(3, seed=2)

    def vectors(mode, size):
        return Doc2VecVectorizer(size, epochs=3, mode=mode).fit(training).transform(new)

    halves = [vectors("dbow", by_dbow), vectors("dm", by_dm)]
    np.testing.assert_array_equal(vectors("both", dimensions), np.hstack(halves))


def test_inference_takes_as_many_passes_as_training_unless_told_otherwise(fitted):
    new = documents(3, seed=2)
    as_many = clone(fitted).set_params(inference_epochs=3).fit(documents(30))
    np.testing.assert_array_equal(as_many.transform(new), fitted.transform(new))
    more = clone(fitted).set_params(inference_epochs=30).fit(documents(30))
    assert (more.transform(new) != fitted.transform(new)).any(axis=1).all()


@pytest.mark.parametrize("mode", MODES)
def test_documents_on_the_same_subject_lie_closer_together(mode):
    random = np.random.default_rng(0)
    common, subjects = WORDS[20:], [WORDS[:10], WORDS[10:20]]

    def document(i):
        # Mostly common words: where each word betrays the subject, PV-DM, which
        # sees the words around it, needs no vector of the document's own.
        words = [subjects[i % 2] if random.random() < 0.3 else common for _ in range(200)]
        return " ".join(random.choice(choices) for choices in words)

    training = [document(i) for i in range(60)]
    new = [document(i) for i in range(10)]
    vectorizer = Doc2VecVectorizer(vector_size=8, epochs=20, mode=mode).fit(training)
    cosine = cosines(vectorizer.transform(new))
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


def with_a_subject(i, random, n_common, n_of_subject):
    subjects = [[f"late{j}{side}" for j in range(10)] for side in "ab"]
    common, late = random.choice(WORDS, n_common), random.choice(subjects[i % 2], n_of_subject)
    return " ".join([*common, *late])


def assert_every_other_is_alike(vectors):
    cosine = cosines(vectors)
    same = np.equal.outer(np.arange(len(cosine)) % 2, np.arange(len(cosine)) % 2)
    assert cosine[same].min() > cosine[~same].max()


@pytest.mark.parametrize("mode", MODES)
def test_of_a_new_document_all_is_read_however_long(mode):
    random = np.random.default_rng(0)
    vectorizer = Doc2VecVectorizer(vector_size=6, max_tokens=100_000, epochs=10, mode=mode)
    vectorizer.fit([with_a_subject(i, random, 200, 60) for i in range(40)])
    new = [with_a_subject(i, random, 45_000, 15_000) for i in range(4)]
    assert_every_other_is_alike(vectorizer.transform(new))


def test_of_a_training_document_all_is_read_however_long():
    random = np.random.default_rng(0)
    vectorizer = Doc2VecVectorizer(vector_size=4, max_tokens=100_000, epochs=5)
    vectorizer.fit([with_a_subject(i, random, 45_000, 2_000) for i in range(12)])
    assert_every_other_is_alike(
        vectorizer.transform([with_a_subject(i, random, 0, 600) for i in range(8)])
    )


@pytest.mark.parametrize(
    "text",
    ["word1 \ud800 word2", "\x00 \x1b word1", "слово 词 λέξη", "<b>word1</b>", "w" * 1_000_000],
    ids=["lone surrogate", "control characters", "other scripts", "markup", "one long word"],
)
def test_odd_texts_have_a_finite_vector(fitted, text):
    vectors = fitted.transform([text, text])
    assert np.isfinite(vectors).all()
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert clone(fitted).fit([text, *documents(29)]).transform([text]).shape == (1, 6)


def test_a_training_document_gets_the_vector_of_a_new_one_with_the_same_text(fitted):
    training = documents(30)
    fresh = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(fresh.transform([training[7]])[0], fitted.transform(training)[7])
