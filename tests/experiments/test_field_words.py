import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from experiments.field_words import DocumentWords, TextResponseEncoder
from experiments.inputs import inputs_from_table


def rows_with_texts(texts):
    """Return inputs of rows of one gene and variation with these texts."""
    table = pd.DataFrame({"Gene": "BRAF", "Variation": "V600E", "Text": texts})
    return inputs_from_table(table)


TEXTS = ["loss loss growth", None, "growth signal", "loss signal", "loss loss growth"]
WORDS = DocumentWords(min_df=1, max_df=1.0)


def test_words_are_counted_in_each_row_and_rows_without_text_have_none():
    inputs = rows_with_texts(TEXTS)
    words = clone(WORDS).fit(inputs)
    assert words.get_feature_names_out().tolist() == ["growth", "loss", "signal"]
    expected = [[1, 2, 0], [0, 0, 0], [1, 0, 1], [0, 1, 1], [1, 2, 0]]
    assert words.counts(inputs).toarray().tolist() == expected


def test_weights_have_length_one_and_words_unknown_in_training_have_none():
    words = clone(WORDS).fit(rows_with_texts(TEXTS))
    weights = words.weights(rows_with_texts(["loss growth", None, "never seen"]))
    assert isinstance(weights, csr_matrix)
    np.testing.assert_allclose(np.linalg.norm(weights.toarray(), axis=1), [1, 0, 0])


def test_words_in_few_and_in_most_training_texts_are_left_out():
    texts = ["rare common", "both common", "both common again", "common other"]
    words = DocumentWords(min_df=2, max_df=0.7).fit(rows_with_texts(texts))
    assert words.get_feature_names_out().tolist() == ["both"]


@pytest.mark.parametrize("texts", [[None, None], ["once", "twice"], ["...", None]])
def test_where_no_word_is_in_enough_texts_there_are_no_columns(texts):
    inputs = rows_with_texts(texts)
    words = DocumentWords().fit(inputs)
    assert words.get_feature_names_out().tolist() == []
    assert words.counts(inputs).shape == words.weights(inputs).shape == (2, 0)


def test_a_text_has_the_mean_logarithm_of_its_words_shares():
    inputs = rows_with_texts(["gain gain loss", "loss"])
    encoder = TextResponseEncoder(WORDS, smoothing=1.0).fit(inputs, np.array([7, 4]))
    found = encoder.transform(rows_with_texts(["gain loss loss", "new words", None]))
    # gain: twice in class 7, so (2+1)/(2+9) there and 1/11 elsewhere; loss: once in 4 and in 7,
    # so 2/11 there and 1/11 elsewhere; the text has gain once and loss twice
    logs = np.zeros(9)
    logs[6] = (np.log(3) + 2 * np.log(2)) / 3
    logs[3] = 2 * np.log(2) / 3
    expected = np.exp(logs) / np.exp(logs).sum()
    np.testing.assert_allclose(found[0], expected)
    np.testing.assert_allclose(found[1:], 1 / 9)


def test_training_rows_are_encoded_without_their_own_label():
    generator = np.random.default_rng(0)
    # Every text has a word of its own three times over, and says nothing of its random class.
    texts = [" ".join([f"own{row}"] * 3) for row in range(180)]
    labels = generator.integers(1, 10, size=180)
    inputs = rows_with_texts(texts)
    encoder = TextResponseEncoder(WORDS, smoothing=0.1)
    out_of_fold = encoder.fit_transform(inputs, labels)
    np.testing.assert_allclose(out_of_fold, 1 / 9)
    with_own_label = encoder.transform(inputs)
    assert (with_own_label.argmax(axis=1) + 1 == labels).all()


def test_rows_of_one_text_do_not_tell_each_other_their_class():
    texts = [f"shared{row // 2}" for row in range(40)]
    labels = np.repeat(np.resize([1, 7], 20), 2)
    encoded = TextResponseEncoder(WORDS).fit_transform(rows_with_texts(texts), labels)
    np.testing.assert_allclose(encoded, 1 / 9)


def test_out_of_fold_a_word_says_what_it_says_in_other_texts():
    texts = [f"{'gain' if row % 2 else 'loss'} text{row}" for row in range(60)]
    labels = np.where(np.arange(60) % 2, 7, 4)
    encoder = TextResponseEncoder(DocumentWords(), smoothing=1.0)
    encoded = encoder.fit_transform(rows_with_texts(texts), labels)
    assert (encoded.argmax(axis=1) + 1 == labels).all()
    np.testing.assert_allclose(encoded.sum(axis=1), 1)


def test_the_same_rows_are_encoded_alike_wherever_their_texts_are_numbered():
    texts = [f"word{row % 5} text{row % 9}" for row in range(36)]
    labels = np.resize([1, 4, 7], 36)
    first = rows_with_texts(texts)
    second = rows_with_texts(["held out", *texts]).take(np.arange(1, 37))
    encoder = TextResponseEncoder(WORDS)
    np.testing.assert_array_equal(
        encoder.fit_transform(first, labels), clone(encoder).fit_transform(second, labels)
    )


@pytest.mark.parametrize("method", ["counts", "weights"])
def test_unfitted_words_are_refused(method):
    with pytest.raises(NotFittedError):
        getattr(DocumentWords(), method)(rows_with_texts(TEXTS))


def test_an_unfitted_encoder_is_refused():
    with pytest.raises(NotFittedError):
        TextResponseEncoder().transform(rows_with_texts(TEXTS))
