"""The start page: one variant asked for, or a file sent."""

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from therapy.tumour_types import TumourTypes
from webapp.access import page_caller, page_form
from webapp.api.classify import ask
from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.classification import MOST_TEXT, Answer, Question
from webapp.feedback_store import FeedbackStore
from webapp.page_templates import phrase, render_page, size_words
from webapp.pages.card import DrugFacts, FeedbackDesk, without_file
from webapp.problems import Problem
from webapp.services import OpenServices, Services

router = APIRouter()

_FIELDS = ("gene", "variation", "disease", "text")


@router.get("/")
def start(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))],
) -> Response:
    """Show the two forms."""
    return _page(request, services, caller, {})


@router.get("/classify")
def classify_nothing() -> RedirectResponse:
    """Lead to the form."""
    return RedirectResponse("/", 303)


@router.post("/classify")
async def classify(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_form(Scope.CLASSIFY))],
    part: str = "",
) -> Response:
    """Answer the form: as a page, or with ``part=answer`` the answer alone."""
    form = await request.form()
    asked = {name: str(form.get(name, "")).strip() for name in _FIELDS}
    context: dict[str, Any] = {"asked": asked}
    status = 200
    try:
        context["answer"] = answer = await _answer(services, caller, asked)
        context |= await run_in_threadpool(_card, services, caller, answer)
    except ValidationError as error:
        context["fault"], status = _fault(error), 422
    except Problem as problem:
        context["fault"], status = problem.detail, problem.status
    if part == "answer":
        return render_page(request, "web_part.html.j2", caller, context, status)
    return _page(request, services, caller, context, status)


async def _answer(services: Services, caller: Caller, asked: dict[str, str]) -> Answer:
    question = Question.model_validate(
        {**{name: value or None for name, value in asked.items()}, "explain": True}
    )
    answer = await ask(services.desk, question)
    await run_in_threadpool(_note, services, caller)
    return answer


def _card(services: Services, caller: Caller, answer: Answer) -> dict[str, Any]:
    """Return what the card of an answer reads; what was said of the variant before is shown."""
    variant = without_file(answer.variant)
    pair = (variant.gene, variant.variation)
    given = FeedbackStore(services.database).of_variants(caller, [pair]).get(pair, [])
    return {"variant": variant, "page": DrugFacts({}), "feedback": FeedbackDesk(given)}


def _note(services: Services, caller: Caller) -> None:
    with services.database.session() as session:
        record(session, caller, Action.CLASSIFIED)


def _fault(error: ValidationError) -> str:
    """Say what is wrong with a question, and what was expected."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    if name in ("gene", "variation") and not first["input"]:
        return f"The {name} is missing."
    return f"{name.capitalize()}: {first['msg']}."


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    context: dict[str, Any],
    status: int = 200,
) -> Response:
    settings = services.settings
    given = {
        "answer": None,
        "asked": dict.fromkeys(_FIELDS, ""),
        "diseases": disease_names(services.sources.current.knowledge.advisor.tumours),
        "fault": "",
        "most_upload": settings.most_upload,
        "most_upload_words": size_words(settings.most_upload),
        "retention": phrase(settings.retention_days, "day"),
        "MOST_TEXT": MOST_TEXT,
        **context,
    }
    return render_page(request, "web_start.html.j2", caller, given, status)


@lru_cache(maxsize=2)
def disease_names(tumours: TumourTypes) -> tuple[str, ...]:
    """Return the names of tumour types, for a list to choose from, in the order of names."""
    return tuple(sorted({one.name for one in tumours}, key=str.casefold))
