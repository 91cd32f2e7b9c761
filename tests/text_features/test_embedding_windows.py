"""Long texts in windows, and what vectors of windows come to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_language_models import needs, write_json, write_model, write_settings

from text_features.embedding_folder import EmbeddingFolderError, read_model_folder
from text_features.embedding_pooling import pool, unite
from text_features.embedding_windows import OVERLAP, Tokenizer, window_starts

pytestmark = needs("tokenizers", "safetensors")


@given(n_tokens=st.integers(0, 5_000), room=st.integers(6, 510))
def test_windows_hold_every_token_and_overlap(n_tokens, room):
    starts = window_starts(n_tokens, room)
    assert starts[0] == 0
    assert starts[-1] == max(n_tokens - room, 0)
    steps = np.diff(starts)
    assert (steps > 0).all()
    assert (steps <= room - room // OVERLAP).all()


@given(room=st.integers(6, 510))
def test_a_text_that_just_fits_is_one_window(room):
    assert window_starts(room, room) == [0]
    assert window_starts(room + 1, room) == [0, 1]


def test_every_window_has_the_special_tokens_and_is_no_longer_than_asked(tmp_path):
    tokenizer = Tokenizer(read_model_folder(write_model(tmp_path, max_tokens=10)))
    windows = tokenizer.windows("the kinase activates growth " * 5)
    assert windows.n_tokens == 20
    assert [len(ids) for ids in windows.ids] == [10, 10, 10]
    assert {(ids[0], ids[-1]) for ids in windows.ids} == {(2, 3)}
    assert windows.weights.tolist() == [8, 8, 8]
    inner = [ids[1:-1] for ids in windows.ids]
    assert inner[0].tolist()[:4] == inner[2].tolist()[-4:]


def test_a_text_without_a_token_has_a_window_of_special_tokens(tmp_path):
    windows = Tokenizer(read_model_folder(write_model(tmp_path))).windows("\u200b")
    assert [ids.tolist() for ids in windows.ids] == [[2, 3]]
    assert (windows.weights.tolist(), windows.n_tokens) == ([1], 0)


def test_a_lone_surrogate_does_no_harm(tmp_path):
    tokenizer = Tokenizer(read_model_folder(write_model(tmp_path)))
    assert (
        tokenizer.windows("the \ud800 kinase").n_tokens
        == tokenizer.windows("the ? kinase").n_tokens
    )


def test_the_folders_own_casing_is_kept(tmp_path):
    write_model(tmp_path)
    folder = read_model_folder(tmp_path)
    assert Tokenizer(folder).windows("KINASE").ids[0][1] > 4
    write_json(tmp_path / "tokenizer_config.json", {"do_lower_case": False})
    assert Tokenizer(folder).windows("KINASE").ids[0][1] == 1
    write_json(tmp_path / "sentence_bert_config.json", {"do_lower_case": True})
    assert Tokenizer(read_model_folder(tmp_path)).windows("KINASE").ids[0][1] > 4


def write_words(folder, words):
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]"]
    (folder / "vocab.txt").write_text("\n".join([*specials, *words]) + "\n", encoding="utf-8")


def test_a_vocabulary_with_capital_letters_is_read_in_its_own_case(tmp_path):
    write_settings(tmp_path, modules=())
    write_words(tmp_path, ["A", "B", "kinase", "Kinase", "BRAF"])
    tokenizer = Tokenizer(read_model_folder(tmp_path))
    assert tokenizer.windows("BRAF Kinase kinase").ids[0].tolist() == [2, 10, 9, 8, 3]
    assert not tokenizer.lower_case
    write_json(tmp_path / "tokenizer_config.json", {"do_lower_case": True})
    tokenizer = Tokenizer(read_model_folder(tmp_path))
    assert tokenizer.windows("Kinase").ids[0].tolist() == [2, 8, 3]
    assert tokenizer.lower_case


def test_a_word_in_capitals_among_small_ones_is_no_vocabulary_in_its_own_case(tmp_path):
    write_settings(tmp_path, modules=())
    write_words(tmp_path, ["a", "b", "kinase", "BRAF"])
    tokenizer = Tokenizer(read_model_folder(tmp_path))
    assert tokenizer.windows("Kinase").ids[0].tolist() == [2, 8, 3]
    assert tokenizer.lower_case


@pytest.mark.parametrize("lower_case", [True, False])
def test_a_tokenizers_file_says_itself_whether_case_is_lost(tmp_path, lower_case):
    from tokenizers.implementations import BertWordPieceTokenizer

    write_model(tmp_path)
    made = BertWordPieceTokenizer(str(tmp_path / "vocab.txt"), lowercase=lower_case)
    made.save(str(tmp_path / "tokenizer.json"))
    assert Tokenizer(read_model_folder(tmp_path)).lower_case == lower_case
    write_json(tmp_path / "sentence_bert_config.json", {"do_lower_case": True})
    assert Tokenizer(read_model_folder(tmp_path)).lower_case


def test_a_tokenizer_that_makes_nothing_of_a_word_is_refused(tmp_path):
    from tokenizers import Tokenizer as FastTokenizer
    from tokenizers.models import BPE, WordLevel

    write_settings(tmp_path)
    for model, message in (
        (BPE({"b": 0}, []), "no token for the text 'a'"),
        (WordLevel({"b": 0}, unk_token="[UNK]"), "cannot split a text"),
    ):
        FastTokenizer(model).save(str(tmp_path / "tokenizer.json"))
        with pytest.raises(EmbeddingFolderError, match=message):
            Tokenizer(read_model_folder(tmp_path))


def test_truncation_in_the_tokenizers_file_is_not_applied(tmp_path):
    from tokenizers.implementations import BertWordPieceTokenizer

    write_model(tmp_path)
    made = BertWordPieceTokenizer(str(tmp_path / "vocab.txt"))
    made.enable_truncation(5)
    made.enable_padding(length=128)
    made.save(str(tmp_path / "tokenizer.json"))
    tokenizer = Tokenizer(read_model_folder(tmp_path))
    assert tokenizer.file.name == "tokenizer.json"
    assert tokenizer.windows("the kinase " * 20).n_tokens == 40


def test_a_folder_without_a_tokenizer_is_refused(tmp_path):
    folder = read_model_folder(write_settings(tmp_path))
    with pytest.raises(EmbeddingFolderError, match=r"no tokenizer; expected tokenizer\.json"):
        Tokenizer(folder)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbeddingFolderError, match="cannot be read as a tokenizer"):
        Tokenizer(folder)


def test_a_tokenizer_of_another_model_is_refused(tmp_path):
    write_model(tmp_path, config={"vocab_size": 20})
    with pytest.raises(EmbeddingFolderError, match=r"54 tokens, but the model .* knows 20"):
        Tokenizer(read_model_folder(tmp_path))


def test_a_vocabulary_alone_is_enough_for_bert_only(tmp_path):
    write_model(tmp_path, config={"model_type": "roberta"})
    with pytest.raises(EmbeddingFolderError, match="for BERT only, not roberta"):
        Tokenizer(read_model_folder(tmp_path))


VECTORS = np.array([[[1.0, 0.0], [3.0, -4.0], [90.0, 90.0]]])
MASK = np.array([[True, True, False]])


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ("mean", [2, -2]),
        ("max", [3, 0]),
        ("cls", [1, 0]),
        ("lasttoken", [3, -4]),
        ("weightedmean", [7 / 3, -8 / 3]),
    ],
)
def test_pooling_reads_no_padding(pooling, expected):
    np.testing.assert_allclose(pool(VECTORS, MASK, pooling), [expected])


def test_longer_windows_weigh_more():
    united = unite(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([30, 10]), normalise=False)
    np.testing.assert_allclose(united, [0.75, 0.25])


def test_a_normalised_text_has_length_one_whatever_its_windows():
    united = unite(np.array([[5.0, 0.0], [0.0, 0.1]]), np.array([1, 1]), normalise=True)
    np.testing.assert_allclose(united, [0.5**0.5, 0.5**0.5], rtol=1e-6)
