"""What of a patient's case says how the tumour looks to a drug screen, besides its variants.

Cell lines were sequenced without normal tissue, so a germline variant counts as a mutation of the
tumour if it is pathogenic or likely pathogenic; one of any other class says nothing of the tumour.

Examples
--------
>>> from patients.case import TestResult
>>> unstable = Case("colon", tests=(TestResult(TestKind.MSI, None, "", "high"),))
>>> microsatellites_of(unstable)
(True, 'MSI high')
>>> microsatellites_of(Case("colon"))
(None, '')
"""

from collections.abc import Collection, Iterable, Iterator

from patients.case import Case, Origin, TestKind
from pipeline.case_syndromes import is_pathogenic
from pipeline.lab_standing import AskedMarker
from pipeline.tumour_profile import Change, Contribution
from therapy.alterations import AlterationKind

GERMLINE = "germline, not classified as pathogenic"

_UNSTABLE = {
    TestKind.MSI: {"high": True, "low": False, "stable": False},
    TestKind.MMR: {"deficient": True, "proficient": False},
}
"""What says that microsatellites are unstable; the direct test goes before the indirect one."""

_CHANGES = {
    AlterationKind.AMPLIFICATION: Change.GAINED,
    AlterationKind.GENE_DELETION: Change.LOST,
}


def microsatellites_of(case: Case) -> tuple[bool | None, str]:
    """Return whether microsatellites are unstable, None where not tested, and what says so."""
    found = [
        (meanings[result.category], f"{kind.value.upper()} {result.category}")
        for kind, meanings in _UNSTABLE.items()
        if (result := case.test(kind)) and result.category in meanings
    ]
    if not found:
        return None, ""
    unstable, words = found[0]
    against = [other for said, other in found[1:] if said is not unstable]
    return unstable, ", against ".join([words, *against])


def marker_contributions(markers: Iterable[AskedMarker]) -> Iterator[Contribution]:
    """Yield what tests say of copies of a gene, such as of ERBB2."""
    for marker in markers:
        change = _CHANGES.get(marker.asked.alteration.kind)
        if change and not marker.line:
            yield Contribution(marker.words, marker.asked.symbol, change)


def why_not_of_tumour(case: Case, lines: Collection[int]) -> str:
    """Say why a variant says nothing of the tumour, empty where it does.

    Parameters
    ----------
    case : Case
    lines : collection of int
        Of the variant's rows: each counts the variants of the case, from 1.
    """
    rows = [one for at, one in enumerate(case.variants, start=1) if at in lines]
    silent = [one.origin is Origin.GERMLINE and not is_pathogenic(one) for one in rows]
    return GERMLINE if rows and all(silent) else ""
