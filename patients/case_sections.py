"""Tumour, history, family, therapies and tests of a case's YAML, read."""

from patients.case import HistoryEntry, PreviousTherapy, Relative, Response, Sex, TestResult, Tumour
from patients.case_age import parse_age
from patients.case_faults import Faults, shown
from patients.case_fields import Fields, nearest, plain_text
from patients.case_terms import CaseTerms, split_curie
from patients.case_tree import Tree
from patients.case_words import (
    DISEASE_CATALOGUES,
    parse_flag,
    parse_line,
    parse_response,
    parse_sex,
    parse_stopped_for,
    plain_stage,
)
from patients.relatives import RELATIONS, SIDES, checked_side, parse_relation
from patients.test_kinds import INSTEAD, KINDS, TestKind, parse_result

TUMOUR_FIELDS = ("type", "code", "stage", "tnm", "metastases")
HISTORY_FIELDS = ("name", "term", "ongoing", "note")
RELATIVE_FIELDS = ("relative", "conditions", "age", "side", "sex")
THERAPY_FIELDS = ("drugs", "response", "line", "stopped_for", "note")
RESULT_FIELDS = ("value", "unit", "category")


def read_tumour(fields: Fields, faults: Faults) -> Tumour | None:
    """Read ``tumour``: a type, or fields."""
    if not fields.has("tumour"):
        return None
    tree, path = fields.tree("tumour"), fields.at("tumour")
    entry = Fields({"type": tree} if isinstance(tree, str) else tree, path, faults, TUMOUR_FIELDS)
    code, name = split_curie(entry.text("type", required="such as lung adenocarcinoma"))
    code = entry.text("code") or code
    return Tumour(
        name or code,
        code,
        plain_stage(entry.text("stage")),
        entry.text("tnm"),
        entry.texts("metastases"),
    )


def read_history(fields: Fields, terms: CaseTerms, faults: Faults) -> tuple[HistoryEntry, ...]:
    """Read the list under ``history``."""
    return tuple(_entry(item, path, terms, faults) for path, item in fields.items("history"))


def read_family(fields: Fields, faults: Faults) -> tuple[Relative, ...]:
    """Read the list under ``family``."""
    return tuple(_relative(item, path, faults) for path, item in fields.items("family"))


def read_therapies(fields: Fields, faults: Faults) -> tuple[PreviousTherapy, ...]:
    """Read the list under ``previous_therapies``."""
    found = []
    for path, item in fields.items("previous_therapies"):
        entry = Fields(
            {"drugs": item} if isinstance(item, str) else item, path, faults, THERAPY_FIELDS
        )
        drugs = [drug for text in entry.texts("drugs") for drug in drug_names(text)]
        if not drugs:
            entry.fault("drugs", "missing, expected a list such as [carboplatin, pemetrexed]")
        found.append(
            PreviousTherapy(
                tuple(drugs),
                entry.read("response", parse_response, Response.UNKNOWN),
                entry.read("line", parse_line, None),
                entry.read("stopped_for", parse_stopped_for, ""),
                entry.long_text("note"),
            )
        )
    return tuple(found)


def read_tests(fields: Fields, faults: Faults) -> tuple[TestResult, ...]:
    """Read ``tests``."""
    if not fields.has("tests"):
        return ()
    tree, path = fields.tree("tests"), fields.at("tests")
    if not isinstance(tree, dict):
        faults.add(path, f"{shown(tree)}, expected such as qtc: 490 ms")
        return ()
    results = (_result(name, value, f"{path}.{name}", faults) for name, value in tree.items())
    return tuple(result for result in results if result)


def drug_names(text: str) -> list[str]:
    """Part a regimen into its drugs.

    Examples
    --------
    >>> drug_names("carboplatin + pemetrexed")
    ['carboplatin', 'pemetrexed']
    """
    return [drug for part in text.split("+") if (drug := part.strip())]


def _entry(item: Tree, path: str, terms: CaseTerms, faults: Faults) -> HistoryEntry:
    if isinstance(item, str):
        text = plain_text(item, path, faults)
        id, name = split_curie(text)
        entry = Fields({"name": name or None, "term": id or None}, path, faults, HISTORY_FIELDS)
    else:
        entry = Fields(item, path, faults, HISTORY_FIELDS)
    term, name = entry.text("term"), entry.text("name")
    if term.partition(":")[0] in DISEASE_CATALOGUES:
        entry.fault("term", f"{shown(term)}, expected it under diagnoses")
    elif term.startswith("HP:"):
        found = faults.read(entry.at("term"), terms.term, term, None)
        term, name = (found.id, name or found.name) if found else (term, name)
    elif term and not split_curie(term)[0]:
        entry.fault("term", f"{shown(term)}, expected an id such as DOID:8778")
    if not name and not term:
        entry.fault("name", "missing, expected a disease or operation")
    ongoing = entry.read("ongoing", parse_flag, True)
    return HistoryEntry(name or term, term, ongoing, entry.long_text("note"))


def _relative(item: Tree, path: str, faults: Faults) -> Relative:
    entry = Fields(item, path, faults, RELATIVE_FIELDS)
    said = entry.text("relative", required="such as mother")
    relation, side = (
        faults.read(entry.at("relative"), parse_relation, said, ("", "")) if said else ("", "")
    )
    conditions = entry.texts("conditions")
    if not conditions:
        entry.fault("conditions", "missing, expected a list such as [breast cancer]")
    if given := entry.text("side"):
        if given not in SIDES:
            entry.fault("side", f"{shown(given)}, expected {' or '.join(SIDES)}")
        elif relation:
            side = faults.read(
                entry.at("side"), lambda text: checked_side(relation, text), given, side
            )
    sex = RELATIONS[relation].sex if relation else Sex.UNKNOWN
    return Relative(
        relation,
        conditions,
        entry.read("sex", parse_sex, sex),
        entry.read("age", parse_age, None),
        side,
    )


def _result(name: str, value: Tree, path: str, faults: Faults) -> TestResult | None:
    if name not in KINDS:
        close = INSTEAD.get(name) or nearest(name, KINDS)
        hint = f"write {close}" if close else f"expected one of {', '.join(KINDS)}"
        faults.add(path, f"no such test, {hint}")
        return None
    if value is None:
        return None
    kind = TestKind(name)
    if not isinstance(value, dict):
        text = plain_text(value, path, faults)
        return (
            faults.read(path, lambda said: parse_result(kind, said), text, None) if text else None
        )
    entry = Fields(value, path, faults, RESULT_FIELDS)
    text, category = f"{entry.text('value')} {entry.text('unit')}".strip(), entry.text("category")
    if not text:
        text, category = category, ""
    return faults.read(path, lambda said: parse_result(kind, said, category), text, None)
