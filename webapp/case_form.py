"""The form of a patient: its fields, the case file that they make, and a case put into them.

The form decides nothing of what is right: it writes the YAML of a case, which the reader of case
files checks, and each fault is brought back to its field. The free text stays in the form: only
what was confirmed of it comes into the case.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import yaml

from patients.case import Case, Origin, Tumour
from patients.case_file import CaseError, parse_case
from patients.ontology import Ontology
from webapp.case_lines import (
    finding_line,
    finding_of,
    history_line,
    history_of,
    lines_of,
    relative_line,
    relative_of,
    therapy_line,
    therapy_of,
    variant_line,
    variant_of,
    variants_from,
    write_lines,
)
from webapp.case_phenotypes import MOST_TEXT
from webapp.case_tests import TEST_FIELDS, result_text, result_values

UNNAMED = "patient"
"""Id of a case that was given none."""

FILE_NAME = "case.yaml"

MOST_LINE = 200
"""Characters of a field of one line."""

MOST_LINES = 20_000
"""Characters of a field of several lines."""

LINE_FIELDS = ("id", "sex", "age", "tumour", "stage", "tnm", "metastases", "ecog")
"""Fields of one line, besides those of tests."""

AREA_FIELDS = (
    "findings", "absent_findings", "somatic", "germline", "history", "family", "therapies",
    "medications",
)  # fmt: skip
"""Fields of several lines, an entry a line."""

LABELS = {
    "sex": "Sex", "age": "Age", "ecog": "ECOG status", "id": "Code",
    "tumour": "Tumour type", "stage": "Stage", "tnm": "TNM", "metastases": "Metastases",
    "findings": "Present", "absent_findings": "Looked for and absent", "text": "Or in words",
    "somatic": "Of the tumour", "germline": "Inherited", "history": "Medical history",
    "family": "Family history", "therapies": "Previous therapies", "medications": "Medications",
} | {field.name: field.label for field in TEST_FIELDS}  # fmt: skip
"""What each field is called."""

_PATHS = {
    "tumour.stage": "stage", "tumour.tnm": "tnm", "tumour.metastases": "metastases",
    "tumour": "tumour", "performance_status": "ecog", "variants.germline": "germline",
    "variants": "somatic", "previous_therapies": "therapies",
} | {name: name for name in ("id", "sex", "age", "findings", "absent_findings", "history",
                             "family", "medications")}  # fmt: skip
"""Field of the form by the beginning of a field of a case file; the longest counts."""

_FAULT = re.compile(
    r"[^:]*?(?:, line \d+)?: (?:(?P<path>[a-z][\w.\[\]]*): )?(?P<words>.*)", re.DOTALL
)
_ENTRY = re.compile(r"[\w.]+\[(\d+)\]\.?([\w.]*)")

_READERS: dict[str, Callable[[str], Any]] = {
    "findings": finding_of,
    "absent_findings": finding_of,
    "history": history_of,
    "family": relative_of,
    "therapies": therapy_of,
    "somatic": variant_of,
    "germline": variant_of,
}

Values = dict[str, str]
"""What a form holds, by field."""


class CaseFormError(ValueError):
    """A form that makes no case.

    Parameters
    ----------
    faults : mapping of str
        What is wrong, by field; the empty field is the whole form.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {words}" for field, words in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class CheckedCase:
    """A case that a form makes.

    Parameters
    ----------
    case : Case
    content : bytes
        Its file, in YAML.
    """

    case: Case
    content: bytes


def form_values(sent: Mapping[str, Any]) -> Values:
    """Return what was sent by the fields of the form; others are passed over."""
    names = (*LINE_FIELDS, *AREA_FIELDS, "text", "text_seen", "pseudonymise", *names_of_tests())
    return {name: str(sent.get(name, "")).replace("\r\n", "\n").strip() for name in names}


def names_of_tests() -> tuple[str, ...]:
    """Return the names of the fields of tests."""
    return tuple(name for field in TEST_FIELDS for name in field.names)


def check_form(values: Values, ontology: Ontology) -> CheckedCase:
    """Make a case of a form.

    Raises
    ------
    CaseFormError
        With every fault, by field.
    """
    faults = _too_long(values)
    if faults:
        raise CaseFormError(faults)
    document = case_document(values)
    if set(document) <= {"id", "sex"}:
        raise CaseFormError({"": "Nothing is filled in; expected a finding, a variant or a tumour"})
    content = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000).encode()
    try:
        return CheckedCase(parse_case(content, FILE_NAME, ontology), content)
    except CaseError as error:
        raise CaseFormError(_by_field(error)) from error


def case_document(values: Values) -> dict[str, Any]:
    """Return what the YAML of a case holds."""
    tests = {one.kind.value: result_text(one, values) for one in TEST_FIELDS}
    tumour = {
        "type": values["tumour"],
        "stage": values["stage"],
        "tnm": values["tnm"],
        "metastases": [one.strip() for one in values["metastases"].split(",") if one.strip()],
    }
    entries = {
        name: [_READERS.get(name, str)(line) for line in lines_of(values[name])]
        for name in AREA_FIELDS
    }
    document: dict[str, Any] = {
        "id": values["id"] or UNNAMED,
        "sex": values["sex"],
        "age": values["age"],
        "tumour": _filled(tumour),
        "performance_status": int(values["ecog"]) if values["ecog"].isdecimal() else values["ecog"],
        "findings": entries["findings"],
        "absent_findings": entries["absent_findings"],
        "history": entries["history"],
        "family": entries["family"],
        "previous_therapies": entries["therapies"],
        "medications": entries["medications"],
        "tests": _filled(tests),
        "variants": _filled({name: entries[name] for name in ("somatic", "germline")}),
    }
    return _filled(document)


def values_of(case: Case) -> Values:
    """Return the form that makes a case.

    Parameters
    ----------
    case : Case
    """
    tumour = case.tumour
    values = form_values({})
    values |= {
        "id": "" if case.id == UNNAMED else case.id,
        "sex": "" if case.sex.value == "unknown" else case.sex.value,
        "age": case.age.words if case.age else "",
        "ecog": "" if case.ecog is None else str(case.ecog),
        "findings": write_lines(case.present, finding_line),
        "absent_findings": write_lines(case.absent, finding_line),
        "history": write_lines(case.history, history_line),
        "family": write_lines(case.family, relative_line),
        "therapies": write_lines(case.therapies, therapy_line),
        "medications": "\n".join(case.medications),
        "text": case.text.strip(),
    }
    if tumour:
        values |= {
            "tumour": _named(tumour),
            "stage": tumour.stage,
            "tnm": tumour.tnm,
            "metastases": ", ".join(tumour.metastases),
        }
    of = partial(variants_from, case.variants)
    values["somatic"] = write_lines(of(Origin.SOMATIC), variant_line)
    values["germline"] = write_lines(of(Origin.GERMLINE), variant_line)
    for result in case.tests:
        values |= result_values(result)
    return values


def _named(tumour: Tumour) -> str:
    is_apart = tumour.code and tumour.code != tumour.name
    return f"{tumour.code} {tumour.name}" if is_apart else tumour.name


def _by_field(error: CaseError) -> dict[str, str]:
    """Bring each fault to its field; those of one field stand after each other."""
    faults: dict[str, list[str]] = {}
    for fault in error.faults:
        field, words = _place(fault)
        faults.setdefault(field, []).append(words)
    return {field: "; ".join(words) for field, words in faults.items()}


def _place(fault: str) -> tuple[str, str]:
    """Return the field of a fault, and the rest of its words with the line in the field.

    Examples
    --------
    >>> _place("case.yaml, line 7: family[1].age: 'x', expected an age")
    ('family', "line 2, age: 'x', expected an age")
    >>> _place("case.yaml: tests.qtc: '490 sec', expected a number with ms")
    ('test_qtc', "'490 sec', expected a number with ms")
    """
    told = _FAULT.fullmatch(fault)
    path, words = (told["path"] or "", told["words"]) if told else ("", fault)
    names = names_of_tests()
    if path.startswith("tests."):
        field = f"test_{path.removeprefix('tests.')}"
        return (field, words) if field in names else ("", f"{path}: {words}")
    begun = sorted((one for one in _PATHS if path.startswith(one)), key=len)
    if not begun:
        return "", f"{path}: {words}" if path else words
    found = _ENTRY.fullmatch(path)
    line = f"line {int(found[1]) + 1}" if found else ""
    where = ", ".join(filter(None, (line, found[2] if found else "")))
    return _PATHS[begun[-1]], f"{where}: {words}" if where else words


def _too_long(values: Values) -> dict[str, str]:
    most = dict.fromkeys(AREA_FIELDS, MOST_LINES) | {"text": MOST_TEXT}
    return {
        name: f"{len(value):,} characters, expected at most {most.get(name, MOST_LINE):,}"
        for name, value in values.items()
        if name != "text_seen" and len(value) > most.get(name, MOST_LINE)
    }


def _filled(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value not in ("", [], {})}
