"""The names by which the server may be called, where a deployment names them."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from webapp.origins import LOOPBACK_NAMES, host_name
from webapp.problems import Problem, problem_response


class HostCheck:
    """ASGI middleware that refuses requests to another name (421).

    Parameters
    ----------
    app : ASGI app
    allowed : str
        Names with commas between; empty for any. This machine's own are allowed besides: that is
        how its health is asked for.
    """

    def __init__(self, app: ASGIApp, allowed: str) -> None:
        self.app = app
        names = {name.strip().lower() for name in allowed.split(",") if name.strip()}
        self._names = names | LOOPBACK_NAMES if names else frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it is for this server."""
        if scope["type"] == "http" and self._names:
            host = host_name(HTTPConnection(scope).headers.get("host", ""))
            if host not in self._names:
                problem = Problem(421, "no server of this name; see ONCOLIT_ALLOWED_HOSTS")
                await problem_response(problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)
