"""What is answered of each row: a class or an abstention, and how far it can be trusted."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.confidence import ConfidenceSettings, Measured
from experiments.situation import NAMED, SEEN, Situations, place_words
from variants.effect_class import CLASS_COLUMNS, EffectClass

ABSTAIN = "abstain"
"""The answer where no class is probable enough."""

ANSWER_COLUMNS = (
    *("answer", "reason", "most_probable", "probability", "prediction_set"),
    *("seen", "named", "accuracy", "accuracy_low", "accuracy_high", "measured_on", "measured_rows"),
)
"""What an answer says of a row, as columns of a table."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to rows.

    Parameters
    ----------
    probabilities : float array of shape (n_rows, 9)
    situations : Situations
    measured : tuple of Measured or None
        On held-out training rows that stand as each row does; None where nothing was learned.
    sets : bool array of shape (n_rows, 9)
        Prediction sets.
    places : int array of shape (n_rows,)
        Where each row stands as it is answered, see :meth:`Situations.places`.
    thresholds : float array of shape (n_rows,)
        Probability below which no class is named; infinite where none is named at all.
    asked : ConfidenceSettings
    """

    probabilities: np.ndarray
    situations: Situations
    measured: tuple[Measured | None, ...]
    sets: np.ndarray
    places: np.ndarray
    thresholds: np.ndarray
    asked: ConfidenceSettings

    def __len__(self) -> int:
        return len(self.probabilities)

    @property
    def abstains(self) -> np.ndarray:
        """Tell for which rows no class is named, bool of shape (n_rows,)."""
        return self.probabilities.max(axis=1) < self.thresholds

    def table(self, index: pd.Index) -> pd.DataFrame:
        """Return one line a row with the columns :data:`ANSWER_COLUMNS`."""
        best = self.probabilities.argmax(axis=1)
        names = np.array(CLASS_COLUMNS, dtype=object)
        columns = {
            "answer": np.where(self.abstains, ABSTAIN, names[best]),
            "reason": [self.reason(row) for row in range(len(self))],
            "most_probable": names[best],
            "probability": self.probabilities.max(axis=1),
            "prediction_set": [" ".join(names[row]) for row in self.sets],
            "seen": [SEEN[place].value for place in self.situations.seen],
            "named": [NAMED[place].value for place in self.situations.named],
            "accuracy": [m.accuracy if m else np.nan for m in self.measured],
            "accuracy_low": [m.low if m else np.nan for m in self.measured],
            "accuracy_high": [m.high if m else np.nan for m in self.measured],
            "measured_on": [self._measured_on(row) for row in range(len(self))],
            "measured_rows": [m.n_rows if m else 0 for m in self.measured],
        }
        return pd.DataFrame(columns, index=index, columns=list(ANSWER_COLUMNS))

    def reason(self, row: int) -> str:
        """Say why no class is named; empty where one is."""
        if self.probabilities[row].max() >= self.thresholds[row]:
            return ""
        measured, asked = self.measured[row], f"{100 * self.asked.least_accuracy:.0f} %"
        if measured is None:
            return "the training rows are too few to learn from"
        best = int(self.probabilities[row].argmax())
        probability, label = self.probabilities[row, best], EffectClass(best + 1).label
        if np.isinf(self.thresholds[row]):
            return (
                f"the most probable class, {label}, has {probability:.2f}; however probable, "
                f"answers were not right {asked} of the time"
            )
        below, least = _apart(probability, self.thresholds[row])
        return (
            f"the most probable class, {label}, has {below}, below the {least} from which on "
            f"answers were right {asked} of the time"
        )

    def _measured_on(self, row: int) -> str:
        measured = self.measured[row]
        if measured is None:
            return "nothing"
        if not measured.alike:
            return "all variants of the case"
        return place_words(int(self.places[row]))


def score_answers(answers: pd.DataFrame, labels: pd.Series) -> dict[str, float]:
    """Return what answers are worth.

    Parameters
    ----------
    answers : DataFrame
        Columns :data:`ANSWER_COLUMNS`.
    labels : Series of int
        Effect classes, 1 to 9.

    Returns
    -------
    dict of float
        ``set_coverage``, the share of prediction sets that hold the true class, and ``set_size``,
        their mean size; ``answered``, the share of rows for which a class is named, and
        ``answered_accuracy``, the share of these that is right, absent if there are none.
    """
    true = [f"class{label}" for label in labels]
    sets = [named.split() for named in answers["prediction_set"]]
    named = (answers["answer"] != ABSTAIN).to_numpy()
    worth = {
        "set_coverage": float(
            np.mean([label in held for label, held in zip(true, sets, strict=True)])
        ),
        "set_size": float(np.mean([len(held) for held in sets])),
        "answered": float(named.mean()),
    }
    right = answers["answer"].to_numpy() == np.array(true, dtype=object)
    return {**worth, "answered_accuracy": float(right[named].mean())} if named.any() else worth


def _apart(lower: float, upper: float) -> tuple[str, str]:
    """Write two numbers with as few decimals, two at least, as tell them apart."""
    digits = next(n for n in range(2, 20) if f"{lower:.{n}f}" != f"{upper:.{n}f}")
    return f"{lower:.{digits}f}", f"{upper:.{digits}f}"
