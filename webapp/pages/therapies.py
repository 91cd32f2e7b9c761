"""Search of therapies: advice on a variant, or the curated statements on a gene, drug or tumour."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from webapp.access import page_caller
from webapp.api.therapies import search
from webapp.caller import Caller, Scope
from webapp.page_templates import render_page
from webapp.pages.card import DrugFacts
from webapp.pages.one_variant import disease_names, drug_facts
from webapp.pagination import USUAL_ITEMS, AskedPage, PageRequest
from webapp.problems import Problem
from webapp.services import OpenServices, Services
from webapp.therapy_answers import AdviceFound

router = APIRouter()

_Words = Annotated[str, Query(max_length=500)]


@router.get("/therapies")
async def search_therapies(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))],
    page: AskedPage,
    gene: _Words = "",
    variation: _Words = "",
    disease: _Words = "",
    drug: _Words = "",
    predict: bool = False,
) -> Response:
    """Show the form, and what is found where something is asked."""
    words = {"gene": gene, "variation": variation, "disease": disease, "drug": drug}
    context: dict[str, Any] = {"asked": {**words, "predict": predict}, "found": None, "fault": ""}
    status = 200
    if any(word.strip() for word in words.values()):
        try:
            found = await search(
                request, Response(), services, caller, page, **words, predict=predict
            )
            context["found"] = found
            if isinstance(found, AdviceFound):
                context["page"] = drug_facts(services, found.items)
            context |= _links(words, predict, page, found.next_cursor)
        except Problem as problem:
            context["fault"], status = problem.detail, problem.status
    return _page(request, services, caller, context, status)


def _page(
    request: Request, services: Services, caller: Caller, context: dict[str, Any], status: int
) -> Response:
    given = {
        "diseases": disease_names(services.sources.current.knowledge.advisor.tumours),
        "feedback": None,
        "page": DrugFacts({}),
        "versions": services.sources.current.versions,
        **context,
    }
    return render_page(request, "web_therapies.html.j2", caller, given, status)


def _links(
    words: dict[str, str], predict: bool, page: PageRequest, cursor: str | None
) -> dict[str, str]:
    """Return where the first and the next page of what was found are."""
    asked = {name: word for name, word in words.items() if word}
    if predict:
        asked["predict"] = "true"
    if page.limit != USUAL_ITEMS:
        asked["limit"] = str(page.limit)
    following = urlencode({**asked, "cursor": cursor}) if cursor else ""
    return {
        "first_href": f"/therapies?{urlencode(asked)}#found" if page.after else "",
        "next_href": f"/therapies?{following}#found" if following else "",
    }
