"""Logging in to the pages with a key, and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from webapp.access import local_path, log_in, sessions_of
from webapp.csrf import check_form
from webapp.page_templates import render_page
from webapp.sessions import drop_session_cookie, session_cookie, set_session_cookie

_LONGEST_KEY = 200
_REFUSED = "That is no valid key. It may have expired or been revoked."

router = APIRouter()


@router.get("/login")
def show_login(request: Request, goal: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Show the form."""
    return render_page(request, "web_login.html.j2", None, {"next": local_path(goal), "fault": ""})


@router.post("/login", dependencies=[Depends(check_form)])
def answer_login(
    request: Request,
    key: Annotated[str, Form(max_length=_LONGEST_KEY)] = "",
    goal: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Log in, or say that the key opens nothing."""
    token = log_in(request, key)
    if token is None:
        given = {"next": local_path(goal), "fault": _REFUSED}
        return render_page(request, "web_login.html.j2", None, given, 401)
    response = RedirectResponse(local_path(goal), 303)
    set_session_cookie(response, request, token)
    return response


@router.post("/logout", dependencies=[Depends(check_form)])
def log_out(request: Request) -> Response:
    """Log out."""
    if token := session_cookie(request):
        sessions_of(request).close(token)
    response = RedirectResponse("/login?notice=logged-out", 303)
    drop_session_cookie(response, request)
    return response
