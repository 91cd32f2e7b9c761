"""What pages are made from: their own templates, and the pieces of the report's.

The report's style is served as a file of its own, as pages may load nothing inline.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader
from starlette.responses import HTMLResponse

from reports.lab_page import CARD_FILTERS, card_context
from reports.lab_templates import pieces_environment
from therapy.suggestion import RESEARCH_USE
from webapp.caller import Caller
from webapp.csrf import csrf_token
from webapp.problems import Problem

STATIC = Path(__file__).parent / "static"
"""Files that every page may load, served under ``/static/``."""

REPORT_STYLE = "/static/report.css"
"""Path of the report's style."""

NAVIGATION = (
    ("/", "Classify"),
    ("/case", "Patient"),
    ("/submissions", "Submissions"),
    ("/therapies", "Therapies"),
    ("/cell-lines", "Cell lines"),
    ("/model", "Model"),
    ("/about", "About"),
)
"""Path and name of each page that the header leads to."""

NOTICES = {
    "deleted": "The submission is deleted, with all that came of it.",
    "thanks": "Thank you: your feedback is kept with the suggestion.",
    "taken-back": "Your feedback is taken back.",
    "told": "Thank you: it counts in the ranking at once.",
    "logged-out": "You are logged out.",
}
"""What a page says of what was just done, by the value of ``notice`` in its address."""

STATES = {"queued": "waiting", "running": "working", "done": "done", "failed": "failed"}
"""Words of each status of a submission."""

VERDICTS = {"accept": "said to be right", "reject": "said to be wrong", "correct": "corrected"}
"""Words of each verdict of feedback."""

OUTCOMES = {
    "responded": "the tumour responded",
    "refractory": "the tumour did not respond",
    "sensitive": "tested in our own model: sensitive",
    "resistant": "tested in our own model: resistant",
}
"""Words of each outcome under a drug."""

MOST_CITED = 6
"""Statements, and citations, of one therapy that a page lists."""

MOST_SENTENCES = 10
"""Sentences that a page quotes."""

MOST_SHORT = 6
"""Therapies that the page of a case's report names of a kind."""

MOST_LISTED = 3
"""Possible diagnoses that it names."""

LEAST_POSTERIOR = 0.05
"""Of a possible diagnosis that it names."""

_TITLES = {
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    413: "Too large",
    422: "Not understood",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Too busy",
}
_ADVICE = {
    404: "The address may be mistyped, or what was there may be deleted.",
    413: "Compress the file with gzip, or send it in parts.",
    429: "Wait a minute, then try again.",
    503: "Wait a moment, then try again: nothing was kept of what you sent.",
}
_DIGEST = 12


def render_page(
    request: Request,
    template: str,
    caller: Caller | None,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Answer with a page.

    Parameters
    ----------
    request : Request
    template : str
    caller : Caller, optional
        None for who is not logged in.
    context : mapping, optional
        What the template reads.
    status : int
        Of HTTP.
    headers : mapping, optional
    """
    given = {
        "caller": caller,
        "csrf": csrf_token(request),
        "here": _section(request.url.path),
        "nav": NAVIGATION,
        "notice": NOTICES.get(request.query_params.get("notice", "")),
        **(context or {}),
    }
    html = environment().get_template(template).render(given)
    return HTMLResponse(html, status, dict(headers or {}))


def render_problem(request: Request, problem: Problem) -> HTMLResponse:
    """Answer with a page that says what is wrong."""
    context = {
        "title": _TITLES.get(problem.status, HTTPStatus(problem.status).phrase),
        "detail": problem.detail[:1].upper() + problem.detail[1:],
        "faults": problem.faults,
        "advice": _ADVICE.get(problem.status, ""),
    }
    return render_page(request, "web_error.html.j2", None, context, problem.status, problem.headers)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return what renders the pages."""
    made = pieces_environment(ChoiceLoader([PackageLoader("webapp"), PackageLoader("reports")]))
    made.filters.update(CARD_FILTERS)
    made.globals.update(
        {
            **card_context(),
            "LEAST_POSTERIOR": LEAST_POSTERIOR,
            "MOST_CITED": MOST_CITED,
            "MOST_LISTED": MOST_LISTED,
            "MOST_SENTENCES": MOST_SENTENCES,
            "MOST_SHORT": MOST_SHORT,
            "RESEARCH_USE": RESEARCH_USE,
            "STATES": STATES,
            "VERDICTS": VERDICTS,
            "OUTCOMES": OUTCOMES,
            "report_style": f"{REPORT_STYLE}?v={_digest(report_style().encode())}",
            "static": static_path,
        }
    )
    return made


@lru_cache(maxsize=1)
def report_style() -> str:
    """Return the report's stylesheet."""
    return pieces_environment(PackageLoader("reports")).get_template("lab_style.css.j2").render()


@lru_cache
def static_path(name: str) -> str:
    """Return the path of a static file, another one when the file changes."""
    return f"/static/{name}?v={_digest((STATIC / name).read_bytes())}"


def phrase(number: float, unit: str) -> str:
    """Write a number with its unit, in the plural where there are several.

    Examples
    --------
    >>> phrase(30.0, "day"), phrase(1, "day"), phrase(0.5, "day")
    ('30 days', '1 day', '0.5 days')
    """
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def size_words(n_bytes: int) -> str:
    """Write a size.

    Examples
    --------
    >>> size_words(200 << 20), size_words(1536), size_words(10)
    ('200 MiB', '1.5 KiB', '10 bytes')
    """
    for name, unit in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if n_bytes >= unit:
            return f"{n_bytes / unit:.3g} {name}"
    return f"{n_bytes} bytes"


def _section(path: str) -> str:
    """Return the page of the header under which a path stands."""
    first = f"/{path.split('/')[1]}"
    return "/" if first == "/classify" else first


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGEST]
