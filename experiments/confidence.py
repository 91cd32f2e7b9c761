"""How far an answer can be trusted, measured on answers to rows that were held out.

For rows that stand alike: how often the most probable class was right, how many classes must be
named for the true one to be among them nine times in ten (a conformal prediction set), and below
which probability no class is named at all.
Source: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, 2005; Sadinle, Lei &
Wasserman, JASA 2019; Wilson, JASA 1927.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

LEAST_ROWS = 50
"""Fewer rows that stand alike are measured together with all others of their case."""

_LEAST_DOUBT = 1e-6
"""Probabilities nearer to 0 or 1 count as this far away."""


@dataclass(frozen=True)
class ConfidenceSettings:
    """What is asked of answers.

    Parameters
    ----------
    coverage : float
        Share of prediction sets that hold the true class, 0 to 1.
    least_accuracy : float
        Share of the answers that are right, where a class is named, 0 to 1.
    """

    coverage: float = 0.9
    least_accuracy: float = 0.75


@dataclass(frozen=True)
class Measured:
    """What was measured on held-out rows that stand alike.

    Parameters
    ----------
    n_rows : int
    accuracy, low, high : float
        Share of rows whose most probable class was right, with its 95 % interval (Wilson).
    set_threshold : float
        Classes as probable as this are in the prediction set.
    alike : bool
        False where rows that stand alike were too few, and all of the case were taken.
    """

    n_rows: int
    accuracy: float
    low: float
    high: float
    set_threshold: float
    alike: bool


class Confidence:
    """Measures of one case, by where its rows stand.

    Parameters
    ----------
    settings : ConfidenceSettings
    """

    def __init__(self, settings: ConfidenceSettings) -> None:
        self.settings = settings

    def fit(
        self, probabilities: np.ndarray, labels: np.ndarray, places: np.ndarray
    ) -> "Confidence":
        """Measure held-out answers.

        Parameters
        ----------
        probabilities : float array of shape (n_rows, 9)
        labels : int array of shape (n_rows,)
            Effect classes, 1 to 9.
        places : int array of shape (n_rows,)
            The same number for rows that stand alike.
        """
        right = probabilities.argmax(axis=1) == labels - 1
        true = probabilities[np.arange(len(labels)), labels - 1]
        self.threshold_ = _answer_threshold(
            probabilities.max(axis=1), right, self.settings.least_accuracy
        )
        self.whole_ = self._measure(right, true, alike=False)
        self.by_place_: dict[int, Measured] = {}
        for place in np.unique(places).tolist():
            rows = places == place
            if rows.sum() >= LEAST_ROWS:
                self.by_place_[place] = self._measure(right[rows], true[rows], alike=True)
        return self

    def at(self, place: int) -> Measured:
        """Return what was measured on rows that stand there."""
        return self.by_place_.get(place, self.whole_)

    def _measure(self, right: np.ndarray, true: np.ndarray, alike: bool) -> Measured:
        interval = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
        return Measured(
            n_rows=len(right),
            accuracy=float(right.mean()),
            low=float(interval.low),
            high=float(interval.high),
            set_threshold=_set_threshold(true, self.settings.coverage),
            alike=alike,
        )


def prediction_sets(probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Mark the classes in each row's prediction set, the most probable always among them.

    Parameters
    ----------
    probabilities : float array of shape (n_rows, 9)
    thresholds : float array of shape (n_rows,)

    Returns
    -------
    bool array of shape (n_rows, 9)
    """
    return probabilities >= np.minimum(thresholds, probabilities.max(axis=1))[:, None]


def _set_threshold(true: np.ndarray, coverage: float) -> float:
    """Return the probability that the true class of this share of rows, and of one more, has."""
    least_rows = int(np.ceil((len(true) + 1) * coverage))
    return float(np.sort(true)[::-1][least_rows - 1]) if least_rows <= len(true) else 0.0


def _answer_threshold(highest: np.ndarray, right: np.ndarray, least_accuracy: float) -> float:
    """Return the lowest probability from which on enough answers are right, else infinity.

    How often answers of a probability are right is a logistic curve through all of them, so that
    no threshold rests on the luck of a few rows.
    """
    if len(np.unique(right)) < 2:
        return float(highest.min()) if right.all() else float("inf")
    odds = logit(np.clip(highest, _LEAST_DOUBT, 1 - _LEAST_DOUBT))[:, None]
    curve = LogisticRegression().fit(odds, right).predict_proba(odds)[:, 1]
    order = np.argsort(-highest, kind="stable")
    accuracy = np.cumsum(curve[order]) / np.arange(1, len(right) + 1)
    # A cut may not part rows of the same probability.
    last = np.append(highest[order][1:] < highest[order][:-1], True)
    enough = np.flatnonzero(last & (accuracy >= least_accuracy))
    return float(highest[order][enough[-1]]) if len(enough) else float("inf")
