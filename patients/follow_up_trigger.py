"""When a fact of follow-up applies: conditions, joined with ``&``, all of which must hold.

================================  ================================================================
``any``                           every patient with a tumour or a suggested drug
``drug:a|b``                      one of these drugs is suggested
``class:a|b``                     a suggested drug is of one of these classes
``failed:a|b``                    the tumour grew under one of these drugs or classes
``germline:BRCA1|any``            a pathogenic germline variant of the gene
``unclear germline:any``          a germline variant without a clear class
``no germline:RET|any``           no germline variant of these genes is known
``suspected:BRCA1|any``           a variant of the tumour that may have been inherited
``somatic:EGFR|any``              a variant of the tumour in the gene, whatever kind
``fusion:ALK|any``                a fusion or rearrangement
``amplification:ERBB2``           an amplification
``variant:BRAF V600E``            this very change
``tumour:lung cancer``            the patient's tumour is of this type
``family:breast cancer``          a relative has had a tumour of this type; ``cancer`` is any
``test:msi=high``                 a test's category, or its number: ``test:qtc>=470``
``untested:msi|mmr``              none of these tests has a result
``no somatic:ESR1``               no variant of the tumour in these genes is in the case
``no variant:EGFR T790M``         none of these changes is in the case
``no kinase domain variant:ALK``  no change of a residue of these kinase domains is in the case
``age<50``                        years; ``<``, ``<=``, ``>`` or ``>=``, and so ``ecog>=3``
``not age<18``                    the same, unless the age is known and is so
``sex:female``
``second primary``                the history holds another tumour
``metastatic``                    stage IV, M1 or a site of metastasis
``not metastatic``                none of them
================================  ================================================================

Examples
--------
>>> trigger = parse_trigger("drug:ribociclib|vandetanib & age<50")
>>> [condition.key for condition in trigger.conditions], trigger.conditions[1].number
(['drug', 'age'], 50.0)
>>> parse_trigger("drog:ribociclib")
Traceback (most recent call last):
patients.follow_up_trigger.TriggerError: 'drog:ribociclib', expected any, second primary, \
metastatic, not metastatic, age, ecog or not age with a number, test:kind=category or one of \
amplification, class, drug, failed, family, fusion, germline, no germline, \
no kinase domain variant, no somatic, no variant, sex, somatic, suspected, tumour, \
unclear germline, untested, variant with a colon and values
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

AND = " & "
OR = "|"
ANY = "any"

BARE = (ANY, "second primary", "metastatic", "not metastatic")
"""Conditions without a value."""

NUMBERED = ("age", "ecog", "not age")
"""Conditions on a number."""

VALUED = (
    "amplification",
    "class",
    "drug",
    "failed",
    "family",
    "fusion",
    "germline",
    "no germline",
    "no kinase domain variant",
    "no somatic",
    "no variant",
    "sex",
    "somatic",
    "suspected",
    "tumour",
    "unclear germline",
    "untested",
    "variant",
)
"""Conditions with one value or several, of which one must hold."""

TEST = "test"

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}

_NUMBER = re.compile(r"(?P<key>[a-z ]+)(?P<sign><=|>=|<|>)(?P<number>[0-9]+(?:\.[0-9]+)?)")
_TEST = re.compile(
    r"test:(?P<test>[a-z0-9_]+)(?:=(?P<category>.+)|(?P<sign><=|>=|<|>)(?P<number>[0-9.]+))"
)
_EXPECTED = (
    f"expected {', '.join(BARE)}, {', '.join(NUMBERED[:-1])} or {NUMBERED[-1]} with a number, "
    f"test:kind=category or one of {', '.join(VALUED)} with a colon and values"
)


class TriggerError(ValueError):
    """A text that is no trigger."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    Parameters
    ----------
    key : str
        Such as ``drug`` or ``test``.
    values : tuple of str
        Alternatives; of a test its kind, and its category if one is asked for.
    sign : str
        A comparison, where a number is asked for.
    number : float
    """

    key: str
    values: tuple[str, ...] = ()
    sign: str = ""
    number: float = 0.0

    def compares(self, number: float) -> bool:
        """Tell whether a number is on the right side of the condition's."""
        return COMPARISONS[self.sign](number, self.number)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Conditions that must all hold.

    Parameters
    ----------
    text : str
    conditions : tuple of Condition
    """

    text: str
    conditions: tuple[Condition, ...]


def parse_trigger(text: str) -> Trigger:
    """Read a trigger.

    Raises
    ------
    TriggerError
        A condition is none of those above.
    """
    return Trigger(text, tuple(_read(part) for part in text.split(AND)))


def _read(text: str) -> Condition:
    if text in BARE:
        return Condition(text)
    if (match := _NUMBER.fullmatch(text)) and match["key"] in NUMBERED:
        return Condition(match["key"], (), match["sign"], float(match["number"]))
    if match := _TEST.fullmatch(text):
        if match["category"]:
            return Condition(TEST, (match["test"], match["category"]))
        return Condition(TEST, (match["test"],), match["sign"], float(match["number"]))
    key, colon, rest = text.partition(":")
    values = tuple(value.strip() for value in rest.split(OR))
    if key not in VALUED or not colon or not all(values):
        raise TriggerError(f"{text!r}, {_EXPECTED}")
    return Condition(key, values)
