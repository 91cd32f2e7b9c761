"""The fields of test results in the form: a choice, or a number with its unit beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from patients.case import TestKind, TestResult
from patients.test_kinds import FACTS, XULN

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

_SHORT = {
    TestKind.MSI: "MSI",
    TestKind.MMR: "Mismatch repair",
    TestKind.TMB: "TMB",
    TestKind.PDL1_TPS: "PD-L1 TPS",
    TestKind.PDL1_CPS: "PD-L1 CPS",
    TestKind.ER: "ER",
    TestKind.PR: "PR",
    TestKind.HER2_IHC: "HER2 by IHC",
    TestKind.HER2_ISH: "HER2 by ISH",
    TestKind.HRD: "HRD",
    TestKind.LVEF: "LVEF",
    TestKind.QTC: "QTc",
    TestKind.GFR: "GFR",
    TestKind.ALT: "ALT",
    TestKind.AST: "AST",
    TestKind.INR: "INR",
    TestKind.HBA1C: "HbA1c",
    TestKind.G6PD: "G6PD",
}
"""Labels that are shorter than the kind's own, which then stands in a tip."""

_GROUPS: tuple[tuple[str, tuple[TestKind, ...]], ...] = (
    (
        "Of the tumour",
        (
            TestKind.MSI, TestKind.MMR, TestKind.TMB, TestKind.PDL1_TPS, TestKind.PDL1_CPS,
            TestKind.ER, TestKind.PR, TestKind.HER2, TestKind.HER2_IHC, TestKind.HER2_ISH,
            TestKind.HRD,
        ),
    ),
    (
        "Heart, kidney and liver",
        (
            TestKind.LVEF, TestKind.QTC, TestKind.GFR, TestKind.CREATININE_CLEARANCE,
            TestKind.CREATININE, TestKind.BILIRUBIN, TestKind.ALT, TestKind.AST,
            TestKind.ALKALINE_PHOSPHATASE, TestKind.ALBUMIN, TestKind.CHILD_PUGH, TestKind.INR,
        ),
    ),
    (
        "Blood",
        (
            TestKind.PLATELETS, TestKind.NEUTROPHILS, TestKind.HAEMOGLOBIN, TestKind.POTASSIUM,
            TestKind.MAGNESIUM, TestKind.GLUCOSE, TestKind.HBA1C,
        ),
    ),
    (
        "Before some drugs",
        (
            TestKind.PREGNANCY, TestKind.DPYD, TestKind.UGT1A1, TestKind.G6PD,
            TestKind.HEPATITIS_B,
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultField:
    """The field of one kind of test.

    Parameters
    ----------
    kind : TestKind
    label : str
    meaning : str
        The label in full, where it is shortened.
    choices : tuple of str
        Categories.
    units : tuple of str
        The usual one first; empty for a category and a score.
    is_number : bool
        Whether a number may be given.
    expected : str
        In words.
    """

    kind: TestKind
    label: str
    meaning: str
    choices: tuple[str, ...]
    units: tuple[str, ...]
    is_number: bool
    expected: str

    @property
    def name(self) -> str:
        """Name of the field."""
        return f"test_{self.kind.value}"

    @property
    def unit_name(self) -> str:
        """Name of the field of the unit."""
        return f"unit_{self.kind.value}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all its fields."""
        return (self.name, self.unit_name) if self.has_units else (self.name,)

    @property
    def is_choice(self) -> bool:
        """Whether one of the categories is chosen, and no number given."""
        return not self.is_number

    @property
    def has_units(self) -> bool:
        """Whether a unit is chosen."""
        return len(self.units) > 1


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """Tests that stand together.

    Parameters
    ----------
    title : str
    fields : tuple of ResultField
    """

    title: str
    fields: tuple[ResultField, ...]

    def holds(self, values: Mapping[str, str]) -> bool:
        """Tell whether one of its fields is filled in."""
        return any(values.get(field.name) for field in self.fields)


def result_text(field: ResultField, values: Mapping[str, str]) -> str:
    """Return a result as a case file has it: a number by itself is given the unit beside it.

    Examples
    --------
    >>> qtc = next(one for one in TEST_FIELDS if one.name == "test_qtc")
    >>> result_text(qtc, {"test_qtc": "490", "unit_qtc": "ms"})
    '490 ms'
    >>> result_text(qtc, {"test_qtc": "0.49 s", "unit_qtc": "ms"})
    '0.49 s'
    """
    given = values[field.name]
    if not (field.units and _NUMBER.fullmatch(given)):
        return given
    chosen = values.get(field.unit_name, "")
    return f"{given} {chosen if chosen in field.units else field.units[0]}"


def result_values(result: TestResult) -> dict[str, str]:
    """Return what the form's fields hold of a result."""
    field = next(one for one in TEST_FIELDS if one.kind is result.kind)
    if result.value is None:
        return {field.name: result.category}
    number = f"{result.value:g}"
    if field.has_units:
        return {field.name: number, field.unit_name: result.unit}
    # beside a choice of words a number stands with its unit
    return {field.name: f"{number} {result.unit}".strip() if field.choices else number}


def _field(kind: TestKind) -> ResultField:
    facts = FACTS[kind]
    scale = facts.scale
    units: tuple[str, ...] = ()
    if scale is not None and scale.unit:
        units = (scale.unit, *scale.others, *([XULN] if scale.times_normal else []))
    whole = facts.label[:1].upper() + facts.label[1:]
    label = _SHORT.get(kind, whole)
    return ResultField(
        kind=kind,
        label=label,
        meaning="" if label == whole else whole,
        choices=facts.categories,
        units=units,
        is_number=scale is not None,
        expected=facts.expected,
    )


TEST_GROUPS = tuple(
    ResultGroup(title, tuple(_field(kind) for kind in kinds)) for title, kinds in _GROUPS
)
"""All kinds of tests, in the order of the form."""

TEST_FIELDS = tuple(field for group in TEST_GROUPS for field in group.fields)
