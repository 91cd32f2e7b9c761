"""``/health``, ``/ready`` and ``/metrics``: for whoever keeps the server running."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from webapp.access import api_caller
from webapp.caller import Caller, Scope
from webapp.metrics import write_metrics
from webapp.problems import Problem, problem_responses
from webapp.services import OpenServices

health_router = APIRouter(tags=["operation"], responses=problem_responses(421, 500))


class Health(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The server can answer."""

    status: Literal["ready"] = "ready"
    model: str
    waiting: int


@health_router.get("/health", response_model=Health, summary="Tell whether the process runs")
async def health() -> Health:
    """Answer as long as the process runs."""
    return Health()


@health_router.get(
    "/ready",
    response_model=Readiness,
    summary="Tell whether the server can answer",
    responses=problem_responses(503),
)
def ready(services: OpenServices) -> Readiness:
    """Answer when model and database are there."""
    try:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
        waiting = services.submissions.n_waiting()
    except SQLAlchemyError as error:
        raise Problem(503, "the database does not answer", {"Retry-After": "5"}) from error
    return Readiness(model=services.sources.current.versions.model, waiting=waiting)


@health_router.get(
    "/metrics",
    response_class=Response,
    summary="Give metrics for Prometheus",
    responses={
        200: {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problem_responses(401, 403, 429),
    },
)
def metrics(
    services: OpenServices, _caller: Annotated[Caller, Depends(api_caller(Scope.METRICS))]
) -> Response:
    """Give metrics in Prometheus' text format."""
    return Response(write_metrics(services), media_type=CONTENT_TYPE_LATEST)
