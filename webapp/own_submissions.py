"""A laboratory's own submissions and their reports: found, read and deleted for who may."""

from starlette.responses import FileResponse

from pipeline.lab_outputs import (
    ANNOTATED_MAF,
    CELL_LINES_TABLE,
    COHORT_PAGE,
    REJECTED_TABLE,
    REPORT_PAGE,
    REPORT_RECORD,
    REPORT_TABLE,
)
from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.headers import file_headers
from webapp.problems import Problem
from webapp.services import Services
from webapp.stored_report import StoredReport
from webapp.submissions import NoSubmissionError
from webapp.tables import Status, Submission

MEDIA_TYPES = {
    REPORT_PAGE: "text/html; charset=utf-8",
    REPORT_RECORD: "application/json",
    REPORT_TABLE: "text/tab-separated-values; charset=utf-8",
    REJECTED_TABLE: "text/tab-separated-values; charset=utf-8",
    COHORT_PAGE: "text/html; charset=utf-8",
    ANNOTATED_MAF: "text/tab-separated-values; charset=utf-8",
    CELL_LINES_TABLE: "text/tab-separated-values; charset=utf-8",
}
"""Of each file of a report, by its name."""


def own_submission(services: Services, caller: Caller, submission_id: str) -> Submission:
    """Return a laboratory's submission.

    Raises
    ------
    Problem
        404.
    """
    try:
        return services.submissions.get(caller.laboratory_id, submission_id)
    except NoSubmissionError as error:
        raise Problem(404, str(error)) from error


def delete_own(services: Services, caller: Caller, submission_id: str) -> None:
    """Delete a laboratory's submission, its files and its feedback.

    Raises
    ------
    Problem
        404.
    """
    try:
        with services.database.session() as session:
            services.submissions.delete(session, caller.laboratory_id, submission_id)
            record(session, caller, Action.DELETED, submission_id)
    except NoSubmissionError as error:
        raise Problem(404, str(error)) from error
    services.submissions.delete_files(submission_id)


def own_file(services: Services, caller: Caller, submission_id: str, name: str) -> FileResponse:
    """Return a file of a laboratory's report.

    Raises
    ------
    Problem
        404: there is no such submission or file; 409: the report is not made.
    """
    _check_done(own_submission(services, caller, submission_id))
    path = services.submissions.report_folder(submission_id) / name
    if name not in MEDIA_TYPES or not path.is_file():
        raise Problem(404, f"the report has no {name}")
    _note_reading(services, caller, submission_id)
    return FileResponse(path, media_type=MEDIA_TYPES[name], headers=file_headers(path))


def read_report(services: Services, caller: Caller, submission_id: str) -> StoredReport:
    """Return a laboratory's report, and note who reads it.

    Raises
    ------
    Problem
        404: there is no such submission; 409: the report is not made.
    """
    _check_done(own_submission(services, caller, submission_id))
    _note_reading(services, caller, submission_id)
    return StoredReport(services.submissions.report_folder(submission_id))


def _check_done(row: Submission) -> None:
    if row.status != Status.DONE:
        words = "there will be none" if row.status == Status.FAILED else "ask again later"
        raise Problem(409, f"the submission is {row.status}, its report is not made: {words}")


def _note_reading(services: Services, caller: Caller, submission_id: str) -> None:
    with services.database.session() as session:
        record(session, caller, Action.READ, submission_id)
