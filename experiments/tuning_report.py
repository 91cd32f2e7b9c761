"""A search as tables and as text: what each study found, and what that is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.paired_scores import DIFFERENCE, score_beside
from experiments.search_space import Value
from experiments.tuning_records import TrialRecord, best_trial

KEPT, TUNED = "kept", "tuned"
"""The parameters of params.yaml, and those of a study's best trial."""


@dataclass(frozen=True, eq=False)
class StudyResult:
    """A study and its trials.

    Parameters
    ----------
    name : str
        In the SQLite file.
    part : str
        Name of the rows it has seen.
    records : tuple of TrialRecord
        At least its first trial is complete.
    """

    name: str
    part: str
    records: tuple[TrialRecord, ...]

    @property
    def own(self) -> TrialRecord:
        """The trial of the values of params.yaml."""
        return next(trial for trial in self.records if trial.own and trial.state == "complete")

    @property
    def best(self) -> TrialRecord:
        """The best trial."""
        return best_trial(self.records)

    def n_trials(self, state: str) -> int:
        """Return how many trials ended so."""
        return sum(record.state == state for record in self.records)

    def changed(self) -> dict[str, Value]:
        """Return the values of the best trial that are not those of params.yaml."""
        own = self.own.values
        return {name: value for name, value in self.best.values.items() if value != own[name]}


def score_outer(
    answers: Mapping[str, pd.DataFrame],
    labels: pd.Series,
    units: Any,
    split: str,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Score tuned and kept parameters on rows that tuning never saw.

    Parameters
    ----------
    answers : mapping of str to DataFrame
        :data:`KEPT` and :data:`TUNED`: shape (n_rows, 9), ``class1`` to ``class9``.
    labels : Series
        Effect classes, 1 to 9.
    units : array of shape (n_rows,)
        Groups of rows that intervals resample together.
    split : str
        Name of the scores' split.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame, one row a choice of parameters
        ``parameters``, ``split`` and what :func:`experiments.paired_scores.score_beside` returns,
        compared with :data:`KEPT`.
    """
    return pd.DataFrame(
        {
            "parameters": name,
            "split": split,
            **score_beside(answers[name], answers[KEPT], labels, units, n_resamples, seed),
        }
        for name in (KEPT, TUNED)
    )


def trial_table(records: Sequence[TrialRecord]) -> pd.DataFrame:
    """Return one row a trial: its study's part, how it ended, its losses and its values."""
    return pd.DataFrame(
        {
            "part": record.part,
            "trial": record.number,
            "state": record.state,
            "own": record.own,
            "inner_log_loss": record.log_loss,
            **{f"until_fold{step}": loss for step, loss in enumerate(record.so_far, start=1)},
            "seconds": round(record.seconds, 2),
            **record.values,
        }
        for record in records
    )


def describe_studies(results: Sequence[StudyResult]) -> str:
    """Return a line a study, with log losses on its inner folds, and what the last would change."""
    width = max(len("study"), *(len(result.part) for result in results))
    lines = [f"{'study':{width}}  trials  pruned  params.yaml    best  difference"]
    for result in results:
        n_pruned = result.n_trials("pruned")
        own, best = result.own.so_far[-1], result.best.so_far[-1]
        lines.append(
            f"{result.part:{width}}{result.n_trials('complete') + n_pruned:8}{n_pruned:8}"
            f"{own:13.4f}{best:8.4f}{best - own:+12.4f}"
        )
    last = results[-1]
    changes = [
        f"{name} {last.own.values[name]} to {value}" for name, value in last.changed().items()
    ]
    lines.append(f"Best of {last.part}: {', '.join(changes) or 'the values of params.yaml'}")
    return "\n".join(lines)


def describe_outer(table: pd.DataFrame) -> str:
    """Return the scores on rows that tuning never saw, and whether tuning was worth it."""
    rows = table.set_index("parameters")
    value, low, high = (rows.loc[TUNED, name] for name in DIFFERENCE)
    verdict = "better" if high < 0 else "worse" if low > 0 else "no clear difference"
    return (
        f"On rows that tuning never saw (split {rows.loc[TUNED, 'split']}): log loss "
        f"{rows.loc[KEPT, 'log_loss']:.4f} with params.yaml, {rows.loc[TUNED, 'log_loss']:.4f} "
        f"tuned: {value:+.4f} ({low:+.4f} to {high:+.4f}), {verdict}"
    )


def is_better(table: pd.DataFrame) -> bool:
    """Tell whether tuned parameters are better beyond noise on rows that tuning never saw."""
    return bool(table.set_index("parameters").loc[TUNED, DIFFERENCE[2]] < 0)
