"""Tests of organs and blood: units, limits, categories, LOINC codes."""

from collections.abc import Mapping

from patients.case_kind_facts import KindFacts
from patients.case_result import TestKind
from patients.units import Conversion, Scale

_SCORE_WORDS = {
    f"{letter}{points}": letter.upper()
    for letter, span in (("a", (5, 6)), ("b", (7, 8, 9)), ("c", range(10, 16)))
    for points in span
}
"""Child-Pugh classes by points: 5 and 6, 7 to 9, 10 to 15. Source: PMID 4541913."""

_GAMMA = {"g/L": Conversion(0.1)}


def _per_litre(low: float, high: float) -> Scale:
    # UCUM writes powers with a star
    others = {"/uL": Conversion(1e-3), "10^3/uL": Conversion(1), "/L": Conversion(1e-9)}
    return Scale("10^9/L", "10*9/L", low, high, others, ("G/L", "K/uL", "giga/L"))


def _per_decilitre(low: float, high: float, molar_mass: float, unit: str) -> Scale:
    """Return a scale of mg/dL that takes amounts of substance; ``molar_mass`` in g/mol."""
    per_litre = {"umol/L": 10_000, "mmol/L": 10}[unit]
    return Scale("mg/dL", "mg/dL", low, high, {unit: Conversion(molar_mass / per_litre)})


def _enzyme() -> Scale:
    return Scale("U/L", "U/L", 1, 50_000, {"ukat/L": Conversion(60)}, ("IU/L",), times_normal=True)


def _with_normal(scale: Scale) -> Scale:
    return Scale(scale.unit, scale.ucum, scale.low, scale.high, scale.others, scale.same, True)


LABORATORY_FACTS: Mapping[TestKind, KindFacts] = {
    TestKind.LVEF: KindFacts(
        "left ventricular ejection fraction", ("10230-1",), Scale("%", "%", 5, 90)
    ),
    TestKind.QTC: KindFacts(
        "corrected QT interval",
        ("8636-3",),
        Scale("ms", "ms", 250, 800, {"s": Conversion(1000)}, ("msec", "milliseconds")),
    ),
    TestKind.GFR: KindFacts(
        "glomerular filtration rate",
        ("98979-8", "62238-1", "33914-3", "77147-7"),
        Scale("mL/min/1.73m2", "mL/min/{1.73_m2}", 1, 250),
    ),
    TestKind.CREATININE_CLEARANCE: KindFacts(
        "creatinine clearance",
        ("2164-2", "35591-7"),
        Scale("mL/min", "mL/min", 1, 300, {"mL/s": Conversion(60)}),
    ),
    TestKind.CREATININE: KindFacts(
        "creatinine",
        ("2160-0", "14682-9"),
        _with_normal(_per_decilitre(0.1, 30, 113.12, "umol/L")),
    ),
    TestKind.BILIRUBIN: KindFacts(
        "total bilirubin",
        ("1975-2", "14631-6"),
        _with_normal(_per_decilitre(0.05, 60, 584.66, "umol/L")),
    ),
    TestKind.ALT: KindFacts("alanine aminotransferase", ("1742-6",), _enzyme()),
    TestKind.AST: KindFacts("aspartate aminotransferase", ("1920-8",), _enzyme()),
    TestKind.ALKALINE_PHOSPHATASE: KindFacts("alkaline phosphatase", ("6768-6",), _enzyme()),
    TestKind.ALBUMIN: KindFacts("albumin", ("1751-7",), Scale("g/dL", "g/dL", 0.5, 8, _GAMMA)),
    TestKind.CHILD_PUGH: KindFacts(
        "Child-Pugh class",
        (),
        categories=("A", "B", "C"),
        also={**_SCORE_WORDS, "class a": "A", "class b": "B", "class c": "C"},
    ),
    TestKind.PLATELETS: KindFacts("platelets", ("777-3", "26515-7"), _per_litre(1, 3000)),
    TestKind.NEUTROPHILS: KindFacts("neutrophils", ("751-8", "26499-4"), _per_litre(0, 300)),
    TestKind.HAEMOGLOBIN: KindFacts(
        "haemoglobin",
        ("718-7",),
        Scale("g/dL", "g/dL", 2, 26, {**_GAMMA, "mmol/L": Conversion(1.61145)}),
    ),
    TestKind.INR: KindFacts(
        "international normalised ratio", ("6301-6", "34714-6"), Scale("", "1", 0.5, 20)
    ),
    TestKind.POTASSIUM: KindFacts(
        "potassium",
        ("2823-3", "6298-4"),
        Scale("mmol/L", "mmol/L", 1, 11, {"mEq/L": Conversion(1)}),
    ),
    TestKind.MAGNESIUM: KindFacts(
        "magnesium",
        ("19123-9", "2601-3"),
        Scale(
            "mg/dL",
            "mg/dL",
            0.2,
            12,
            {"mmol/L": Conversion(2.4305), "mEq/L": Conversion(2.4305 / 2)},
        ),
    ),
    TestKind.GLUCOSE: KindFacts(
        "glucose", ("2345-7", "14749-6", "1558-6"), _per_decilitre(10, 2000, 180.156, "mmol/L")
    ),
    TestKind.HBA1C: KindFacts(
        "haemoglobin A1c",
        ("4548-4", "59261-8"),
        Scale("%", "%", 3, 20, {"mmol/mol": Conversion(0.09148, 2.152)}),
    ),
    TestKind.PREGNANCY: KindFacts(
        "pregnancy",
        ("82810-3",),
        categories=("pregnant", "not pregnant", "breastfeeding", "unknown"),
        also={
            "yes": "pregnant",
            "no": "not pregnant",
            "true": "pregnant",
            "false": "not pregnant",
            "positive": "pregnant",
            "negative": "not pregnant",
            "lactating": "breastfeeding",
            "breast feeding": "breastfeeding",
        },
    ),
    TestKind.HEPATITIS_B: KindFacts(
        "hepatitis B",
        (),
        categories=("surface antigen positive", "core antibody positive", "negative"),
        also={
            "hbsag positive": "surface antigen positive",
            "hbsag+": "surface antigen positive",
            "positive": "surface antigen positive",
            "chronic": "surface antigen positive",
            "anti hbc positive": "core antibody positive",
            "past": "core antibody positive",
            "past infection": "core antibody positive",
            "resolved": "core antibody positive",
        },
    ),
}
"""By kind."""
