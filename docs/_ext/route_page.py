"""The routes of the REST API, from its OpenAPI document."""

from typing import Any

from fastapi import FastAPI
from rst_text import escaped, heading, literal, table

from webapp.api import api_router
from webapp.api.health import health_router
from webapp.openapi_document import describe


def route_page() -> str:
    """Return the page of all routes, by their tag."""
    app = FastAPI(title="oncolit")
    app.include_router(api_router)
    app.include_router(health_router)
    rows = [
        (
            literal(method.upper()),
            literal(path),
            escaped(_said(operation)),
            escaped(", ".join(sorted(operation["responses"]))),
        )
        for path, operations in describe(app)["paths"].items()
        for method, operation in operations.items()
    ]
    intro = "How they are called, with examples: :doc:`/api`. A server that runs says all of it at "
    intro += "``/openapi.json``; errors are problem details (RFC 9457).\n\n"
    columns = ("Method", "Path", "What it does", "Answers")
    return heading("REST API") + intro + table(columns, rows)


def _said(operation: dict[str, Any]) -> str:
    first = operation.get("description", "").partition("\n\n")[0]
    return " ".join(first.split()) or str(operation.get("summary", ""))
