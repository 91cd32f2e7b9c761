"""One variant that is asked for by itself: its answer, and the page that shows it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from reports.lab_report import Drug, Therapy
from reports.lab_variant import make_drug
from therapy.tumour_types import TumourTypes
from webapp.api.classify import ask
from webapp.audit import Action, record
from webapp.caller import Caller, Scope
from webapp.classification import MOST_TEXT, Answer, Question
from webapp.feedback import MOST_COMMENT
from webapp.feedback_store import FeedbackStore
from webapp.page_templates import phrase, render_page, size_words
from webapp.pages.card import DrugFacts, FeedbackDesk, WrongForm, without_file
from webapp.problems import Problem
from webapp.services import Services
from webapp.therapy_search import search_of

FIELDS = ("gene", "variation", "disease", "text")
"""Of the form."""

ANSWER_PART = "answer"
"""Asks for the answer without the page around it."""

LIVE_PART = "live"
"""The same, asked for while somebody types."""

FEEDBACK_PATH = "/classify/feedback"
"""Where feedback on an answer is sent."""


async def answer_page(
    request: Request,
    services: Services,
    caller: Caller,
    asked: Mapping[str, str],
    *,
    part: str = "",
    said: str = "",
    sent: WrongForm | None = None,
) -> Response:
    """Answer with what is asked for, or with the form and what is wrong with it.

    Parameters
    ----------
    request : Request
    services : Services
    caller : Caller
    asked : mapping of str
        By the names of FIELDS.
    part : str
        ``ANSWER_PART`` or ``LIVE_PART`` for the answer alone.
    said : str
        What was just done.
    sent : WrongForm, optional
        Feedback on this answer that is to be sent again.
    """
    context: dict[str, Any] = {"asked": asked, "said": said}
    status = 422 if sent else 200
    try:
        answer = await _answer(services, asked)
        if part != LIVE_PART or request.app.state.live_notes.is_due(caller):
            await run_in_threadpool(_note, services, caller)
        context["answer"] = answer
        context |= await run_in_threadpool(_card, services, caller, answer, sent)
    except ValidationError as error:
        context["fault"], status = _fault(error), 422
    except Problem as problem:
        context["fault"], status = problem.detail, problem.status
    if part in (ANSWER_PART, LIVE_PART):
        return render_page(request, "web_part.html.j2", caller, context, status)
    return start_page(request, services, caller, context, status)


def start_page(
    request: Request,
    services: Services,
    caller: Caller,
    context: Mapping[str, Any],
    status: int = 200,
) -> Response:
    """Answer with the start page."""
    settings = services.settings
    given = {
        "answer": None,
        "asked": dict.fromkeys(FIELDS, ""),
        "diseases": disease_names(services.sources.current.knowledge.advisor.tumours),
        "fault": "",
        "most_upload": settings.most_upload,
        "most_upload_words": size_words(settings.most_upload),
        "retention": phrase(settings.retention_days, "day"),
        "MOST_TEXT": MOST_TEXT,
        **context,
    }
    return render_page(request, "web_start.html.j2", caller, given, status)


def answer_path(asked: Mapping[str, str], place: str = "#answer", **more: str) -> str:
    """Return where an answer is shown; a text is too long for an address and left out.

    Examples
    --------
    >>> answer_path({"gene": "KIT", "variation": "D816V", "disease": "", "text": "Long."})
    '/classify?gene=KIT&variation=D816V#answer'
    """
    words = {name: asked[name] for name in FIELDS if name != "text" and asked.get(name)}
    return f"/classify?{urlencode({**words, **more})}{place}"


def drug_facts(services: Services, therapies: list[Therapy]) -> DrugFacts:
    """Return what is known of the drugs of therapies."""
    known = services.sources.current.knowledge.advisor.index.drugs
    found: dict[str, Drug] = {}
    for name in dict.fromkeys(name for one in therapies for name in one.drugs):
        if drug := known.find(name):
            found[name] = make_drug(drug)
    return DrugFacts(dict(sorted(found.items())))


@lru_cache(maxsize=2)
def disease_names(tumours: TumourTypes) -> tuple[str, ...]:
    """Return the names of tumour types, for a list to choose from, in the order of names."""
    return tuple(sorted({one.name for one in tumours}, key=str.casefold))


async def _answer(services: Services, asked: Mapping[str, str]) -> Answer:
    fields = {name: asked[name] or None for name in FIELDS}
    return await ask(services.desk, Question.model_validate({**fields, "explain": True}))


def _card(
    services: Services, caller: Caller, answer: Answer, sent: WrongForm | None
) -> dict[str, Any]:
    """Return what the card of an answer reads; what was said of the variant before is shown."""
    variant = without_file(answer.variant)
    pair = (variant.gene, variant.variation)
    given = FeedbackStore(services.database).of_variants(caller, [pair]).get(pair, [])
    action = FEEDBACK_PATH if Scope.FEEDBACK in caller.scopes else ""
    about = {
        "gene": answer.question.gene,
        "variation": answer.question.variation,
        "disease": answer.question.disease or "",
        "with_text": "true" if answer.text.given else "",
    }
    near = search_of(services.sources.current.knowledge).near_genes(variant.gene)
    return {
        "near_genes": near,
        "variant": variant,
        "page": drug_facts(services, variant.therapies),
        "feedback": FeedbackDesk(given, action, sent, about),
        "MOST_COMMENT": MOST_COMMENT,
    }


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
