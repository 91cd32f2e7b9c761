"""The app: routes, errors and what runs beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from therapy.suggestion import RESEARCH_USE
from webapp.api import PREFIX, api_router
from webapp.api.health import health_router
from webapp.housekeeping import Housekeeping
from webapp.metrics import RequestMetrics
from webapp.page_templates import STATIC, render_problem
from webapp.pages import pages_router
from webapp.problems import FieldFault, Problem, ProblemDetails, problem_response
from webapp.security import install_security
from webapp.services import Services

_DESCRIPTION = f"""\
Effect classes, evidence and targeted therapies for cancer variants. {RESEARCH_USE}

Errors are problem details as RFC 9457 has them. Lists come a page at a time: `next_cursor` of one
page is `cursor` of the next. A POST to `/submissions` that is sent again with the same
`Idempotency-Key` is not done twice.
"""


def create_app(services: Services) -> FastAPI:
    """Make the app that answers with what a process has opened."""
    app = FastAPI(
        title="oncolit", version=version("oncolit"), description=_DESCRIPTION, lifespan=_lifespan,
        docs_url=None, redoc_url=None, license_info={"name": "Apache-2.0"},
    )  # fmt: skip
    app.state.services = services
    app.include_router(api_router)
    app.include_router(health_router)
    app.include_router(pages_router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(RequestMetrics)
    install_security(app, services.settings, _problem)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with what errors look like."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document["components"]["schemas"]
        schemas |= schema.pop("$defs") | {"ProblemDetails": schema}
    return app.openapi_schema or {}


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
    detail = words or f"{request.method} is not answered at this address"
    return await _problem(request, Problem(error.status_code, detail, error.headers))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = tuple(
        FieldFault(field=".".join(str(part) for part in one["loc"][1:]), expected=one["msg"])
        for one in error.errors()
    )
    detail = "; ".join(f"{one.field or 'body'}: {one.expected}" for one in faults)
    return await _problem(request, Problem(422, detail, faults=faults))


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
