"""What every stage command has in common: arguments from dvc.yaml, one-line errors."""

import sys
from collections.abc import Callable

import typer

WRONG_INPUT = 2
"""Exit code for wrong use or unreadable input."""


def run_stage(main: Callable[..., None]) -> None:
    """Run a stage's ``main`` with the command line's paths as its arguments.

    A ``ValueError`` is wrong input: one line on standard error, exit code 2.
    """
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    try:
        app(standalone_mode=False)
    except ValueError as error:
        print(f"oncolit: {error}", file=sys.stderr)
        sys.exit(WRONG_INPUT)
