"""Two runs side by side: what differs between them, and whether that is more than noise.

Differences are paired, row by row, and always the second run less the first: a negative
difference in log loss says that the second is better. Their 95 % intervals resample whole
papers or genes, see :mod:`experiments.scores`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.scores import bootstrap_interval, row_log_losses, score_probabilities
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS
from variants.schema import CLASS, GENE, ID, VARIATION

FOLD = "fold"
"""Column of the fold in which a row was held out."""

_SPLIT_PARAMETERS = "split."

OUTCOMES = ("right to wrong", "wrong to right", "wrong to wrong")
"""What a change of the predicted class can be."""

CHANGE_COLUMNS = (
    "split", ID, GENE, VARIATION, CLASS, "from", "to", "outcome",
    "from_probability", "to_probability", "true_probability_first", "true_probability_second",
)  # fmt: skip
"""Columns of the table of variants whose predicted class changed.

``from`` and ``to`` are classes, predicted by the first and by the second run, with the
probability that each run gave to its own; ``true_probability_…`` is that of the true class.
"""


class NotComparableError(ValueError):
    """The runs were scored on different data or folds."""


@dataclass(frozen=True, eq=False)
class ScoredRun:
    """A pipeline run with its held-out predictions.

    Parameters
    ----------
    run_id, name : str
    tags : mapping
        ``data.sha256``, ``data.name``, ``git.commit``, ….
    parameters : mapping
        Every tunable by its dotted name.
    answers : mapping of DataFrame
        By regime: ``fold``, ``Class``, ``class1`` to ``class9``, indexed by ID.
    variants : DataFrame or None
        ``Gene`` and ``Variation``, indexed by ID; None in runs that did not keep them.
    groups : mapping of arrays of shape (n_rows,)
        By regime, the groups that intervals resample whole; lacks the regimes whose groups
        the run did not keep.
    """

    run_id: str
    name: str
    tags: Mapping[str, str]
    parameters: Mapping[str, str]
    answers: Mapping[str, pd.DataFrame]
    variants: pd.DataFrame | None
    groups: Mapping[str, np.ndarray]

    @property
    def title(self) -> str:
        """Name and short id, such as ``demo (44e161f0)``."""
        return f"{self.name} ({self.run_id[:8]})"

    @property
    def data(self) -> str:
        """Name and short fingerprint of the data, such as ``demo df03d58a``."""
        sha256 = self.tags.get("data.sha256", "unknown")
        return f"{self.tags.get('data.name', 'unnamed')} {sha256[:8]}"

    @property
    def code(self) -> str:
        """Short commit, and whether the code differed from it."""
        changed = " and changes" if self.tags.get("git.dirty") == "true" else ""
        return self.tags.get("git.commit", "unknown")[:8] + changed


@dataclass(frozen=True)
class RegimeComparison:
    """Both runs in one split regime.

    Parameters
    ----------
    n_rows : int
    n_groups : int or None
        Rows, papers or genes that the interval resamples; None where they are not known.
    first, second : mapping
        Scores, see :func:`experiments.scores.score_probabilities`.
    difference : float
        Of the log loss, second less first, in nats.
    interval : tuple of two floats, or None
        95 % interval of the difference.
    """

    n_rows: int
    n_groups: int | None
    first: Mapping[str, float]
    second: Mapping[str, float]
    difference: float
    interval: tuple[float, float] | None

    @property
    def is_worse(self) -> bool:
        """Tell whether the second run is worse beyond noise."""
        return self.interval is not None and self.interval[0] > 0


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two runs.

    Parameters
    ----------
    first, second : ScoredRun
    regimes : mapping of RegimeComparison
    parameters : mapping
        Values in the first and in the second run, of those that differ; None where absent.
    changed : DataFrame
        :data:`CHANGE_COLUMNS`; within a regime the largest changes of the true class's
        probability come first.
    """

    first: ScoredRun
    second: ScoredRun
    regimes: Mapping[str, RegimeComparison]
    parameters: Mapping[str, tuple[str | None, str | None]]
    changed: pd.DataFrame


def compare_runs(
    first: ScoredRun, second: ScoredRun, n_resamples: int = 2000, seed: int = 0
) -> Comparison:
    """Compare the second run with the first, in every regime that both have.

    Raises
    ------
    NotComparableError
        The runs differ in data, split parameters, rows or folds.
    """
    check_comparable(first, second)
    regimes = [regime for regime in first.answers if regime in second.answers]
    variants = first.variants if first.variants is not None else second.variants
    changes = [
        changed_classes(first.answers[regime], second.answers[regime], variants).assign(
            split=regime
        )
        for regime in regimes
    ]
    return Comparison(
        first,
        second,
        {regime: _compare_regime(first, second, regime, n_resamples, seed) for regime in regimes},
        _different_parameters(first.parameters, second.parameters),
        pd.concat(changes, ignore_index=True)[list(CHANGE_COLUMNS)],
    )


def check_comparable(first: ScoredRun, second: ScoredRun) -> None:
    """Refuse runs whose scores do not answer the same question.

    Raises
    ------
    NotComparableError
        See :func:`compare_runs`.
    """
    both = f"{first.title} and {second.title}"
    if first.tags.get("data.sha256") != second.tags.get("data.sha256"):
        raise NotComparableError(
            f"{both} were scored on different data ({first.data}; {second.data}): "
            "only runs of the same data are compared"
        )
    different = {
        name: values
        for name, values in _different_parameters(first.parameters, second.parameters).items()
        if name.startswith(_SPLIT_PARAMETERS)
    }
    if different:
        faults = ", ".join(f"{name} {a} and {b}" for name, (a, b) in different.items())
        raise NotComparableError(
            f"{both} were scored on different folds ({faults}): only runs of the same split "
            "parameters are compared"
        )
    for regime in first.answers.keys() & second.answers.keys():
        one, other = (run.answers[regime][[FOLD, CLASS]] for run in (first, second))
        if not one.equals(other):
            raise NotComparableError(
                f"{both} have other rows or folds in the split {regime}, though data and split "
                f"parameters agree: their code differs ({first.code}; {second.code})"
            )


def changed_classes(
    first: pd.DataFrame, second: pd.DataFrame, variants: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the rows whose predicted class differs, see :data:`CHANGE_COLUMNS`.

    Parameters
    ----------
    first, second : DataFrame
        ``Class`` and the nine probabilities, on the same index.
    variants : DataFrame or None
        ``Gene`` and ``Variation`` by ID; without it the names are empty.
    """
    before, after = (table[list(CLASS_COLUMNS)].to_numpy() for table in (first, second))
    truth, rows = first[CLASS].to_numpy(dtype=int), np.arange(len(first))
    predicted = [matrix.argmax(axis=1) for matrix in (before, after)]
    right = [choice + 1 == truth for choice in predicted]
    numbers = np.array(CLASS_NUMBERS)
    table = pd.DataFrame(
        {
            ID: first.index,
            GENE: "",
            VARIATION: "",
            CLASS: truth,
            "from": numbers[predicted[0]],
            "to": numbers[predicted[1]],
            "outcome": np.select(right, OUTCOMES[:2], OUTCOMES[2]),
            "from_probability": before[rows, predicted[0]],
            "to_probability": after[rows, predicted[1]],
            "true_probability_first": before[rows, truth - 1],
            "true_probability_second": after[rows, truth - 1],
        }
    )
    if variants is not None:
        named = variants[[GENE, VARIATION]].reindex(first.index).to_numpy()
        table[[GENE, VARIATION]] = named
    table = table[predicted[0] != predicted[1]]
    return table.loc[true_class_change(table).abs().sort_values(ascending=False).index]


def true_class_change(changed: pd.DataFrame) -> pd.Series:
    """Return how far the true class's probability moved, -1 to 1, one value a row."""
    return changed["true_probability_second"] - changed["true_probability_first"]


def _compare_regime(
    first: ScoredRun, second: ScoredRun, regime: str, n_resamples: int, seed: int
) -> RegimeComparison:
    labels = first.answers[regime][CLASS]
    tables = [run.answers[regime][list(CLASS_COLUMNS)] for run in (first, second)]
    losses = [row_log_losses(table, labels) for table in tables]
    scores = [score_probabilities(table, labels) for table in tables]
    units = first.groups.get(regime, second.groups.get(regime))
    difference = losses[1] - losses[0]
    return RegimeComparison(
        n_rows=len(labels),
        n_groups=None if units is None else len(np.unique(units)),
        first=scores[0],
        second=scores[1],
        difference=float(difference.mean()),
        interval=(
            None if units is None else bootstrap_interval(difference, units, n_resamples, seed)
        ),
    )


def _different_parameters(
    first: Mapping[str, str], second: Mapping[str, str]
) -> dict[str, tuple[str | None, str | None]]:
    names = dict.fromkeys((*first, *second))
    values = {name: (first.get(name), second.get(name)) for name in sorted(names)}
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}
