"""The app: routes, errors and what runs beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from therapy.suggestion import RESEARCH_USE
from webapp.api import PREFIX, api_router
from webapp.api.health import health_router
from webapp.field_faults import read_fault
from webapp.head_requests import HeadAsGet
from webapp.housekeeping import Housekeeping
from webapp.live_notes import LiveNotes
from webapp.log import route_of
from webapp.metrics import RequestMetrics
from webapp.openapi_document import describe
from webapp.page_templates import STATIC, render_problem
from webapp.pages import pages_router
from webapp.problems import Problem, problem_response
from webapp.security import install_security
from webapp.services import Services

_DESCRIPTION = f"""\
Effect classes, evidence and targeted therapies for cancer variants. {RESEARCH_USE}

Errors are problem details as RFC 9457 has them. Lists come a page at a time: `next_cursor` of one
page is `cursor` of the next. A POST to `/submissions` that is sent again with the same
`Idempotency-Key` is not done twice.
"""

_CLEARER = {
    "There was an error parsing the body": "the body cannot be read: expected JSON in UTF-8, "
    "nested less deeply, with shorter numbers",
    "Invalid multipart data.": "the body is no multipart/form-data as RFC 7578 has it, or a "
    "header in it is too long",
}
"""What the framework says of a body, in words that help."""


def create_app(services: Services) -> FastAPI:
    """Make the app that answers with what a process has opened."""
    app = FastAPI(
        title="oncolit", version=version("oncolit"), description=_DESCRIPTION, lifespan=_lifespan,
        docs_url=None, redoc_url=None, license_info={"name": "Apache-2.0"},
    )  # fmt: skip
    app.state.services = services
    app.state.live_notes = LiveNotes()
    app.include_router(api_router)
    app.include_router(health_router)
    app.include_router(pages_router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestMetrics)
    install_security(app, services.settings, _problem)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    housekeeping = Housekeeping(services)
    services.sources.watch(services.settings.model_check_seconds)
    housekeeping.start()
    yield
    housekeeping.stop()
    services.sources.stop()
    services.desk.stop()


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if request.url.path.startswith(PREFIX) or not _wants_page(request):
        return problem_response(error)
    return render_problem(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    words = _CLEARER.get(words, words)
    if error.status_code == HTTPStatus.NOT_FOUND:
        words = words or "nothing is at this address"
    detail = words or f"{request.method} is not answered at this address"
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers |= _allowed(request)
    return await _problem(request, Problem(error.status_code, detail, headers))


def _allowed(request: Request) -> dict[str, str]:
    """Name all methods of an address of the API; the framework names those of one route."""
    described = request.app.openapi()["paths"].get(route_of(request.scope), {})
    methods = {name.upper() for name in described}
    if "GET" in methods:
        methods.add("HEAD")
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = tuple(read_fault(one, request.headers) for one in error.errors())
    detail = "; ".join(f"{one.field or 'body'}: {one.expected}" for one in faults)
    return await _problem(request, Problem(422, detail, faults=faults))


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
