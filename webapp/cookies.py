"""Cookies of the pages: for this host, unread by scripts, over HTTPS only where there is HTTPS."""

from http.cookies import SimpleCookie
from typing import Literal

from starlette.requests import HTTPConnection


def cookie_name(request: HTTPConnection, name: str) -> str:
    """Return a cookie's name: over HTTPS one that browsers take from this host only."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def cookie_header(
    request: HTTPConnection, name: str, value: str, same_site: Literal["Lax", "Strict"] = "Lax"
) -> str:
    """Return a Set-Cookie header; the browser forgets the cookie when it is closed.

    Parameters
    ----------
    name : str
        As :func:`cookie_name` takes it.
    value : str
        Empty to make the browser forget the cookie now.
    same_site : str
        ``Lax``: it comes with a link from elsewhere, but with nothing that is posted from there;
        ``Strict``: with neither.
    """
    cookie: SimpleCookie = SimpleCookie()
    name = cookie_name(request, name)
    cookie[name] = value
    cookie[name]["path"] = "/"
    cookie[name]["httponly"] = True
    cookie[name]["samesite"] = same_site
    if request.url.scheme == "https":
        cookie[name]["secure"] = True
    if not value:
        cookie[name]["max-age"] = 0
    return cookie[name].OutputString()
