"""The case in the words of a report: one line for all of it, then its lists."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from patients.case import (
    Case,
    Diagnosis,
    Finding,
    HistoryEntry,
    PreviousTherapy,
    Relative,
    Response,
    Sex,
    TestKind,
    TestResult,
)
from patients.condition_tests import short_name
from reports.patient_report import PatientFinding, PatientTest, TherapyGiven
from therapy.tumour_types import TumourTypes

_CODE = re.compile(r"[A-Z0-9_:]+")
_TEST_NAMES = {
    TestKind.MSI: "MSI",
    TestKind.MMR: "MMR",
    TestKind.TMB: "TMB",
    TestKind.PDL1_TPS: "PD-L1 TPS",
    TestKind.PDL1_CPS: "PD-L1 CPS",
    TestKind.ER: "ER",
    TestKind.PR: "PR",
    TestKind.HER2: "HER2",
    TestKind.HER2_IHC: "HER2 IHC",
    TestKind.HER2_ISH: "HER2 ISH",
    TestKind.HRD: "HRD",
    TestKind.ALT: "ALT",
    TestKind.AST: "AST",
    TestKind.INR: "INR",
}
_PARENTS = ("mother", "father")
_ADULT = 18
_PERSONS = {Sex.FEMALE: ("girl", "woman"), Sex.MALE: ("boy", "man")}
_PERSON = ("child", "person")


def case_line(case: Case) -> str:
    """Say who it is, the tumour and how the patient is, in one line.

    Examples
    --------
    >>> from patients.case import Tumour, parse_age
    >>> tumour = Tumour("lung adenocarcinoma", stage="IVB", metastases=("brain",))
    >>> case_line(Case("lung", Sex.FEMALE, parse_age(61), tumour, ecog=1))
    '61-year-old woman, lung adenocarcinoma, stage IVB, metastases: brain, ECOG 1'
    >>> case_line(Case("nothing-known"))
    'person, age not given, no tumour given'
    """
    return ", ".join(_parts(case))


def with_named_tumour(case: Case, tumours: TumourTypes) -> Case:
    """Return a case whose tumour goes by a name where only a code of its type was given."""
    given = case.tumour
    if given is None or not _CODE.fullmatch(given.name):
        return case
    known = tumours.find(given.name.removeprefix("ONCOTREE:"))
    if known is None:
        return case
    return replace(case, tumour=replace(given, name=known.name, code=given.code or given.name))


def made_findings(case: Case) -> list[PatientFinding]:
    """Make the findings, those that are there first."""
    return [_finding(one) for one in (*case.present, *case.absent)]


def made_tests(case: Case, matters: Mapping[str, Collection[str]]) -> list[PatientTest]:
    """Make the tests.

    Parameters
    ----------
    case : Case
    matters : mapping of collection of str
        Conditions that rest on a test, in words, by the test's kind.
    """
    return [_test(one, matters.get(one.kind.value, ())) for one in case.tests]


def made_given(case: Case) -> list[TherapyGiven]:
    """Make the previous therapies."""
    return [_given(one) for one in case.therapies]


def history_words(case: Case) -> list[str]:
    """Say each matter of the medical history, then the diseases said to be there."""
    return [*map(_history, case.history), *map(_diagnosis, case.diagnoses)]


def family_words(case: Case) -> list[str]:
    """Say each relative's diseases."""
    return [_relative(one) for one in case.family]


def _parts(case: Case) -> Iterator[str]:
    yield from _who(case)
    if case.tumour is None:
        yield "no tumour given"
    else:
        yield case.tumour.name
        if case.tumour.stage:
            yield f"stage {case.tumour.stage.removeprefix('stage ').removeprefix('Stage ')}"
        if case.tumour.tnm:
            yield case.tumour.tnm
        if case.tumour.metastases:
            yield f"metastases: {', '.join(case.tumour.metastases)}"
    if case.ecog is not None:
        yield f"ECOG {case.ecog}"


def _who(case: Case) -> Iterator[str]:
    young, adult = _PERSONS.get(case.sex, _PERSON)
    if case.age is None:
        yield adult
        yield "age not given"
    elif case.age.years < 1:
        yield f"{young}, {case.age.words} old"
    else:
        person = young if case.age.years < _ADULT else adult
        yield f"{case.age.years}-year-old {person}"
    if case.vital_status == "deceased":
        yield "deceased"


def _finding(finding: Finding) -> PatientFinding:
    return PatientFinding(term=finding.term, label=finding.label, excluded=finding.excluded)


def _test(result: TestResult, matters: Collection[str]) -> PatientTest:
    return PatientTest(
        kind=result.kind.value,
        label=_TEST_NAMES.get(result.kind) or short_name(result.kind),
        words=result.words,
        value=result.value,
        unit=result.unit,
        category=result.category,
        matters=list(matters),
    )


def _given(therapy: PreviousTherapy) -> TherapyGiven:
    return TherapyGiven(
        drugs=list(therapy.drugs),
        response="" if therapy.response is Response.UNKNOWN else therapy.response.value,
        line=therapy.line,
        stopped_for=therapy.stopped_for,
        note=therapy.note,
        failed=therapy.failed,
    )


def _history(entry: HistoryEntry) -> str:
    notes = [*([] if entry.ongoing else ["over"]), *([entry.note] if entry.note else [])]
    return entry.name + (f" ({', '.join(notes)})" if notes else "")


def _diagnosis(diagnosis: Diagnosis) -> str:
    said = "ruled out" if diagnosis.excluded else "suspected" if diagnosis.suspected else ""
    return (diagnosis.label or diagnosis.id) + (f" ({said})" if said else "")


def _relative(relative: Relative) -> str:
    side = "" if relative.relation in _PARENTS else relative.side
    who = f"{side} {relative.relation}".strip()
    at = f" at {relative.age_at_onset.words}" if relative.age_at_onset else ""
    return f"{who}: {', '.join(relative.conditions)}{at}"
