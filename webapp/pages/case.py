"""The page of a patient: a form that makes a case and sends it as a submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.caller import Caller, Scope
from webapp.case_examples import example_names, example_values
from webapp.case_form import (
    LABELS,
    MOST_LINE,
    MOST_LINES,
    CaseFormError,
    CheckedCase,
    Values,
    check_form,
    form_values,
)
from webapp.case_found import OfferedFinding, add_confirmed, offer
from webapp.case_phenotypes import MOST_TEXT, MOST_WORDS, open_phenotypes
from webapp.case_tests import TEST_GROUPS
from webapp.page_templates import phrase, render_page
from webapp.pages.one_variant import disease_names
from webapp.problems import Problem
from webapp.reception import SentFile, check_room, receive
from webapp.services import OpenServices, Services

SEXES = (("female", "female"), ("male", "male"), ("other", "other"))
ECOG = (
    ("0", "0, fully active"),
    ("1", "1, no strenuous activity"),
    ("2", "2, up over half of the day"),
    ("3", "3, resting over half of it"),
    ("4", "4, resting all day"),
)
"""Performance status in words. Source: Oken et al., PMID 7165009."""

MOST_CONFIRMED = 500
"""Ticked findings that are read of one form."""

router = APIRouter()

Sender = Annotated[Caller, Depends(page_form(Scope.SUBMIT))]


@dataclass(frozen=True)
class Shown:
    """What the page shows besides the form's fields.

    Parameters
    ----------
    faults : mapping of str
        What is wrong, by field; the empty field is the whole form.
    offered : sequence of OfferedFinding
        Findings of the text, to be confirmed.
    said : str
        What was just done.
    """

    faults: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[OfferedFinding, ...] = ()
    said: str = ""


@router.get("/case")
def show_form(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.SUBMIT))],
    example: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the form, empty or with an example."""
    if not example:
        return _page(request, services, caller, form_values({}), Shown())
    values = example_values(example)
    if values is None:
        raise Problem(404, f"no example {example!r}; expected one of {', '.join(example_names())}")
    said = "An example is filled in: nobody's case, written for oncolit."
    return _page(request, services, caller, values, Shown(said=said), example=example)


@router.post("/case")
async def send_case(request: Request, services: OpenServices, caller: Sender) -> Response:
    """Check the form and send its case; a form that makes none is shown again."""
    await run_in_threadpool(check_room, services)
    return await run_in_threadpool(_send, request, services, caller, await request.form())


@router.post("/case/findings")
async def read_findings(request: Request, services: OpenServices, caller: Sender) -> Response:
    """Show the form again with the ticked findings added, and with those that the text holds."""
    return await run_in_threadpool(_read, request, services, caller, await request.form())


def _send(request: Request, services: Services, caller: Caller, form: FormData) -> Response:
    values = _confirmed(form)
    if values["text"] and values["text_seen"] != values["text"]:
        shown = _offered(caller, values, "Before the report is made: does what the text says hold?")
        if shown.offered or shown.faults:
            return _page(request, services, caller, values, shown, 422)
    try:
        checked = check_form(values, open_phenotypes().ontology)
    except CaseFormError as error:
        return _page(request, services, caller, values, Shown(error.faults), 422)
    row = receive(services, caller, _file_of(checked, values))
    return RedirectResponse(f"/submissions/{row.id}", 303)


def _read(request: Request, services: Services, caller: Caller, form: FormData) -> Response:
    before = form_values(form)
    values = _confirmed(form)
    added = "What you ticked is added." if before != values else ""
    if not values["text"]:
        shown = Shown(said=added) if added else Shown({"text": "No text; expected some"})
        return _page(request, services, caller, values, shown, 200 if added else 422)
    shown = _offered(caller, values, added)
    return _page(request, services, caller, values, shown, 422 if shown.faults else 200)


def _confirmed(form: FormData) -> Values:
    """Return the form's fields, with the findings that were ticked in their lines."""
    ticked = [str(one) for one in form.getlist("found")[:MOST_CONFIRMED]]
    values = form_values(form)
    return add_confirmed(values, ticked, open_phenotypes().ontology) if ticked else values


def _offered(caller: Caller, values: Values, said: str) -> Shown:
    if Scope.CLASSIFY not in caller.scopes:
        return Shown({"text": "Your key may not read texts; expected one of scope classify"})
    if len(values["text"]) > MOST_TEXT:
        return Shown(
            {"text": f"{len(values['text']):,} characters, expected at most {MOST_TEXT:,}"}
        )
    offered = offer(values, open_phenotypes().read(values["text"]))
    values["text_seen"] = values["text"]
    nothing = "" if offered else "The text holds no finding that is not listed yet."
    return Shown(offered=offered, said=" ".join(filter(None, (said if offered else "", nothing))))


def _file_of(checked: CheckedCase, values: Values) -> SentFile:
    case = checked.case
    return SentFile(
        BytesIO(checked.content),
        f"{case.id}.yaml",
        case.tumour.name if case.tumour else None,
        values["pseudonymise"] == "true",
    )


def _page(
    request: Request,
    services: Services,
    caller: Caller,
    values: Values,
    shown: Shown,
    status: int = 200,
    example: str = "",
) -> Response:
    context: dict[str, Any] = {
        "values": values,
        "faults": shown.faults,
        "offered": shown.offered,
        "said": shown.said,
        "example": example,
        "examples": example_names(),
        "diseases": disease_names(services.sources.current.knowledge.advisor.tumours),
        "test_groups": TEST_GROUPS,
        "retention": phrase(services.settings.retention_days, "day"),
        "LABELS_OF": LABELS,
        "SEXES": SEXES,
        "ECOG": ECOG,
        "MOST_LINE": MOST_LINE,
        "MOST_LINES": MOST_LINES,
        "MOST_TEXT": MOST_TEXT,
        "MOST_WORDS": MOST_WORDS,
    }
    return render_page(request, "web_case.html.j2", caller, context, status)
