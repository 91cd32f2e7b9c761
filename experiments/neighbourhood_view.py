"""The neighbourhood of a variant of which more is known than gene and variation."""

import numpy as np
import pandas as pd

from experiments.inputs import ModelInputs
from experiments.papers import document_columns
from experiments.side_views import FieldView
from experiments.view import CASES, TrainingFeatures, case_groups
from gene_features.neighbourhood_encoder import NeighbourhoodEncoder, Source
from variants.schema import CLASS

_ANNOTATION, _EMBEDDING, _DOCUMENT, _PASSAGES = (
    "annotation:",
    "embedding:",
    "document:",
    "passages:",
)
"""Begin the names of columns beside the parsed ones."""


class NeighbourhoodView:
    """The neighbourhood of variants that have an annotation, or a text or embedding.

    It is fitted on the training rows that have one, and answers NaN for the others.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that are not read.
    texts : tuple of two FieldView, optional
        Condensed words of the document and of the passages around the variant. With them it is
        the neighbourhood of rows with a text or an embedding, annotated or not; without, of
        those with an annotation.
    seed : int
        See :class:`gene_features.neighbourhood_encoder.NeighbourhoodEncoder`.
    """

    def __init__(
        self,
        annotations_ignored: tuple[str, ...] = (),
        texts: tuple[FieldView, FieldView] | None = None,
        seed: int = 0,
    ) -> None:
        self.annotations_ignored = annotations_ignored
        self.texts = texts
        self.seed = seed

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Fit and encode out of fold; NaN for rows that lack what is compared."""
        annotations = inputs.annotations if inputs.annotations is not None else pd.DataFrame()
        ignored = (*self.annotations_ignored, CLASS)
        self.annotations_ = [c for c in annotations.columns if c not in ignored]
        self.embeddings_ = [] if inputs.embeddings is None else list(inputs.embeddings.columns)
        for view in self.texts or ():
            view.fit_transform(inputs, labels)
        table = self._table(inputs)
        sources = self._sources(table.columns, inputs.document_columns) if self.texts else ()
        named = tuple(f"{_ANNOTATION}{column}" for column in self.annotations_)
        self.encoder_ = NeighbourhoodEncoder(named, sources, seed=self.seed)
        rows = self.rows_ = np.flatnonzero(self._answered(inputs))
        self.fitted_ = bool(len(rows))
        if not self.fitted_:
            return TrainingFeatures.alike(np.empty((len(inputs), 0), dtype=np.float32), inputs)
        # All groups are those among all rows.
        groups = case_groups(inputs)
        answers = self.encoder_.fit_transform_grouped(
            table.iloc[rows], labels[rows], [groups[case][rows] for case in CASES]
        )
        spread = (self._spread(answer, rows, len(inputs)) for answer in answers)
        return TrainingFeatures(dict(zip(CASES, spread, strict=True)), groups)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return log-probabilities; NaN for rows that lack what is compared."""
        if not self.fitted_:
            return np.empty((len(inputs), 0), dtype=np.float32)
        rows = np.flatnonzero(self._answered(inputs))
        if not len(rows):
            return np.full((len(inputs), len(self.names())), np.nan, dtype=np.float32)
        answers = self.encoder_.transform(self._table(inputs).iloc[rows])
        return self._spread(answers, rows, len(inputs))

    def nearest(self, inputs: ModelInputs, n_nearest: int) -> tuple[np.ndarray, np.ndarray]:
        """Return positions of the training rows most like each row, and how like they are.

        Only for rows that have what is compared: see :meth:`can_compare`.
        """
        positions, likeness = self.encoder_.nearest(self._table(inputs), n_nearest)
        return self.rows_[positions], likeness

    def can_compare(self, inputs: ModelInputs) -> np.ndarray:
        """Tell which rows have what is compared, bool of shape (n_rows,)."""
        return self._answered(inputs) & self.fitted_

    def names(self) -> list[str]:
        """Names of the nine columns; none where no training row could be compared."""
        return list(self.encoder_.get_feature_names_out()) if self.fitted_ else []

    def _answered(self, inputs: ModelInputs) -> np.ndarray:
        if self.texts:
            embedded = _given(inputs.embeddings, self.embeddings_, len(inputs))
            return embedded | inputs.literature.has_text
        return _given(inputs.annotations, self.annotations_, len(inputs))

    def _table(self, inputs: ModelInputs) -> pd.DataFrame:
        index = inputs.variants.index
        blocks = [
            inputs.variants,
            _columns(inputs.annotations, self.annotations_, index).add_prefix(_ANNOTATION),
        ]
        if self.texts:
            embeddings = _columns(inputs.embeddings, self.embeddings_, index)
            blocks.append(embeddings.add_prefix(_EMBEDDING))
            for name, view in zip((_DOCUMENT, _PASSAGES), self.texts, strict=True):
                words = pd.DataFrame(view.transform(inputs), index=index)
                blocks.append(words.add_prefix(name))
        return pd.concat(blocks, axis=1)

    def _sources(self, columns: pd.Index, pattern: str) -> tuple[Source, ...]:
        documents = document_columns(self.embeddings_, pattern)
        passages = [c for c in self.embeddings_ if c not in documents] or documents
        words, around = (
            tuple(str(c) for c in columns if str(c).startswith(name))
            for name in (_DOCUMENT, _PASSAGES)
        )
        sources = [
            (
                tuple(f"{_EMBEDDING}{c}" for c in documents),
                tuple(f"{_EMBEDDING}{c}" for c in passages),
            ),
            (words, around or words),
        ]
        return tuple(source for source in sources if source[0])

    @staticmethod
    def _spread(features: np.ndarray, rows: np.ndarray, n_rows: int) -> np.ndarray:
        spread = np.full((n_rows, features.shape[1]), np.nan, dtype=np.float32)
        spread[rows] = features
        return spread


def _given(table: pd.DataFrame | None, columns: list[str], n_rows: int) -> np.ndarray:
    if table is None:
        return np.zeros(n_rows, dtype=bool)
    return table.reindex(columns=columns).notna().to_numpy().any(axis=1)


def _columns(table: pd.DataFrame | None, columns: list[str], index: pd.Index) -> pd.DataFrame:
    given = pd.DataFrame(index=index) if table is None else table
    return given.reindex(columns=columns)
