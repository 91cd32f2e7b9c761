"""Kinds of tests, and results read from what a person writes.

Examples
--------
>>> read_result("tests.qtc", "490 ms").words
'490 ms'
>>> read_result("bilirubin", "36 µmol/L")
TestResult(kind=<TestKind.BILIRUBIN: 'bilirubin'>, value=2.105, unit='mg/dL', category='')
>>> read_result("msi", "MSI-H").category, read_result("er", "90 %").words
('high', 'positive (90 %)')
>>> read_result("tests.qtc", "490 sec")
Traceback (most recent call last):
patients.test_kinds.TestResultError: tests.qtc: '490 sec', expected a number with ms or s
"""

from patients.case_kind_facts import KindFacts
from patients.case_result import XULN, TestKind, TestResult
from patients.case_test_facts import FACTS
from patients.units import UnitError

__all__ = ["FACTS", "XULN", "KindFacts", "TestKind", "TestResult", "TestResultError", "read_result"]

KINDS = tuple(kind.value for kind in TestKind)
"""Names of the fields under ``tests``."""

INSTEAD = {
    "egfr": "gfr, the glomerular filtration rate; EGFR is a gene and stands under variants",
    "hb": "haemoglobin",
    "hgb": "haemoglobin",
    "hemoglobin": "haemoglobin",
    "alp": "alkaline_phosphatase",
    "anc": "neutrophils",
    "plt": "platelets",
    "crcl": "creatinine_clearance",
    "pd_l1": "pdl1_tps or pdl1_cps",
    "pdl1": "pdl1_tps or pdl1_cps",
    "ef": "lvef",
    "hbsag": "hepatitis_b",
}
"""Other names of fields, and what to write."""


class TestResultError(ValueError):
    """A text that is no result of its kind."""

    __test__ = False


def read_result(field: str, value: object) -> TestResult:
    """Read a result.

    Parameters
    ----------
    field : str
        The kind, or a path that ends with it, such as ``tests.qtc``.
    value : object
        Words, or a number where the kind has no unit.

    Raises
    ------
    TestResultError
        There is no such kind, or the value is none of its results; the message names field,
        value and what was expected.
    """
    name = field.rpartition(".")[2]
    if name not in KINDS:
        instead = INSTEAD.get(name, "one of " + ", ".join(KINDS))
        raise TestResultError(f"{field}: no such test, expected {instead}")
    try:
        return parse_result(TestKind(name), value)
    except ValueError as error:
        raise TestResultError(f"{field}: {error}") from error


def parse_result(kind: TestKind, value: object, category: str = "") -> TestResult:
    """Read a result of a known kind.

    Parameters
    ----------
    kind : TestKind
    value : object
    category : str
        What the laboratory calls the number, where it says so.

    Raises
    ------
    UnitError
        The message says value and what was expected.
    """
    facts, text = FACTS[kind], " ".join(str(value).split())
    said = _category(facts, category or text)
    if category and not said:
        raise UnitError(f"{category!r}, expected {', '.join(facts.categories)}")
    if said and not category:
        return TestResult(kind, None, "", said)
    if facts.scale is None or not any(letter.isdigit() for letter in text):
        raise UnitError(f"{text!r}, expected {facts.expected}")
    number, unit = facts.scale.read(text)
    meaning = facts.category_of(number) if facts.category_of else ""
    return TestResult(kind, number, unit, said or meaning)


def _category(facts: KindFacts, text: str) -> str:
    """Return the category that a text names, empty where none."""
    given = text.casefold()
    plain = " ".join(given.replace("-", " ").split())
    named = {category.casefold(): category for category in facts.categories}
    return (
        named.get(given) or facts.also.get(given) or named.get(plain) or facts.also.get(plain, "")
    )
