"""What a view is: a block of features, fitted on the training rows alone."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from experiments.inputs import ModelInputs


@dataclass(frozen=True, eq=False)
class TrainingFeatures:
    """Features of the training rows, float32 of shape (n_rows, n_features), in two ways.

    Parameters
    ----------
    known : array
        As a new variant of a known gene has them.
    unseen : array
        As a variant of a gene without any training row has them.
    """

    known: np.ndarray
    unseen: np.ndarray


@dataclass(frozen=True, eq=False)
class Columns:
    """The feature columns of fitted views.

    Parameters
    ----------
    names : tuple of str
        As ``view:name``.
    optional : bool array of shape (n_features,)
        Columns that a row may lack.
    lacking : float32 array of shape (n_features,)
        What an optional column holds for a row that lacks what its view reads.
    """

    names: tuple[str, ...]
    optional: np.ndarray
    lacking: np.ndarray

    def of(self, *views: str) -> np.ndarray:
        """Mark the columns of these views, bool of shape (n_features,)."""
        return np.array([name.split(":")[0] in views for name in self.names], dtype=bool)


class View(Protocol):
    """A block of features; ``optional`` where a row may lack what it reads."""

    optional: bool

    def fit_transform(self, inputs: ModelInputs, labels: np.ndarray) -> TrainingFeatures:
        """Learn from the training rows; labels are 1 to 9, of shape (n_rows,)."""
        ...

    def transform(self, inputs: ModelInputs) -> np.ndarray:
        """Return float32 of shape (n_rows, n_features), NaN where unknown."""
        ...

    def names(self) -> list[str]:
        """Feature names, one a column."""
        ...
