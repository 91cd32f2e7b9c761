"""Markers of the tumour and of how a patient handles drugs: units, categories, LOINC codes.

Categories of oestrogen and progesterone receptor from the share of stained cells follow ASCO and
CAP (PMID 31928404), metaboliser groups of DPYD from the activity score CPIC (PMID 29152729).
"""

from collections.abc import Mapping

from patients.case_kind_facts import PERCENT, POSITIVE_OR_NEGATIVE, KindFacts
from patients.case_result import TestKind
from patients.units import Scale

_METABOLISERS = ("normal", "intermediate", "poor")
_METABOLISER_WORDS = {
    f"{word} {end}": word
    for word in _METABOLISERS
    for end in ("metaboliser", "metabolizer", "metabolism")
}


def _receptor(percent: float) -> str:
    return "positive" if percent >= 1 else "negative"


def _oestrogen(percent: float) -> str:
    return "low" if 1 <= percent <= 10 else _receptor(percent)


def _dihydropyrimidine(score: float) -> str:
    return "normal" if score >= 2 else "intermediate" if score >= 1 else "poor"


MARKER_FACTS: Mapping[TestKind, KindFacts] = {
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
    TestKind.PDL1_TPS: KindFacts("PD-L1 tumour proportion score", (), PERCENT),
    TestKind.PDL1_CPS: KindFacts("PD-L1 combined positive score", (), Scale("", "1", 0, 100)),
    TestKind.ER: KindFacts(
        "oestrogen receptor",
        ("85337-4", "16112-5"),
        PERCENT,
        ("positive", "low", "negative"),
        {**POSITIVE_OR_NEGATIVE, "low positive": "low", "er+": "positive", "er-": "negative"},
        _oestrogen,
    ),
    TestKind.PR: KindFacts(
        "progesterone receptor",
        ("85339-0", "16113-3"),
        PERCENT,
        ("positive", "negative"),
        POSITIVE_OR_NEGATIVE,
        _receptor,
    ),
    TestKind.HER2: KindFacts(
        "HER2",
        ("48676-1",),
        categories=("positive", "low", "ultralow", "negative"),
        also={
            **POSITIVE_OR_NEGATIVE,
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
        also={**POSITIVE_OR_NEGATIVE, "amplified": "positive", "not amplified": "negative"},
    ),
    TestKind.HRD: KindFacts(
        "homologous recombination deficiency",
        (),
        Scale("", "1", 0, 100),
        ("positive", "negative"),
        {**POSITIVE_OR_NEGATIVE, "deficient": "positive", "proficient": "negative"},
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
}
"""By kind."""
