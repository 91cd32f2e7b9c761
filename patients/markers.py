"""Markers that open therapies and are no variant of a file: what the Advisor is asked besides.

From test results: microsatellite instability, mismatch repair, mutational burden, HER2, PD-L1,
hormone receptors and repair deficiency. From germline variants: a pathogenic one of a tumour
suppressor is a loss of its function, also where its spelling does not say so, as of BRCA1 C61G.

Limits: mutational burden, 10 mutations per megabase (FDA label: Keytruda, 2020); PD-L1, a tumour
proportion score or combined positive score of 1, high from a tumour proportion score of 50 (FDA
labels: Keytruda, 2019, and Libtayo, 2021); HER2, ASCO and CAP 2023, doi:10.1200/JCO.22.02864.

Examples
--------
>>> case = Case("one", tests=(TestResult(TestKind.TMB, 14, "mut/Mb"),))
>>> [(marker.words, marker.gene, marker.variation) for marker in find_markers(case)]
[('tumour mutational burden 14 mut/Mb', 'TMB', 'High')]
"""

from collections.abc import Iterator
from dataclasses import dataclass

from patients.case import Case, CaseVariant, Origin, TestKind, TestResult
from therapy.effects import effect_by_type
from therapy.matching import Variant
from variants.effect_class import EffectDirection
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

HIGH_TMB = 10.0
"""Mutations per megabase."""

PDL1_EXPRESSED = 1.0
PDL1_HIGH = 50.0
"""Per cent of tumour cells."""

PATHOGENIC = frozenset({"pathogenic", "likely pathogenic"})

LOSS = "Loss-of-function"


@dataclass(frozen=True, slots=True)
class Marker:
    """One question to :class:`therapy.advice.Advisor`.

    Parameters
    ----------
    words : str
        What says so, such as ``HER2 3+ by immunohistochemistry``.
    gene, variation : str
        As evidence has them, such as ``MSI`` and ``High``.
    instead_of : CaseVariant, optional
        The germline variant that it stands for.
    """

    words: str
    gene: str
    variation: str
    instead_of: CaseVariant | None = None


def find_markers(case: Case) -> tuple[Marker, ...]:
    """Return what the Advisor is asked besides the variants, each question once."""
    found: dict[tuple[str, str], Marker] = {}
    for marker in (*_repair(case), *_her2(case), *_pdl1(case), *_receptors(case), *_germline(case)):
        found.setdefault((marker.gene, marker.variation), marker)
    return tuple(found.values())


def _repair(case: Case) -> Iterator[Marker]:
    if _says(case, TestKind.MSI, "high"):
        against = (
            ", against mismatch repair proficient"
            if _says(case, TestKind.MMR, "proficient")
            else ""
        )
        yield Marker(f"microsatellite instability high{against}", "MSI", "High")
    if _says(case, TestKind.MMR, "deficient"):
        # labels for MSI-high tumours are for mismatch repair deficient ones, too
        words = "mismatch repair deficient"
        if _says(case, TestKind.MSI, "stable"):
            words += ", against microsatellites stable"
        yield Marker(words, "MSI", "High")
        yield Marker(words, "MMR-status", "Deficient")
    burden = case.test(TestKind.TMB)
    if burden is not None and _number(burden) >= HIGH_TMB:
        yield Marker(f"tumour mutational burden {burden.words}", "TMB", "High")
    if _says(case, TestKind.HRD, "positive"):
        yield Marker("homologous recombination deficiency positive", "HRD-status", "Positive")


def _her2(case: Case) -> Iterator[Marker]:
    stained = case.test(TestKind.HER2_IHC)
    grade = stained.category if stained else ""
    amplified = _says(case, TestKind.HER2_ISH, "positive")
    positive = _says(case, TestKind.HER2, "positive")
    if grade == "3+":
        yield Marker("HER2 3+ by immunohistochemistry", "ERBB2", "Overexpression")
    if amplified:
        yield Marker("HER2 amplified by in-situ hybridisation", "ERBB2", "Amplification")
    if grade == "3+" or (positive and not amplified):
        # what was seen in amplified tumours holds for all that are called positive
        yield Marker(f"HER2 positive{_her2_against(case)}", "ERBB2", "Amplification")
    if positive and not (grade or amplified):
        yield Marker("HER2 positive, assay not given", "ERBB2", "Overexpression")
    low = grade == "1+" or (grade == "2+" and _says(case, TestKind.HER2_ISH, "negative"))
    if not (positive or amplified) and (low or _says(case, TestKind.HER2, "low")):
        yield Marker("HER2 low", "ERBB2", "Low expression")


def _her2_against(case: Case) -> str:
    """Say what denies a positive HER2; grade 2+ alone denies nothing."""
    stained = case.test(TestKind.HER2_IHC)
    said = [f"IHC {stained.category}"] if stained and stained.category in ("0", "1+") else []
    if _says(case, TestKind.HER2_ISH, "negative"):
        said.append("ISH negative")
    return f", against {' and '.join(said)}" if said else ""


def _pdl1(case: Case) -> Iterator[Marker]:
    cells, combined = case.test(TestKind.PDL1_TPS), case.test(TestKind.PDL1_CPS)
    said = [
        f"{name} {result.words}"
        for name, result in (("TPS", cells), ("CPS", combined))
        if result is not None and _number(result) >= PDL1_EXPRESSED
    ]
    if said:
        yield Marker(f"PD-L1 {', '.join(said)}", "CD274", "Expression")
    if cells is not None and _number(cells) >= PDL1_HIGH:
        words = f"PD-L1 TPS {cells.words}, {PDL1_HIGH:g} % or more"
        yield Marker(words, "CD274", "High expression")


def _receptors(case: Case) -> Iterator[Marker]:
    for kind, name, gene in (
        (TestKind.ER, "oestrogen receptor", "ESR1"),
        (TestKind.PR, "progesterone receptor", "PGR"),
    ):
        result = case.test(kind)
        if result is not None and result.category in ("positive", "low"):
            yield Marker(f"{name} {result.words}", gene, "Expression")


def _germline(case: Case) -> Iterator[Marker]:
    for variant in case.variants_of(Origin.GERMLINE):
        suppresses = role_of(comparable_symbol(variant.gene)) is GeneRole.TUMOUR_SUPPRESSOR
        if suppresses and variant.pathogenicity in PATHOGENIC and not _is_loss(variant):
            name = f"{variant.gene} {variant.variation}".strip()
            words = f"germline {name}, {variant.pathogenicity}"
            yield Marker(words, variant.gene, LOSS, variant)


def _is_loss(variant: CaseVariant) -> bool:
    """Tell whether the spelling says it: the Advisor then answers the variant itself so."""
    asked = Variant.read(variant.gene, variant.variation or variant.hgvs_p)
    return effect_by_type(asked.alteration, asked.symbol) is EffectDirection.LOSS


def _says(case: Case, kind: TestKind, category: str) -> bool:
    result = case.test(kind)
    return result is not None and result.category == category


def _number(result: TestResult) -> float:
    return result.value if result.value is not None else 0.0
