"""How far an answer can be trusted, measured on answers to rows that were held out.

For rows that stand alike: how often the most probable class was right, how many classes must be
named for the true one to be among them nine times in ten (a conformal prediction set), and below
which probability no class is named at all.
Source: Vovk, Gammerman & Shafer, Algorithmic Learning in a Random World, 2005; Sadinle, Lei &
Wasserman, JASA 2019; Wilson, JASA 1927.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

LEAST_ROWS = 50
"""Fewer rows that stand alike are measured together with all others of their case; and a threshold
rests on no fewer answers."""

_ONE_SIDED_90 = 1.2816
"""Standard deviations."""


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

    Enough are right where the lower end of a one-sided 90 % interval (Wilson) says so: the lowest
    of many thresholds is one that luck helped.
    """
    order = np.argsort(-highest, kind="stable")
    n_answers = np.arange(1, len(right) + 1)
    accuracy = np.cumsum(right[order]) / n_answers
    # A cut may not part rows of the same probability, nor rest on a handful.
    last = np.append(highest[order][1:] < highest[order][:-1], True)
    enough = last & (_wilson_low(accuracy, n_answers) >= least_accuracy) & (n_answers >= LEAST_ROWS)
    return float(highest[order][np.flatnonzero(enough)[-1]]) if enough.any() else float("inf")


def _wilson_low(share: np.ndarray, n_rows: np.ndarray) -> np.ndarray:
    z = _ONE_SIDED_90
    spread = np.sqrt(share * (1 - share) / n_rows + (z / (2 * n_rows)) ** 2)
    return (share + z * z / (2 * n_rows) - z * spread) / (1 + z * z / n_rows)
