"""What is tuned: the searched values of each parameter, in one table.

Names are those of params.yaml. A range grows where params.yaml's own value is outside it, so that
every search starts at that value.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from experiments.classifier import ExperimentSettings

Value = int | float | str

_DIGITS = 3
"""Fractions are tried, and written, with so many significant digits."""


@dataclass(frozen=True)
class Tunable(ABC):
    """A parameter that is searched.

    Parameters
    ----------
    name : str
        Section and name, as in params.yaml.
    views : tuple of str
        Views whose features it changes; those of all others are made once for all trials.
    """

    name: str
    views: tuple[str, ...] = field(default=(), kw_only=True)

    def value(self, settings: ExperimentSettings) -> Any:
        """Return its value in the settings."""
        section, name = self.name.split(".")
        return getattr(getattr(settings, section), name)

    @abstractmethod
    def distribution(self, settings: ExperimentSettings) -> BaseDistribution:
        """Return what is searched, with the settings' value in it."""


@dataclass(frozen=True)
class Range(Tunable):
    """Numbers between two, whole if ``low`` is; ``log``: searched evenly in the logarithm."""

    low: float
    high: float
    log: bool = False

    def distribution(self, settings: ExperimentSettings) -> BaseDistribution:
        """Return the range, with the settings' value in it."""
        low, high = min(self.low, self.value(settings)), max(self.high, self.value(settings))
        if isinstance(self.low, int):
            return IntDistribution(int(low), int(high), log=self.log)
        return FloatDistribution(low, high, log=self.log)


@dataclass(frozen=True)
class Choice(Tunable):
    """One of a few words."""

    choices: tuple[str, ...]

    def distribution(self, settings: ExperimentSettings) -> BaseDistribution:
        """Return the choices, with the settings' value among them."""
        return CategoricalDistribution(tuple(dict.fromkeys((*self.choices, self.value(settings)))))


_TEXT_RESPONSES = ("text_response", "variant_text_response", "gene_text_response")

SPACE: tuple[Tunable, ...] = (
    Choice("classifier.selection", ("none", "l1")),
    # ---- name                      low     high
    Range("classifier.n_estimators", 30, 150, log=True),
    Range("classifier.max_depth", 2, 6),
    Range("classifier.learning_rate", 0.05, 0.3, log=True),
    Range("classifier.subsample", 0.4, 0.9),
    Range("classifier.columns_per_tree", 24, 200, log=True),
    Range("classifier.min_child_weight", 1.0, 10.0, log=True),
    Range("classifier.reg_lambda", 0.1, 10.0, log=True),
    Range("classifier.regression_strength", 0.0005, 0.02, log=True),
    Range("classifier.prior_weight", 0.005, 0.1, log=True),
    Range("text.response_strength", 2.0, 50.0, log=True, views=_TEXT_RESPONSES),
)
"""What the samplers ``tpe`` and ``random`` search. A forest's selection is too slow for it."""

GRID: dict[str, tuple[Value, ...]] = {
    "classifier.n_estimators": (30, 60),
    "classifier.regression_strength": (0.003, 0.006, 0.012),
    "text.response_strength": (10.0, 20.0),
}
"""What the sampler ``grid`` searches: every combination."""


def values_in(settings: ExperimentSettings, space: tuple[Tunable, ...]) -> dict[str, Value]:
    """Return the settings' own values of what is searched."""
    return {tunable.name: tunable.value(settings) for tunable in space}


def with_values(settings: ExperimentSettings, values: Mapping[str, Value]) -> ExperimentSettings:
    """Return the settings with these values."""
    sections: dict[str, dict[str, Value]] = {}
    for name, value in values.items():
        section, own = name.split(".")
        sections.setdefault(section, {})[own] = value
    changed = {name: replace(getattr(settings, name), **new) for name, new in sections.items()}
    return replace(settings, **changed)


def rounded(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values as they are tried and written.

    Examples
    --------
    >>> rounded({"classifier.max_depth": 5, "classifier.learning_rate": 0.123456})
    {'classifier.max_depth': 5, 'classifier.learning_rate': 0.123}
    """
    return {
        name: float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
        for name, value in values.items()
    }
