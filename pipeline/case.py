"""``oncolit case``: a patient's case in, the report of ``oncolit annotate`` and more out.

The case's variants are answered as a laboratory's rows are; its tests' tumour markers are asked of
the evidence beside them and are never sent to the classifier. Cautions flag a therapy and move it
below its equals; they drop none.
"""

from dataclasses import dataclass
from pathlib import Path

from intake.assessment import AssessmentRules
from intake.lab_reader import Content, LabReader
from patients.case import Case
from patients.case_file import read_case
from patients.case_tree import decoded
from patients.ontology import Ontology, read_ontology
from patients.phenopacket import phenopacket_json
from pipeline.advisor import unknown_tumour
from pipeline.annotate import MOST_CARDS
from pipeline.case_patient import CasePatient
from pipeline.case_rows import CaseReader
from pipeline.case_sections import make_patient, with_patient
from pipeline.case_sources import PatientSources, open_patient_sources
from pipeline.cell_line_source import CellLineSource
from pipeline.lab_answers import Progress
from pipeline.lab_head import describe_file, make_head
from pipeline.lab_intake import LabContent, SampleRows, take_in
from pipeline.lab_outputs import OUTPUTS, REPORT_PAGE, LabResult, write_outputs
from pipeline.lab_work import Opened, Sources, answer_content, lab_spools, open_sources
from pipeline.progress import show_progress
from pipeline.whole_folder import whole_folder
from reports.lab_report import ReportHead
from therapy.tumour_types import TumourTypes

YAML_FORMAT = "case in YAML"
PHENOPACKET_FORMAT = "GA4GH Phenopacket"


@dataclass(frozen=True)
class CaseFile:
    """A case and the file that it was read from.

    Parameters
    ----------
    path : Path
    case : Case
    format : str
        In words.
    """

    path: Path
    case: Case
    format: str


def report_case(
    file: Path,
    out: Path,
    model: str | None = None,
    disease: str | None = None,
    most_cards: int | None = MOST_CARDS,
    use_literature: bool = True,
    cell_lines: CellLineSource | None = None,
) -> str:
    """Write the report on a case; nothing is written where that fails.

    Parameters
    ----------
    file : Path
        YAML or phenopacket JSON.
    out : Path
        A folder; it is made where it is not there.
    model : str, optional
        Folder or MLflow URI; the registered champion by default.
    disease : str, optional
        Tumour type; the case's by default.
    most_cards : int or None
        Variants that are explained, None for all.
    use_literature : bool
        Whether texts of the literature store are read.
    cell_lines : CellLineSource, optional
        The ranker that was trained here by default, if there is one.

    Returns
    -------
    str
        What was done, for the person who asked.
    """
    given = open_case(file, read_ontology())
    sources = open_sources(model, use_literature, cell_lines)
    patients = open_patient_sources(sources.knowledge)
    opened = open_for_case(given.case, sources, disease)
    return _summary(write_case_report(given, out, opened, patients, most_cards=most_cards), out)


def open_case(file: Path, ontology: Ontology) -> CaseFile:
    """Read a case's file.

    Raises
    ------
    patients.case_faults.CaseError
        There is no such file, or it is no case; the message names every faulty field.
    """
    case = read_case(file, ontology)
    is_packet = phenopacket_json(decoded(file.read_bytes(), file.name), file.name) is not None
    return CaseFile(file, case, PHENOPACKET_FORMAT if is_packet else YAML_FORMAT)


def open_for_case(case: Case, sources: Sources, disease: str | None = None) -> Opened:
    """Say how a case is to be answered: for its own tumour unless another is asked for."""
    tumours = sources.knowledge.advisor.tumours
    asked = disease.strip() if disease else ""
    return sources.for_file(asked or tumour_of(case, tumours), AssessmentRules())


def tumour_of(case: Case, tumours: TumourTypes) -> str | None:
    """Return the case's tumour under the first of its names that is known, None without one."""
    if case.tumour is None:
        return None
    code = case.tumour.code.removeprefix("ONCOTREE:")
    names = [name for name in (case.tumour.name, code) if name.strip()]
    known = (name for name in names if tumours.find(name) is not None)
    return next(known, names[0] if names else None)


def write_case_report(
    given: CaseFile,
    out: Path,
    opened: Opened,
    patients: PatientSources,
    *,
    most_cards: int | None = MOST_CARDS,
    progress: Progress = show_progress,
) -> ReportHead:
    """Write the report on a case that has been read.

    Parameters
    ----------
    given : CaseFile
    out : Path
    opened : Opened
        See :func:`open_for_case`.
    patients : PatientSources
    most_cards : int or None
        Variants that are explained, None for all.
    progress : callable
        Shows how far it is.
    """
    reader = CaseReader(given.case, given.format, opened.answering.rules)
    patient = CasePatient(given.case, patients)
    with (
        whole_folder(out, OUTPUTS, keep=(given.path,)) as folder,
        lab_spools(folder.parent) as spools,
    ):
        content = take_in(progress(reader.rows(), None, "Rows"), spools.rows)
        with_sample(content, given.case)
        result = answer_content(content, opened, spools, most_cards, progress, patient)
        head = _head(given, reader, result, opened)
        head = with_patient(head, make_patient(patient, result), result.variants())
        write_outputs(folder, head, result, None)
    return head


def with_sample(content: LabContent, case: Case) -> None:
    """Give a case without variants its one sample, for what its markers suggest."""
    if not content.samples:
        content.samples.append(SampleRows(case.id))


def _head(given: CaseFile, reader: LabReader, result: LabResult, opened: Opened) -> ReportHead:
    content = Content(given.path, "", "UTF-8", (), lambda: iter(()))
    return make_head(
        result.content,
        describe_file(content, reader),
        [
            *unknown_tumour(opened.knowledge.advisor.tumours, opened.answering.disease),
            *reader.advice,
        ],
        opened.answering,
        result.described.n_actionable,
        len(result.cards),
        result.described.drugs,
        result.cell_lines.head,
    )


def _summary(head: ReportHead, out: Path) -> str:
    counts, patient = head.counts, head.patient
    lines = []
    if patient:
        flagged = sum(bool(one.cautions) for one in patient.therapies)
        lines = [
            f"{head.file.name}: {patient.summary}.",
            f"{counts.rows} variant{'s' * (counts.rows != 1)}: {counts.assessed} assessed, "
            f"{counts.not_assessed} not assessed, {counts.rejected} rejected.",
            f"{len(patient.therapies)} therapies for or against, {flagged} with a caution.",
        ]
    return "\n".join([*lines, *head.advice, f"Wrote {out / REPORT_PAGE}"])
