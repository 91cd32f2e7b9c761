"""The patient of an old report, for its re-analysis.

``report.json`` holds the case as a phenopacket: the patient's sections are made anew from it with
today's tables. Where that cannot be read the old sections are kept, and the report says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from patients.case_faults import CaseError
from patients.case_terms import terms_of
from patients.ontology import read_ontology
from patients.phenopacket import read_phenopacket
from pipeline.advisor import Knowledge
from pipeline.case_patient import CasePatient
from pipeline.case_sections import make_patient, with_patient
from pipeline.case_sources import open_patient_sources
from pipeline.lab_outputs import LabResult
from reports.lab_report import ReportHead, Variant
from reports.patient_report import Patient


@dataclass(frozen=True)
class PatientAgain:
    """The patient of an old report.

    Parameters
    ----------
    old : Patient, optional
        None where the report is on a laboratory's file.
    view : CasePatient, optional
        None where the case cannot be read again.
    kept : str
        Why the old sections are kept, in a sentence; empty where they are made anew.
    """

    old: Patient | None
    view: CasePatient | None
    kept: str

    def add_to(self, head: ReportHead, result: LabResult) -> ReportHead:
        """Add the patient's sections to the head of the new report."""
        if self.old is None:
            return head
        if self.view is None:
            kept = _renumbered(self.old, result.variants())
            noted = kept.model_copy(update={"notes": [*self.old.notes, self.kept]})
            return with_patient(head, noted, result.variants())
        return with_patient(head, make_patient(self.view, result), result.variants())


def patient_again(report: ReportHead, knowledge: Knowledge) -> PatientAgain:
    """Read the patient of an old report, if it has one."""
    old = report.patient
    if old is None:
        return PatientAgain(None, None, "")
    if old.phenopacket is None:
        return PatientAgain(old, None, _kept(report, "it holds no phenopacket"))
    try:
        terms = terms_of(read_ontology())
        case = read_phenopacket(old.phenopacket, "phenopacket of the report", terms)
    except CaseError as error:
        return PatientAgain(old, None, _kept(report, f"its case is not read: {error}"))
    return PatientAgain(old, CasePatient(case, open_patient_sources(knowledge)), "")


def _kept(report: ReportHead, why: str) -> str:
    return (
        f"The patient's sections are those of the report of {report.created} and were not made "
        f"anew: {why}."
    )


def _renumbered(old: Patient, variants: Iterable[Variant]) -> Patient:
    """Let kept therapies name the variants by their new numbers."""
    numbers = {f"{one.gene} {one.variation}": one.number for one in variants}
    therapies = [
        one.model_copy(update={"variant": numbers.get(one.rests_on, 0)}) for one in old.therapies
    ]
    return old.model_copy(update={"therapies": therapies})
