"""What every stage command has in common: arguments from dvc.yaml, one-line errors."""

import sys
from collections.abc import Callable

import typer

WRONG_INPUT = 2
"""Exit code for wrong use or unreadable input."""


_ROOMS = frozenset(
    {
        "variants", "engine", "text_features", "gene_features", "therapy", "experiments", "intake",
        "literature", "patients", "response", "reports", "pipeline", "webapp",
    }
)  # fmt: skip


def is_wrong_input(error: Exception) -> bool:
    """Tell an error about what the user gave from a fault of ours.

    Our own exceptions, and files that cannot be opened, are about input; any
    other ``ValueError`` is a fault that keeps its traceback.
    """
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in _ROOMS


def run_stage(main: Callable[..., None]) -> None:
    """Run a stage's ``main`` with the command line's paths as its arguments.

    Wrong input is one line on standard error and exit code 2.
    """
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    try:
        app(standalone_mode=False)
    except (ValueError, OSError) as error:
        if not is_wrong_input(error):
            raise
        print(f"oncolit: {error}", file=sys.stderr)
        sys.exit(WRONG_INPUT)
