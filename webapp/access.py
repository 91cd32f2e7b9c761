"""Who may ask what: the dependencies with which every route names its caller.

Without keys the server is its own machine's: every request must come from there. With keys the API
takes a key, or the login of these pages' own scripts, and the pages take a login.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from webapp.caller import LOCAL_CALLER, Caller, Scope
from webapp.csrf import check_form
from webapp.keys import KeyStore, key_id_of
from webapp.origins import address_of, check_local, check_sender
from webapp.problems import Problem
from webapp.rate_limits import RateLimits
from webapp.services import services_of
from webapp.sessions import SessionStore, session_cookie

LOGIN = "/login"
"""Path of the page to log in."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = HTTPBearer(auto_error=False, description="A key as `oncolit keys create` shows it.")
_KEY_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False)


class LoginNeededError(Exception):
    """A page that is shown to who is logged in.

    Parameters
    ----------
    path : str
        Where to go on after that.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    @property
    def location(self) -> str:
        """Return where the login page is asked for."""
        return f"{LOGIN}?next={quote(self.path, safe='/')}"


@dataclass(frozen=True)
class ApiGuard:
    """Dependency of a route of the API: names the caller or refuses."""

    scope: Scope

    def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)] = None,
        header: Annotated[str | None, Security(_KEY_HEADER)] = None,
    ) -> Caller:
        """Return who asks."""
        key = bearer.credentials if bearer else header
        return _admit(request, _api_caller(request, key), self.scope)


@dataclass(frozen=True)
class PageGuard:
    """Dependency of a page: names the caller or sends to the login."""

    scope: Scope

    def __call__(self, request: Request) -> Caller:
        """Return who asks."""
        caller = _local(request, page=True) or _logged_in(request)
        if caller is None:
            raise LoginNeededError(request.url.path if request.method in _SAFE else "/")
        return _admit(request, caller, self.scope)


@dataclass(frozen=True)
class FormGuard:
    """Dependency of a form that a page posts: names the caller, and refuses others' forms."""

    scope: Scope

    async def __call__(self, request: Request) -> Caller:
        """Return who asks."""
        caller = await run_in_threadpool(PageGuard(self.scope), request)
        await check_form(request)
        return caller


def api_caller(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency of a route of the API.

    Its Problem is 401 without a valid key, 403 where the key's scopes do not hold this one or the
    request comes from elsewhere, 429 where there were too many.
    """
    return ApiGuard(scope)


def page_caller(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency of a page; who is not logged in is sent to the login (303)."""
    return PageGuard(scope)


def page_form(scope: Scope) -> Callable[..., object]:
    """Return the dependency of a page's form: as page_caller, and 403 unless a page here sent it.

    The token may come in the header ``X-CSRF-Token`` instead; the form is not read then.
    """
    return FormGuard(scope)


def caller_of_request(request: Request) -> Caller:
    """Return who asks the API, before any route is looked for.

    Raises
    ------
    Problem
        As of :func:`api_caller`, but for scopes.
    """
    mark, _, key = request.headers.get("authorization", "").partition(" ")
    given = key if mark.lower() == "bearer" and key else request.headers.get("x-api-key")
    return _api_caller(request, given)


def limits_of(request: Request) -> RateLimits:
    """Return the process's rate limits."""
    limits: RateLimits = request.app.state.limits
    return limits


def sessions_of(request: Request) -> SessionStore:
    """Return the logins."""
    services = services_of(request)
    return SessionStore(services.database, services.settings.session_hours)


def log_in(request: Request, key: str) -> str | None:
    """Log in with a key and return the cookie's value; None where the key opens nothing.

    Whoever was logged in by this browser is logged out.

    Raises
    ------
    Problem
        429 after too many wrong keys from this address.
    """
    limits, asked = limits_of(request), (address_of(request), key_id_of(key.strip()))
    limits.check_failures(*asked)
    sessions = sessions_of(request)
    token = sessions.open(key)
    if token is None:
        limits.note_failure(*asked)
        return None
    if old := session_cookie(request):
        sessions.close(old)
    return token


def local_path(text: str) -> str:
    r"""Return a path of this server to go to, ``/`` where the text is none.

    Examples
    --------
    >>> [local_path(text) for text in ("/therapies", "//evil.example", "/\\evil.example", "x")]
    ['/therapies', '/', '/', '/']
    """
    plain = text.isprintable() and "\\" not in text
    return text if plain and text.startswith("/") and not text.startswith("//") else "/"


def _local(request: Request, page: bool = False) -> Caller | None:
    """Return the machine's own user where there are no keys.

    A link from elsewhere may lead to a page, but nothing from elsewhere may call the API.
    """
    if KeyStore(services_of(request).database).are_any():
        return None
    check_local(request)
    if not page:
        check_sender(request)
    return LOCAL_CALLER


def _api_caller(request: Request, key: str | None) -> Caller:
    caller = _local(request)
    if caller is None:
        caller = _by_script(request) if key is None else _by_key(request, key)
    if caller is None:
        raise Problem(
            401,
            "no key, or one that is not valid; expected the header "
            "`Authorization: Bearer onco_…` with a key of `oncolit keys create`",
            {"WWW-Authenticate": "Bearer"},
        )
    return caller


def _by_key(request: Request, key: str) -> Caller | None:
    limits, asked = limits_of(request), (address_of(request), key_id_of(key))
    limits.check_failures(*asked)
    caller = KeyStore(services_of(request).database).find(key)
    if caller is None:
        limits.note_failure(*asked)
    return caller


def _by_script(request: Request) -> Caller | None:
    """Return who is logged in, for what the pages' own scripts ask."""
    caller = _logged_in(request)
    if caller is not None:
        check_sender(request, must_say=request.method not in _SAFE)
    return caller


def _logged_in(request: Request) -> Caller | None:
    token = session_cookie(request)
    return sessions_of(request).find(token) if token else None


def _admit(request: Request, caller: Caller, scope: Scope) -> Caller:
    limits_of(request).take(caller.key_id or address_of(request))
    if scope not in caller.scopes:
        raise Problem(403, f"the key has no scope {scope.value!r}; it is needed here")
    return caller
