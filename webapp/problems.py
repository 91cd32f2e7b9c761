"""Errors as RFC 9457 problem details for the API, and as a page for who reads pages."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class FieldFault(BaseModel):
    """One field that is not as expected."""

    field: str = Field(examples=["gene"])
    expected: str = Field(examples=["a gene such as BRAF"])


class ProblemDetails(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "no submission 0f3a…",
                }
            ]
        }
    )
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldFault] = Field(default_factory=list)


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """A request that cannot be answered as asked.

    Parameters
    ----------
    status : int
        Of HTTP.
    detail : str
        What is wrong and what was expected, for the person who asked.
    headers : mapping, optional
        Such as ``Retry-After``.
    faults : sequence of FieldFault
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        faults: tuple[FieldFault, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.faults = faults


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe problems for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status in statuses
    }


def problem_response(problem: Problem) -> JSONResponse:
    """Write a problem as JSON."""
    details = ProblemDetails(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        errors=list(problem.faults),
    )
    return JSONResponse(
        details.model_dump(exclude_defaults=False),
        problem.status,
        problem.headers,
        media_type=MEDIA_TYPE,
    )
