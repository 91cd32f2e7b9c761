"""The view that says where a row stands.

No classifier learns from it: it says which one answers.
"""

import numpy as np

from experiments.inputs import ModelInputs
from experiments.situation import SITUATION_COLUMNS
from experiments.view import Case, TrainingFeatures, case_groups
from variants.schema import GENE

_PAPER_AND_GENE = {Case.SAME_PAPER: (1, 1), Case.SAME_GENE: (0, 1), Case.NEW_GENE: (0, 0)}


class SituationView:
    """Zeros and ones: paper known, gene known, any annotation, any text or embedding.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that do not count.
    """

    def __init__(self, annotations_ignored: tuple[str, ...] = ()) -> None:
        self.annotations_ignored = annotations_ignored

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Remember the papers and genes of the training rows."""
        self.papers_ = inputs.paper_index
        self.genes_ = frozenset(inputs.variants[GENE].astype(str))
        own = self._own(inputs)
        by_case = {
            case: np.hstack([np.tile(np.array(known, dtype=np.float32), (len(inputs), 1)), own])
            for case, known in _PAPER_AND_GENE.items()
        }
        return TrainingFeatures(by_case, case_groups(inputs))

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Compare with the training rows."""
        gene = inputs.variants[GENE].astype(str).isin(self.genes_).to_numpy()
        paper = self.papers_.knows(inputs.literature, inputs.embeddings)
        known = np.column_stack([paper, gene]).astype(np.float32)
        return np.hstack([known, self._own(inputs)])

    def names(self) -> list[str]:
        """See :data:`experiments.situation.SITUATION_COLUMNS`."""
        return list(SITUATION_COLUMNS)

    def _own(self, inputs: ModelInputs) -> np.ndarray:
        annotated = read = np.zeros(len(inputs), dtype=bool)
        if inputs.annotations is not None:
            ignored = list(self.annotations_ignored)
            counted = inputs.annotations.drop(columns=ignored, errors="ignore")
            annotated = counted.notna().to_numpy().any(axis=1)
        if inputs.embeddings is not None:
            read = inputs.embeddings.notna().to_numpy().any(axis=1)
        return np.column_stack([annotated, read | inputs.literature.has_text]).astype(np.float32)
