"""The scores of the baselines as text for the screen: a block a split regime."""

from collections.abc import Mapping

import pandas as pd

from experiments.baselines import OURS
from experiments.text_table import text_table

DIFFERENCE_HEADING = "more than ours (95 % interval)"

_OTHERS = {"accuracy": "accuracy", "macro-F1": "macro_f1", "ECE": "ece"}
_NOTES = (
    "Log loss in nats, out of fold. Intervals resample rows (random), papers (text) or genes "
    "(gene)."
)
_DIFFERENCE_NOTE = (
    "More than ours: the log loss less that of oncolit, paired row by row; above 0 it is worse. "
    "* the interval leaves out 0."
)


def describe_baselines(table: pd.DataFrame, meanings: Mapping[str, str]) -> str:
    """Return a block a regime with a line a learner, the least log loss on top.

    Parameters
    ----------
    table : DataFrame
        See :func:`experiments.baseline_scores.score_baselines`.
    meanings : mapping of str to str
        What a score in each regime answers, in a few words.
    """
    compared = bool(table["difference"].notna().any())
    blocks = [
        f"Split {regime}: {meanings[regime]}\n"
        f"{_block(table[table['split'] == regime].sort_values('log_loss'), compared)}"
        for regime in dict.fromkeys(table["split"])
    ]
    notes = (_NOTES, _DIFFERENCE_NOTE) if compared else (_NOTES,)
    return "\n\n".join([*blocks, "\n".join(notes)])


def _block(rows: pd.DataFrame, compared: bool) -> str:
    headings = (
        "learner", "features", "log loss (95 % interval)",
        *((DIFFERENCE_HEADING,) if compared else ()), *_OTHERS,
    )  # fmt: skip
    lines = [
        [
            str(row["learner"]),
            str(row["features"]),
            f"{row['log_loss']:.3f} ({row['log_loss_ci_low']:.3f} to "
            f"{row['log_loss_ci_high']:.3f})",
            *([_difference(row)] if compared else []),
            *(f"{row[column]:.3f}" for column in _OTHERS.values()),
        ]
        for _, row in rows.iterrows()
    ]
    return text_table(headings, lines, left=(*headings[:2], DIFFERENCE_HEADING))


def _difference(row: pd.Series) -> str:
    if row["learner"] == OURS:
        return ""
    low, high = row["difference_ci_low"], row["difference_ci_high"]
    sure = "" if low <= 0 <= high else "*"
    return f"{row['difference']:+.3f} ({low:+.3f} to {high:+.3f}){sure}"
