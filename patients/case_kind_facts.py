"""What is to be known of a kind of test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from patients.units import Scale

POSITIVE_OR_NEGATIVE = {"pos": "positive", "neg": "negative", "+": "positive", "-": "negative"}
"""Short forms."""

PERCENT = Scale("%", "%", 0, 100)
"""A share."""


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is known of one kind of test.

    Parameters
    ----------
    label : str
        In words.
    loinc : tuple of str
    scale : Scale, optional
        Where results are numbers.
    categories : tuple of str
        Where results are words.
    also : mapping of str
        Other words for a category, in small letters, with blanks for hyphens.
    category_of : callable, optional
        What a number means.
    """

    label: str
    loinc: tuple[str, ...] = ()
    scale: Scale | None = None
    categories: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    category_of: Callable[[float], str] | None = None

    @property
    def expected(self) -> str:
        """What a result may be, in words."""
        words = [", ".join(self.categories)] if self.categories else []
        return " or ".join([*words, *([self.scale.expected] if self.scale else [])])
