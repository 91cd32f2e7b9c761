"""What is wrong with a case's file, all at once.

Examples
--------
>>> faults = Faults("case.yaml", {"tests": 4, "tests.qtc": 6})
>>> faults.add("tests.qtc", "'490 sec', expected a number with ms")
>>> faults.add("age", "missing, expected an age")
>>> faults.check()
Traceback (most recent call last):
patients.case_faults.CaseError: case.yaml: age: missing, expected an age
case.yaml, line 6: tests.qtc: '490 sec', expected a number with ms
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

MOST_FAULTS = 50
"""That are told; a file with more is no case."""

LONGEST_VALUE = 80
"""Characters of a value that a message repeats."""

Read = TypeVar("Read")


class CaseError(ValueError):
    """A file that is no case; one line for each fault.

    Parameters
    ----------
    faults : tuple of str
        Each with file, field, value and what was expected.
    """

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class FieldError(ValueError):
    """A value that its field does not take; the message says value and what was expected."""


class Faults:
    """Gathers the faults of one file.

    Parameters
    ----------
    name : str
        Of the file.
    lines : mapping of int, optional
        The line of each field, by its path.
    """

    def __init__(self, name: str, lines: Mapping[str, int] | None = None) -> None:
        self.name = name
        self._lines = {} if lines is None else lines
        self._found: dict[str, int] = {}

    def add(self, path: str, message: str) -> None:
        """Note a fault of one field."""
        line = self._line(path)
        where = f"{self.name}, line {line}" if line else self.name
        self._found.setdefault(": ".join(part for part in (where, path, message) if part), line)

    def read(self, path: str, parse: Callable[[str], Read], value: str, default: Read) -> Read:
        """Parse a value; where that fails note why and return the default."""
        try:
            return parse(value)
        except ValueError as error:
            self.add(path, str(error))
            return default

    def check(self) -> None:
        """Raise what was found.

        Raises
        ------
        CaseError
            There is a fault.
        """
        if self._found:
            found = sorted(self._found, key=lambda fault: self._found[fault])
            more = len(found) - MOST_FAULTS
            rest = (f"{self.name}: {more} more faults",) if more > 0 else ()
            raise CaseError(*found[:MOST_FAULTS], *rest)

    def _line(self, path: str) -> int:
        """Return the line of a field, else of the one that would hold it, else 0."""
        while path and path not in self._lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self._lines.get(path, 0) if path else 0


def shown(value: object) -> str:
    """Quote a value for a message, shortened."""
    if not isinstance(value, str):
        return f"a {kind_of(value)}"
    return repr(value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…")


def kind_of(value: object) -> str:
    """Name what a file holds in the place of a value."""
    if isinstance(value, dict):
        return "mapping"
    return "list" if isinstance(value, list) else "missing value"
