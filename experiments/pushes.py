"""What moved an answer: what each view and feature did to the most probable class.

An answer's log-probabilities are a weighted sum of its members', and each member's are a sum over
its features. So the logarithm of the most probable class's probability, against the mean over the
classes, is a sum of pushes: one a feature, and a rest for class frequencies and calibration.
"""

from dataclasses import dataclass

import numpy as np

from experiments.case_model import CaseModel
from experiments.contributions import contributions
from experiments.effect_learner import EffectLearner
from experiments.members import log_answers
from experiments.situation import Having

_BLOCK = 256


@dataclass(frozen=True)
class Push:
    """What one feature did to the most probable class.

    Parameters
    ----------
    view, feature : str
    value : float or None
        The feature's value; None where unknown.
    push : float
        Added to the logarithm of the probability, against the mean over the classes.
    """

    view: str
    feature: str
    value: float | None
    push: float


@dataclass(frozen=True)
class ViewPush:
    """What the features of one view did together, and those that did most.

    Parameters
    ----------
    view : str
    push : float
        See :class:`Push`.
    features : tuple of Push
        The strongest first; none where the view answers as a whole.
    """

    view: str
    push: float
    features: tuple[Push, ...]


@dataclass(frozen=True)
class Pushes:
    """Everything that moved one answer.

    Parameters
    ----------
    effect : int
        The most probable class, 1 to 9.
    views : tuple of ViewPush
        The strongest first.
    rest : float
        Class frequencies and calibration.
    total : float
        Logarithm of the class's probability less the mean over the classes: the sum of all.
    """

    effect: int
    views: tuple[ViewPush, ...]
    rest: float
    total: float


def pushes_of(learner: EffectLearner, features: np.ndarray, most: int = 5) -> list[Pushes]:
    """Take the answers to some rows apart.

    Parameters
    ----------
    learner : EffectLearner
        Fitted.
    features : float array of shape (n_rows, n_features)
    most : int
        Features to name a view.

    Returns
    -------
    list of Pushes
        One a row. Rows of which nothing was learned have no views.
    """
    logs = np.log(learner.predict_proba(features))
    effects = logs.argmax(axis=1)
    totals = logs.max(axis=1) - logs.mean(axis=1)
    found = [
        Pushes(int(e) + 1, (), float(t), float(t)) for e, t in zip(effects, totals, strict=True)
    ]
    for part, model, has in learner.parts(features):
        for rows in (part[first : first + _BLOCK] for first in range(0, len(part), _BLOCK)):
            pushed, whole = _pushes(model, has, features[rows], effects[rows])
            for place, row in enumerate(rows.tolist()):
                views = _by_view(
                    learner.columns.names, features[row], pushed[place],
                    {view: float(push[place]) for view, push in whole.items()}, most,
                )  # fmt: skip
                rest = totals[row] - sum(view.push for view in views)
                found[row] = Pushes(int(effects[row]) + 1, views, float(rest), float(totals[row]))
    return found


def _pushes(
    model: CaseModel, has: Having, features: np.ndarray, effects: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return pushes of features, of shape (n_rows, n_features), and of views that answer whole."""
    pushed, whole = np.zeros(features.shape), {}
    for member, weight in model.weights(has):
        views, columns, fitted = model.part_of(member)
        if fitted is None:
            whole[views[0]] = weight * _against_mean(log_answers(features[:, columns]), effects)
        elif weight:
            added = contributions(fitted, features[:, columns].astype(np.float64))
            pushed[:, columns] += weight * _against_mean(added, effects)
    return pushed, whole


def _against_mean(values: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """Return each row's value of its class less the mean over the classes, which are axis 1."""
    return values[np.arange(len(effects)), effects] - values.mean(axis=1)


def _by_view(
    names: tuple[str, ...], values: np.ndarray, pushed: np.ndarray, whole: dict[str, float],
    most: int,
) -> tuple[ViewPush, ...]:  # fmt: skip
    """Sum the pushes of each view's features, on top of those of views that answer whole."""
    totals = dict(whole)
    features: dict[str, list[Push]] = {}
    for place in np.argsort(-np.abs(pushed), kind="stable").tolist():
        if not pushed[place]:
            break
        view, _, feature = names[place].partition(":")
        totals[view] = totals.get(view, 0.0) + float(pushed[place])
        if len(of_view := features.setdefault(view, [])) < most:
            value = float(values[place])
            known = None if np.isnan(value) else value
            of_view.append(Push(view, feature, known, float(pushed[place])))
    ranked = sorted(totals, key=lambda view: -abs(totals[view]))
    return tuple(ViewPush(view, totals[view], tuple(features.get(view, ()))) for view in ranked)
