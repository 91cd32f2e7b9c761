"""Numbers with units: what a text says, and the same in the unit that a test is kept in.

Amounts of substance become masses by the molar mass: bilirubin 584.66 g/mol, creatinine
113.12, glucose 180.156, magnesium 24.305 (PubChem CIDs 5280352, 588, 5793, 5462224);
haemoglobin by its monomer of 16 114.5 g/mol (ICSH 1995, J Clin Pathol 1996;49:271). HbA1c
follows the master equation of NGSP and IFCC (https://ngsp.org/ifccngsp.asp); 1 µkat is 60 U
by definition.

Examples
--------
>>> MG_DL = Scale("mg/dL", "mg/dL", 0.05, 60, {"umol/L": Conversion(584.66 / 10_000)})
>>> MG_DL.read("36 µmol/l"), MG_DL.read("2.1 mg/dL")
((2.105, 'mg/dL'), (2.1, 'mg/dL'))
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from patients.case_result import XULN

DIGITS = 4
"""Significant digits that a converted number keeps."""

LOWEST_XULN, HIGHEST_XULN = 0.01, 300

_NUMBER = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(?P<unit>.*)", re.DOTALL)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"^[x×*]?10(?:\^|\*\*|\*|e)?(?=[3691]{1,2}/)")
_NORMAL = re.compile(r"^(?:[x×]|times)?(?:the)?uln$")


class UnitError(ValueError):
    """A text that is no number in a unit that is known here, or no likely one."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """From another unit: ``value * factor + offset``."""

    factor: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one kind of test are written.

    Parameters
    ----------
    unit : str
        The unit that results are kept in, empty for a score.
    ucum : str
        Its code in the Unified Code for Units of Measure, https://ucum.org.
    low, high : float
        Outside, a slip of the unit is likelier than the value.
    others : mapping of Conversion
        Other units that are taken.
    same : tuple of str
        Other spellings of the unit itself.
    times_normal : bool
        Whether multiples of the upper limit of normal are taken.
    """

    unit: str
    ucum: str
    low: float
    high: float
    others: Mapping[str, Conversion] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    times_normal: bool = False

    @property
    def expected(self) -> str:
        """What is wanted, in words, such as ``a number with ms``."""
        if not self.unit:
            return f"a number from {self.low:g} to {self.high:g}"
        units = (self.unit, *self.others, *([XULN] * self.times_normal))
        return f"a number with {' or '.join(units)}"

    def read(self, text: str) -> tuple[float, str]:
        """Read a number with its unit; return it in the scale's own unit, or in ``xULN``.

        Raises
        ------
        UnitError
            No number, no unit, another unit, or outside the limits.

        Examples
        --------
        >>> Scale("ms", "ms", 250, 800).read("490 sec")
        Traceback (most recent call last):
        patients.units.UnitError: '490 sec', expected a number with ms
        """
        match = _NUMBER.fullmatch(text.strip())
        if match is None:
            raise UnitError(f"{text!r}, expected {self.expected}")
        number, unit = float(match["number"]), unit_key(match["unit"])
        if self.times_normal and _NORMAL.match(unit):
            self._check(number, LOWEST_XULN, HIGHEST_XULN, text, XULN)
            return number, XULN
        value = self._converted(number, unit, text)
        self._check(value, self.low, self.high, text, self.unit)
        return value, self.unit

    def _converted(self, number: float, unit: str, text: str) -> float:
        if unit in {unit_key(spelling) for spelling in (self.unit, self.ucum, *self.same)}:
            return number
        for other, conversion in self.others.items():
            if unit == unit_key(other):
                value = number * conversion.factor + conversion.offset
                return float(f"{value:.{DIGITS}g}")
        raise UnitError(f"{text!r}, expected {self.expected}")

    @staticmethod
    def _check(value: float, low: float, high: float, text: str, unit: str) -> None:
        if not low <= value <= high:
            limits = f"{low:g} to {high:g} {unit}".strip()
            raise UnitError(f"{text!r}, expected {limits}; is the unit right?")


def unit_key(text: str) -> str:
    """Make spellings of a unit equal: capitals, blanks, micro signs and powers do not count.

    Examples
    --------
    >>> unit_key("x 10⁹ / L") == unit_key("10*9/L") == unit_key("10^9/l")
    True
    >>> unit_key("mL/min/1.73 m²") == unit_key("ml/min/1.73m2")
    True
    """
    key = "".join(text.translate(_RAISED).casefold().split())
    key = key.replace("µ", "u").replace("μ", "u").replace("mcg", "ug").replace("{", "")
    key = key.replace("}", "").replace("[", "").replace("]", "").replace("_", "")
    return _POWER.sub("10^", key).replace("mcl", "ul").replace("mm3", "ul")
