"""Forms of these pages only: another site's page must not act for who is logged in here.

Two things must hold. The browser says that the form was sent by one of these pages
(webapp.origins), and the form holds a token that only these pages could know: it is made from the
login's cookie, or where nobody is logged in from a random cookie that is given with the form.
"""

import hashlib
import hmac
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.cookies import cookie_header, cookie_name
from webapp.origins import check_sender
from webapp.problems import Problem
from webapp.sessions import session_cookie

FIELD = "csrf"
"""Name of the hidden field of every form."""

HEADER = "X-CSRF-Token"
"""Header in which a script may send the token instead."""

_COOKIE = "oncolit-form"
_NEW = "new_form_cookie"
_PURPOSE = b"oncolit form"


def csrf_token(request: HTTPConnection) -> str:
    """Return the token for the forms of the page that answers this request."""
    cookie = _bound_cookie(request)
    if cookie is None:
        state = request.scope.setdefault("state", {})
        cookie = state.setdefault(_NEW, secrets.token_urlsafe(32))
    return _token(cookie)


async def check_form(request: Request) -> None:
    """Refuse a request that none of these pages sent; what it sends is read only if one may have.

    Raises
    ------
    Problem
        403.
    """
    check_sender(request)
    token = request.headers.get(HEADER)
    if token is None:
        given = (await request.form()).get(FIELD, "")
        token = given if isinstance(given, str) else ""
    cookie = _bound_cookie(request)
    if cookie is None or not hmac.compare_digest(_token(cookie).encode(), token.encode()):
        raise Problem(403, "the form is not of this visit; load the page again and send it anew")


class FormCookie:
    """ASGI middleware that gives the cookie to which a new visitor's forms are bound."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the cookie to the answer where a form was made in it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _NEW in state:
                request = HTTPConnection(scope)
                headers = MutableHeaders(scope=message)
                written = cookie_header(request, _COOKIE, state[_NEW], "Strict")
                headers.append("Set-Cookie", written)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _bound_cookie(request: HTTPConnection) -> str | None:
    return session_cookie(request) or request.cookies.get(cookie_name(request, _COOKIE))


def _token(cookie: str) -> str:
    return hmac.new(cookie.encode(), _PURPOSE, hashlib.sha256).hexdigest()
