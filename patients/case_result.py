"""The kinds of test results that a case holds, and one result.

Their units, limits and codes stand in :mod:`patients.case_test_facts`; texts are read by
:func:`patients.test_kinds.read_result`.
"""

from dataclasses import dataclass
from enum import StrEnum

XULN = "xULN"
"""Unit of multiples of the laboratory's upper limit of normal."""


class TestKind(StrEnum):
    """What was tested; the values are the names of the fields under ``tests``."""

    __test__ = False  # pytest takes Test… for tests

    MSI = "msi"
    MMR = "mmr"
    TMB = "tmb"
    PDL1_TPS = "pdl1_tps"
    PDL1_CPS = "pdl1_cps"
    ER = "er"
    PR = "pr"
    HER2 = "her2"
    HER2_IHC = "her2_ihc"
    HER2_ISH = "her2_ish"
    HRD = "hrd"
    LVEF = "lvef"
    QTC = "qtc"
    GFR = "gfr"
    CREATININE_CLEARANCE = "creatinine_clearance"
    CREATININE = "creatinine"
    BILIRUBIN = "bilirubin"
    ALT = "alt"
    AST = "ast"
    ALKALINE_PHOSPHATASE = "alkaline_phosphatase"
    ALBUMIN = "albumin"
    CHILD_PUGH = "child_pugh"
    PLATELETS = "platelets"
    NEUTROPHILS = "neutrophils"
    HAEMOGLOBIN = "haemoglobin"
    INR = "inr"
    POTASSIUM = "potassium"
    MAGNESIUM = "magnesium"
    GLUCOSE = "glucose"
    HBA1C = "hba1c"
    PREGNANCY = "pregnancy"
    DPYD = "dpyd"
    UGT1A1 = "ugt1a1"
    G6PD = "g6pd"
    HEPATITIS_B = "hepatitis_b"


@dataclass(frozen=True, slots=True)
class TestResult:
    """One result.

    Parameters
    ----------
    kind : TestKind
    value : float or None
        In ``unit``; None where the result is a category.
    unit : str
        The kind's own unit, or ``xULN``; empty for a score and a category.
    category : str
        One of the kind's, such as ``high`` of MSI.
    """

    __test__ = False

    kind: TestKind
    value: float | None
    unit: str
    category: str = ""

    @property
    def words(self) -> str:
        """Such as ``490 ms``, ``high`` or ``positive (90 %)``."""
        if self.value is None:
            return self.category
        number = " ".join(part for part in (f"{self.value:g}", self.unit) if part)
        return f"{self.category} ({number})" if self.category else number
