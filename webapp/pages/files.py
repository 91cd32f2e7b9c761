"""The files of a report, for reading and for saving."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse

from pipeline.lab_outputs import (
    ANNOTATED_MAF,
    CELL_LINES_TABLE,
    COHORT_PAGE,
    REJECTED_TABLE,
    REPORT_PAGE,
    REPORT_RECORD,
    REPORT_TABLE,
)
from webapp.access import page_caller
from webapp.caller import Caller, Scope
from webapp.own_submissions import own_file
from webapp.services import OpenServices

FILES = {
    REPORT_PAGE: "the report: one page that opens anywhere, offline too",
    COHORT_PAGE: "numbers on all samples: genes, an oncoprint, who has a suggestion",
    REPORT_TABLE: "every row of the file, a line a variant, with what became of it",
    REPORT_RECORD: "all of it, for programs",
    CELL_LINES_TABLE: "what cell lines suggest, a line a drug of each tumour",
    REJECTED_TABLE: "each rejected row with its line and the reason",
    ANNOTATED_MAF: "the file as it came, with columns added",
}
"""Name and meaning of each file that a report may have."""

router = APIRouter()


def files_of(folder: Path) -> list[tuple[str, str]]:
    """Return name and meaning of the files that a report has."""
    return [(name, meaning) for name, meaning in FILES.items() if (folder / name).is_file()]


@router.get("/submissions/{submission_id}/files/{name}")
def show_file(
    services: OpenServices,
    caller: Annotated[Caller, Depends(page_caller(Scope.READ))],
    submission_id: str,
    name: str,
) -> FileResponse:
    """Give one file of a report."""
    return own_file(services, caller, submission_id, name)
