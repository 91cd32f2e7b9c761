"""Pages of submissions: the list, one while it is worked on and when it is done, deleting one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from webapp.access import page_caller, page_form
from webapp.caller import Caller, Scope
from webapp.own_submissions import delete_own, own_submission
from webapp.page_templates import phrase, render_page
from webapp.pages.files import files_of
from webapp.pages.found import own_report
from webapp.pagination import USUAL_ITEMS, AskedPage
from webapp.problems import Problem
from webapp.reception import SentFile, check_room, receive
from webapp.services import OpenServices, Services
from webapp.stored_report import RowPage, StoredReport
from webapp.tables import Status, Submission

MOST_ROWS = 50
"""Variants of one page of the table."""

_LONGEST_DISEASE = 200

router = APIRouter()

Reader = Annotated[Caller, Depends(page_caller(Scope.READ))]


@dataclass(frozen=True)
class VariantFilter:
    """Which variants of a report are listed.

    Parameters
    ----------
    submission_id : str
    find : str
        Words of a gene or variation.
    effect : str
        A class, or ``abstain``; empty for any.
    actionable : bool
        Only those with a therapy of tier I or II.
    """

    submission_id: str
    find: str
    effect: str
    actionable: bool

    @property
    def is_set(self) -> bool:
        """Whether some variants are left out."""
        return bool(self.find.strip() or self.effect or self.actionable)

    def href(self, page: int) -> str:
        """Return where a page of these variants is."""
        asked = {"find": self.find, "effect": self.effect, "actionable": self.actionable or ""}
        given = {name: value for name, value in asked.items() if value} | {"page": page}
        return f"/submissions/{self.submission_id}?{urlencode(given)}#variants-h"


@dataclass(frozen=True)
class TablePage:
    """One page of the table of variants; pages count from 1."""

    found: RowPage
    page: int

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(-(-self.found.total // MOST_ROWS), 1)

    @property
    def first(self) -> int:
        """Place of the first row that is shown."""
        return (self.page - 1) * MOST_ROWS + 1

    @property
    def last(self) -> int:
        """Place of the last row that is shown."""
        return self.first + len(self.found.rows) - 1

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page < self.pages else None


@router.get("/submissions")
def list_submissions(
    request: Request, services: OpenServices, caller: Reader, page: AskedPage
) -> Response:
    """List what a laboratory has sent."""
    found = services.submissions.list(caller.laboratory_id, page)
    following = {"cursor": found.next_cursor}
    if page.limit != USUAL_ITEMS:
        following["limit"] = str(page.limit)
    context = {
        "submissions": found.items,
        "next_href": f"/submissions?{urlencode(following)}" if found.next_cursor else "",
        "first_href": "/submissions" if page.after else "",
        "retention": _retention(services),
    }
    return render_page(request, "web_submissions.html.j2", caller, context)


@router.post("/submissions")
async def submit(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_form(Scope.SUBMIT))],
) -> RedirectResponse:
    """Put a file in the queue and lead to its page."""
    await run_in_threadpool(check_room, services)
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Problem(422, "no file came; choose one and send the form again")
    disease = str(form.get("disease", "")).strip()
    if len(disease) > _LONGEST_DISEASE:
        raise Problem(422, f"the disease has over {_LONGEST_DISEASE} characters")
    is_hidden = form.get("pseudonymise") == "true"
    options = {"any_filter": True} if form.get("any_filter") == "true" else {}
    sent = SentFile(file.file, file.filename, disease or None, is_hidden, options)
    row = await run_in_threadpool(receive, services, caller, sent)
    return RedirectResponse(f"/submissions/{row.id}", 303)


@router.get("/submissions/{submission_id}")
def show_submission(
    request: Request,
    services: OpenServices,
    caller: Reader,
    submission_id: str,
    find: Annotated[str, Query(max_length=100)] = "",
    effect: Annotated[str, Query(max_length=20)] = "",
    actionable: bool = False,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    part: str = "",
) -> Response:
    """Show how far a submission is, why it failed, or what its report says."""
    submission = own_submission(services, caller, submission_id)
    given: dict[str, Any] = {"submission": submission}
    if part == "progress":
        return render_page(request, "web_progress.html.j2", caller, given)
    if submission.status == Status.FAILED:
        return render_page(request, "web_submission_failed.html.j2", caller, given)
    if submission.status != Status.DONE:
        return render_page(request, "web_submission_open.html.j2", caller, given)
    asked = VariantFilter(submission_id, find, effect, actionable)
    _, report = own_report(services, caller, submission_id)
    given |= {
        "head": report.head,
        "table": _table(report, asked, page),
        "filter": asked,
        "files": files_of(report.folder),
        "kept_until": _kept_until(services, submission),
        "tumours": report.tumours.rows(),
    }
    return render_page(request, "web_submission.html.j2", caller, given)


@router.get("/submissions/{submission_id}/delete")
def ask_before_deleting(
    request: Request,
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.DELETE))],
    submission_id: str,
) -> Response:
    """Ask whether a submission shall be deleted."""
    given = {"submission": own_submission(services, caller, submission_id)}
    return render_page(request, "web_delete.html.j2", caller, given)


@router.post("/submissions/{submission_id}/delete")
def delete_submission(
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_form(Scope.DELETE))],
    submission_id: str,
) -> RedirectResponse:
    """Delete a submission and all that came of it."""
    delete_own(services, caller, submission_id)
    return RedirectResponse("/submissions?notice=deleted", 303)


def _table(report: StoredReport, asked: VariantFilter, page: int) -> TablePage:
    start = (page - 1) * MOST_ROWS
    found = report.rows(
        start, MOST_ROWS, asked.find, actionable=asked.actionable, answer=asked.effect
    )
    return TablePage(found, page)


def _retention(services: Services) -> str:
    return phrase(services.settings.retention_days, "day")


def _kept_until(services: Services, submission: Submission) -> Any:
    finished = submission.finished or submission.created
    return finished + timedelta(days=services.settings.retention_days)
