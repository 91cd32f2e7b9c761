"""From a submission's file to its report: of a laboratory's file, or of a patient's case."""

from pathlib import Path
from typing import Any

from intake.assessment import make_rules
from intake.content import read_content
from intake.lab_file import open_content
from intake.lab_row import LabFileError
from pipeline.annotate import write_report
from pipeline.lab_answers import Progress
from pipeline.lab_work import Sources
from reports.lab_report import ReportHead
from webapp.case_content import case_content
from webapp.database import Database
from webapp.pseudonyms import (
    WITHHELD,
    PseudonymisedReader,
    Pseudonyms,
    pseudonyms_of,
    without_quotes,
)
from webapp.settings import Settings
from webapp.stored_report import index_report
from webapp.submissions import SubmissionStore
from webapp.tables import Submission


class SubmissionError(ValueError):
    """A file cannot be reported on."""


def make_report(
    submission: Submission,
    store: SubmissionStore,
    sources: Sources,
    work: Path,
    progress: Progress,
    settings: Settings,
    database: Database,
) -> tuple[Path, dict[str, Any]]:
    """Make a submission's report in a folder of its own.

    Returns
    -------
    folder : Path
        With the report and its index.
    summary : dict
        Counts and versions, for lists.

    Raises
    ------
    SubmissionError, CaseError
        The file cannot be read; the message is for the person who sent it.
    """
    file = store.upload(submission)
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = work / "report"
    pseudonyms = None
    if submission.pseudonymised:
        pseudonyms = pseudonyms_of(database, submission.laboratory_id)
    case = case_content(file)
    if case is not None:
        # what answers on patients is opened by workers that are sent one
        from webapp.case_job import report_case

        head = report_case(file, case, folder, sources, submission.disease, pseudonyms, progress)
    else:
        most = settings.most_unpacked
        head = _report_file(submission, file, folder, sources, pseudonyms, most, progress)
    index_report(folder, head)
    return folder, _summary(head)


def _report_file(
    submission: Submission,
    file: Path,
    folder: Path,
    sources: Sources,
    pseudonyms: Pseudonyms | None,
    most_unpacked: int,
    progress: Progress,
) -> ReportHead:
    """Write the report on a laboratory's file."""
    content = None
    try:
        content = read_content(file, most_unpacked)
        rules = make_rules(
            tuple(submission.options.get("assess", ())),
            tuple(submission.options.get("skip", ())),
            any_filter=bool(submission.options.get("any_filter")),
        )
        reader = open_content(content, rules)
        opened = sources.for_file(submission.disease, rules)
        if pseudonyms is not None:
            reader = PseudonymisedReader(reader, pseudonyms)
        return write_report(content, reader, folder, opened, progress=progress)
    except LabFileError as error:
        words = str(error).replace(str(file), submission.file_name)
        if submission.pseudonymised and content is not None:
            words = f"{submission.file_name}: {without_quotes(words)} {WITHHELD}"
        raise SubmissionError(words.replace(str(file.parent), "")) from error


def _summary(head: ReportHead) -> dict[str, Any]:
    return {
        "format": head.file.format,
        "rows": head.counts.rows,
        "assessed": head.counts.assessed,
        "not_assessed": head.counts.not_assessed,
        "rejected": head.counts.rejected,
        "variants": head.n_variants,
        "samples": head.n_samples,
        "actionable": head.n_actionable,
        "advice": list(head.advice),
        "versions": head.versions.model_dump(),
    }
