"""Logins to the pages: a key in, a cookie out.

The cookie is 256 random bits, new at each login, so that nobody can fix it before; its SHA-256 is
stored. It is not readable by scripts, is not sent with what other sites post, and over HTTPS is
bound to this host (``__Host-``). A login ends with its time, with its key, or by logging out.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from starlette.requests import HTTPConnection
from starlette.responses import Response

from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.clock import now
from webapp.cookies import cookie_header, cookie_name
from webapp.database import Database
from webapp.keys import KeyStore, caller_of
from webapp.tables import ApiKey, LoginSession

_COOKIE = "oncolit"


class SessionStore:
    """The logins in the server's database.

    Parameters
    ----------
    database : Database
    hours : float
        Until a login ends.
    """

    def __init__(self, database: Database, hours: float) -> None:
        self._database = database
        self._time = timedelta(hours=hours)

    def open(self, key: str) -> str | None:
        """Log in with a key and return the cookie's value; None where the key opens nothing."""
        caller = KeyStore(self._database).find(key.strip())
        with self._database.session() as session:
            if caller is None or caller.key_id is None:
                record(session, None, Action.LOGIN_REFUSED)
                return None
            token = secrets.token_urlsafe(32)
            made = now()
            session.add(
                LoginSession(
                    digest=_digest(token),
                    key_id=caller.key_id,
                    created=made,
                    expires=made + self._time,
                )
            )
            record(session, caller, Action.LOGGED_IN)
        return token

    def find(self, token: str) -> Caller | None:
        """Return who is logged in; None where the login or its key has ended."""
        with self._database.reading() as session:
            found = session.get(LoginSession, _digest(token))
            if found is None or found.expires <= now():
                return None
            return caller_of(session, session.get_one(ApiKey, found.key_id))

    def close(self, token: str) -> None:
        """Log out."""
        caller = self.find(token)
        with self._database.session() as session:
            found = session.get(LoginSession, _digest(token))
            if found is not None:
                session.delete(found)
                record(session, caller, Action.LOGGED_OUT)

    def remove_expired(self) -> int:
        """Remove the logins whose time is over, and return how many."""
        with self._database.session() as session:
            over = delete(LoginSession).where(LoginSession.expires <= now())
            return cast(CursorResult[Any], session.execute(over)).rowcount


def session_cookie(request: HTTPConnection) -> str | None:
    """Return the value of the request's login cookie."""
    return request.cookies.get(cookie_name(request, _COOKIE))


def set_session_cookie(response: Response, request: HTTPConnection, token: str) -> None:
    """Give the browser its login."""
    response.headers.append("Set-Cookie", cookie_header(request, _COOKIE, token))


def drop_session_cookie(response: Response, request: HTTPConnection) -> None:
    """Make the browser forget its login, and what it keeps of these pages."""
    response.headers.append("Set-Cookie", cookie_header(request, _COOKIE, ""))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
