"""Rows as split regimes deal them into folds: shared among the jobs, each of which says its fold.

What is sent with a job does not grow with the rows.
"""

from dataclasses import dataclass

import numpy as np

from experiments.inputs import ModelInputs


@dataclass(frozen=True)
class Fold:
    """A fold in which rows are tested.

    Parameters
    ----------
    regime : str
    number : int
    """

    regime: str
    number: int


@dataclass(frozen=True, eq=False)
class Split:
    """What the rows of a fold are answered from, and those rows without their labels.

    Parameters
    ----------
    training : ModelInputs
    labels : int array of shape (n_training,)
        Effect classes of the training rows, 1 to 9.
    testing : ModelInputs
    """

    training: ModelInputs
    labels: np.ndarray
    testing: ModelInputs


@dataclass(frozen=True, eq=False)
class DealtRows:
    """All rows, and where each is tested.

    Parameters
    ----------
    inputs : ModelInputs
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    regimes : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    """

    inputs: ModelInputs
    labels: np.ndarray
    regimes: dict[str, np.ndarray]

    def folds(self) -> list[Fold]:
        """Return the folds of all regimes, in their order."""
        return [
            Fold(regime, number)
            for regime, of_rows in self.regimes.items()
            for number in np.unique(of_rows).tolist()
        ]

    def tested(self, fold: Fold) -> np.ndarray:
        """Mark the rows tested there, bool of shape (n_rows,)."""
        return self.regimes[fold.regime] == fold.number

    def split(self, fold: Fold) -> Split:
        """Return the rows of all other folds, and those of this one."""
        tested = self.tested(fold)
        return Split(
            self.inputs.take(np.flatnonzero(~tested)),
            self.labels[~tested],
            self.inputs.take(np.flatnonzero(tested)),
        )
