"""Vectors of distinct texts in a file, and the table that rows make of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from text_features.embedding_model import EmbeddingModel
from text_features.embedding_source import METADATA
from variants.schema import ID

_PENDING_CHARACTERS = 1_000_000
_PENDING_TEXTS = 1_024
_ROWS_AT_ONCE = 1_024


@dataclass
class EmbeddedRows:
    """Where the vectors of each row are in a store.

    Parameters
    ----------
    ids, documents, passages : list of int
        A row each: its ID, and the places of its text's and its passage's vectors.
    """

    ids: list[int] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    passages: list[int] = field(default_factory=list)

    def add(self, row_id: int, document: int, passage: int) -> None:
        """Add a row."""
        self.ids.append(row_id)
        self.documents.append(document)
        self.passages.append(passage)


class VectorStore:
    """Embeds each distinct text once, some at a time, and keeps the vectors in a file.

    What stays in memory of a text is its digest.

    Parameters
    ----------
    model : EmbeddingModel
    file : Path
        To be written.
    """

    def __init__(self, model: EmbeddingModel, file: Path) -> None:
        self.n_windows = 0
        self.n_tokens = 0
        self.n_dimensions = 0
        self._model = model
        self._file = file
        self._places: dict[bytes, int] = {}
        self._pending: list[str] = []
        self._pending_characters = 0

    def __len__(self) -> int:
        return len(self._places)

    def place_of(self, text: str) -> int:
        """Return where the text's vector will be; a text that is new waits for its batch."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if digest not in self._places:
            self._places[digest] = len(self._places)
            self._pending.append(text)
            self._pending_characters += len(text)
            full = self._pending_characters >= _PENDING_CHARACTERS
            if full or len(self._pending) >= _PENDING_TEXTS:
                self.flush()
        return self._places[digest]

    def flush(self) -> None:
        """Embed the texts that wait."""
        if not self._pending:
            return
        made = self._model.embed(self._pending)
        self.n_windows += made.n_windows
        self.n_tokens += made.n_tokens
        self.n_dimensions = made.vectors.shape[1]
        with self._file.open("ab") as handle:
            handle.write(made.vectors.tobytes())
        self._pending, self._pending_characters = [], 0

    def vectors(self, places: Sequence[int]) -> np.ndarray:
        """Read the vectors at these places, float32 of shape (n_places, n_dimensions)."""
        self.flush()
        shape = (len(self), self.n_dimensions)
        stored = np.memmap(self._file, dtype=np.float32, mode="r", shape=shape)
        return np.asarray(stored[list(places)])


def write_embeddings(
    rows: EmbeddedRows, store: VectorStore, metadata: Mapping[str, Any], out: Path
) -> None:
    """Write ID, a0… of each row's document and b0… of its passage."""
    store.flush()
    numbers = [f"{kind}{at}" for kind in "ab" for at in range(store.n_dimensions)]
    schema = pa.schema(
        [(ID, pa.int64()), *((name, pa.float32()) for name in numbers)],
        metadata={METADATA: json.dumps(metadata, ensure_ascii=False).encode()},
    )
    with pq.ParquetWriter(out, schema, use_dictionary=False) as writer:
        for ids, values in _blocks(rows, store):
            columns = [pa.array(ids, pa.int64()), *map(pa.array, values.T)]
            writer.write_table(pa.table(columns, schema=schema))


def _blocks(rows: EmbeddedRows, store: VectorStore) -> Iterator[tuple[list[int], np.ndarray]]:
    for start in range(0, len(rows.ids), _ROWS_AT_ONCE):
        block = slice(start, start + _ROWS_AT_ONCE)
        documents = store.vectors(rows.documents[block])
        passages = store.vectors(rows.passages[block])
        yield rows.ids[block], np.hstack([documents, passages])
