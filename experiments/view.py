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
