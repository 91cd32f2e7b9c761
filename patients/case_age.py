"""Ages, never dates: years, months and days as ISO 8601 durations.

Source: https://phenopacket-schema.readthedocs.io/en/latest/age.html

Examples
--------
>>> parse_age("P37Y6M").in_years, parse_age("37 years").iso, parse_age(37).words
(37.5, 'P37Y', '37 years')
"""

import re
from dataclasses import dataclass

OLDEST = 130
"""Years; above, a number is no age. The oldest person on record reached 122."""

EXPECTED = f"expected an age from 0 to {OLDEST} years, such as 61, 61 years 4 months or P61Y4M"

_UNITS = ("years", "months", "weeks", "days")
_MONTHS, _DAYS, _WEEK = 12, 365.25, 7

_ISO = re.compile(
    r"P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T[\dHMS.]+)?"
)
_NUMBER = re.compile(r"(?P<years>\d{1,4}(?:\.\d+)?)")
_WORDS = re.compile(
    r"(?:(?P<years>\d+(?:\.\d+)?)\s*(?:years?|yrs?|y|a)(?:\s+old|\s+of\s+age)?)?"
    r"(?:[\s,]*(?:and\s+)?(?P<months>\d+)\s*(?:months?|mo|m)(?:\s+old)?)?"
    r"(?:[\s,]*(?:and\s+)?(?P<weeks>\d+)\s*(?:weeks?|wk?)(?:\s+old)?)?"
    r"(?:[\s,]*(?:and\s+)?(?P<days>\d+)\s*(?:days?|d)(?:\s+old)?)?"
)


class AgeError(ValueError):
    """A text that is no age."""


@dataclass(frozen=True, slots=True, order=True)
class Age:
    """An age in completed years, months and days.

    Raises
    ------
    AgeError
        It is under 0 or above 130 years.
    """

    years: int
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0 or not self.in_years <= OLDEST:
            raise AgeError(f"{self.years} years {self.months} months {self.days} days, {EXPECTED}")

    @property
    def in_years(self) -> float:
        """Years, with a month as a twelfth and a day as 1/365.25."""
        return self.years + self.months / _MONTHS + self.days / _DAYS

    @property
    def iso(self) -> str:
        """ISO 8601 duration, such as ``P37Y6M``."""
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0D")

    @property
    def words(self) -> str:
        """Such as ``61 years 4 months``."""
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        said = (f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number)
        return " ".join(said) or "0 days"


def parse_age(value: object) -> Age:
    """Read an age: a number of years, words, or an ISO 8601 duration.

    Weeks become days; half and quarter years become months.

    Raises
    ------
    AgeError
        It is no age, or under 0 or above 130 years.

    Examples
    --------
    >>> parse_age("P1Y8M"), parse_age("3 months"), parse_age(0.5)
    (Age(years=1, months=8, days=0), Age(years=0, months=3, days=0), Age(years=0, months=6, days=0))
    >>> parse_age("1962-04-01")
    Traceback (most recent call last):
    patients.case_age.AgeError: '1962-04-01', expected an age from 0 to 130 years, such as 61, ...
    """
    text = "" if isinstance(value, bool) else str(value).strip()
    small = text.casefold()
    match = _ISO.fullmatch(text.upper()) or _NUMBER.fullmatch(small) or _WORDS.fullmatch(small)
    if not text or match is None or not any(match.groupdict().values()):
        raise AgeError(f"{value!r}, {EXPECTED}")
    found = dict.fromkeys(_UNITS, 0.0)
    found |= {unit: float(number) for unit, number in match.groupdict().items() if number}
    years, part = divmod(found["years"], 1)
    months = int(found["months"]) + round(part * _MONTHS)
    try:
        return Age(int(years), months, int(found["days"] + _WEEK * found["weeks"]))
    except (AgeError, OverflowError) as error:
        raise AgeError(f"{value!r}, {EXPECTED}") from error


def is_age(text: str) -> bool:
    """Tell whether :func:`parse_age` reads a text."""
    try:
        parse_age(text)
    except AgeError:
        return False
    return True
