"""Ablation: what each group of features adds, left out and alone.

A group is a view, under its name in :func:`experiments.views.all_views`. In each
fold every view is fitted once and the learner is fitted on the features of all
groups, of all but one, of one alone, and of none (the class frequencies). Folds
are jobs of an engine; the result does not depend on which.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from experiments.baselines import LEARNERS, OURS
from experiments.classifier import ExperimentSettings
from experiments.crossvalidation import Progress
from experiments.dealt_rows import DealtRows, Fold, Split
from experiments.inputs import ModelInputs
from experiments.situation import SITUATION
from experiments.view import TrainingFeatures, View
from experiments.views import columns_of, fit_transform, transform
from variants.effect_class import CLASS_COLUMNS

_PRIOR = "prior"
"""The learner that answers where there are no features."""


class AblationError(ValueError):
    """The groups asked for cannot be ablated."""


class Kind(StrEnum):
    """Which groups a configuration reads."""

    ALL = "all"
    WITHOUT = "without"
    ONLY = "only"
    NONE = "none"


@dataclass(frozen=True)
class Configuration:
    """A choice of groups.

    Parameters
    ----------
    kind : Kind
    group : str
        The group left out, or the one kept; empty for all and none.

    Examples
    --------
    >>> Configuration(Kind.WITHOUT, "tfidf").name
    'without tfidf'
    >>> Configuration(Kind.ALL).name
    'all'
    """

    kind: Kind
    group: str = ""

    @property
    def name(self) -> str:
        """Such as ``all``, ``without tfidf`` or ``only tfidf``."""
        return f"{self.kind} {self.group}".strip()

    def reads(self, group: str) -> bool:
        """Tell whether the learner is given this group."""
        if self.kind in (Kind.ALL, Kind.NONE):
            return self.kind == Kind.ALL
        return (group == self.group) == (self.kind == Kind.ONLY)


@dataclass(frozen=True, eq=False)
class Ablation:
    """Out-of-fold answers of every configuration.

    Parameters
    ----------
    probabilities : dict of dict of DataFrame
        By regime and configuration: shape (n_rows, 9), ``class1`` to ``class9``.
    groups : tuple of str
        Those that were left out and kept alone.
    absent : tuple of str
        Groups that have no columns on these data, in no fold.
    """

    probabilities: dict[str, dict[Configuration, pd.DataFrame]]
    groups: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Block:
    """One fitted view's features of a fold's training and test rows."""

    view: View
    training: TrainingFeatures
    tested: np.ndarray


@dataclass(frozen=True, eq=False)
class _FoldAnswers:
    fold: Fold
    present: frozenset[str]
    probabilities: dict[Configuration, np.ndarray]


def configurations(groups: Iterable[str]) -> list[Configuration]:
    """List all groups, each left out, each alone, and none."""
    groups = tuple(groups)
    return [
        Configuration(Kind.ALL),
        *(Configuration(Kind.WITHOUT, group) for group in groups),
        *(Configuration(Kind.ONLY, group) for group in groups),
        Configuration(Kind.NONE),
    ]


def choose_groups(settings: ExperimentSettings, names: Iterable[str] | None) -> tuple[str, ...]:
    """Return the groups named, each once and in column order; all where None are named.

    Raises
    ------
    AblationError
        A name is no group's; the message lists those that are.
    """
    views = replace(settings, cache=None).new_views()
    known = tuple(name for name in views if name != SITUATION)
    wanted = known if names is None else tuple(names)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        got = ", ".join(map(repr, unknown)) or "none"
        raise AblationError(f"expected feature groups of {', '.join(known)}; got {got}")
    return tuple(name for name in known if name in wanted)


def run_ablation(
    inputs: ModelInputs,
    labels: np.ndarray,
    folds: dict[str, np.ndarray],
    settings: ExperimentSettings,
    groups: Iterable[str] | None = None,
    engine: Engine = IN_PROCESS,
    progress: Progress = lambda items, _total: items,
) -> Ablation:
    """Predict every row out of fold, in each regime, by our learner on each choice of groups.

    Parameters
    ----------
    inputs : ModelInputs
        All rows.
    labels : int array of shape (n_rows,)
        Effect classes, 1 to 9.
    folds : dict of int arrays of shape (n_rows,)
        By regime, the fold in which each row is tested.
    settings : ExperimentSettings
    groups : iterable of str, optional
        Those to leave out and to keep alone; by default all. The others are
        part of every configuration but ``only`` and ``none``.
    engine : Engine
        Runs the folds.
    progress : callable
        Wraps the iterable of finished folds.

    Raises
    ------
    AblationError
        A group is unknown, or none has columns on these data.
    """
    asked = choose_groups(settings, groups)
    dealt = DealtRows(inputs, labels, folds)
    shared = engine.share(dealt)
    jobs = [Job(_run_fold, (shared, fold, settings, asked)) for fold in dealt.folds()]
    answers = list(progress(engine.run_as_done(jobs), len(jobs)))
    present = frozenset().union(*(answer.present for answer in answers))
    if not present.intersection(asked):
        raise AblationError(f"no columns on these data for the groups {', '.join(asked)}")
    found = tuple(group for group in asked if group in present)
    return Ablation(
        probabilities={
            regime: {
                configuration: _gather(configuration, regime, answers, dealt)
                for configuration in configurations(found)
            }
            for regime in folds
        },
        groups=found,
        absent=tuple(group for group in asked if group not in present),
    )


def _gather(
    configuration: Configuration, regime: str, answers: list[_FoldAnswers], rows: DealtRows
) -> pd.DataFrame:
    matrix = np.full((len(rows.inputs), len(CLASS_COLUMNS)), np.nan)
    for answer in answers:
        if answer.fold.regime == regime:
            matrix[rows.tested(answer.fold)] = answer.probabilities[configuration]
    return pd.DataFrame(matrix, index=rows.inputs.variants.index, columns=list(CLASS_COLUMNS))


def _run_fold(
    rows: DealtRows, fold: Fold, settings: ExperimentSettings, asked: tuple[str, ...]
) -> _FoldAnswers:
    split = rows.split(fold)
    blocks = _fit_blocks(settings, split)
    # By groups: a group without columns in this fold changes nothing when it is left out.
    learnt: dict[tuple[str, ...], np.ndarray] = {}
    answers = {}
    for configuration in configurations(asked):
        read = tuple(name for name in blocks if name != SITUATION and configuration.reads(name))
        if read not in learnt:
            learnt[read] = _learn(settings, blocks, read, split.labels)
        answers[configuration] = learnt[read]
    return _FoldAnswers(fold, frozenset(blocks), answers)


def _fit_blocks(settings: ExperimentSettings, split: Split) -> dict[str, _Block]:
    """Fit every view once and return those that have columns, in column order."""
    blocks = {}
    for name, view in settings.new_views().items():
        features = fit_transform({name: view}, split.training, split.labels)
        if features.known.shape[1]:
            blocks[name] = _Block(view, features, transform({name: view}, split.testing))
    return blocks


def _learn(
    settings: ExperimentSettings,
    blocks: dict[str, _Block],
    read: tuple[str, ...],
    labels: np.ndarray,
) -> np.ndarray:
    """Fit on these groups and return the test rows' probabilities, shape (n_tested, 9)."""
    # The prior looks at no feature, so any will do.
    chosen = {name: blocks[name] for name in (*read, SITUATION)} if read else blocks
    features = TrainingFeatures.beside(block.training for block in chosen.values())
    columns = columns_of({name: block.view for name, block in chosen.items()})
    learner = LEARNERS[OURS if read else _PRIOR](settings, columns)
    return learner.fit(features, labels).predict_proba(
        np.hstack([block.tested for block in chosen.values()])
    )
