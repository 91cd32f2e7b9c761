"""What of a case does not go together is told."""

import pytest

from patients.case import Case, Sex
from patients.case_contradictions import contradictions
from patients.test_kinds import TestKind, read_result


def case(sex: str = "female", **tests: str) -> Case:
    results = tuple(read_result(TestKind(kind), value) for kind, value in tests.items())
    return Case("a", Sex(sex), tests=results)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (case(msi="high", mmr="proficient"), "MSI high and mismatch repair proficient"),
        (case(msi="stable", mmr="deficient"), "MSI stable and mismatch repair deficient"),
        (case("male", pregnancy="pregnant"), "Sex male and pregnant"),
        (case(her2="positive", her2_ihc="0", her2_ish="negative"), "HER2 positive and IHC 0"),
        (case(her2="negative", her2_ihc="3+"), "HER2 negative and IHC 3+"),
    ],
)
def test_what_does_not_go_together_is_told(given, words):
    [said] = contradictions(given)
    assert words in said
    assert "do not go together" in said


@pytest.mark.parametrize(
    "given",
    [
        case(),
        case(msi="high", mmr="deficient"),
        case("female", pregnancy="pregnant"),
        case("male", pregnancy="unknown"),
        case(her2="positive", her2_ihc="2+", her2_ish="positive"),
        case(her2="negative", her2_ihc="2+", her2_ish="negative"),
        case(her2="low", her2_ihc="1+"),
    ],
)
def test_what_goes_together_is_not(given):
    assert list(contradictions(given)) == []
