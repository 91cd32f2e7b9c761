"""Therapies whose evidence asks that something is not there: what of it a case leaves open.

Labels of checkpoint inhibitors in lung cancer ask that ``EGFR`` and ``ALK`` are not altered. Where
a case does not say so the therapy is shown with that condition, not dropped.
"""

from collections.abc import Iterable, Iterator

from patients.case import Case, TestKind
from therapy.evidence_item import Direction
from therapy.suggestion import Suggestion

ABSENT = "NOT "
"""Before each part of a profile that must not be there."""

_ANY_CHANGE = ("Mutation", "Fusion", "Rearrangement")
_HER2_AMPLIFIED = "ERBB2 Amplification"
_EQUIVOCAL = "2+"


def asks_for_absence_only(suggestion: Suggestion) -> bool:
    """Tell whether all that a therapy still asks for is that something is not there."""
    return (
        suggestion.direction is Direction.SENSITIVITY
        and not suggestion.is_contradicted
        and bool(suggestion.requires)
        and all(part.startswith(ABSENT) for part in suggestion.requires)
    )


def open_absences(requires: Iterable[str], case: Case) -> list[str]:
    """Return what must not be there and no test of the case rules out.

    What is there is none of them: such a therapy is not suggested at all.

    Examples
    --------
    >>> from patients.case import TestResult
    >>> tested = Case("breast", tests=(TestResult(TestKind.HER2, None, "", "negative"),))
    >>> open_absences(["NOT ERBB2 Amplification", "NOT ALK Fusion"], tested)
    ['ALK Fusion']
    """
    parts = [part.removeprefix(ABSENT) for part in requires if part.startswith(ABSENT)]
    return [part for part in parts if part != _HER2_AMPLIFIED or not _her2_is_tested(case)]


def absence_words(parts: Iterable[str]) -> str:
    """Say on what condition a therapy is suggested, empty where there is none.

    Examples
    --------
    >>> absence_words(["EGFR Mutation", "ALK Fusion"])
    'if EGFR and ALK are unaltered: not tested here'
    >>> absence_words(["ERBB2 Amplification"])
    'if there is no ERBB2 Amplification: not tested here'
    """
    said = " and ".join(_conditions(list(parts)))
    return f"if {said}: not tested here" if said else ""


def _conditions(parts: list[str]) -> Iterator[str]:
    split = [part.partition(" ") for part in parts]
    genes = list(dict.fromkeys(gene for gene, _, change in split if change in _ANY_CHANGE))
    if genes:
        *first, last = genes
        named = f"{', '.join(first)} and {last}" if first else last
        yield f"{named} {'are' if first else 'is'} unaltered"
    others = [part for part, (_, _, change) in zip(parts, split, strict=True)
              if change not in _ANY_CHANGE]  # fmt: skip
    if others:
        yield f"there is no {' or '.join(others)}"


def _her2_is_tested(case: Case) -> bool:
    stain = case.test(TestKind.HER2_IHC)
    sure = stain is not None and _EQUIVOCAL not in stain.words and stain.value != 2
    return sure or any(case.test(kind) for kind in (TestKind.HER2, TestKind.HER2_ISH))
