"""``/feedback``: what readers say of suggestions, and of how tumours responded."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request, Response

from webapp.access import api_caller
from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.feedback import GivenFeedback, NewFeedback, NewResponse
from webapp.feedback_giving import delete_own_feedback, give_feedback
from webapp.feedback_store import FeedbackStore, NoFeedbackError
from webapp.openapi_document import LINK, LOCATION
from webapp.pagination import AskedPage, Page, link_next
from webapp.problems import Problem, problem_responses
from webapp.services import OpenServices

FeedbackId = Annotated[str, Path(pattern=r"^[0-9a-f]{1,32}$", description="Of the feedback.")]

feedback_router = APIRouter(prefix="/feedback", tags=["feedback"])


@feedback_router.post(
    "",
    status_code=201,
    response_model=GivenFeedback,
    summary="Accept, reject or correct a suggestion, or say how a tumour responded",
    responses={
        201: {"headers": LOCATION},
        **problem_responses(400, 401, 403, 404, 408, 409, 413, 422, 429),
    },
)
def give(
    new: Annotated[NewFeedback | NewResponse, Body(discriminator="kind")],
    request: Request,
    response: Response,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.FEEDBACK))],
) -> GivenFeedback:
    """Keep what is said of an effect class or a therapy, beside what was said before.

    With a `submission_id` it must be a suggestion of that report, and is deleted with it. With the
    kind `response` it says what a tumour did under a drug, and enters what cell lines suggest to
    your laboratory at once.
    """
    given = give_feedback(services, caller, new)
    response.headers["Location"] = f"{request.url.path.rstrip('/')}/{given.id}"
    return given


@feedback_router.get(
    "",
    response_model=Page[GivenFeedback],
    summary="List feedback, the newest first",
    responses={200: {"headers": LINK}, **problem_responses(401, 403, 422, 429)},
)
def list_feedback(
    request: Request,
    response: Response,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
    page: AskedPage,
) -> Page[GivenFeedback]:
    """List the laboratory's own feedback."""
    found = FeedbackStore(services.database).list(caller, page)
    with services.database.session() as session:
        record(session, caller, Action.FEEDBACK_READ)
    link_next(request, response, found.next_cursor)
    return Page[GivenFeedback](items=list(found.items), next_cursor=found.next_cursor)


@feedback_router.get(
    "/{feedback_id}",
    response_model=GivenFeedback,
    summary="Give one feedback",
    responses=problem_responses(401, 403, 404, 422, 429),
)
def show_feedback(
    feedback_id: FeedbackId,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
) -> GivenFeedback:
    """Give one of the laboratory's own."""
    try:
        given = FeedbackStore(services.database).get(caller, feedback_id)
    except NoFeedbackError as error:
        raise Problem(404, str(error)) from error
    with services.database.session() as session:
        record(session, caller, Action.FEEDBACK_READ, given.id)
    return given


@feedback_router.delete(
    "/{feedback_id}",
    status_code=204,
    summary="Take feedback back",
    responses=problem_responses(401, 403, 404, 422, 429),
)
def delete_feedback(
    feedback_id: FeedbackId,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.FEEDBACK))],
) -> None:
    """Delete one of the laboratory's own; of what it said before, the latest counts again."""
    delete_own_feedback(services, caller, feedback_id)
