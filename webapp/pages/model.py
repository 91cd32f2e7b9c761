"""The model that answers: what it was trained on, how well it does, where it ends."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from webapp.access import page_caller
from webapp.caller import Caller, Scope
from webapp.model_facts import model_facts
from webapp.page_templates import render_page
from webapp.services import OpenServices

UNIFORM_LOG_LOSS = 2.197
"""Of a uniform guess over nine classes, in nats: ln 9."""

router = APIRouter()


@router.get("/model")
def show_model(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.CLASSIFY))],
) -> Response:
    """Show the model card."""
    facts = model_facts(services.sources.current)
    context = {
        "facts": facts,
        "most_rows": max(*(one.variants for one in facts.classes), 1),
        "UNIFORM": UNIFORM_LOG_LOSS,
    }
    return render_page(request, "web_model.html.j2", caller, context)
