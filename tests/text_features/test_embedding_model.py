"""Vectors of texts: alike for like texts, the same for the same text, on every runtime."""

import json

import numpy as np
import pytest
from small_language_models import (
    WIDTH,
    needs_onnx,
    needs_torch,
    random_weights,
    trained_model,
    write_model,
    write_settings,
)

from text_features.embedding_folder import EmbeddingFolderError, read_model_folder
from text_features.embedding_model import EmbeddingModel
from text_features.embedding_pooling import pool
from text_features.embedding_runtime import open_runtime
from text_features.embedding_windows import Tokenizer

pytestmark = needs_onnx

LONG = " ".join(
    f"Patient {number} had a tumour of the colon with this change." for number in range(90)
)


def open_model(path, runtime="onnx", device="cpu", batch=32, **choices) -> EmbeddingModel:
    folder = read_model_folder(path)
    folder = folder.with_choices(choices.get("pooling", "auto"), choices.get("max_tokens"))
    return EmbeddingModel(folder, Tokenizer(folder), open_runtime(folder, runtime, device), batch)


@pytest.fixture(scope="module")
def trained() -> EmbeddingModel:
    return open_model(trained_model())


def test_like_sentences_are_nearer_than_others(trained):
    activating, growth, losing, bus = trained.embed(
        [
            "The mutation activates the kinase and drives tumour growth.",
            "Tumours grow because the mutant kinase is always switched on.",
            "The truncated protein no longer binds DNA.",
            "The bus was late because of the snow.",
        ]
    ).vectors
    assert activating @ growth > activating @ losing + 0.1
    assert activating @ losing > activating @ bus + 0.1


def test_vectors_are_float32_of_length_one_where_the_model_normalises(trained):
    made = trained.embed(["One sentence.", LONG])
    assert (made.vectors.dtype, made.vectors.shape) == (np.float32, (2, 384))
    np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=1), 1, rtol=1e-6)


def test_the_end_of_a_long_text_counts(trained):
    other_end = LONG + " The bus was late because of the snow." * 20
    made = trained.embed([LONG, other_end])
    assert made.n_windows >= 8
    assert 0.5 < made.vectors[0] @ made.vectors[1] < 0.999


def test_a_vector_does_not_depend_on_the_batch_that_its_text_was_in(trained):
    texts = ["Short.", "A kinase that is always on.", LONG, "Loss of binding to DNA, as shown."]
    together = trained.embed(texts).vectors
    alone = np.concatenate([trained.embed([text]).vectors for text in texts])
    np.testing.assert_allclose(alone, together, atol=1e-6)
    one_window_at_a_time = EmbeddingModel(trained.folder, trained.tokenizer, trained.runtime, 1)
    np.testing.assert_allclose(one_window_at_a_time.embed(texts).vectors, together, atol=1e-6)


def test_vectors_come_in_the_order_of_the_texts(tmp_path):
    model = open_model(write_model(tmp_path), batch=2)
    texts = ["the kinase " * 9, "no effect", "loses binding of the gene", "cells"]
    forwards, backwards = model.embed(texts).vectors, model.embed(texts[::-1]).vectors
    np.testing.assert_allclose(forwards, backwards[::-1], atol=1e-6)
    assert len(np.unique(forwards.round(4), axis=0)) == 4


def test_the_graph_of_a_bert_is_the_bert(tmp_path):
    model = open_model(write_model(tmp_path, modules=()))
    ids = model.tokenizer.windows("the mutation activates cells").ids[0]
    vectors = model.runtime.token_vectors(ids[None], np.ones((1, len(ids)), dtype=np.int64))
    weights = random_weights(5 + len(model_words(tmp_path)), 0)
    np.testing.assert_allclose(vectors[0], by_hand(weights, ids), atol=1e-5)


@needs_torch
def test_both_runtimes_answer_alike():
    texts = ["The mutation activates the kinase.", LONG]
    answers = [open_model(trained_model(), runtime).embed(texts) for runtime in ("onnx", "torch")]
    np.testing.assert_allclose(answers[0].vectors, answers[1].vectors, atol=1e-6)


def test_an_exported_graph_is_taken_before_weights(tmp_path):
    from text_features.embedding_bert import bert_graph

    path = write_model(tmp_path)
    made = open_model(path).embed(["the kinase"]).vectors
    (path / "onnx").mkdir()
    (path / "onnx/model.onnx").write_bytes(bert_graph(read_model_folder(path)))
    (path / "model.safetensors").unlink()
    model = open_model(path)
    assert [file.name for file in model.runtime.files] == ["model.onnx"]
    np.testing.assert_array_equal(model.embed(["the kinase"]).vectors, made)


def test_the_pooling_that_is_asked_for_is_used(tmp_path):
    path = write_model(tmp_path)
    made = {pooling: open_model(path, pooling=pooling) for pooling in ("mean", "cls")}
    vectors = {pooling: model.embed(["the kinase"]).vectors for pooling, model in made.items()}
    assert abs(vectors["mean"] - vectors["cls"]).max() > 0.01
    model = made["cls"]
    ids = model.tokenizer.windows("the kinase").ids[0][None]
    tokens = model.runtime.token_vectors(ids, np.ones_like(ids))
    first = pool(tokens, np.ones_like(ids, dtype=bool), "cls")
    np.testing.assert_allclose(vectors["cls"], first / np.linalg.norm(first), atol=1e-6)


BAD_WEIGHTS = {
    "no weights": (
        lambda path: (path / "model.safetensors").unlink(),
        "no weights that ONNX Runtime can read; expected onnx/model.onnx or model.onnx, a BERT's",
    ),
    "weights that are none": (
        lambda path: (path / "model.safetensors").write_bytes(b"nothing"),
        "cannot be read as weights",
    ),
    "a graph that is none": (
        lambda path: (path / "model.onnx").write_bytes(b"nothing"),
        "model.onnx: ONNX Runtime cannot open it",
    ),
    "another kind of model": (
        lambda path: write_settings(path, config={"model_type": "deberta"}),
        "model_type 'deberta': no graph can be made of such weights; expected bert",
    ),
    "more layers than weights": (
        lambda path: write_settings(path, config={"num_hidden_layers": 9}),
        "no weights encoder.layer.2.attention.self.query.weight; expected a BERT's",
    ),
    "no number of heads": (
        lambda path: write_settings(path, config={"num_attention_heads": None}),
        "config.json: num_attention_heads None; expected a whole number above 0",
    ),
    "layers in words": (
        lambda path: write_settings(path, config={"num_hidden_layers": "two"}),
        "config.json: num_hidden_layers 'two'; expected a whole number above 0",
    ),
    "a norm in words": (
        lambda path: write_settings(path, config={"layer_norm_eps": "small"}),
        "config.json: layer_norm_eps 'small'; expected a number",
    ),
    "an export that fills masks": (
        lambda path: write_graph(path, "logits", 54),
        "model.onnx: output logits has 54 numbers a token, the model of config.json 8; expected an "
        "export for feature extraction",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), BAD_WEIGHTS.values(), ids=BAD_WEIGHTS)
def test_weights_that_cannot_be_read_are_one_clear_error(tmp_path, spoil, message):
    path = write_model(tmp_path)
    spoil(path)
    with pytest.raises(EmbeddingFolderError) as refused:
        open_runtime(read_model_folder(path), "onnx", "cpu")
    assert message in str(refused.value)


def write_graph(path, output="last_hidden_state", width=WIDTH, shape=("windows", "length")):
    """Write a graph of one table of words, into a folder with a model."""
    from onnx import TensorProto, helper, numpy_helper

    table = np.random.default_rng(0).normal(size=(54, width)).astype(np.float32)
    node = helper.make_node("Gather", ["table", "input_ids"], [output])
    save_graph(
        path,
        [node],
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape),
        helper.make_tensor_value_info(output, TensorProto.FLOAT, [*shape, width]),
        [numpy_helper.from_array(table, "table")],
    )


def write_graph_without_a_width(path):
    """Write one whose vectors have as many numbers as their window has tokens."""
    from onnx import TensorProto, helper, numpy_helper

    ones, last = np.array([1, 1]), np.array([2])
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["values", "last"], ["single"]),
        helper.make_node("Shape", ["input_ids"], ["length_now"], start=1, end=2),
        helper.make_node("Concat", ["ones", "length_now"], ["times"], axis=0),
        helper.make_node("Tile", ["single", "times"], ["token_embeddings"]),
    ]
    shape = ["windows", "length"]
    save_graph(
        path,
        nodes,
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape),
        helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, [*shape, "width"]),
        [numpy_helper.from_array(ones, "ones"), numpy_helper.from_array(last, "last")],
    )


def save_graph(path, nodes, given, made, constants):
    from onnx import helper

    graph = helper.make_graph(nodes, "made", [given], [made], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    (path / "model.onnx").write_bytes(model.SerializeToString())


def test_an_output_whose_width_is_known_only_when_it_runs_is_refused_then(tmp_path):
    path = write_model(tmp_path)
    write_graph_without_a_width(path)
    with pytest.raises(EmbeddingFolderError, match="token_embeddings has 16 numbers a token"):
        open_model(path).check()


def test_a_model_whose_settings_say_no_width_is_taken_as_it_is(tmp_path):
    path = write_model(tmp_path, config={"hidden_size": None})
    write_graph(path, width=5)
    model = open_model(path)
    model.check()
    assert model.embed(["the kinase"]).vectors.shape == (1, 5)


@pytest.mark.parametrize("shape", [(1, "length"), ("windows", 16)], ids=["one window", "length"])
def test_a_graph_for_windows_of_one_shape_is_one_clear_error(tmp_path, shape):
    path = write_model(tmp_path, max_tokens=32)
    write_graph(path, shape=shape)
    with pytest.raises(EmbeddingFolderError) as refused:
        open_model(path).check()
    message = str(refused.value)
    assert message.startswith(f"{path / 'model.onnx'}: onnx ")
    assert " on 2 x 32 tokens stopped (" in message
    assert "expected an encoder that takes windows of any number and length" in message


def test_a_graph_for_one_window_runs_with_one_at_a_time(tmp_path):
    path = write_model(tmp_path)
    write_graph(path, shape=(1, "length"))
    model = open_model(path, batch=1)
    model.check()
    assert model.embed(["the kinase", LONG]).vectors.shape == (2, WIDTH)


def test_weights_that_give_no_numbers_are_refused(tmp_path):
    from safetensors.numpy import load_file, save_file

    path = write_model(tmp_path)
    weights = load_file(path / "model.safetensors")
    weights["embeddings.LayerNorm.bias"][0] = np.nan
    save_file(weights, path / "model.safetensors")
    with pytest.raises(EmbeddingFolderError, match="vectors that are not finite"):
        open_model(path).check()


def test_the_trained_model_passes_the_check(trained):
    trained.check()


@needs_torch
def test_torch_makes_no_weights_up(tmp_path):
    from safetensors.numpy import load_file, save_file

    deeper = write_model(tmp_path / "deeper", config={"num_hidden_layers": 9})
    renamed = write_model(tmp_path / "renamed")
    weights = load_file(renamed / "model.safetensors")
    named = {f"module.{name}": values for name, values in weights.items()}
    save_file(named, renamed / "model.safetensors", metadata={"format": "pt"})
    for path, name in ((deeper, "encoder.layer.2."), (renamed, "embeddings.LayerNorm.bias")):
        for runtime in ("torch", "auto"):
            with pytest.raises(EmbeddingFolderError) as refused:
                open_runtime(read_model_folder(path), runtime, "cpu")
            assert f"{path / 'model.safetensors'}: no weights {name}" in str(refused.value)
            assert "are missing); expected those of the model" in str(refused.value)


@needs_torch
def test_torch_says_of_a_model_that_is_no_encoder_that_it_cannot_run(tmp_path):
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import T5Config, T5Model

    write_model(tmp_path / "bert")
    words = BertWordPieceTokenizer(str(tmp_path / "bert/vocab.txt"))
    path = tmp_path / "t5"
    small = T5Config(vocab_size=60, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2)
    T5Model(small).save_pretrained(path)
    words.save(str(path / "tokenizer.json"))
    with pytest.raises(EmbeddingFolderError, match=r"on 1 x 16 tokens stopped \("):
        open_model(path, "torch").check()


def test_the_trained_models_own_settings_are_read(trained):
    folder = trained.folder
    assert (folder.pooling, folder.normalise, folder.max_tokens) == ("mean", True, 256)
    assert folder.config == json.loads((folder.path / "config.json").read_text())


def model_words(path) -> list[str]:
    return (path / "vocab.txt").read_text(encoding="utf-8").split()[5:]


def by_hand(weights: dict[str, np.ndarray], ids: np.ndarray) -> np.ndarray:
    """Run a BERT of two heads over one window, without any library of models."""
    from scipy.special import erf, softmax

    def dense(values: np.ndarray, at: str) -> np.ndarray:
        return values @ weights[f"{at}.weight"].T + weights[f"{at}.bias"]

    def norm(values: np.ndarray, at: str) -> np.ndarray:
        centred = values - values.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt(values.var(axis=-1, keepdims=True) + 1e-12)
        return scaled * weights[f"{at}.LayerNorm.weight"] + weights[f"{at}.LayerNorm.bias"]

    tables = {
        kind: weights[f"embeddings.{kind}_embeddings.weight"]
        for kind in ("word", "position", "token_type")
    }
    hidden = norm(
        tables["word"][ids] + tables["position"][: len(ids)] + tables["token_type"][0],
        "embeddings",
    )
    for layer in range(2):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            dense(hidden, f"{at}.attention.self.{part}").reshape(len(ids), 2, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        share = softmax(query @ key.swapaxes(1, 2) / np.sqrt(WIDTH / 2), axis=-1)
        seen = (share @ value).swapaxes(0, 1).reshape(len(ids), WIDTH)
        hidden = norm(
            hidden + dense(seen, f"{at}.attention.output.dense"), f"{at}.attention.output"
        )
        wide = dense(hidden, f"{at}.intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        hidden = norm(hidden + dense(wide, f"{at}.output.dense"), f"{at}.output")
    return hidden
