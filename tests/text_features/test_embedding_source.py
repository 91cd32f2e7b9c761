"""Embeddings compare where the same model made them in the same way, and only there."""

from dataclasses import asdict, replace

import pytest

from text_features.embedding_source import EmbeddingSource

MADE = EmbeddingSource("tiny", "ab" * 32, "cd" * 32, "mean", False, 512, True, True, 1)
OTHER = {
    "weights_sha256": "ef" * 32, "tokenizer_sha256": "ef" * 32, "pooling": "cls",
    "normalised": True, "max_tokens": 256, "lower_case": False, "names_masked_in_passages": False,
    "sentences_on_either_side": 0,
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER)
def test_any_setting_tells_embeddings_apart_and_is_named_with_both_values(name):
    other = replace(MADE, **{name: OTHER[name]})
    assert MADE.difference(other) == (name, getattr(MADE, name), OTHER[name])


def test_every_setting_but_the_folders_name_is_compared():
    assert set(OTHER) == set(asdict(MADE)) - {"model"}
    assert MADE.difference(replace(MADE, model="the same under another name")) is None


def test_what_one_of_them_does_not_say_is_no_difference():
    older = asdict(MADE)
    del older["lower_case"]
    read = EmbeddingSource.of({**older, "runtime": "onnx 1.2", "dimensions": 8})
    assert read == replace(MADE, lower_case=None)
    assert (MADE.difference(read), read.difference(MADE)) == (None, None)
    assert EmbeddingSource.of({}).difference(MADE) is None
