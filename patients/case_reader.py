"""The YAML of a case, read; :mod:`patients.case_writer` writes it.

All faults of a file are told at once, each with its field.
"""

from dataclasses import replace

from patients.case import Case, Finding, Origin, Sex
from patients.case_age import is_age, parse_age
from patients.case_faults import Faults, shown
from patients.case_fields import Fields, plain_text
from patients.case_sections import (
    read_family,
    read_history,
    read_tests,
    read_therapies,
    read_tumour,
)
from patients.case_terms import CaseTerms, is_hpo_id, split_curie
from patients.case_tree import FileTree, Tree
from patients.case_variant_fields import in_order, read_diagnoses, read_variants
from patients.case_words import ecog_of, parse_ecog, parse_flag, parse_sex, parse_vital_status

CASE_FIELDS = (
    "id",
    "subject",
    "sex",
    "age",
    "life_stage",
    "vital_status",
    "tumour",
    "performance_status",
    "karnofsky",
    "findings",
    "absent_findings",
    "unknown_findings",
    "text",
    "history",
    "family",
    "previous_therapies",
    "medications",
    "tests",
    "variants",
    "diagnoses",
    "note",
)
"""Every field of the file."""

FINDING_FIELDS = ("term", "onset", "words")
UNKNOWN_FIELDS = (*FINDING_FIELDS, "excluded")


def read_case_tree(file: FileTree, name: str, terms: CaseTerms) -> Case:
    """Read a case.

    Raises
    ------
    CaseError
        With every fault of the file.
    """
    faults = Faults(name, file.lines)
    fields = Fields(file.tree, "", faults, CASE_FIELDS)
    id, subject = fields.text("id", required="a word made up for the case"), fields.text("subject")
    case = Case(
        id=id,
        sex=fields.read("sex", parse_sex, Sex.UNKNOWN),
        age=fields.read("age", parse_age, None),
        tumour=read_tumour(fields, faults),
        ecog=_performance(fields),
        findings=_findings(fields, terms, faults),
        unknown_findings=_unknown_findings(fields, terms, faults),
        history=read_history(fields, terms, faults),
        family=read_family(fields, faults),
        therapies=read_therapies(fields, faults),
        medications=fields.texts("medications"),
        tests=read_tests(fields, faults),
        variants=read_variants(fields, faults),
        diagnoses=read_diagnoses(fields, terms, faults),
        text=fields.long_text("text"),
        note=fields.long_text("note"),
        subject="" if subject == id else subject,
        life_stage=_life_stage(fields, terms),
        vital_status=fields.read("vital_status", parse_vital_status, ""),
    )
    _check(case, faults)
    faults.check()
    return replace(case, variants=in_order(case.variants, case.diagnoses))


def _life_stage(fields: Fields, terms: CaseTerms) -> str:
    stage = fields.read("life_stage", terms.onset, "")
    if is_age(stage):
        fields.fault(
            "life_stage", f"{shown(stage)}, expected a term or a range; give one age as age"
        )
    elif stage and fields.has("age"):
        fields.fault("life_stage", f"{shown(stage)} stands beside age, expected one of both")
    return stage


def _performance(fields: Fields) -> int | None:
    given = fields.read("performance_status", parse_ecog, None)
    karnofsky = fields.read("karnofsky", ecog_of, None)
    if given is not None and karnofsky is not None and given != karnofsky:
        fields.fault("karnofsky", f"is ECOG {karnofsky}, but performance_status says {given}")
    return karnofsky if given is None else given


def _findings(fields: Fields, terms: CaseTerms, faults: Faults) -> tuple[Finding, ...]:
    found: dict[Finding, None] = {}
    present: set[str] = set()
    for name, excluded in (("findings", False), ("absent_findings", True)):
        for path, item in fields.items(name):
            finding = _finding(item, path, excluded, terms, faults)
            if finding and excluded and finding.term in present:
                label = f"{finding.term} {finding.label}"
                faults.add(path, f"{shown(label)} is under findings too, expected one of both")
            elif finding:
                found[finding] = None
                present |= set() if excluded else {finding.term}
    return tuple(found)


def _finding(
    item: Tree, path: str, excluded: bool, terms: CaseTerms, faults: Faults
) -> Finding | None:
    if isinstance(item, dict):
        entry = Fields(item, path, faults, FINDING_FIELDS)
        text, at = entry.text("term", required="such as HP:0002094 Dyspnea"), entry.at("term")
        onset, words = entry.read("onset", terms.onset, ""), entry.text("words")
    else:
        text, at, onset, words = plain_text(item, path, faults), path, "", ""
    term = faults.read(at, terms.finding, text, None) if text else None
    return Finding(term.id, term.name, excluded, onset, words) if term else None


def _unknown_findings(fields: Fields, terms: CaseTerms, faults: Faults) -> tuple[Finding, ...]:
    found = []
    for path, item in fields.items("unknown_findings"):
        one: Tree = item if isinstance(item, dict) else {"term": item}
        entry = Fields(one, path, faults, UNKNOWN_FIELDS)
        text = entry.text("term", required="such as HP:0002094 Dyspnea")
        id, name = split_curie(text)
        if not is_hpo_id(id) or id in terms.ontology:
            entry.fault("term", f"{shown(text)}, expected an id that the ontology does not know")
        excluded = entry.read("excluded", parse_flag, False)
        onset = entry.read("onset", terms.onset, "")
        found.append(Finding(id, name or id, excluded, onset, entry.text("words")))
    return tuple(found)


def _check(case: Case, faults: Faults) -> None:
    """Note what no field shows alone."""
    ids = {diagnosis.id for diagnosis in case.diagnoses}
    counts = dict.fromkeys(Origin, 0)
    for variant in case.variants:
        if variant.diagnosis and variant.diagnosis not in ids:
            path = f"variants.{variant.origin}[{counts[variant.origin]}].diagnosis"
            faults.add(path, f"{shown(variant.diagnosis)}, expected an id under diagnoses")
        counts[variant.origin] += 1
    if case.tumour and case.tumour.code in ids - {""}:
        faults.add("tumour.type", f"{shown(case.tumour.code)} is under diagnoses too")
    for index, entry in enumerate(case.history):
        if entry.term and entry.term in ids:
            faults.add(f"history[{index}]", f"{shown(entry.term)} is under diagnoses too")
