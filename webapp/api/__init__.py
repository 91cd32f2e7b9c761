"""The REST API, version 1: routes that translate between HTTP and what the other modules decide."""

from fastapi import APIRouter, Depends

from webapp.api.cell_lines import cell_lines_router
from webapp.api.classify import classify_router
from webapp.api.feedback import feedback_router
from webapp.api.phenotypes import phenotypes_router
from webapp.api.submissions import submissions_router
from webapp.api.therapies import therapies_router
from webapp.api.versions import versions_router
from webapp.known_names import refuse_unknown_names
from webapp.problems import problem_responses

PREFIX = "/api/v1"
"""Of all paths of this version."""

api_router = APIRouter(
    prefix=PREFIX,
    dependencies=[Depends(refuse_unknown_names)],
    responses=problem_responses(421, 422, 500, 503, 507),
)
for _router in (
    # a report's cell lines before its files, whose paths take any name
    cell_lines_router, classify_router, submissions_router, therapies_router, phenotypes_router,
    feedback_router, versions_router,
):  # fmt: skip
    api_router.include_router(_router)
