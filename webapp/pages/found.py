"""The report of which a page shows something, found for who may see it."""

from reports.lab_report import Variant
from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.own_submissions import own_submission
from webapp.problems import Problem
from webapp.services import Services
from webapp.stored_report import StoredReport, StoredReportError
from webapp.tables import Status, Submission


def own_report(
    services: Services, caller: Caller, submission_id: str
) -> tuple[Submission, StoredReport]:
    """Return a submission of the caller's laboratory with its report, and note who reads it.

    Raises
    ------
    Problem
        404: there is no such submission, or no report of it.
    """
    submission = own_submission(services, caller, submission_id)
    if submission.status != Status.DONE:
        raise Problem(404, "there is no report of this submission")
    with services.database.session() as session:
        record(session, caller, Action.READ, submission_id)
    return submission, StoredReport(services.submissions.report_folder(submission_id))


def variant_of(report: StoredReport, number: int) -> Variant:
    """Return a variant of a report.

    Raises
    ------
    Problem
        404: the report has none of that number.
    """
    try:
        return report.variant(number)
    except StoredReportError as error:
        raise Problem(404, str(error)) from error
