"""What is known of each kind of test: unit, limits, categories and LOINC codes.

LOINC codes: https://loinc.org; the first is written, all are read. A kind without one is written
in a namespace of our own.

Categories of oestrogen and progesterone receptor from the share of stained cells follow ASCO and
CAP (PMID 31928404), metaboliser groups of DPYD from the activity score CPIC (PMID 29152729).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from patients.case_result import TestKind
from patients.units import Conversion, Scale

_POSITIVE_OR_NEGATIVE = {"pos": "positive", "neg": "negative", "+": "positive", "-": "negative"}
_METABOLISERS = ("normal", "intermediate", "poor")
_METABOLISER_WORDS = {
    f"{word} {end}": word
    for word in _METABOLISERS
    for end in ("metaboliser", "metabolizer", "metabolism")
}
_SCORE_WORDS = {
    f"{letter}{points}": letter.upper()
    for letter, span in (("a", (5, 6)), ("b", (7, 8, 9)), ("c", range(10, 16)))
    for points in span
}


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


def _receptor(percent: float) -> str:
    return "positive" if percent >= 1 else "negative"


def _oestrogen(percent: float) -> str:
    return "low" if 1 <= percent <= 10 else _receptor(percent)


def _dihydropyrimidine(score: float) -> str:
    return "normal" if score >= 2 else "intermediate" if score >= 1 else "poor"


_PERCENT = Scale("%", "%", 0, 100)
_GAMMA = {"g/L": Conversion(0.1)}

FACTS: Mapping[TestKind, KindFacts] = {
    TestKind.MSI: KindFacts(
        "microsatellite instability",
        ("81695-9",),
        categories=("high", "low", "stable"),
        also={
            "msi h": "high",
            "msi high": "high",
            "msi": "high",
            "unstable": "high",
            "msi l": "low",
            "msi low": "low",
            "mss": "stable",
        },
    ),
    TestKind.MMR: KindFacts(
        "mismatch repair proteins",
        categories=("deficient", "proficient"),
        also={
            "dmmr": "deficient",
            "pmmr": "proficient",
            "intact": "proficient",
            "lost": "deficient",
            "loss": "deficient",
        },
    ),
    TestKind.TMB: KindFacts(
        "tumour mutational burden",
        ("94076-7",),
        Scale(
            "mut/Mb",
            "1/1000000{Base}",
            0,
            2000,
            same=("mutations/Mb", "muts/Mb", "/Mb", "mutations/megabase", "mut/megabase"),
        ),
    ),
    TestKind.PDL1_TPS: KindFacts("PD-L1 tumour proportion score", (), _PERCENT),
    TestKind.PDL1_CPS: KindFacts("PD-L1 combined positive score", (), Scale("", "1", 0, 100)),
    TestKind.ER: KindFacts(
        "oestrogen receptor",
        ("85337-4", "16112-5"),
        _PERCENT,
        ("positive", "low", "negative"),
        {**_POSITIVE_OR_NEGATIVE, "low positive": "low", "er+": "positive", "er-": "negative"},
        _oestrogen,
    ),
    TestKind.PR: KindFacts(
        "progesterone receptor",
        ("85339-0", "16113-3"),
        _PERCENT,
        ("positive", "negative"),
        _POSITIVE_OR_NEGATIVE,
        _receptor,
    ),
    TestKind.HER2: KindFacts(
        "HER2",
        ("48676-1",),
        categories=("positive", "low", "ultralow", "negative"),
        also={
            **_POSITIVE_OR_NEGATIVE,
            "her2+": "positive",
            "her2 low": "low",
            "amplified": "positive",
        },
    ),
    TestKind.HER2_IHC: KindFacts(
        "HER2 by immunohistochemistry",
        ("85319-2",),
        categories=("0", "1+", "2+", "3+"),
        also={
            "1": "1+",
            "2": "2+",
            "3": "3+",
            "ihc 0": "0",
            "ihc 1+": "1+",
            "ihc 2+": "2+",
            "ihc 3+": "3+",
        },
    ),
    TestKind.HER2_ISH: KindFacts(
        "HER2 by in-situ hybridisation",
        ("85318-4",),
        categories=("positive", "negative"),
        also={**_POSITIVE_OR_NEGATIVE, "amplified": "positive", "not amplified": "negative"},
    ),
    TestKind.HRD: KindFacts(
        "homologous recombination deficiency",
        (),
        Scale("", "1", 0, 100),
        ("positive", "negative"),
        {**_POSITIVE_OR_NEGATIVE, "deficient": "positive", "proficient": "negative"},
    ),
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
    TestKind.DPYD: KindFacts(
        "DPYD metaboliser",
        (),
        Scale("", "1", 0, 2),
        _METABOLISERS,
        _METABOLISER_WORDS,
        _dihydropyrimidine,
    ),
    TestKind.UGT1A1: KindFacts(
        "UGT1A1 metaboliser",
        (),
        categories=_METABOLISERS,
        also={
            **_METABOLISER_WORDS,
            "*1/*1": "normal",
            "*1/*28": "intermediate",
            "*1/*6": "intermediate",
            "*28/*28": "poor",
            "*6/*6": "poor",
            "*6/*28": "poor",
        },
    ),
    TestKind.G6PD: KindFacts(
        "glucose-6-phosphate dehydrogenase",
        (),
        categories=("normal", "deficient"),
        also={"deficiency": "deficient", "not deficient": "normal"},
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
"""Facts of every kind."""
