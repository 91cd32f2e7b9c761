"""What guards every route of an app, put in place at once."""

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse

from webapp.access import LoginNeededError
from webapp.body_limit import BodyLimit
from webapp.csrf import FormCookie
from webapp.faults import FaultAnswer
from webapp.headers import SecurityHeaders
from webapp.host_check import HostCheck
from webapp.log import RequestLog
from webapp.rate_limits import open_limits
from webapp.refusal import Refuse, refuse_as_json
from webapp.settings import Settings
from webapp.upload_gate import UploadGate


def install_security(app: FastAPI, settings: Settings, refuse: Refuse = refuse_as_json) -> None:
    """Add to an app its log, headers, limits and the way to the login.

    Parameters
    ----------
    app : FastAPI
    settings : Settings
    refuse : callable
        Makes the answer of a request and a problem, for what reaches no route or is a fault.
    """
    app.state.limits = open_limits(settings.redis_url, settings.requests_per_minute)
    app.add_exception_handler(LoginNeededError, _to_login)
    # the last that is added sees a request first
    app.add_middleware(UploadGate, refuse=refuse)
    app.add_middleware(BodyLimit, most_upload=settings.most_upload, refuse=refuse)
    app.add_middleware(FaultAnswer, answer=refuse)
    app.add_middleware(FormCookie)
    app.add_middleware(HostCheck, allowed=settings.allowed_hosts)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)


async def _to_login(_request: Request, error: Exception) -> RedirectResponse:
    path = error.location if isinstance(error, LoginNeededError) else "/"
    return RedirectResponse(path, 303)
