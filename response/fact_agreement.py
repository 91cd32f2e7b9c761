"""Whether a screen and its model show what is curated.

For each fact, lines with the feature are compared with lines without: percentile of the response
to the drug, place of the drug among all, and the probability that a line with the feature has the
lower of two percentiles (Mann and Whitney's statistic over the product of the counts, 0.5 where
the feature does not matter). The screen's own responses come first: what they do not show, a model
cannot learn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, mannwhitneyu

from response.known_facts import KnownFact
from response.screen import Screen
from response.substance_standing import SubstanceStanding, standing_of
from therapy.evidence_item import Direction

FEWEST_LINES = 8
"""Lines with the feature, and without, below which a fact is not judged."""

FEWEST_IN_TISSUE, FEWEST_ON_A_SIDE = 10, 5
"""Lines of one tissue, and of these with the feature and without, needed to compare within it."""

FALSE_DISCOVERIES = 0.05
"""Rate (Benjamini and Hochberg, over all facts judged together) at which an effect is shown."""

RESAMPLES = 1000
"""Of the bootstrap over lines, those with the feature and those without apart."""


class Verdict(StrEnum):
    """What comes of a fact."""

    AGREES = "shown, and the model agrees"
    MISSED = "shown, but missed by the model"
    REVERSED = "shown, but the model says the opposite"
    NOT_SHOWN = "not shown by the screen"
    OPPOSITE = "the screen shows the opposite"
    TOO_FEW = "too few lines"


@dataclass(frozen=True, slots=True)
class Contrast:
    """Lines with a feature against lines without.

    Attributes
    ----------
    percentile_with, percentile_without : float
        Medians over the lines.
    lower, low, high : float
        Probability that a line with the feature has the lower percentile, and its 95 % interval
        (bootstrap over lines).
    lower_in_tissue : float
        The same probability over pairs of lines of one tissue, whichever; NaN where there are none.
    p, q : float
        Mann and Whitney's two-sided p-value (normal approximation with ties), and the same
        after Benjamini and Hochberg over the facts judged together; 1 before.
    place_with, place_without : float
        Median place of the drug among the drugs of a line: 1 is the lowest percentile.
    """

    percentile_with: float
    percentile_without: float
    lower: float
    low: float
    high: float
    lower_in_tissue: float
    p: float
    q: float
    place_with: float
    place_without: float

    def shown(self, direction: Direction) -> bool:
        """Tell whether the difference is sure and lies as a fact of the direction has it."""
        towards = self.lower > 0.5 if direction is Direction.SENSITIVITY else self.lower < 0.5
        return self.q < FALSE_DISCOVERIES and towards

    def ranked(self, direction: Direction) -> bool:
        """Tell whether the drug has its place as a fact of the direction has it, or the same."""
        change = self.place_with - self.place_without
        return change <= 0 if direction is Direction.SENSITIVITY else change >= 0


@dataclass(frozen=True, slots=True)
class FactAgreement:
    """A fact, what the screen measured and what the model predicted for held-out lines.

    Attributes
    ----------
    fact : KnownFact
    tissue : str
        Where only lines of one tissue are compared, else empty.
    n_with, n_without : int
        Lines with and without the feature that have both a measured and a predicted response.
    drugs : float
        Median number of substances that the drug has its place among.
    screen, model : Contrast or None
        None where there are too few lines.
    verdict : Verdict
    """

    fact: KnownFact
    tissue: str
    n_with: int
    n_without: int
    drugs: float
    screen: Contrast | None
    model: Contrast | None
    verdict: Verdict


def judge_facts(
    screen: Screen,
    predicted: pd.DataFrame,
    facts: Sequence[KnownFact],
    *,
    seed: int = 0,
) -> tuple[FactAgreement, ...]:
    """Compare lines with and without the feature of each fact.

    Parameters
    ----------
    screen : Screen
    predicted : DataFrame of shape (n_profiles, n_drugs)
        Held out: no prediction may come from a model that was fitted to responses of its line.
        NaN where there is none. Index and columns as of the screen's responses.
    facts : sequence of KnownFact
        Judged together: the rate of false discoveries is held over all of them.
    seed : int
        Of the bootstrap.
    """
    bench = _Bench(screen, predicted, seed)
    everywhere = np.full(len(screen.tissues), True)
    return _judged([bench.compare(fact, everywhere) for fact in facts])


def judge_within_tissues(
    screen: Screen,
    predicted: pd.DataFrame,
    facts: Sequence[KnownFact],
    tissues_of: Callable[[str, str], Sequence[str]],
    *,
    seed: int = 0,
) -> tuple[FactAgreement, ...]:
    """Compare lines of one tissue, for each that a fact's statements speak of and has enough lines.

    A feature that is frequent in a tissue which answers
    a drug well anyway looks like an effect among all lines; here it does not.

    Parameters
    ----------
    screen, predicted, facts, seed
        As of `judge_facts`.
    tissues_of : callable
        Takes a tumour type's name and its Disease Ontology number and returns the screen's words.
    """
    bench = _Bench(screen, predicted, seed)
    compared = []
    for fact in facts:
        named = (tissues_of(name, doid) for name, doid in fact.tumour_types)
        for tissue in sorted({tissue for several in named for tissue in several}):
            of_tissue = (screen.tissues == tissue).to_numpy()
            found = bench.compare(fact, of_tissue, FEWEST_ON_A_SIDE)
            if found.n_with + found.n_without >= FEWEST_IN_TISSUE and found.screen:
                compared.append(replace(found, tissue=tissue))
    return _judged(compared)


class _Bench:
    """What all comparisons share."""

    def __init__(self, screen: Screen, predicted: pd.DataFrame, seed: int) -> None:
        measured = screen.responses
        if not (
            predicted.index.equals(measured.index) and predicted.columns.equals(measured.columns)
        ):
            raise ValueError("predicted must have the lines and drugs of the screen, in its order")
        self._features = screen.features
        self._tissues = screen.tissues.to_numpy()
        both = measured.notna() & predicted.notna()
        self._screen = standing_of(measured.where(both), measured, screen.drugs)
        self._model = standing_of(predicted.where(both), measured, screen.drugs)
        self._seed = seed

    def compare(
        self, fact: KnownFact, lines: NDArray[np.bool_], fewest: int = FEWEST_LINES
    ) -> FactAgreement:
        known = self._features[list(fact.features)]
        has = (known == 1).any(axis=1).to_numpy()
        lacks = (known == 0).all(axis=1).to_numpy()
        answered = self._screen.percentiles[fact.substance].notna().to_numpy() & lines
        sides = has & answered, lacks & answered
        n_with, n_without = (int(side.sum()) for side in sides)
        judged = min(n_with, n_without) >= fewest
        ranked = self._screen.ranked[answered]
        return FactAgreement(
            fact=fact,
            tissue="",
            n_with=n_with,
            n_without=n_without,
            drugs=float(ranked.median()) if len(ranked) else 0.0,
            screen=self._contrast(self._screen, fact, *sides) if judged else None,
            model=self._contrast(self._model, fact, *sides) if judged else None,
            verdict=Verdict.TOO_FEW,
        )

    def _contrast(
        self,
        standing: SubstanceStanding,
        fact: KnownFact,
        has: NDArray[np.bool_],
        lacks: NDArray[np.bool_],
    ) -> Contrast:
        percentiles = standing.percentiles[fact.substance].to_numpy()
        places = standing.places[fact.substance].to_numpy()
        one, other = percentiles[has], percentiles[lacks]
        lower, low, high = probability_lower(one, other, seed=self._seed)
        same = self._tissues[has][:, None] == self._tissues[lacks]
        p = float(mannwhitneyu(one, other, method="asymptotic").pvalue)
        return Contrast(
            percentile_with=float(np.median(one)),
            percentile_without=float(np.median(other)),
            lower=lower,
            low=low,
            high=high,
            lower_in_tissue=float(_lower(one, other)[same].mean()) if same.any() else np.nan,
            p=1.0 if np.isnan(p) else p,
            q=1.0,
            place_with=float(np.median(places[has])),
            place_without=float(np.median(places[lacks])),
        )


def probability_lower(
    one: NDArray[np.float64], other: NDArray[np.float64], *, seed: int = 0
) -> tuple[float, float, float]:
    """Return the probability that a value of one group is lower, and its 95 % interval.

    Equal values count half. The interval is of the percentile bootstrap within both groups.

    Examples
    --------
    >>> probability_lower(np.array([1.0, 2.0]), np.array([2.0, 3.0]))[0]
    0.875
    """
    lower = _lower(one, other)
    generator = np.random.default_rng(seed)
    weights, others = (_drawn(size, generator) / size for size in lower.shape)
    resampled = np.einsum("bj,bj->b", weights @ lower, others)
    low, high = np.quantile(resampled, (0.025, 0.975))
    return float(lower.mean()), float(low), float(high)


def _lower(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say of each pair whether the first is lower, of shape (n_one, n_other)."""
    return (one[:, None] < other) + 0.5 * (one[:, None] == other)


def _drawn(size: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Say how often each of so many lines is in each resample, of shape (RESAMPLES, size)."""
    lines = generator.integers(size, size=(RESAMPLES, size))
    cells = lines + size * np.arange(RESAMPLES)[:, None]
    counts = np.bincount(cells.ravel(), minlength=RESAMPLES * size)
    return counts.reshape(RESAMPLES, size).astype(np.float64)


def _judged(compared: Sequence[FactAgreement]) -> tuple[FactAgreement, ...]:
    """Correct the p-values for their number and give the verdicts."""
    if not (tested := [one for one in compared if one.screen and one.model]):
        return tuple(compared)
    screen_q = iter(false_discovery_control([one.screen.p for one in tested if one.screen]))
    model_q = iter(false_discovery_control([one.model.p for one in tested if one.model]))
    judged = []
    for one in compared:
        if one.screen and one.model:
            screen = replace(one.screen, q=float(next(screen_q)))
            model = replace(one.model, q=float(next(model_q)))
            verdict = _verdict(one.fact.direction, screen, model)
            judged.append(replace(one, screen=screen, model=model, verdict=verdict))
        else:
            judged.append(one)
    return tuple(judged)


def _verdict(direction: Direction, screen: Contrast, model: Contrast) -> Verdict:
    opposite = Direction.RESISTANCE if direction is Direction.SENSITIVITY else Direction.SENSITIVITY
    if screen.shown(opposite):
        return Verdict.OPPOSITE
    if not screen.shown(direction):
        return Verdict.NOT_SHOWN
    if model.shown(opposite):
        return Verdict.REVERSED
    agrees = model.shown(direction) and model.ranked(direction)
    return Verdict.AGREES if agrees else Verdict.MISSED
