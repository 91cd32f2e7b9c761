"""The view that says where a row stands.

No classifier learns from it: it says which one answers.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from experiments.inputs import ModelInputs
from experiments.situation import SITUATION_COLUMNS
from experiments.view import Case, TrainingFeatures, case_groups
from gene_features.variation_columns import START
from text_features.mention_features import MENTION_FEATURES
from variants.schema import GENE

_PAPER_AND_GENE = {Case.SAME_PAPER: (1, 1), Case.SAME_GENE: (0, 1), Case.NEW_GENE: (0, 0)}


_NAMES_VARIANT, _NAMES_GENE = "same_mentions", "gene_mentions"


class SituationView:
    """Zeros and ones, see :data:`experiments.situation.SITUATION_COLUMNS`.

    Paper, gene and residue are known where another training row has the same; annotated is a
    row with any annotation, read one with any text or embedding.

    Parameters
    ----------
    annotations_ignored : tuple of str
        Annotation columns that do not count.
    """

    def __init__(self, annotations_ignored: tuple[str, ...] = ()) -> None:
        self.annotations_ignored = annotations_ignored

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:  # noqa: ARG002
        """Remember the papers, genes and residues of the training rows."""
        self.papers_ = inputs.paper_index
        self.genes_ = frozenset(inputs.variants[GENE].astype(str))
        residues = _residues(inputs.variants)
        self.residues_ = frozenset(residues.tolist()) - {""}
        groups = case_groups(inputs)
        by_case = {}
        for case, (paper, gene) in _PAPER_AND_GENE.items():
            residue = gene * _elsewhere(residues, groups[case])
            by_case[case] = self._columns(inputs, paper, gene, residue)
        return TrainingFeatures(by_case, groups)

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Compare with the training rows."""
        gene = _among(inputs.variants[GENE], self.genes_)
        paper = self.papers_.knows(inputs.literature, inputs.embeddings)
        residue = _among(_residues(inputs.variants), self.residues_)
        return self._columns(inputs, paper, gene, residue)

    def names(self) -> list[str]:
        """See :data:`experiments.situation.SITUATION_COLUMNS`."""
        return list(SITUATION_COLUMNS)

    def _columns(
        self,
        inputs: ModelInputs,
        paper: np.ndarray | int,
        gene: np.ndarray | int,
        residue: np.ndarray,
    ) -> np.ndarray:
        columns = np.zeros((len(inputs), len(SITUATION_COLUMNS)), dtype=np.float32)
        named = (_mentions(inputs, _NAMES_GENE), _mentions(inputs, _NAMES_VARIANT))
        own = (*self._own(inputs), residue, *named)
        for place, column in enumerate((paper, gene, *own)):
            columns[:, place] = column
        return columns

    def _own(self, inputs: ModelInputs) -> tuple[np.ndarray, np.ndarray]:
        annotated = read = np.zeros(len(inputs), dtype=bool)
        if inputs.annotations is not None:
            ignored = list(self.annotations_ignored)
            counted = inputs.annotations.drop(columns=ignored, errors="ignore")
            annotated = counted.notna().to_numpy().any(axis=1)
        if inputs.embeddings is not None:
            read = inputs.embeddings.notna().to_numpy().any(axis=1)
        return annotated, read | inputs.literature.has_text


def _residues(variants: pd.DataFrame) -> np.ndarray:
    """Return gene and first residue changed, empty where none is named; an object array."""
    starts = variants[START].to_numpy()
    named = zip(variants[GENE], starts, np.isnan(starts), strict=True)
    keys = ["" if nowhere else f"{gene} {start!s}" for gene, start, nowhere in named]
    return np.array(keys, dtype=object)


def _among(values: Iterable[str], known: frozenset[str]) -> np.ndarray:
    return np.array([value in known for value in values], dtype=bool)


def _elsewhere(keys: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Tell of each row whether a row of another group has the same key, which is not empty."""
    elsewhere = pd.Series(groups).groupby(keys).transform("nunique") > 1
    return elsewhere.to_numpy() & (keys != "")


def _mentions(inputs: ModelInputs, name: str) -> np.ndarray:
    return inputs.literature.features[:, MENTION_FEATURES.index(name)] > 0
