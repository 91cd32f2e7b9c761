"""``GET /versions`` and ``GET /model``: what answers, and what is known of it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from reports.lab_report import Versions
from webapp.access import api_caller
from webapp.caller import Caller, Scope
from webapp.model_facts import ModelFacts, model_facts
from webapp.problems import problem_responses
from webapp.services import OpenServices

_EXAMPLE = {
    "oncolit": "0.8.0",
    "model": "models:/oncolit-effect-classifier@champion (version 3)",
    "model_made": "2026-01-30",
    "model_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "model_data": "df03d58af37f17f8c93e175149b1a020f4576493e553d843fbf704b8e68ab7b6",
    "model_trained_on_demo": True,
    "model_variants": 259,
    "knowledge": "embedded table of 328 statements",
    "literature": "no literature store: variants are answered without text",
    "texts": "The classifier reads the passages of papers that name a variant.",
}

versions_router = APIRouter(tags=["versions"])


@versions_router.get(
    "/versions",
    response_model=Versions,
    summary="Name the versions that answer",
    responses={
        200: {"content": {"application/json": {"example": _EXAMPLE}}},
        **problem_responses(401, 403, 429),
    },
)
def versions(
    services: OpenServices, _caller: Annotated[Caller, Depends(api_caller(Scope.READ))]
) -> Versions:
    """Name oncolit, the model, the evidence base and the literature store that answer now."""
    return services.sources.current.versions


@versions_router.get(
    "/model",
    response_model=ModelFacts,
    summary="Give the model card",
    responses=problem_responses(401, 403, 429),
)
def model(
    services: OpenServices, _caller: Annotated[Caller, Depends(api_caller(Scope.READ))]
) -> ModelFacts:
    """Say what the model was trained on, what it was measured at in each split, and its limits."""
    return model_facts(services.sources.current)
