"""Headers of every answer: what browsers may do with it.

Pages load from this server only, and run and style by its files only. A report's page has its one
script and style inline; it is served in a sandbox, so that it is of no origin: without the login's
cookie, it can ask this server for nothing.
"""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.safe_names import ascii_name, safe_name

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""What pages may load."""

FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What any other file may do: nothing."""

STATIC = "/static/"
"""Path of what is the same for everybody and may be kept by browsers."""

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000"
_HEAD_CHARACTERS = 4096
_SCRIPT_SOURCE = re.compile(r"script-src ('sha256-[\w+/]+=*')", re.ASCII)


class SecurityHeaders:
    """ASGI middleware that adds to every answer what it does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers as the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _headers(scope).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def file_headers(path: Path, name: str | None = None) -> dict[str, str]:
    """Return the headers with which a file of a report is served.

    Parameters
    ----------
    path : Path
    name : str, optional
        Under which it is saved; its own by default.
    """
    is_page = path.suffix == ".html"
    return {
        "Content-Security-Policy": report_policy(path) if is_page else FILE_POLICY,
        "Content-Disposition": disposition(name or path.name, inline=is_page),
    }


def report_policy(page: Path) -> str:
    """Return the content security policy of a report's page.

    Its script is allowed by the digest that the page itself names in its first lines.
    """
    with page.open(encoding="utf-8", errors="replace") as handle:
        told = _SCRIPT_SOURCE.search(unescape(handle.read(_HEAD_CHARACTERS)))
    rules = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    sandbox = "sandbox"
    if told:
        rules.append(f"script-src {told[1]}")
        sandbox = "sandbox allow-scripts"
    return "; ".join(
        [*rules, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", sandbox]
    )


def disposition(name: str, inline: bool = False) -> str:
    r"""Return a Content-Disposition header for any name (RFC 6266).

    Examples
    --------
    >>> disposition("report.tsv")
    'attachment; filename="report.tsv"'
    >>> disposition("../é.csv")
    'attachment; filename="_.csv"; filename*=UTF-8\'\'%C3%A9.csv'
    """
    name = safe_name(name)
    plain = ascii_name(name)
    told = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    return told if plain == name else f"{told}; filename*=UTF-8''{quote(name, safe='')}"


def _headers(scope: Scope) -> dict[str, str]:
    headers = {**_COMMON, "Content-Security-Policy": PAGE_POLICY}
    kept = scope["path"].startswith(STATIC)
    headers["Cache-Control"] = "public, max-age=3600" if kept else "no-store"
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = _HSTS
    return headers
