"""The report's style as a file, for pages that show its pieces."""

from fastapi import APIRouter
from starlette.responses import Response

from webapp.page_templates import REPORT_STYLE, report_style

router = APIRouter()


@router.get(REPORT_STYLE)
def give_report_style() -> Response:
    """Give the stylesheet."""
    return Response(report_style(), media_type="text/css")
