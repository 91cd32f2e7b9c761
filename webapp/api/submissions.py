"""``/submissions``: files in, reports out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Header, Request, Response, UploadFile
from fastapi import Path as PathParameter
from pydantic import BaseModel, Field
from starlette.responses import FileResponse

from reports.lab_report import Versions
from webapp.access import api_caller
from webapp.caller import Caller, Scope
from webapp.classification import TumourType
from webapp.openapi_document import LINK, LOCATION
from webapp.own_submissions import MEDIA_TYPES, delete_own, own_file, own_submission
from webapp.pagination import AskedPage, Page, link_next
from webapp.problems import problem_responses
from webapp.reception import SentFile, receive
from webapp.services import OpenServices, Services
from webapp.tables import Status, Submission

FileName = Literal[
    "report.json", "report.html", "report.tsv", "rejected.tsv", "cohort.html", "annotated.maf",
    "cell_lines.tsv",
]  # fmt: skip

SubmissionId = Annotated[str, PathParameter(pattern="^[0-9a-f]{32}$", examples=["0f3a5c0d" * 4])]

_EXAMPLE: dict[str, Any] = {
    "id": "0f3a5c0d7be94a2ab1d0c2c7f9e0a1b2",
    "status": "running",
    "stage": "Variants",
    "progress": 0.41,
    "file_name": "tumours.maf",
    "bytes": 18234,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "disease": "melanoma",
    "pseudonymised": False,
    "created": "2026-01-31T09:00:00Z",
    "started": "2026-01-31T09:00:01Z",
    "finished": None,
    "error": None,
    "summary": None,
    "links": {"self": "/api/v1/submissions/0f3a5c0d7be94a2ab1d0c2c7f9e0a1b2"},
}


class ReportSummary(BaseModel):
    """Counts and versions of a report."""

    format: str = Field(description="As it was recognised.", examples=["MAF"])
    rows: int = Field(description="Of the file; each is in one of the three counts below.")
    assessed: int
    not_assessed: int
    rejected: int
    variants: int = Field(description="Distinct ones.")
    samples: int
    actionable: int = Field(description="Variants with a therapy of tier I or II.")
    advice: list[str] = Field(
        default_factory=list,
        description="What to know of the file, such as a tumour type that is not known.",
    )
    versions: Versions


class SubmissionRecord(BaseModel):
    """A submission and what has become of it."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: str
    status: Status
    stage: str = Field(description="What is done at the moment, empty where nothing is.")
    progress: float = Field(ge=0, le=1, description="From 0 to 1.")
    file_name: str
    bytes: int
    sha256: str
    disease: str | None
    pseudonymised: bool
    created: datetime
    started: datetime | None
    finished: datetime | None
    error: str | None = Field(description="Why there is no report, where it failed.")
    summary: ReportSummary | None = Field(description="Of the report, when it is done.")
    links: dict[str, str] = Field(description="This submission and, when done, its report.")


submissions_router = APIRouter(prefix="/submissions", tags=["submissions"])


@submissions_router.post(
    "",
    status_code=202,
    response_model=SubmissionRecord,
    summary="Submit a file",
    responses={
        202: {"headers": LOCATION},
        **problem_responses(400, 401, 403, 408, 413, 422, 429, 503),
    },
)
def submit(
    response: Response,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.SUBMIT))],
    file: Annotated[UploadFile, File(description="MAF, VCF, CSV, TSV, XLSX or list; gzip too.")],
    disease: Annotated[TumourType | None, Form()] = None,
    pseudonymise: Annotated[bool, Form(description="Replace sample names on intake.")] = False,
    assess: Annotated[
        list[str] | None, Form(description="Consequences to assess besides the usual ones.")
    ] = None,
    skip: Annotated[list[str] | None, Form(description="Consequences not to assess.")] = None,
    any_filter: Annotated[bool, Form(description="Assess rows of any FILTER.")] = False,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="Sent again with the same key and file, a submission is not made twice.",
        ),
    ] = None,
) -> SubmissionRecord:
    """Put a file in the queue; its report can be had when its status is `done`.

    The file is deleted as soon as the report is made, the report after the retention time.
    """
    options = {
        name: value
        for name, value in (("assess", assess), ("skip", skip), ("any_filter", any_filter))
        if value
    }
    sent = SentFile(file.file, file.filename or "", disease, pseudonymise, options, idempotency_key)
    row = receive(services, caller, sent)
    response.headers["Location"] = _path(row)
    return _record(services, row)


@submissions_router.get(
    "",
    response_model=Page[SubmissionRecord],
    summary="List submissions, the newest first",
    responses={200: {"headers": LINK}, **problem_responses(401, 403, 422, 429)},
)
def list_submissions(
    request: Request,
    response: Response,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
    page: AskedPage,
) -> Page[SubmissionRecord]:
    """List the laboratory's own submissions."""
    found = services.submissions.list(caller.laboratory_id, page)
    link_next(request, response, found.next_cursor)
    items = [_record(services, row) for row in found.items]
    return Page[SubmissionRecord](items=items, next_cursor=found.next_cursor)


@submissions_router.get(
    "/{submission_id}",
    response_model=SubmissionRecord,
    summary="Say what has become of a submission",
    responses=problem_responses(401, 403, 404, 422, 429),
)
def show_submission(
    submission_id: SubmissionId,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
) -> SubmissionRecord:
    """Give status, progress and, when it is done, where the report is."""
    return _record(services, own_submission(services, caller, submission_id))


@submissions_router.delete(
    "/{submission_id}",
    status_code=204,
    summary="Delete a submission and all that came of it",
    responses=problem_responses(401, 403, 404, 422, 429),
)
def delete_submission(
    submission_id: SubmissionId,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.DELETE))],
) -> None:
    """Delete the file, the report and its feedback; a job that runs is stopped."""
    delete_own(services, caller, submission_id)


@submissions_router.get(
    "/{submission_id}/{name}",
    response_class=FileResponse,
    summary="Give a file of the report",
    responses={
        200: {
            "description": "The file.",
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "text/html": {"schema": {"type": "string"}},
                "text/tab-separated-values": {"schema": {"type": "string"}},
            },
        },
        206: {"description": "The part that the header `Range` asks for."},
        400: {"description": "The header `Range` is none."},
        416: {"description": "The file is shorter than where `Range` begins."},
        **problem_responses(401, 403, 404, 409, 422, 429),
    },
)
def report_file(
    submission_id: SubmissionId,
    name: FileName,
    services: OpenServices,
    caller: Annotated[Caller, Depends(api_caller(Scope.READ))],
) -> FileResponse:
    """Give `report.json`, `report.html`, `report.tsv` or another file of the report.

    `cohort.html` is there for several samples, `annotated.maf` for a MAF.
    """
    return own_file(services, caller, submission_id, name)


def _record(services: Services, row: Submission) -> SubmissionRecord:
    links = {"self": _path(row)}
    if row.status == Status.DONE:
        folder = services.submissions.report_folder(row.id)
        there = [name for name in MEDIA_TYPES if (folder / name).is_file()]
        links |= {name: f"{_path(row)}/{name}" for name in there}
    names = set(SubmissionRecord.model_fields) - {"links"}
    return SubmissionRecord(links=links, **{name: getattr(row, name) for name in names})


def _path(row: Submission) -> str:
    return f"/api/v1/submissions/{row.id}"
