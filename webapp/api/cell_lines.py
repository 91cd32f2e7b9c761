"""``/cell-lines``: what a drug screen suggests for a tumour, with what a laboratory told."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from webapp.access import api_caller
from webapp.api.submissions import SubmissionId
from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.cell_line_questions import CellLineQuestion, ScreenFacts, ask_cell_lines, screen_facts
from webapp.cell_line_ranking import CellLineQuestionError, NoRankerError
from webapp.feedback import MOST_SAMPLE
from webapp.live_cell_lines import LiveCellLines
from webapp.own_submissions import read_report
from webapp.problems import Problem, problem_responses
from webapp.report_cell_lines import live_of_report
from webapp.services import OpenServices
from webapp.stored_tumours import NoTumourError

cell_lines_router = APIRouter(tags=["cell lines"])


@cell_lines_router.get(
    "/cell-lines",
    response_model=ScreenFacts,
    summary="Say what cell lines can be asked",
    responses=problem_responses(401, 403, 422, 429),
)
def show_screen(
    services: OpenServices,
    _caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
) -> ScreenFacts:
    """Name the screen, its tissues, genes and drugs; without a trained ranker, the reason."""
    return screen_facts(services.sources.current.cell_lines)


@cell_lines_router.post(
    "/cell-lines",
    response_model=LiveCellLines,
    summary="Rank drugs for a tumour by cell lines",
    responses=problem_responses(400, 401, 403, 404, 408, 413, 422, 429),
)
def ask(
    question: CellLineQuestion,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.CLASSIFY))],
) -> LiveCellLines:
    """Rank drugs for a tumour that is in no report. Preclinical: tier IV at most.

    What your laboratory told of other tumours enters, where the key may `read` it and `own` is not
    false.
    """
    try:
        answer = ask_cell_lines(services, caller, question)
    except CellLineQuestionError as error:
        raise Problem(422, str(error)) from error
    except NoRankerError as error:
        raise Problem(404, str(error)) from error
    if any(one.feedback for one in answer.entered):
        with services.database.session() as session:
            record(session, caller, Action.FEEDBACK_READ)
    return answer


@cell_lines_router.get(
    "/submissions/{submission_id}/cell-lines",
    response_model=LiveCellLines,
    summary="Rank drugs for a tumour of a report, with what your laboratory told",
    responses=problem_responses(401, 403, 404, 409, 422, 429),
)
def show_report(
    submission_id: SubmissionId,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
    sample: Annotated[
        str | None,
        Query(max_length=MOST_SAMPLE, description="May be left out where the report has one."),
    ] = None,
) -> LiveCellLines:
    """Rank drugs now: the report's own section stays as it was made, from the screen alone."""
    report = read_report(services, caller, submission_id)
    try:
        return live_of_report(services, caller, submission_id, report, sample)
    except (NoRankerError, NoTumourError) as error:
        raise Problem(404, str(error)) from error
