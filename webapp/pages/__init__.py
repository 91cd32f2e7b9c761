"""Pages for people, server-rendered: usable without JavaScript, better with it."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from webapp.pages.about import router as about
from webapp.pages.answer_feedback import router as answer_feedback
from webapp.pages.case import router as case
from webapp.pages.cell_lines import router as cell_lines
from webapp.pages.files import router as files
from webapp.pages.login import router as login
from webapp.pages.model import router as model
from webapp.pages.report_cell_lines import router as report_cell_lines
from webapp.pages.start import router as start
from webapp.pages.style import router as style
from webapp.pages.submissions import router as submissions
from webapp.pages.therapies import router as therapies
from webapp.pages.variants import router as variants

pages_router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
for _page in (
    style, start, case, answer_feedback, submissions, files, variants, report_cell_lines,
    therapies, cell_lines, model, about, login,
):  # fmt: skip
    pages_router.include_router(_page)
