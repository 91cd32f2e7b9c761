"""Vectors of distinct texts: made once each, a few at a time, and read back by place."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import embedding_store
from pipeline.embedding_store import EmbeddedRows, VectorStore, write_embeddings
from text_features.embedding_source import METADATA, read_embedding_metadata


class CountingModel:
    """A text's vector is its length and its number of spaces."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def embed(self, texts):
        self.batches.append(list(texts))
        vectors = np.array([[len(text), text.count(" ")] for text in texts], dtype=np.float32)
        return SimpleNamespace(vectors=vectors, n_windows=len(texts), n_tokens=sum(vectors[:, 1]))


@pytest.fixture
def model():
    return CountingModel()


@pytest.fixture
def store(model, tmp_path):
    return VectorStore(model, tmp_path / "vectors")


def test_a_text_is_embedded_once_however_often_it_comes(store, model):
    places = [store.place_of(text) for text in ("a b", "c", "a b", "c", "d e f")]
    assert places == [0, 1, 0, 1, 2]
    np.testing.assert_array_equal(store.vectors(places)[:, 0], [3, 1, 3, 1, 5])
    assert store.place_of("c") == 1
    store.flush()
    assert model.batches == [["a b", "c", "d e f"]]
    assert (len(store), store.n_windows, store.n_tokens) == (3, 3, 3)


def test_texts_do_not_pile_up(store, model, monkeypatch):
    monkeypatch.setattr(embedding_store, "_PENDING_TEXTS", 2)
    monkeypatch.setattr(embedding_store, "_PENDING_CHARACTERS", 10)
    texts = ["a", "b", "a very long text", "c", "d", "e"]
    places = [store.place_of(text) for text in texts]
    assert model.batches == [["a", "b"], ["a very long text"], ["c", "d"]]
    np.testing.assert_array_equal(store.vectors(places)[:, 0], list(map(len, texts)))


def test_rows_are_written_in_blocks_and_come_back_in_their_order(store, tmp_path, monkeypatch):
    monkeypatch.setattr(embedding_store, "_ROWS_AT_ONCE", 2)
    rows = EmbeddedRows()
    for row_id, text, passage in ((7, "ab", "b"), (-3, "abc d", "d"), (5, "ab", "ab")):
        rows.add(row_id, store.place_of(text), store.place_of(passage))
    write_embeddings(rows, store, {"model": "counting"}, tmp_path / "x.parquet")
    table = pd.read_parquet(tmp_path / "x.parquet")
    assert table.columns.to_list() == ["ID", "a0", "a1", "b0", "b1"]
    assert table.to_numpy().tolist() == [[7, 2, 0, 1, 0], [-3, 5, 1, 1, 0], [5, 2, 0, 2, 0]]
    assert set(table.dtypes[1:]) == {np.dtype("float32")}


def test_a_file_says_how_it_was_made(store, tmp_path):
    rows = EmbeddedRows()
    rows.add(1, store.place_of("ab"), store.place_of("b"))
    made = {"model": "zählend", "max_tokens": 12, "lower_case": False}
    write_embeddings(rows, store, made, tmp_path / "x.parquet")
    assert read_embedding_metadata(tmp_path / "x.parquet") == made


@pytest.mark.parametrize("said", [None, b"{", b"\xff", b"[1]", b"{}"])
def test_a_file_that_somebody_brought_says_nothing(tmp_path, said):
    table = pa.table({"ID": [1], "a0": [0.5]})
    if said is not None:
        table = table.replace_schema_metadata({METADATA: said})
    pq.write_table(table, tmp_path / "x.parquet")
    assert read_embedding_metadata(tmp_path / "x.parquet") == {}
