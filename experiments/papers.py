"""Which rows speak of the same paper, by their texts and by their documents' embeddings."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from text_features.literature import Literature
from text_features.near_duplicates import components, near_identical_vectors, rows_sharing

DOCUMENT_COLUMNS = r"a\d+"
"""Regular expression: embedding columns that describe the whole document."""

COSINE = 0.99
"""Embeddings of documents this alike are of one paper."""

_BLOCK = 512


def document_columns(columns: Iterable[object], pattern: str = DOCUMENT_COLUMNS) -> list[str]:
    """Return the embedding columns that describe the whole document: those that fit, else all."""
    names = [str(column) for column in columns]
    return [name for name in names if re.fullmatch(pattern, name)] or names


class PaperIndex:
    """The papers of the training rows.

    Parameters
    ----------
    literature : Literature
        Of the training rows.
    embeddings : DataFrame of shape (n_rows, n_dimensions), optional
        Of the training rows.
    pattern : str
        See :data:`DOCUMENT_COLUMNS`.
    """

    def __init__(
        self, literature: Literature, embeddings: pd.DataFrame | None, pattern: str
    ) -> None:
        self.digests_ = frozenset(literature.digests_of_rows()) - {""}
        relations = [rows_sharing(literature.paper)]
        self.columns_: list[str] = []
        self.vectors_ = np.empty((0, 0))
        if embeddings is not None:
            self.columns_ = document_columns(embeddings.columns, pattern)
            vectors = embeddings[self.columns_].to_numpy(dtype=np.float64)
            relations.append(near_identical_vectors(vectors, COSINE))
            self.vectors_ = _unit(vectors[~np.isnan(vectors).any(axis=1)])
        self.groups_ = components(len(literature), *relations)
        """Each training row's paper, int array of shape (n_rows,); a row without has its own."""

    def knows(self, literature: Literature, embeddings: pd.DataFrame | None) -> np.ndarray:
        """Tell of each row whether its paper is one of the training, bool of shape (n_rows,)."""
        known = np.array([digest in self.digests_ for digest in literature.digests_of_rows()], bool)
        if embeddings is None or not len(self.vectors_):
            return known
        vectors = embeddings.reindex(columns=self.columns_).to_numpy(dtype=np.float64)
        rows = np.flatnonzero(~np.isnan(vectors).any(axis=1))
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            known[block] |= (_unit(vectors[block]) @ self.vectors_.T).max(axis=1) >= COSINE
        return known


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(float).tiny)
