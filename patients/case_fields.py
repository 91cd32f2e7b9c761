"""One mapping of a case's file, field by field, and what is wrong with it.

Fields that would name the patient are refused without repeating what they hold.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process

from patients.case_faults import Faults, FieldError, kind_of, shown
from patients.case_tree import Tree

LONGEST_TEXT = 500
"""Characters of a value."""

MOST_ITEMS = 1000
"""Entries of a list."""

PERSONAL = frozenset(
    {
        *("address", "birthdate", "birthday", "born", "city", "contact", "dateofbirth", "dob"),
        *("email", "familyname", "firstname", "forename", "fullname", "givenname", "initials"),
        *("insurancenumber", "lastname", "medicalrecordnumber", "mrn", "name", "names"),
        *("nationalid", "nhsnumber", "passport", "patientid", "patientname", "patientnumber"),
        *("phone", "photo", "postalcode", "postcode", "socialsecuritynumber", "ssn", "street"),
        *("surname", "telephone", "yearofbirth", "zip", "zipcode"),
    }
)
"""Fields that name a person, in small letters and without blanks."""

_CLOSE = 60
_NO_LETTER = re.compile(r"[^a-z]")
_MISSING = "missing"
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

Read = TypeVar("Read")


class Fields:
    """One mapping.

    Parameters
    ----------
    tree : Tree
    path : str
        Where it stands, empty for the whole file.
    faults : Faults
        Takes what is wrong.
    known : sequence of str
        The fields that there are.
    """

    def __init__(self, tree: Tree, path: str, faults: Faults, known: Sequence[str]) -> None:
        self.path, self._faults = path, faults
        self._values: dict[str, Tree] = tree if isinstance(tree, dict) else {}
        if not isinstance(tree, dict):
            faults.add(path, f"{shown(tree)}, expected the fields {', '.join(known)}")
        for name in self._values:
            if name not in known:
                faults.add(self.at(name), _unknown(name, known))

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Tell whether a field holds anything."""
        return self._values.get(name) is not None

    def fault(self, name: str, message: str) -> None:
        """Note a fault of a field."""
        self._faults.add(self.at(name), message)

    def text(self, name: str, *, required: str = "", longest: int = LONGEST_TEXT) -> str:
        """Return a text on one line, empty where there is none.

        ``required`` says what is expected where it may not be left out.
        """
        if not self.has(name):
            if required:
                self.fault(name, f"{_MISSING}, expected {required}")
            return ""
        return plain_text(self._values[name], self.at(name), self._faults, longest)

    def long_text(self, name: str) -> str:
        """Return a text of any length with its lines."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, str):
            self.fault(name, f"{shown(value)}, expected text")
        elif isinstance(value, str) and (control := unprintable(value)):
            self.fault(name, f"the character {control}, expected plain text")
        return value.strip() if isinstance(value, str) else ""

    def read(
        self, name: str, parse: Callable[[str], Read], default: Read, *, longest: int = LONGEST_TEXT
    ) -> Read:
        """Parse a text, or return the default where there is none or it has a fault."""
        text = self.text(name, longest=longest)
        return self._faults.read(self.at(name), parse, text, default) if text else default

    def tree(self, name: str) -> Tree:
        """Return what a field holds as it is."""
        return self._values.get(name)

    def items(self, name: str) -> Iterator[tuple[str, Tree]]:
        """Yield the entries of a list with their paths; a single value is a list of one."""
        value = self._values.get(name)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if len(listed) > MOST_ITEMS:
            self.fault(name, f"{len(listed)} entries, expected at most {MOST_ITEMS}")
        for index, item in enumerate(listed[:MOST_ITEMS]):
            path = f"{self.at(name)}[{index}]" if isinstance(value, list) else self.at(name)
            if item is None:
                self._faults.add(path, "empty, expected a value")
            else:
                yield path, item

    def texts(self, name: str, *, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
        """Return a list of texts."""
        items = self.items(name)
        texts = (plain_text(item, path, self._faults, longest) for path, item in items)
        return tuple(text for text in texts if text)


def plain_text(value: Tree, path: str, faults: Faults, longest: int = LONGEST_TEXT) -> str:
    """Return a value as a text on one line; anything else is a fault."""
    if not isinstance(value, str):
        faults.add(path, f"a {kind_of(value)}, expected one value")
        return ""
    text = " ".join(value.split())
    if control := unprintable(value):
        faults.add(path, f"the character {control}, expected plain text")
    elif len(text) > longest:
        faults.add(path, f"{shown(text)}, expected at most {longest} characters")
    return text


def unprintable(text: str) -> str:
    r"""Name the first character that no text should hold, empty where there is none.

    These are control characters other than tab and line break, and marks that turn the direction
    of the text, which can hide what it says.

    Examples
    --------
    >>> unprintable("a\0b"), unprintable("a\tb")
    ('U+0000', '')
    """
    found = _UNPRINTABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def one_of(choices: Sequence[str], also: dict[str, str] | None = None) -> Callable[[str], str]:
    """Return a parser of a word out of several.

    Examples
    --------
    >>> one_of(("alive", "deceased"), {"dead": "deceased"})("Dead")
    'deceased'
    """

    def parse(text: str) -> str:
        word = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
        named = {choice.replace("-", " "): choice for choice in choices}
        found = named.get(word) or (also or {}).get(word)
        if found is None:
            raise FieldError(f"{shown(text)}, expected {', '.join(choices)}")
        return found

    return parse


def nearest(text: str, choices: Sequence[str]) -> str:
    """Return the choice that a text comes closest to, empty where none is close."""
    found = process.extractOne(text.casefold(), choices, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return found[0] if found else ""


def _unknown(name: str, known: Sequence[str]) -> str:
    if _NO_LETTER.sub("", name.casefold()) in PERSONAL:
        return "is personal data, expected none: leave it out and give the age instead of a date"
    close = nearest(name, known)
    hint = f"did you mean {close}?" if close else f"expected {', '.join(known)}"
    return f"no such field, {hint}"
