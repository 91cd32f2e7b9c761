"""What a view is: a block of features, fitted on the training rows alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np

from experiments.inputs import ModelInputs
from gene_features.out_of_fold import inner_folds
from variants.schema import GENE


class Case(StrEnum):
    """What the training rows have in common with a row that is asked, the most first."""

    SAME_PAPER = "same paper"
    SAME_GENE = "same gene"
    NEW_GENE = "new gene"


CASES = tuple(Case)
"""From the easiest to the hardest."""


def case_groups(inputs: ModelInputs) -> dict[Case, np.ndarray]:
    """Return what must not stand on both sides of an inner fold, so that it meets each case.

    Returns
    -------
    dict of int arrays of shape (n_rows,)
        Rows, papers and genes.
    """
    _, genes = np.unique(
        inputs.variants[GENE].to_numpy(dtype=object).astype(str), return_inverse=True
    )
    return {
        Case.SAME_PAPER: np.arange(len(inputs)),
        Case.SAME_GENE: inputs.paper_index.groups_,
        Case.NEW_GENE: genes,
    }


@dataclass(frozen=True, eq=False)
class TrainingFeatures:
    """Features of the training rows, float32 of shape (n_rows, n_features), as in each case.

    Parameters
    ----------
    by_case : dict of arrays
        As a row has them of whose paper, of whose gene and of whose gene no other row is known.
    groups : dict of int arrays of shape (n_rows,)
        See :func:`case_groups`.
    files : dict of str
        Where features lie that are on disk; see :mod:`experiments.stored_features`.
    """

    by_case: dict[Case, np.ndarray]
    groups: dict[Case, np.ndarray]
    files: dict[Case, str] = field(default_factory=dict)

    @classmethod
    def on_disk(cls, files: dict[Case, str], groups: dict[Case, np.ndarray]) -> "TrainingFeatures":
        """Features in NumPy's files, mapped into memory."""
        mapped = {path: np.load(path, mmap_mode="r") for path in set(files.values())}
        return cls({case: mapped[path] for case, path in files.items()}, groups, files)

    @classmethod
    def alike(cls, features: np.ndarray, inputs: ModelInputs) -> "TrainingFeatures":
        """Features that no other row has a say in."""
        return cls(dict.fromkeys(CASES, features), case_groups(inputs))

    @classmethod
    def beside(cls, blocks: "Iterable[TrainingFeatures]") -> "TrainingFeatures":
        """Put blocks of features of the same rows side by side."""
        blocks = list(blocks)
        return cls(
            {case: np.hstack([block.by_case[case] for block in blocks]) for case in CASES},
            blocks[0].groups,
        )

    @property
    def known(self) -> np.ndarray:
        """Features as of a row of a known paper."""
        return self.by_case[Case.SAME_PAPER]

    def take(self, rows: np.ndarray) -> "TrainingFeatures":
        """Return the rows at these positions."""
        return TrainingFeatures(
            {case: features[rows] for case, features in self.by_case.items()},
            {case: groups[rows] for case, groups in self.groups.items()},
        )

    def folds(
        self, case: Case, labels: np.ndarray, n_folds: int, seed: int
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of rows kept and held out, as in that case."""
        return inner_folds(labels, self.groups[case], n_folds, seed)


@dataclass(frozen=True)
class Columns:
    """The feature columns of fitted views.

    Parameters
    ----------
    names : tuple of str
        As ``view:name``.
    """

    names: tuple[str, ...]

    def of(self, *views: str) -> np.ndarray:
        """Mark the columns of these views, bool of shape (n_features,)."""
        return np.array([name.split(":")[0] in views for name in self.names], dtype=bool)


class View(Protocol):
    """A block of features."""

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Learn from the training rows; labels are 1 to 9, of shape (n_rows,)."""
        ...

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return float32 of shape (n_rows, n_features), NaN where unknown."""
        ...

    def names(self) -> list[str]:
        """Feature names, one a column."""
        ...
