"""The start page: one variant asked for, or a file sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.caller import Caller, Scope
from webapp.pages.one_variant import FIELDS, answer_page, start_page
from webapp.services import OpenServices

TEXT_LEFT_OUT = "This answer is without the text that you sent: it was not kept. Paste it again."
"""Said where an answer is shown again by its address."""

router = APIRouter()

Asker = Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))]
_Words = Annotated[str, Query(max_length=500)]


@router.get("/")
def start(request: Request, services: OpenServices, caller: Asker) -> Response:
    """Show the two forms."""
    return start_page(request, services, caller, {})


@router.get("/classify")
async def show_answer(
    request: Request,
    services: OpenServices,
    caller: Asker,
    gene: _Words = "",
    variation: _Words = "",
    disease: _Words = "",
    with_text: bool = False,
) -> Response:
    """Answer what an address asks for, or lead to the form."""
    if not (gene.strip() or variation.strip()):
        return RedirectResponse("/", 303)
    words = (gene.strip(), variation.strip(), disease.strip(), "")
    asked = dict(zip(FIELDS, words, strict=True))
    said = TEXT_LEFT_OUT if with_text else ""
    return await answer_page(request, services, caller, asked, said=said)


@router.post("/classify")
async def classify(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_form(Scope.CLASSIFY))],
    part: str = "",
) -> Response:
    """Answer the form: as a page, or with a part asked for the answer alone."""
    form = await request.form()
    asked = {name: str(form.get(name, "")).strip() for name in FIELDS}
    return await answer_page(request, services, caller, asked, part=part)
