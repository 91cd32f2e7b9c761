"""What rows of a large file came to, in counts that do not grow with it."""

from collections import Counter
from dataclasses import dataclass, field

from intake.lab_row import LabRow, Outcome
from reports.lab_table import ANSWER_COLUMNS

MOST_REASONS = 200
"""Reasons for not being assessed or being rejected that are counted by themselves, the first ones.

A part counts all of its own, so that where parts end does not show.
"""

OTHER_REASONS = "other reasons"

_PLACES = {name: place - 1 for place, name in enumerate(ANSWER_COLUMNS)}  # without the number


@dataclass
class Tally:
    """Counts of rows, and of the variants in them that were answered.

    Parameters
    ----------
    outcomes : Counter of Outcome
    reasons : dict of Counter
        Of rows not assessed and rejected.
    answers, taken_from, tiers : Counter of str
        Of answered variants, each as often as it comes: the class named or ``abstain``, what says
        the effect to go by, the best tier.
    curated, with_text : int
        Answered variants with a curated effect, and those of which the model read texts.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[Outcome, Counter[str]] = field(
        default_factory=lambda: {Outcome.NOT_ASSESSED: Counter(), Outcome.REJECTED: Counter()}
    )
    answers: Counter[str] = field(default_factory=Counter)
    taken_from: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    curated: int = 0
    with_text: int = 0

    def add_row(self, row: LabRow) -> None:
        """Count a row."""
        self.outcomes[row.outcome] += 1
        if row.outcome in self.reasons:
            self.reasons[row.outcome][row.reason] += 1

    def add_answer(self, cells: tuple[str, ...]) -> None:
        """Count an answer by its cells, :data:`reports.lab_table.ANSWER_COLUMNS` but the number."""
        self.answers[cells[_PLACES["answer"]]] += 1
        self.taken_from[cells[_PLACES["taken_from"]] or "nothing"] += 1
        self.tiers[cells[_PLACES["best_tier"]] or "none"] += 1
        self.curated += bool(cells[_PLACES["curated_effect"]])
        self.with_text += cells[_PLACES["text_used"]] == "yes"

    def absorb(self, other: "Tally") -> None:
        """Add the counts of rows that come after these."""
        self.outcomes.update(other.outcomes)
        for outcome, reasons in other.reasons.items():
            for reason, count in reasons.items():
                _count(self.reasons[outcome], reason, count)
        self.answers.update(other.answers)
        self.taken_from.update(other.taken_from)
        self.tiers.update(other.tiers)
        self.curated += other.curated
        self.with_text += other.with_text


def _count(reasons: Counter[str], reason: str, count: int) -> None:
    known = reason in reasons or len(reasons) < MOST_REASONS
    reasons[reason if known else OTHER_REASONS] += count
