"""``oncolit experiments``: the runs in the MLflow store."""

from pathlib import Path
from typing import Annotated, Optional

import typer

experiments_app = typer.Typer(
    help="List, compare and promote the runs of the MLflow store.", rich_markup_mode=None
)

RunName = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help="A run's id, or its first 6 letters or more; a run's name; champion or challenger; "
        "models:/NAME@ALIAS.",
        show_default=False,
    ),
]


@experiments_app.command(name="list")
def list_experiments(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the pipeline's runs by data, the lowest log loss in the split gene first.

    \b
    oncolit experiments list
    """
    from pipeline.experiments import list_runs

    print(list_runs(as_json=json))


@experiments_app.command()
def compare(
    first: RunName,
    second: RunName,
    out: Annotated[
        Optional[Path],
        typer.Option(metavar="FILE.tsv", help="All variants whose predicted class changed."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how the second run differs from the first, and which predictions changed.

    For each split: the scores of both, and the paired difference in log loss with its 95 %
    interval (bootstrap over rows, papers or genes). Runs of other data or folds are refused.

    \b
    oncolit experiments compare champion challenger
    oncolit experiments compare 44e161f0 shallow --out changed.tsv
    """
    from pipeline.experiments import compare as run

    print(run(first, second, out, as_json=json))


@experiments_app.command(
    epilog="Exit codes: 0 it is the champion now, or was already; 3 refused; 2 wrong use."
)
def promote(name: RunName) -> None:
    """Make a run's model the champion, unless it is worse than the champion beyond noise.

    Refused where the log loss of the split gene or text is worse (the 95 % interval of the paired
    difference lies above 0), and where data or folds are not the champion's. The decision and
    the comparison are logged in MLflow.

    \b
    oncolit experiments promote challenger
    """
    from pipeline.experiments import REFUSED
    from pipeline.experiments import promote as run

    promoted, told = run(name)
    print(told)
    if not promoted:
        raise typer.Exit(REFUSED)
