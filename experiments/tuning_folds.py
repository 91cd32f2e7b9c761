"""The folds that tuning answers, each with the features that all its trials share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.classifier import ExperimentSettings
from experiments.inputs import ModelInputs
from experiments.search_space import Tunable
from experiments.splits import assign_folds
from experiments.view import TrainingFeatures, View
from experiments.views import columns_of, fit_transform, transform


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one study, dealt into inner folds.

    Parameters
    ----------
    name : str
        ``outer0``, … for the training part of an outer fold, ``final`` for all rows.
    rows : int array of shape (n_part,)
        Positions; the study sees no others.
    folds : int array of shape (n_part,)
        The inner fold in which each of them is held out.
    """

    name: str
    rows: np.ndarray
    folds: np.ndarray


@dataclass(frozen=True, eq=False)
class LabelledRows:
    """Labels, and how a split regime holds the rows out.

    Parameters
    ----------
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    regime : str
    outer : int array of shape (n_rows,)
        The outer fold in which each row is tested.
    units : array of shape (n_rows,)
        Rows, papers or genes: what the regime never splits.
    """

    labels: np.ndarray
    regime: str
    outer: np.ndarray
    units: np.ndarray


FINAL = "final"
"""The part of all rows."""


def outer_part(fold: int) -> str:
    """Return the name of an outer fold's training part."""
    return f"outer{fold}"


def make_parts(
    rows: LabelledRows, outer_folds: Iterable[int], with_final: bool, n_inner: int, seed: int
) -> list[Part]:
    """Return the training parts of these outer folds, and the part of all rows if asked for.

    Raises
    ------
    SplitError
        Too few rows, papers or genes for so many inner folds.
    """
    seen = {outer_part(fold): np.flatnonzero(rows.outer != fold) for fold in outer_folds}
    if with_final:
        seen[FINAL] = np.arange(len(rows.labels))
    return [
        Part(name, own, assign_folds(rows.regime, rows.labels[own], rows.units[own], n_inner, seed))
        for name, own in seen.items()
    ]


class HeldOutFold:
    """Rows held out from a training part, answered with any settings of the search.

    Features of views that no tuned parameter changes are made once, on the training rows alone.

    Parameters
    ----------
    inputs : ModelInputs
    labels : int array of shape (n_rows,)
    held_out : bool array of shape (n_rows,)
    space : tuple of Tunable
        What may differ between settings.
    """

    def __init__(
        self,
        inputs: ModelInputs,
        labels: np.ndarray,
        held_out: np.ndarray,
        space: tuple[Tunable, ...],
    ) -> None:
        self._training = inputs.take(np.flatnonzero(~held_out))
        self._tested = inputs.take(np.flatnonzero(held_out))
        self._training_labels = labels[~held_out]
        self.labels = labels[held_out]
        self._changing = {view for tunable in space for view in tunable.views}
        self._kept: dict[str, _Block] = {}

    def answer(self, settings: ExperimentSettings) -> np.ndarray:
        """Return the held-out rows' probabilities, float64 of shape (n_held_out, 9)."""
        blocks = {name: self._block(name, view) for name, view in settings.new_views().items()}
        features = TrainingFeatures.beside(block.training for block in blocks.values())
        columns = columns_of({name: block.view for name, block in blocks.items()})
        learner = settings.new_learner(columns).fit(features, self._training_labels)
        return learner.predict_proba(np.hstack([block.tested for block in blocks.values()]))

    def _block(self, name: str, view: View) -> "_Block":
        if name in self._kept:
            return self._kept[name]
        training = fit_transform({name: view}, self._training, self._training_labels)
        block = _Block(view, training, transform({name: view}, self._tested))
        if name not in self._changing:
            self._kept[name] = block
        return block


def inner_folds(
    inputs: ModelInputs, labels: np.ndarray, part: Part, space: tuple[Tunable, ...]
) -> list[HeldOutFold]:
    """Return the inner folds of a part; rows outside it are in none."""
    own, own_labels = inputs.take(part.rows), labels[part.rows]
    return [
        HeldOutFold(own, own_labels, part.folds == fold, space) for fold in np.unique(part.folds)
    ]


def answer_outer_fold(
    inputs: ModelInputs,
    rows: LabelledRows,
    fold: int,
    settings: Mapping[str, ExperimentSettings],
    space: tuple[Tunable, ...],
) -> dict[str, np.ndarray]:
    """Answer the test rows of an outer fold with each of the settings, fitted on all other rows.

    Returns
    -------
    dict of float arrays of shape (n_tested, 9)
        By the names in ``settings``.
    """
    held_out = HeldOutFold(inputs, rows.labels, rows.outer == fold, space)
    return {name: held_out.answer(chosen) for name, chosen in settings.items()}


@dataclass(frozen=True, eq=False)
class _Block:
    """One fitted view's features of training and held-out rows."""

    view: View
    training: TrainingFeatures
    tested: np.ndarray
