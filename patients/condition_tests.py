"""Which conditions a patient's test results show, by published limits.

Sources: QTc, EMA CPMP/986/96 (450 ms in men, 470 ms in women) and ICH E14 (500 ms); kidney, KDIGO
2024, PMID 38490803; liver, Child and Pugh, PMID 4541913, and the criteria of NCI's Organ
Dysfunction Working Group, Clin Cancer Res 2016;22:5472; blood counts and LVEF, CTCAE version 5;
glucose and HbA1c, American Diabetes Association 2024, PMID 38078589; DPYD, CPIC, PMID 29152729.
Potassium and magnesium: the usual lower limits of normal. A pregnancy of a man counts for nothing.

Examples
--------
>>> case = Case("one", tests=(TestResult(TestKind.GFR, 28, "mL/min/1.73m2"),))
>>> list(shown_by_tests(case))
[('renal_impairment_severe', 'GFR 28 mL/min/1.73m2')]
"""

from collections.abc import Iterator, Mapping, Sequence
from math import inf, nextafter

from patients.case import Case, Sex, TestKind, TestResult
from patients.case_result import XULN
from patients.condition_patient import AGE_LIMITS, below

SHORT_NAMES: Mapping[TestKind, str] = {
    TestKind.QTC: "QTc",
    TestKind.LVEF: "LVEF",
    TestKind.GFR: "GFR",
    TestKind.CREATININE_CLEARANCE: "creatinine clearance",
    TestKind.CHILD_PUGH: "Child-Pugh class",
    TestKind.HBA1C: "HbA1c",
    TestKind.AST: "AST",
    TestKind.DPYD: "DPYD",
    TestKind.UGT1A1: "UGT1A1",
    TestKind.G6PD: "G6PD",
    TestKind.HEPATITIS_B: "hepatitis B",
    TestKind.ER: "ER",
    TestKind.PR: "PR",
    TestKind.HER2: "HER2",
    TestKind.HER2_IHC: "HER2 IHC",
    TestKind.HER2_ISH: "HER2 ISH",
}
"""What a test is called in a sentence, where not by its own name."""

RECEPTOR_TESTS = frozenset(
    {TestKind.ER, TestKind.PR, TestKind.HER2, TestKind.HER2_IHC, TestKind.HER2_ISH}
)
"""Labels ask for them in breast cancer alone."""

QTC_LIMITS = {Sex.MALE: 450.0, Sex.FEMALE: 470.0}
"""Milliseconds from which the corrected QT interval is prolonged; 470 where sex is not known."""

QTC_SEVERE = 500.0
UPPER_BILIRUBIN = 1.2
"""mg/dL, the usual upper limit of normal; a result in multiples of it needs none."""

UPPER_AST = 40.0
"""U/L, as :data:`UPPER_BILIRUBIN`."""

_BELOW: Mapping[TestKind, Sequence[tuple[float, str]]] = {
    TestKind.LVEF: ((50, "low_lvef"),),
    TestKind.GFR: (
        (30, "renal_impairment_severe"),
        (45, "renal_impairment_below_45"),
        (nextafter(50, inf), "renal_impairment_to_50"),
        (60, "renal_impairment"),
    ),
    TestKind.NEUTROPHILS: ((1.0, "neutropenia_severe"), (1.5, "neutropenia")),
    TestKind.PLATELETS: ((75, "thrombocytopenia"), (150, "platelets_below_150")),
    TestKind.HAEMOGLOBIN: ((8, "anaemia"),),
    TestKind.POTASSIUM: ((3.5, "hypokalaemia"),),
    TestKind.MAGNESIUM: ((1.7, "hypomagnesaemia"),),
}
"""Below which value of a test a condition holds, the gravest first."""

_FROM: Mapping[TestKind, tuple[float, str]] = {
    TestKind.GLUCOSE: (126, "hyperglycaemia"),
    TestKind.HBA1C: (6.5, "hyperglycaemia"),
}

_CATEGORIES = {
    (TestKind.PREGNANCY, "pregnant"): "pregnancy",
    (TestKind.PREGNANCY, "breastfeeding"): "breastfeeding",
    (TestKind.DPYD, "intermediate"): "dpyd_deficiency",
    (TestKind.DPYD, "poor"): "dpyd_complete_deficiency",
    (TestKind.UGT1A1, "poor"): "ugt1a1_reduced",
    (TestKind.G6PD, "deficient"): "g6pd_deficiency",
    (TestKind.HEPATITIS_B, "surface antigen positive"): "hepatitis_b",
    (TestKind.HEPATITIS_B, "core antibody positive"): "hepatitis_b",
    (TestKind.CHILD_PUGH, "A"): "hepatic_impairment",
    (TestKind.CHILD_PUGH, "B"): "hepatic_impairment_moderate",
    (TestKind.CHILD_PUGH, "C"): "hepatic_impairment_severe",
}


def shown_by_tests(case: Case) -> Iterator[tuple[str, str]]:
    """Yield key and ground of each condition that a result shows, of grades the gravest."""
    for result in case.tests:
        key = _by_number(result) or _CATEGORIES.get((result.kind, result.category), "")
        if result.kind is TestKind.QTC:
            key = _by_qtc(result, case.sex)
        if result.kind is TestKind.BILIRUBIN:
            key = _by_bilirubin(result, case.test(TestKind.AST))
        if key and not (result.kind is TestKind.PREGNANCY and case.sex is Sex.MALE):
            yield key, said(result)
    if may_be_breast(case):
        yield from _by_receptors(case)


def shown_by_age(case: Case) -> Iterator[tuple[str, str]]:
    """Yield key and ground of the lowest limit that the patient's age is below."""
    if case.age is None:
        return
    for limit in AGE_LIMITS:
        if case.age.years < limit:
            yield below(limit), f"age {case.age.words}"
            return


def may_be_breast(case: Case) -> bool:
    """Tell whether the tumour is one of the breast or is not told by its name."""
    name = case.tumour.name.casefold() if case.tumour else ""
    is_code = ":" in name or not name
    return is_code or "breast" in name or "mammary" in name


def said(result: TestResult) -> str:
    """Say a result in a few words.

    Examples
    --------
    >>> said(TestResult(TestKind.PREGNANCY, None, "", "pregnant"))
    'pregnant'
    """
    if result.kind is TestKind.PREGNANCY:
        return result.category
    if result.kind is TestKind.CHILD_PUGH:
        return f"Child-Pugh class {result.category}"
    return f"{short_name(result.kind)} {result.words}"


def short_name(kind: TestKind) -> str:
    """Return what a test is called in a sentence."""
    return SHORT_NAMES.get(kind, kind.value.replace("_", " "))


def is_known(result: TestResult | None) -> bool:
    """Tell whether there is a result that says something."""
    return result is not None and result.category != "unknown"


def _by_receptors(case: Case) -> Iterator[tuple[str, str]]:
    receptors = [case.test(kind) for kind in (TestKind.ER, TestKind.PR)]
    negative = [one for one in receptors if one is not None and one.category == "negative"]
    if len(negative) == len(receptors):
        yield "hormone_receptor_negative", ", ".join(said(one) for one in negative)
    for kind, positive in (
        (TestKind.HER2, "positive"),
        (TestKind.HER2_IHC, "3+"),
        (TestKind.HER2_ISH, "positive"),
    ):
        result = case.test(kind)
        if result is not None and result.category == positive:
            yield "her2_positive_tumour", said(result)


def _by_number(result: TestResult) -> str:
    if result.value is None:
        return ""
    is_clearance = result.kind is TestKind.CREATININE_CLEARANCE
    limits = _BELOW.get(TestKind.GFR if is_clearance else result.kind, ())
    for limit, key in limits:
        if result.value < limit:
            return key
    low, key = _FROM.get(result.kind, (inf, ""))
    return key if result.value >= low else ""


def _by_qtc(result: TestResult, sex: Sex) -> str:
    if result.value is None:
        return ""
    if result.value >= QTC_SEVERE:
        return "qt_prolongation_severe"
    limit = QTC_LIMITS.get(sex, QTC_LIMITS[Sex.FEMALE])
    return "qt_prolongation" if result.value >= limit else ""


def _by_bilirubin(result: TestResult, ast: TestResult | None) -> str:
    times = _times_normal(result, UPPER_BILIRUBIN)
    if times > 3:
        return "hepatic_impairment_severe"
    if times > 1.5:
        return "hepatic_impairment_moderate"
    raised = ast is not None and _times_normal(ast, UPPER_AST) > 1
    return "hepatic_impairment" if times > 1 or raised else ""


def _times_normal(result: TestResult, upper: float) -> float:
    if result.value is None:
        return 0.0
    return result.value if result.unit == XULN else result.value / upper
