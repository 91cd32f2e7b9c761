"""What a hereditary tumour syndrome means for one patient: by the variants and the tumour's tests.

Examples
--------
>>> from patients.case import Case, CaseVariant, Origin, TestKind, TestResult, Tumour
>>> from patients.tumour_syndromes import TumourSyndrome
>>> from therapy.tumour_types import TumourTypes
>>> lynch = TumourSyndrome("OMIM:120435", "Lynch syndrome 1", ("MSH2",), "autosomal dominant",
...                        ("colorectal cancer",), "It is surveyed.", "GeneReviews", "https://a")
>>> stable = TestResult(TestKind.MSI, None, "", "stable")
>>> case = Case("a", tumour=Tumour("melanoma"), tests=(stable,))
>>> found = CaseVariant("MSH2", "R406*", Origin.GERMLINE, pathogenicity="pathogenic")
>>> print(meaning_in_case(lynch, case, TumourTypes([]), [found]))
Melanoma is not known as one of its tumours. This tumour tests microsatellite stable, which \
speaks against the syndrome as its cause. It is surveyed.
>>> unclear = CaseVariant("MSH2", "A1T", Origin.GERMLINE, pathogenicity="uncertain significance")
>>> meaning_in_case(lynch, case, TumourTypes([]), [unclear])
''
"""

import re
from collections.abc import Iterable, Mapping

from patients.case import Case, CaseVariant, TestKind
from patients.germline_suspicion import is_harmful
from patients.tumour_syndromes import TumourSyndrome, meaning_for
from therapy.tumour_types import TumourTypes

MISMATCH_REPAIR_GENES = frozenset({"EPCAM", "MLH1", "MSH2", "MSH6", "PMS2"})
"""Genes of Lynch syndrome. Source: GeneReviews, https://www.ncbi.nlm.nih.gov/books/NBK1211/."""

_DOMINANT = "autosomal dominant"
_DEFICIENT = {
    (TestKind.MMR, "deficient"): "mismatch repair deficient",
    (TestKind.MSI, "high"): "microsatellite instability-high",
}
_PROFICIENT = {
    (TestKind.MMR, "proficient"): "mismatch repair proficient",
    (TestKind.MSI, "stable"): "microsatellite stable",
}
_BETWEEN = {(TestKind.MSI, "low"): "microsatellite instability-low"}
_WHERE_DEFICIENT = re.compile(r"Where the tumour tests mismatch repair deficient[^.]*\.\s*")
"""Of a row's meaning, what does not concern a tumour that tests proficient."""


def meaning_in_case(
    syndrome: TumourSyndrome,
    case: Case,
    tumours: TumourTypes,
    variants: Iterable[CaseVariant] = (),
) -> str:
    """Say what a syndrome means for a patient.

    Parameters
    ----------
    variants : iterable of CaseVariant
        The germline variants of the syndrome's genes; none where the syndrome is told by
        something else, such as findings.

    Returns
    -------
    str
        Empty where there are variants and none of them counts as pathogenic: nothing is
        concluded from a variant of uncertain significance.
    """
    own = tuple(variants)
    if own and not any(is_harmful(variant) for variant in own):
        return ""
    tumour = case.tumour.name if case.tumour else ""
    whose = meaning_for(syndrome, tumour, tumours).removesuffix(syndrome.meaning).strip()
    tested, general = mismatch_repair_words(syndrome, case), syndrome.meaning
    if _tested(case, _PROFICIENT) and not _tested(case, _DEFICIENT):
        general = _WHERE_DEFICIENT.sub("", general)
    return " ".join(part for part in (whose, tested, general.strip()) if part)


def mismatch_repair_words(syndrome: TumourSyndrome, case: Case) -> str:
    """Say how the tumour tests, empty where the syndrome is not one of mismatch repair.

    Examples
    --------
    >>> from patients.case import Tumour
    >>> lynch = TumourSyndrome("OMIM:120435", "Lynch syndrome 1", ("MSH2",),
    ...                        "autosomal dominant", (), "", "", "")
    >>> mismatch_repair_words(lynch, Case("a", tumour=Tumour("melanoma")))
    'No test of mismatch repair or microsatellites is given for this tumour.'
    """
    of_lynch = syndrome.inheritance.startswith(_DOMINANT) and MISMATCH_REPAIR_GENES & set(
        syndrome.genes
    )
    if not of_lynch or case.tumour is None:
        return ""
    deficient, proficient = _tested(case, _DEFICIENT), _tested(case, _PROFICIENT)
    if deficient and proficient:
        return f"The tests disagree: this tumour is {' and '.join((*deficient, *proficient))}."
    if deficient:
        return f"This tumour tests {' and '.join(deficient)}."
    if proficient:
        words = " and ".join(proficient)
        return f"This tumour tests {words}, which speaks against the syndrome as its cause."
    if _tested(case, _BETWEEN):
        return "This tumour tests microsatellite instability-low, which settles nothing."
    return "No test of mismatch repair or microsatellites is given for this tumour."


def _tested(case: Case, words: Mapping[tuple[TestKind, str], str]) -> tuple[str, ...]:
    return tuple(words[key] for test in case.tests if (key := (test.kind, test.category)) in words)
