"""One variant of a report, with the feedback on it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.caller import Caller, Scope
from webapp.feedback import MOST_COMMENT
from webapp.feedback_giving import delete_own_feedback
from webapp.feedback_store import FeedbackStore
from webapp.page_templates import render_page
from webapp.pages.card import DrugFacts, FeedbackDesk, WrongForm, drugs_of
from webapp.pages.feedback_form import SentFields, SentFrom, keep_feedback
from webapp.pages.found import own_report, variant_of
from webapp.services import OpenServices, Services

router = APIRouter(prefix="/submissions/{submission_id}/variants/{number}")

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Giver = Annotated[Caller, Depends(page_form(Scope.FEEDBACK))]


@router.get("")
def show_variant(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.READ))],
    submission_id: str,
    number: Number,
) -> Response:
    """Show one variant in full."""
    return _page(request, services, caller, submission_id, number)


@router.post("/feedback")
def give(
    request: Request,
    services: OpenServices,
    caller: Giver,
    submission_id: str,
    number: Number,
    sent: SentFields,
    place: SentFrom,
) -> Response:
    """Keep what is said of a suggestion; a form that is not as expected is shown again."""
    _, report = own_report(services, caller, submission_id)
    variant = variant_of(report, number)
    about = {
        "gene": variant.gene,
        "variation": variant.variation,
        "submission_id": submission_id,
        "number": number,
    }
    wrong = keep_feedback(services, caller, sent, about)
    if wrong is None:
        return RedirectResponse(f"{_path(submission_id, number)}?notice=thanks{place}", 303)
    return _page(request, services, caller, submission_id, number, wrong)


@router.post("/feedback/{feedback_id}/delete")
def take_back(
    services: OpenServices,
    caller: Giver,
    submission_id: str,
    number: Number,
    feedback_id: str,
    place: SentFrom,
) -> RedirectResponse:
    """Take feedback back."""
    delete_own_feedback(services, caller, feedback_id)
    return RedirectResponse(f"{_path(submission_id, number)}?notice=taken-back{place}", 303)


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    submission_id: str,
    number: int,
    wrong: WrongForm | None = None,
) -> Response:
    submission, report = own_report(services, caller, submission_id)
    variant = variant_of(report, number)
    pair = (variant.gene, variant.variation)
    given = FeedbackStore(services.database).of_variants(caller, [pair]).get(pair, [])
    may_give = Scope.FEEDBACK in caller.scopes
    action = f"{_path(submission_id, number)}/feedback" if may_give else ""
    context = {
        "submission": submission,
        "head": report.head,
        "variant": variant,
        "page": DrugFacts(drugs_of(variant, report.head.drugs)),
        "feedback": FeedbackDesk(given, action, wrong),
        "MOST_COMMENT": MOST_COMMENT,
    }
    status = 422 if wrong else 200
    return render_page(request, "web_variant.html.j2", caller, context, status)


def _path(submission_id: str, number: int) -> str:
    return f"/submissions/{submission_id}/variants/{number}"
