"""What cell lines suggest for a tumour that is in no report."""

import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.asked_tumour import AskedTumour
from webapp.caller import Caller, Scope
from webapp.cell_line_questions import CellLineQuestion, ask_cell_lines, screen_facts
from webapp.cell_line_ranking import CellLineQuestionError, ranker_of
from webapp.feedback_giving import delete_own_feedback
from webapp.page_templates import render_page
from webapp.pages.card import WrongForm
from webapp.pages.feedback_form import SentResponse, keep_feedback
from webapp.pages.tell import desk_for, live_context
from webapp.services import OpenServices, Services

FIELDS = ("tissue", "mutated", "gained", "lost", "fused", "msi")
"""Of the form."""

MOST_CHARACTERS = 5000
"""Of a list of genes or fusions."""

_RESPONSES = "/cell-lines/responses"
_BETWEEN = re.compile(r"(?:[\s,;]|(?<=\s)fusions?(?![^\s,;]))+", re.IGNORECASE)

router = APIRouter()

Giver = Annotated[Caller, Depends(page_form(Scope.FEEDBACK))]
_Words = Annotated[str, Query(max_length=MOST_CHARACTERS)]
_Sent = Annotated[str, Form(max_length=MOST_CHARACTERS)]


def _sent_tumour(
    tissue: _Sent = "",
    mutated: _Sent = "",
    gained: _Sent = "",
    lost: _Sent = "",
    fused: _Sent = "",
    msi: _Sent = "",
) -> dict[str, str]:
    return dict(zip(FIELDS, (tissue, mutated, gained, lost, fused, msi), strict=True))


SentTumour = Annotated[dict[str, str], Depends(_sent_tumour)]


@router.get("/cell-lines")
def show_form(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))],
    tissue: _Words = "",
    mutated: _Words = "",
    gained: _Words = "",
    lost: _Words = "",
    fused: _Words = "",
    msi: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the form and, where a tumour is asked about, the ranking."""
    asked = dict(zip(FIELDS, (tissue, mutated, gained, lost, fused, msi), strict=True))
    return _page(request, services, caller, asked)


@router.post(_RESPONSES)
def tell(
    request: Request,
    services: OpenServices,
    caller: Giver,
    asked: SentTumour,
    sent: SentResponse,
) -> Response:
    """Keep how such a tumour responded; a form that is not as expected is shown again."""
    wrong = keep_feedback(services, caller, sent, {"tumour": read_tumour(asked)})
    if wrong is None:
        return _back(asked, "told")
    return _page(request, services, caller, asked, wrong)


@router.post(f"{_RESPONSES}/{{feedback_id}}/delete")
def take_back(
    services: OpenServices, caller: Giver, asked: SentTumour, feedback_id: str
) -> RedirectResponse:
    """Take back what was told."""
    delete_own_feedback(services, caller, feedback_id)
    return _back(asked, "taken-back")


def read_tumour(asked: Mapping[str, str]) -> dict[str, Any]:
    """Read the form's fields as those of a tumour.

    Examples
    --------
    >>> read_tumour({**dict.fromkeys(FIELDS, ""), "tissue": "skin", "mutated": "BRAF, PTEN"})
    {'tissue': 'skin', 'mutated': ['BRAF', 'PTEN'], 'gained': [], 'lost': [], 'fused': [], ...}
    """
    genes = {
        name: [gene for gene in _BETWEEN.split(asked[name]) if gene]
        for name in ("mutated", "gained", "lost", "fused")
    }
    return {"tissue": asked["tissue"].strip(), **genes, "msi": asked["msi"].strip() or None}


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    asked: Mapping[str, str],
    wrong: WrongForm | None = None,
) -> Response:
    source = services.sources.current.cell_lines
    context: dict[str, Any] = {
        "asked": asked,
        "facts": screen_facts(source),
        "fault": "",
        "live": None,
        "told_name": "",
    }
    status = 422 if wrong else 200
    if source.ranker is not None and any(word.strip() for word in asked.values()):
        try:
            question = CellLineQuestion.model_validate(read_tumour(asked))
            live = ask_cell_lines(services, caller, question)
            about = {name: asked[name] for name in FIELDS}
            desk = desk_for(caller, ranker_of(source), _RESPONSES, about, wrong)
            context |= {**live_context(live, desk), "is_alone": True}
            context["told_name"] = AskedTumour.of(question.profile).words
        except CellLineQuestionError as error:
            context["fault"], status = str(error), 422
        except ValidationError as error:
            context["fault"], status = _fault(error), 422
    return render_page(request, "web_cell_lines.html.j2", caller, context, status)


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    words = first["msg"].removeprefix("Value error, ")
    return f"{first['loc'][0]}: {words}" if first["loc"] else words


def _back(asked: Mapping[str, str], notice: str) -> RedirectResponse:
    words = {name: asked[name] for name in FIELDS if asked[name]}
    return RedirectResponse(f"/cell-lines?{urlencode({**words, 'notice': notice})}#told", 303)
