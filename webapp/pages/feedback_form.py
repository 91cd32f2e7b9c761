"""The forms in which feedback is given, whichever page has them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form
from pydantic import ValidationError

from webapp.caller import Caller
from webapp.feedback import Kind, NewFeedback, NewResponse
from webapp.feedback_giving import give_feedback
from webapp.pages.card import WrongForm
from webapp.problems import Problem
from webapp.services import Services

_IN_WORDS = {
    "verdict": "Choose what you say.",
    "percentile": "Percentile: expected a number from 0 to 100, or nothing.",
    "subject": "Name the drug, in up to 300 characters.",
}
"""What is expected of fields that a person fills in."""

_PLACE = re.compile(r"feedback-\d{1,6}")


def _sent_fields(
    kind: Annotated[str, Form()] = "",
    subject: Annotated[str, Form()] = "",
    direction: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "",
    correction: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> dict[str, str]:
    return {
        "kind": kind,
        "subject": subject,
        "direction": direction,
        "verdict": verdict,
        "correction": correction,
        "comment": comment,
    }


def _sent_response(
    subject: Annotated[str, Form()] = "",
    verdict: Annotated[str, Form()] = "",
    percentile: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> dict[str, str]:
    return {
        "kind": Kind.RESPONSE.value,
        "subject": subject,
        "verdict": verdict,
        "percentile": percentile,
        "comment": comment,
    }


def _sent_from(at: Annotated[str, Form()] = "") -> str:
    return f"#{at}" if _PLACE.fullmatch(at) else ""


SentFields = Annotated[dict[str, str], Depends(_sent_fields)]
"""The fields of the form as they were sent."""

SentResponse = Annotated[dict[str, str], Depends(_sent_response)]
"""The fields of the form on how a tumour responded."""

SentFrom = Annotated[str, Depends(_sent_from)]
"""Fragment of the place on its page where the form stood; empty where that is not known."""


def keep_feedback(
    services: Services, caller: Caller, sent: Mapping[str, str], about: Mapping[str, Any]
) -> WrongForm | None:
    """Keep feedback, or return the form that is to be shown again.

    Parameters
    ----------
    services : Services
    caller : Caller
    sent : mapping of str
        The fields of the form.
    about : mapping
        What it is on, by the names of NewFeedback's fields.

    Raises
    ------
    Problem
        404: what it is on is gone.
    """
    words = {name: value.strip() for name, value in sent.items() if value.strip()}
    said = {**about, **words, "comment": sent["comment"]}
    kind = NewResponse if sent["kind"] == Kind.RESPONSE else NewFeedback
    try:
        give_feedback(services, caller, kind.model_validate(said))
    except ValidationError as error:
        return WrongForm(_fault(error), sent)
    except Problem as problem:
        if problem.status != 422:
            raise
        return WrongForm(problem.detail, sent)
    return None


def _fault(error: ValidationError) -> str:
    """Say what is wrong with feedback, and what was expected."""
    first = error.errors()[0]
    where = [str(part) for part in first["loc"]]
    if where and where[0] in _IN_WORDS:
        return _IN_WORDS[where[0]]
    words = first["msg"].removeprefix("Value error, ")
    return f"{where[0]}: {words}." if where else f"{words[:1].upper()}{words[1:]}."
