"""A case as YAML that a person can read on; :mod:`patients.case_reader` reads it.

Examples
--------
>>> from patients.case import Case, Sex, TestKind, TestResult, Tumour
>>> print(case_yaml(Case("lung", Sex.FEMALE, tumour=Tumour("lung cancer", stage="IV"),
...                      tests=(TestResult(TestKind.QTC, 490.0, "ms"),))), end="")
id: lung
sex: female
tumour:
  type: lung cancer
  stage: IV
tests:
  qtc: 490 ms
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from patients.case import Case, Finding, HistoryEntry, PreviousTherapy, Relative, Response, Tumour
from patients.case_result import TestResult
from patients.case_terms import split_curie
from patients.case_test_facts import FACTS
from patients.case_variant import Origin
from patients.case_variant_fields import diagnosis_tree, variant_tree
from patients.relatives import RELATIONS

WIDTH = 100
"""Characters of a line."""

SHORT_LIST = 80
"""Characters of a list that stands on one line."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 -]*")
_BREAKS = frozenset("\r\x85\u2028\u2029")  # ends of lines that YAML would make plain ones
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class _TextDumper(yaml.SafeDumper):
    """Writes every value as text, quoted only where it must be."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    quoted = text in _NOTHING or not _BREAKS.isdisjoint(text)
    style = '"' if quoted else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list_node(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    """Write a few short words on one line."""
    short = all(isinstance(item, str) and _PLAIN.fullmatch(item) for item in items)
    flow = short and sum(len(item) + 2 for item in items) <= SHORT_LIST
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flow)


_TextDumper.add_representer(str, _text_node)
_TextDumper.add_representer(list, _list_node)


def case_yaml(case: Case) -> str:
    """Write a case as YAML; what is not known is left out."""
    return yaml.dump(
        _filled(_case(case)),
        Dumper=_TextDumper,
        sort_keys=False,
        default_flow_style=False,
        allow_unicode=True,
        width=WIDTH,
    )


def result_text(result: TestResult) -> str:
    """Write a number with its unit exactly, a category as it is."""
    if result.value is None:
        return result.category
    return " ".join(part for part in (number_text(result.value), result.unit) if part)


def number_text(value: float) -> str:
    """Write a number exactly, without a needless ``.0``."""
    return repr(float(value)).removesuffix(".0")


def _case(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "subject": case.subject,
        "sex": str(case.sex),
        "age": case.age.words if case.age else "",
        "life_stage": case.life_stage,
        "vital_status": case.vital_status,
        "tumour": _tumour(case.tumour) if case.tumour else "",
        "performance_status": "" if case.ecog is None else str(case.ecog),
        "findings": [_finding(finding) for finding in case.present],
        "absent_findings": [_finding(finding) for finding in case.absent],
        "unknown_findings": [_unknown(finding) for finding in case.unknown_findings],
        "text": case.text,
        "history": [_entry(entry) for entry in case.history],
        "family": [_relative(relative) for relative in case.family],
        "previous_therapies": [_therapy(therapy) for therapy in case.therapies],
        "medications": list(case.medications),
        "tests": {str(result.kind): _result(result) for result in case.tests},
        "variants": {
            str(origin): [variant_tree(variant) for variant in case.variants_of(origin)]
            for origin in Origin
        },
        "diagnoses": [diagnosis_tree(diagnosis) for diagnosis in case.diagnoses],
        "note": case.note,
    }


def _filled(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that hold something, the lowest mappings too."""
    below = (
        (name, _filled(value) if isinstance(value, Mapping) else value)
        for name, value in tree.items()
    )
    return {name: value for name, value in below if value not in ("", [], {})}


def _labelled(id: str, name: str) -> str:
    return f"{id} {name}" if id and name != id else name


def _tumour(tumour: Tumour) -> dict[str, Any]:
    return {
        "type": _labelled(tumour.code, tumour.name),
        "stage": tumour.stage,
        "tnm": tumour.tnm,
        "metastases": list(tumour.metastases),
    }


def _finding(finding: Finding) -> Any:
    term = _labelled(finding.term, finding.label)
    tree = _filled({"term": term, "onset": finding.onset, "words": finding.words})
    return term if len(tree) == 1 else tree


def _unknown(finding: Finding) -> Any:
    tree = _finding(finding)
    if not finding.excluded:
        return tree
    return {**(tree if isinstance(tree, dict) else {"term": tree}), "excluded": "true"}


def _entry(entry: HistoryEntry) -> Any:
    ongoing = "" if entry.ongoing else "false"
    plain = not (ongoing or entry.note)
    if plain and (entry.term or not split_curie(entry.name)[0]):
        return _labelled(entry.term, entry.name)
    return _filled({"name": entry.name, "term": entry.term, "ongoing": ongoing, "note": entry.note})


def _relative(relative: Relative) -> dict[str, Any]:
    known = RELATIONS[relative.relation]
    return _filled(
        {
            "relative": relative.relation,
            "conditions": list(relative.conditions),
            "age": relative.age_at_onset.words if relative.age_at_onset else "",
            "side": "" if relative.side == known.side else relative.side,
            "sex": "" if relative.sex is known.sex else str(relative.sex),
        }
    )


def _therapy(therapy: PreviousTherapy) -> dict[str, Any]:
    response = "" if therapy.response is Response.UNKNOWN else str(therapy.response)
    return _filled(
        {
            "drugs": list(therapy.drugs),
            "response": response,
            "line": "" if therapy.line is None else str(therapy.line),
            "stopped_for": therapy.stopped_for,
            "note": therapy.note,
        }
    )


def _result(result: TestResult) -> Any:
    """Write a result; a category beside a number only where the number does not give it."""
    text = result_text(result)
    meaning = FACTS[result.kind].category_of
    derived = meaning(result.value) if meaning and result.value is not None else ""
    if result.value is None or result.category == derived:
        return text
    return {"category": result.category, "value": text}
