"""What cell lines suggest for the tumours of a report, live, and how they responded."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.caller import Caller, Scope
from webapp.cell_line_ranking import NoRankerError, ranker_of
from webapp.feedback import MOST_SAMPLE
from webapp.feedback_giving import delete_own_feedback
from webapp.page_templates import render_page
from webapp.pages.card import WrongForm
from webapp.pages.feedback_form import SentResponse, keep_feedback
from webapp.pages.found import own_report
from webapp.pages.tell import desk_for, live_context
from webapp.problems import Problem
from webapp.report_cell_lines import live_of_report
from webapp.services import OpenServices, Services
from webapp.stored_tumours import NoTumourError

MOST_ROWS = 100
"""Tumours of one page of the list."""

router = APIRouter(prefix="/submissions/{submission_id}/cell-lines")

Giver = Annotated[Caller, Depends(page_form(Scope.FEEDBACK))]
Sample = Annotated[str, Form(max_length=MOST_SAMPLE)]


@router.get("")
def show_tumours(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.READ))],
    submission_id: str,
    sample: Annotated[str | None, Query(max_length=MOST_SAMPLE)] = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show the tumour that is asked for, or a list where the report has several."""
    if sample is None:
        submission, report = own_report(services, caller, submission_id)
        rows = report.tumours.rows()
        if len(rows) > 1:
            start = (page - 1) * MOST_ROWS
            context = {
                "submission": submission,
                "rows": rows[start : start + MOST_ROWS],
                "n_rows": len(rows),
                "previous": page - 1,
                "next": page + 1 if start + MOST_ROWS < len(rows) else 0,
            }
            return render_page(request, "web_tumours.html.j2", caller, context)
    return _page(request, services, caller, submission_id, sample)


@router.post("/responses")
def tell(
    request: Request,
    services: OpenServices,
    caller: Giver,
    submission_id: str,
    sent: SentResponse,
    sample: Sample = "",
) -> Response:
    """Keep how the tumour responded; a form that is not as expected is shown again."""
    about = {"submission_id": submission_id, "sample": sample}
    wrong = keep_feedback(services, caller, sent, about)
    if wrong is None:
        return _back(submission_id, sample, "told")
    return _page(request, services, caller, submission_id, sample, wrong)


@router.post("/responses/{feedback_id}/delete")
def take_back(
    services: OpenServices,
    caller: Giver,
    submission_id: str,
    feedback_id: str,
    sample: Sample = "",
) -> RedirectResponse:
    """Take back what was told."""
    delete_own_feedback(services, caller, feedback_id)
    return _back(submission_id, sample, "taken-back")


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    submission_id: str,
    sample: str | None,
    wrong: WrongForm | None = None,
) -> Response:
    submission, report = own_report(services, caller, submission_id)
    context: dict[str, Any] = {
        "submission": submission,
        "head": report.head,
        "live": None,
        "reason": "",
        "stored": [],
        "sample": sample or "",
        "n_tumours": len(report.tumours.rows()),
    }
    try:
        ranker = ranker_of(services.sources.current.cell_lines)
        live = live_of_report(services, caller, submission_id, report, sample)
        action = f"/submissions/{submission_id}/cell-lines/responses"
        desk = desk_for(caller, ranker, action, {"sample": live.tumour.sample}, wrong)
        context |= live_context(live, desk)
        context |= {
            "sample": live.tumour.sample,
            "stored": report.tumours.row(sample).first,
        }
    except NoTumourError as error:
        if context["n_tumours"]:
            raise Problem(404, str(error)) from error
        context["reason"] = str(error)
    except NoRankerError as error:
        context["reason"] = str(error)
    status = 422 if wrong else 200
    return render_page(request, "web_tumour.html.j2", caller, context, status)


def _back(submission_id: str, sample: str, notice: str) -> RedirectResponse:
    asked = urlencode({"sample": sample, "notice": notice})
    return RedirectResponse(f"/submissions/{submission_id}/cell-lines?{asked}#told", 303)
