"""The patient's sections of a report, made from the case, its therapies and the embedded tables."""

import json
from collections.abc import Iterable, Iterator, Sequence

from patients.case import Case
from patients.case_file import case_phenopacket
from patients.condition_tests import said
from patients.follow_up import FollowUpAdvice
from pipeline.case_diagnoses import make_diagnoses
from pipeline.case_patient import CasePatient
from pipeline.case_sources import PatientSources
from pipeline.case_summary import (
    case_line,
    family_words,
    history_words,
    made_findings,
    made_given,
    made_tests,
)
from pipeline.case_syndromes import germline_syndromes
from pipeline.case_therapies import patient_therapies, suggested_drugs
from pipeline.lab_outputs import LabResult
from reports.lab_report import ReportHead, Variant
from reports.patient_report import (
    FollowUpLine,
    FoundInText,
    Patient,
    PatientCondition,
    PatientSource,
)

CASE_LIMITS = (
    "Cautions, monitoring and advice are those of embedded tables with a source each: no full "
    "check of interactions or contraindications. What is not flagged is not shown to be safe.",
    "Possible diagnoses are computed from annotations of the Human Phenotype Ontology.",
)
"""What a reader of a case's report must know besides."""


def make_patient(patient: CasePatient, result: LabResult) -> Patient:
    """Make all that the report says of a patient.

    Parameters
    ----------
    patient : CasePatient
    result : LabResult
        Of the case's variants.
    """
    case, sources = patient.case, patient.sources
    drugs = suggested_drugs(patient, result.described.held)
    return Patient(
        id=case.id,
        summary=case_line(case),
        phenopacket=json.loads(case_phenopacket(case)),
        tests=made_tests(case, _matters(patient)),
        previous_therapies=made_given(case),
        conditions=[
            PatientCondition(key=one.key, words=one.words, ground=one.ground)
            for one in patient.conditions
        ],
        findings=made_findings(case),
        to_confirm=list(_found_in_text(case, sources)),
        history=history_words(case),
        family=family_words(case),
        medications=list(case.medications),
        therapies=patient_therapies(patient, result),
        diagnoses=make_diagnoses(case, sources),
        syndromes=list(germline_syndromes(case, sources)),
        follow_up=[
            _follow_up(one)
            for one in sources.follow_ups.advise(case, drugs, sources.tumours, sources.syndromes)
        ],
        followed_drugs=[drug.name for drug in drugs],
        notes=[case.note] if case.note else [],
    )


def with_patient(head: ReportHead, patient: Patient, variants: Iterable[Variant]) -> ReportHead:
    """Add the patient's sections to a report's head, and what limits them.

    Facts stay on the drugs that a therapy of the patient or of a variant names, on no other.
    """
    named = {drug for one in patient.therapies for drug in one.drugs}
    named |= {drug for one in variants for therapy in one.therapies for drug in therapy.drugs}
    return head.model_copy(
        update={
            "patient": patient,
            "limits": [*head.limits, *CASE_LIMITS],
            "drugs": {name: drug for name, drug in head.drugs.items() if name in named},
        }
    )


def _matters(patient: CasePatient) -> dict[str, list[str]]:
    """Say which conditions rest on which test."""
    return {
        result.kind.value: [
            one.words for one in patient.conditions if said(result) in one.ground.split("; ")
        ]
        for result in patient.case.tests
    }


def _found_in_text(case: Case, sources: PatientSources) -> Iterator[FoundInText]:
    """Yield what the text names and the findings do not hold yet."""
    known = {(one.term, one.excluded) for one in case.findings}
    seen = set()
    for one in sources.finder.find(case.text) if case.text.strip() else ():
        key = one.term, one.negated, one.relative
        if key in seen or (not one.relative and key[:2] in known):
            continue
        seen.add(key)
        yield FoundInText(
            term=one.term,
            label=one.label,
            words=one.words,
            negated=one.negated,
            relative=one.relative,
            uncertain=one.uncertain,
        )


def _follow_up(advice: FollowUpAdvice) -> FollowUpLine:
    return FollowUpLine(
        kind=advice.kind.value,
        what=advice.what,
        how_often=advice.how_often,
        ground=advice.ground,
        drugs=list(advice.drugs),
        sources=_sources(advice.sources),
    )


def _sources(given: Sequence[tuple[str, str]]) -> list[PatientSource]:
    return [PatientSource(words=words, url=url or None) for words, url in given]
