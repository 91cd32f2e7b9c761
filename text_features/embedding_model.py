"""Texts to vectors, by a language model that runs here.

Each text is split into windows; windows of all texts at hand are sorted by length and go through
the model in batches, so that little is spent on padding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from text_features.embedding_folder import EmbeddingFolderError, ModelFolder
from text_features.embedding_pooling import pool, unite
from text_features.embedding_runtime import Runtime
from text_features.embedding_windows import Tokenizer, Windows

LENGTH_STEP = 16
"""Windows are padded to a multiple of so many tokens: few lengths make few shapes to plan for."""

_TRIED = "a "
_TRIED_TOKENS = 512
_DETAIL_LENGTH = 300


@dataclass(frozen=True, eq=False)
class Embedded:
    """What was made of some texts.

    Parameters
    ----------
    vectors : float32 array of shape (n_texts, n_dimensions)
    n_windows, n_tokens : int
        Of all the texts.
    """

    vectors: np.ndarray
    n_windows: int
    n_tokens: int


class EmbeddingModel:
    """Makes vectors of texts.

    Parameters
    ----------
    folder : ModelFolder
    tokenizer : Tokenizer
    runtime : Runtime
    batch : int
        Windows that go through the model at a time.
    """

    def __init__(
        self, folder: ModelFolder, tokenizer: Tokenizer, runtime: Runtime, batch: int = 32
    ) -> None:
        self.folder = folder
        self.tokenizer = tokenizer
        self.runtime = runtime
        self.batch = batch

    def check(self) -> None:
        """Try the model on windows of two lengths, before there is work to lose.

        Raises
        ------
        EmbeddingFolderError
            It cannot run, or what it gives are no numbers.
        """
        short = self.tokenizer.windows(_TRIED).ids[0]
        n_tokens = min(self.folder.max_tokens, _TRIED_TOKENS)
        long = self.tokenizer.windows(_TRIED * n_tokens).ids[0]
        for windows in ([short], [long] * min(self.batch, 2)):
            if not np.isfinite(self._pool(windows)).all():
                raise EmbeddingFolderError(
                    f"{self.runtime.files[0]}: vectors that are not finite on {self.runtime.name}; "
                    "expected weights that give numbers"
                )

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Return a vector a text, in their order; there must be one text at least."""
        windows = [self.tokenizer.windows(text) for text in texts]
        pooled = self._pool([ids for each in windows for ids in each.ids])
        ends = np.cumsum([len(each.ids) for each in windows])
        vectors = [
            unite(of_text, each.weights, self.folder.normalise)
            for of_text, each in zip(np.split(pooled, ends[:-1]), windows, strict=True)
        ]
        return Embedded(np.stack(vectors), int(ends[-1]), _n_tokens(windows))

    def _pool(self, windows: Sequence[np.ndarray]) -> np.ndarray:
        """Return a vector a window, float64 of shape (n_windows, n_dimensions)."""
        order = sorted(range(len(windows)), key=lambda at: len(windows[at]))
        pooled: list[np.ndarray] = []
        for start in range(0, len(order), self.batch):
            ids, mask = self._padded([windows[at] for at in order[start : start + self.batch]])
            vectors = self._token_vectors(ids, mask)
            pooled.append(pool(vectors, mask.astype(bool), self.folder.pooling))
        found = np.concatenate(pooled)
        return found[np.argsort(order)]

    def _token_vectors(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        what = f"{self.runtime.name} on {ids.shape[0]} x {ids.shape[1]} tokens"
        try:
            vectors = self.runtime.token_vectors(ids, mask)
        except EmbeddingFolderError:
            raise
        except Exception as error:  # each runtime raises its own, and plain ones
            detail = " ".join(str(error).split())[:_DETAIL_LENGTH]
            raise EmbeddingFolderError(
                f"{self.runtime.files[0]}: {what} stopped ({detail}); expected an encoder that "
                "takes windows of any number and length; another --runtime or --batch may do"
            ) from error
        if vectors.shape[:-1] != ids.shape:
            raise EmbeddingFolderError(
                f"{self.runtime.files[0]}: {what} gave the shape {vectors.shape}; expected a "
                "vector a token"
            )
        return vectors

    def _padded(self, windows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        longest = max(map(len, windows))
        length = min(-(-longest // LENGTH_STEP) * LENGTH_STEP, self.folder.positions)
        ids = np.full((len(windows), length), self.tokenizer.pad_id, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        return ids, mask


def _n_tokens(windows: Sequence[Windows]) -> int:
    return sum(each.n_tokens for each in windows)
