"""What a search for parameters is: a sampler, a number of trials, a seed."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from optuna.samplers import BaseSampler, RandomSampler, TPESampler
from sklearn.model_selection import ParameterGrid

from experiments.classifier import ExperimentSettings
from experiments.search_space import GRID, SPACE, Tunable, Value, values_in

STARTUP_TRIALS = 5
"""Trials before the sampler learns from others, and before one is pruned."""


class TuningError(ValueError):
    """Parameters cannot be searched as asked."""


class Sampler(StrEnum):
    """How parameters are proposed."""

    TPE = "tpe"
    RANDOM = "random"
    GRID = "grid"


@dataclass(frozen=True)
class Search:
    """What is searched, and for how long.

    Parameters
    ----------
    sampler : Sampler
    n_trials : int
        Of each study in all, the first and pruned ones among them.
    seed : int
    """

    sampler: Sampler
    n_trials: int
    seed: int = 0

    @property
    def space(self) -> tuple[Tunable, ...]:
        """What differs between trials."""
        if self.sampler == Sampler.GRID:
            return tuple(tunable for tunable in SPACE if tunable.name in GRID)
        return SPACE

    def grid(self, settings: ExperimentSettings) -> list[dict[str, Value]]:
        """Return the points of the grid but the settings' own, in the order of trials."""
        own = values_in(settings, self.space)
        points = [point for point in ParameterGrid(GRID) if point != own]
        order = np.random.default_rng(self.seed).permutation(len(points))
        return [points[place] for place in order]

    def total(self, settings: ExperimentSettings) -> int:
        """Return the number of trials of a study: a grid may have fewer points than asked for."""
        if self.sampler == Sampler.GRID:
            return min(self.n_trials, 1 + len(self.grid(settings)))
        return self.n_trials

    def new_sampler(self, number: int) -> BaseSampler:
        """Return a sampler for the trial after so many others."""
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        if self.sampler == Sampler.TPE:
            return TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS)
        return RandomSampler(seed=seed)
