"""The folds that tuning answers, each with the features that all its trials share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.job import Engine, Job
from experiments.classifier import ExperimentSettings
from experiments.inputs import ModelInputs
from experiments.pickled_size import pickled_size
from experiments.search_space import Tunable
from experiments.splits import assign_folds
from experiments.view import Columns, TrainingFeatures, View
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


@dataclass(frozen=True, eq=False)
class PreparedFold:
    """What all answers to a held-out fold share; nothing in it has seen the held-out labels.

    Parameters
    ----------
    training, tested : ModelInputs
    labels : int array of shape (n_training,)
        Effect classes of the training rows, 1 to 9.
    blocks : dict of Block
        Of the views that no tunable changes, by name.
    """

    training: ModelInputs
    tested: ModelInputs
    labels: np.ndarray
    blocks: "dict[str, Block]"

    def __sizeof__(self) -> int:
        """Bytes of all that is in it: a cluster spills its largest results."""
        return pickled_size(self.__dict__)


@dataclass(frozen=True, eq=False)
class Block:
    """One fitted view's features of training and held-out rows.

    Parameters
    ----------
    columns : Columns
    training : TrainingFeatures
    tested : float32 array of shape (n_held_out, n_features)
    """

    columns: Columns
    training: TrainingFeatures
    tested: np.ndarray


@dataclass(frozen=True, eq=False)
class HeldOutFold:
    """Rows held out from a training part, which jobs answer with any settings of a search.

    Parameters
    ----------
    labels : int array of shape (n_held_out,)
        Effect classes, 1 to 9.
    prepared : PreparedFold
        An argument of jobs; it may lie on a worker.
    """

    labels: np.ndarray
    prepared: PreparedFold

    def answer(self, settings: ExperimentSettings) -> Job[np.ndarray]:
        """Return the job of :func:`answer_fold`."""
        return Job(answer_fold, (self.prepared, settings))


def prepare_fold(
    inputs: ModelInputs,
    kept: np.ndarray,
    labels: np.ndarray,
    held_out: np.ndarray,
    settings: ExperimentSettings,
    space: tuple[Tunable, ...],
) -> PreparedFold:
    """Make the features of views that no tunable changes, fitted on the kept rows alone.

    Parameters
    ----------
    inputs : ModelInputs
        All rows.
    kept : int array of shape (n_training,)
        Positions of the training rows.
    labels : int array of shape (n_training,)
        Theirs.
    held_out : int array of shape (n_held_out,)
        Positions of the rows to be answered.
    settings : ExperimentSettings
    space : tuple of Tunable
        What may differ between settings.
    """
    training, tested = inputs.take(kept), inputs.take(held_out)
    changing = {view for tunable in space for view in tunable.views}
    blocks = {
        name: _fit_block(name, view, training, labels, tested)
        for name, view in settings.new_views().items()
        if name not in changing
    }
    return PreparedFold(training, tested, labels, blocks)


def answer_fold(fold: PreparedFold, settings: ExperimentSettings) -> np.ndarray:
    """Return the held-out rows' probabilities, float64 of shape (n_held_out, 9)."""
    blocks = [
        fold.blocks[name]
        if name in fold.blocks
        else _fit_block(name, view, fold.training, fold.labels, fold.tested)
        for name, view in settings.new_views().items()
    ]
    features = TrainingFeatures.beside(block.training for block in blocks)
    columns = Columns(tuple(name for block in blocks for name in block.columns.names))
    learner = settings.new_learner(columns).fit(features, fold.labels)
    return learner.predict_proba(np.hstack([block.tested for block in blocks]))


def inner_folds(
    inputs: ModelInputs,
    labels: np.ndarray,
    part: Part,
    settings: ExperimentSettings,
    space: tuple[Tunable, ...],
    engine: Engine,
) -> list[HeldOutFold]:
    """Prepare the inner folds of a part; rows outside it are in none.

    Parameters
    ----------
    inputs : ModelInputs
        All rows; shared by the engine.
    labels : int array of shape (n_rows,)
    part : Part
    settings : ExperimentSettings
    space : tuple of Tunable
    engine : Engine
        Keeps what is prepared.
    """
    shared = engine.share((labels, part))
    folds = []
    for fold in np.unique(part.folds).tolist():
        prepared = engine.keep(Job(_prepare_inner, (inputs, shared, fold, settings, space)))
        folds.append(HeldOutFold(labels[part.rows[part.folds == fold]], prepared))
    return folds


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
    kept, held_out = np.flatnonzero(rows.outer != fold), np.flatnonzero(rows.outer == fold)
    any_of_them = next(iter(settings.values()))
    prepared = prepare_fold(inputs, kept, rows.labels[kept], held_out, any_of_them, space)
    return {name: answer_fold(prepared, chosen) for name, chosen in settings.items()}


def _prepare_inner(
    inputs: ModelInputs,
    labels_and_part: tuple[np.ndarray, Part],
    fold: int,
    settings: ExperimentSettings,
    space: tuple[Tunable, ...],
) -> PreparedFold:
    labels, part = labels_and_part
    kept, held_out = part.rows[part.folds != fold], part.rows[part.folds == fold]
    return prepare_fold(inputs, kept, labels[kept], held_out, settings, space)


def _fit_block(
    name: str, view: View, training: ModelInputs, labels: np.ndarray, tested: ModelInputs
) -> Block:
    features = fit_transform({name: view}, training, labels)
    return Block(columns_of({name: view}), features, transform({name: view}, tested))
