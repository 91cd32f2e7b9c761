"""What renders pages: it escapes, refuses unknown names, and compiles a template once."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined


@cache
def report_environment(**filters: Callable[..., Any]) -> Environment:
    """Return what renders the templates of this room with these filters, the same each time."""
    environment = new_environment(PackageLoader("reports"))
    environment.filters.update(filters)
    return environment


def new_environment(loader: BaseLoader) -> Environment:
    """Return what renders the templates that ``loader`` finds."""
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
