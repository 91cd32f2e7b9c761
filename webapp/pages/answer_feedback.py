"""Feedback on the answer to one variant that was asked for by itself.

Without scripts the answer is shown again at an address of its own, so that loading it anew sends
nothing twice. A script sends the text on the variant along, and takes the answer alone.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from webapp.access import page_form
from webapp.caller import Caller, Scope
from webapp.feedback_giving import delete_own_feedback
from webapp.page_templates import NOTICES
from webapp.pages.feedback_form import SentFields, SentFrom, keep_feedback
from webapp.pages.one_variant import FEEDBACK_PATH, FIELDS, answer_page, answer_path
from webapp.services import OpenServices

router = APIRouter(prefix=FEEDBACK_PATH)


def _asked_fields(
    gene: Annotated[str, Form()] = "",
    variation: Annotated[str, Form()] = "",
    disease: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> dict[str, str]:
    words = (one.strip() for one in (gene, variation, disease, text))
    return dict(zip(FIELDS, words, strict=True))


AskedFields = Annotated[dict[str, str], Depends(_asked_fields)]
Giver = Annotated[Caller, Depends(page_form(Scope.FEEDBACK))]


@dataclass(frozen=True)
class Way:
    """How the answer is shown again.

    Parameters
    ----------
    part : str
        Asked for by a script; empty for the whole page.
    place : str
        Fragment of where the form stood.
    with_text : bool
        Whether the answer rested on a text that was sent.
    """

    part: str
    place: str
    with_text: bool


def _way(place: SentFrom, with_text: Annotated[str, Form()] = "", part: str = "") -> Way:
    return Way(part, place, bool(with_text))


AskedWay = Annotated[Way, Depends(_way)]


@router.post("")
async def give(
    request: Request,
    services: OpenServices,
    caller: Giver,
    asked: AskedFields,
    sent: SentFields,
    way: AskedWay,
) -> Response:
    """Keep what is said of a suggestion; a form that is not as expected is shown again."""
    about = {name: asked[name] or None for name in ("gene", "variation", "disease")}
    wrong = await run_in_threadpool(keep_feedback, services, caller, sent, about)
    if wrong:
        return await answer_page(request, services, caller, asked, part=way.part, sent=wrong)
    return await _again(request, services, caller, asked, "thanks", way)


@router.post("/{feedback_id}/delete")
async def take_back(
    request: Request,
    services: OpenServices,
    caller: Giver,
    asked: AskedFields,
    feedback_id: str,
    way: AskedWay,
) -> Response:
    """Take feedback back."""
    await run_in_threadpool(delete_own_feedback, services, caller, feedback_id)
    return await _again(request, services, caller, asked, "taken-back", way)


async def _again(
    request: Request,
    services: OpenServices,
    caller: Caller,
    asked: dict[str, str],
    done: str,
    way: Way,
) -> Response:
    """Show the answer again, with what was just done."""
    if way.part:
        said = NOTICES[done]
        return await answer_page(request, services, caller, asked, part=way.part, said=said)
    more = {"with_text": "true"} if way.with_text else {}
    return RedirectResponse(answer_path(asked, way.place or "#answer", notice=done, **more), 303)
