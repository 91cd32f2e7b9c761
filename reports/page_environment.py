"""What renders pages: it escapes, refuses unknown names, and compiles a template once."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined


def report_environment(**filters: Callable[..., Any]) -> Environment:
    """Return what renders the templates of this room with these filters, the same each time."""
    return _report_environment(tuple(filters.items()))


@cache
def _report_environment(filters: tuple[tuple[str, Callable[..., Any]], ...]) -> Environment:
    environment = new_environment(PackageLoader("reports"))
    environment.filters.update(filters)
    return environment


def new_environment(loader: BaseLoader) -> Environment:
    """Return what renders the templates that ``loader`` finds."""
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
