"""What a folder says of its model, and what is refused by name."""

import hashlib
import json

import pytest
from small_language_models import POSITIONS, write_json, write_settings

from text_features.embedding_folder import (
    EmbeddingFolderError,
    read_model_folder,
    sha256_of_files,
)


def test_a_sentence_transformer_says_how_its_tokens_are_pooled(tmp_path):
    folder = read_model_folder(write_settings(tmp_path / "model"))
    assert (folder.name, folder.pooling, folder.normalise) == ("model", "mean", True)
    assert (folder.max_tokens, folder.is_plain) == (16, False)


def test_a_plain_transformer_is_pooled_by_its_mean_and_not_normalised(tmp_path):
    write_settings(tmp_path, modules=())
    write_json(tmp_path / "tokenizer_config.json", {"model_max_length": 24})
    folder = read_model_folder(tmp_path)
    assert (folder.pooling, folder.normalise, folder.is_plain) == ("mean", False, True)
    assert folder.max_tokens == 24


def test_no_window_is_longer_than_the_positions(tmp_path):
    write_settings(tmp_path, modules=())
    write_json(tmp_path / "tokenizer_config.json", {"model_max_length": int(1e30)})
    assert read_model_folder(tmp_path).max_tokens == POSITIONS


def test_roberta_counts_its_positions_from_two(tmp_path):
    write_settings(tmp_path, modules=(), config={"model_type": "roberta"})
    assert read_model_folder(tmp_path).max_tokens == POSITIONS - 2


def test_a_transformer_in_a_folder_of_its_own_is_found(tmp_path):
    write_settings(tmp_path / "0_Transformer", modules=())
    module = {"path": "0_Transformer", "type": "sentence_transformers.models.Transformer"}
    write_json(tmp_path / "modules.json", [module])
    folder = read_model_folder(tmp_path)
    assert folder.transformer == tmp_path / "0_Transformer"
    assert (folder.pooling, folder.is_plain) == ("mean", False)


@pytest.mark.parametrize(
    ("said", "pooling"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"),
        ({"pooling_mode_max_tokens": True}, "max"),
        ({"pooling_mode_weightedmean_tokens": True}, "weightedmean"),
        ({"pooling_mode_lasttoken": True}, "lasttoken"),
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode": ["mean"]}, "mean"),
    ],
)
def test_pooling_is_read_in_the_old_and_the_new_spelling(tmp_path, said, pooling):
    assert read_model_folder(write_settings(tmp_path, pooling=said)).pooling == pooling


def test_the_user_may_choose_another_pooling_and_length(tmp_path):
    folder = read_model_folder(write_settings(tmp_path))
    chosen = folder.with_choices("cls", 20)
    assert (chosen.pooling, chosen.max_tokens) == ("cls", 20)
    assert folder.with_choices("auto", None) == folder


@pytest.mark.parametrize("max_tokens", [7, POSITIONS + 1])
def test_a_window_that_the_model_cannot_take_is_refused(tmp_path, max_tokens):
    folder = read_model_folder(write_settings(tmp_path))
    with pytest.raises(EmbeddingFolderError, match=f"expected 8 to {POSITIONS}"):
        folder.with_choices("auto", max_tokens)


ODD_SETTINGS = {
    "words for positions": ("config.json", "max_position_embeddings", "many"),
    "no whole number": ("config.json", "n_positions", -1),
    "a window in words": ("sentence_bert_config.json", "max_seq_length", "long"),
    "a tokenizer without end": ("tokenizer_config.json", "model_max_length", float("inf")),
}


@pytest.mark.parametrize(("file", "key", "value"), ODD_SETTINGS.values(), ids=ODD_SETTINGS)
def test_a_length_that_is_no_number_is_named_with_its_file(tmp_path, file, key, value):
    write_settings(tmp_path, modules=(), config={"max_position_embeddings": None})
    settings = json.loads((tmp_path / file).read_text()) if (tmp_path / file).exists() else {}
    write_json(tmp_path / file, {**settings, key: value})
    with pytest.raises(EmbeddingFolderError) as refused:
        read_model_folder(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path / file}: {key} {value!r}; expected a whole number above 0"
    )


def test_windows_of_the_folder_that_hold_too_little_are_refused_or_chosen_longer(tmp_path):
    folder = read_model_folder(write_settings(tmp_path, max_tokens=2))
    with pytest.raises(EmbeddingFolderError, match=f"windows of 2; expected 8 to {POSITIONS}"):
        folder.with_choices("auto", None)
    assert folder.with_choices("auto", 12).max_tokens == 12


FAULTS = {
    "a dense layer": (
        {"modules": ("Transformer", "Pooling", "Dense")},
        "module 'sentence_transformers.models.Dense' is not supported; expected Transformer, "
        "Pooling, Normalize",
    ),
    "modules in another order": (
        {"modules": ("Pooling", "Transformer")},
        "modules Pooling, Transformer; expected Transformer, then Pooling, then Normalize",
    ),
    "an unknown pooling": (
        {"pooling": {"pooling_mode_mean_sqrt_len_tokens": True}},
        "pooling 'mean_sqrt_len_tokens' is not supported; expected cls, lasttoken, max, mean",
    ),
    "two poolings": (
        {"pooling": {"pooling_mode_cls_token": True, "pooling_mode_max_tokens": True}},
        "pooling cls_token and max_tokens together is not supported; expected one",
    ),
}


@pytest.mark.parametrize(("settings", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_not_supported_is_refused_by_its_name(tmp_path, settings, message):
    with pytest.raises(EmbeddingFolderError) as refused:
        read_model_folder(write_settings(tmp_path, **settings))
    assert message in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_a_default_prompt_is_refused(tmp_path):
    write_settings(tmp_path)
    prompts = {"prompts": {"query": "find: "}, "default_prompt_name": "query"}
    write_json(tmp_path / "config_sentence_transformers.json", prompts)
    with pytest.raises(EmbeddingFolderError, match=r"default prompt \('query'\)"):
        read_model_folder(tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(EmbeddingFolderError, match=r"not a model: no modules\.json and no"):
        read_model_folder(tmp_path)
    with pytest.raises(EmbeddingFolderError, match="no such folder"):
        read_model_folder(tmp_path / "absent")
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddingFolderError, match="is no folder"):
        read_model_folder(tmp_path / "file")


def test_settings_that_are_no_json_are_named(tmp_path):
    write_settings(tmp_path)
    (tmp_path / "modules.json").write_text("[{")
    with pytest.raises(EmbeddingFolderError, match=r"modules\.json: cannot be read as JSON"):
        read_model_folder(tmp_path)
    (tmp_path / "modules.json").write_text(json.dumps({"0": "Transformer"}))
    with pytest.raises(EmbeddingFolderError, match=r"modules\.json: no list of modules"):
        read_model_folder(tmp_path)


def test_an_exported_graph_and_weights_in_parts_are_found(tmp_path):
    folder = read_model_folder(write_settings(tmp_path))
    assert (folder.onnx_file, folder.weight_files) == (None, [])
    parts = [tmp_path / f"model-0000{part}-of-00002.safetensors" for part in (1, 2)]
    for file in (*parts, tmp_path / "model.onnx"):
        file.write_bytes(b"weights")
    assert (folder.onnx_file, folder.weight_files) == (tmp_path / "model.onnx", parts)


def test_a_digest_is_that_of_the_contents_and_of_all_parts(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"one")
    second.write_bytes(b"two")
    assert sha256_of_files([first]) == hashlib.sha256(b"one").hexdigest()
    assert len({sha256_of_files([first, second]), sha256_of_files([second, first])}) == 2
