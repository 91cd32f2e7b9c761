"""What of a case does not go together, in sentences: it is told, not refused, for both may be so.

Examples
--------
>>> from patients.case import Case, Sex
>>> from patients.test_kinds import TestKind, TestResult
>>> tests = (TestResult(TestKind.MSI, None, "", "high"), TestResult(TestKind.MMR, None, "", "proficient"))
>>> list(contradictions(Case("a", tests=tests)))
['MSI high and mismatch repair proficient do not go together: one of the tests should be repeated.']
"""  # noqa: E501

from collections.abc import Iterator

from patients.case import Case, Sex
from patients.test_kinds import TestKind


def contradictions(case: Case) -> Iterator[str]:
    """Yield what does not go together."""
    said = {kind: result.category for kind in TestKind if (result := case.test(kind))}
    if said.get(TestKind.PREGNANCY) in ("pregnant", "breastfeeding") and case.sex is Sex.MALE:
        yield f"Sex male and {said[TestKind.PREGNANCY]} do not go together: one should be checked."
    yield from _mismatch_repair(said)
    yield from _her2(said)


def _mismatch_repair(said: dict[TestKind, str]) -> Iterator[str]:
    msi, mmr = said.get(TestKind.MSI, ""), said.get(TestKind.MMR, "")
    if (msi, mmr) in (("high", "proficient"), ("stable", "deficient")):
        yield (
            f"MSI {msi} and mismatch repair {mmr} do not go together: one of the tests should be "
            "repeated."
        )


def _her2(said: dict[TestKind, str]) -> Iterator[str]:
    her2, ihc = said.get(TestKind.HER2, ""), said.get(TestKind.HER2_IHC, "")
    ish = said.get(TestKind.HER2_ISH, "")
    low = ihc in ("0", "1+") and ish in ("", "negative")
    high = ihc == "3+" or (ihc in ("", "2+") and ish == "positive")
    if (her2 == "positive" and low) or (her2 == "negative" and high):
        tests = " and ".join(
            filter(None, (f"IHC {ihc}" if ihc else "", f"ISH {ish}" if ish else ""))
        )
        yield f"HER2 {her2} and {tests} do not go together: one should be checked."
