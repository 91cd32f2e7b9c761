"""Arguments and options that several commands have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer


class Split(StrEnum):
    """A split regime, where typer takes no Literal: in options that may be repeated."""

    RANDOM = "random"
    TEXT = "text"
    GENE = "gene"


DataDir = Annotated[Path, typer.Argument(metavar="DATA_DIR", help="Folder in Kaggle's format.")]
Params = Annotated[
    Optional[Path],
    typer.Option(help="Another params.yaml.", show_default="the checkout's", metavar="FILE"),
]
Feedback = Annotated[
    Optional[Path],
    typer.Option(metavar="FOLDER", help="Rows to add: a folder of oncolit feedback export."),
]
Folds = Annotated[
    Optional[int], typer.Option(help="Number of folds.", show_default="params.yaml: 5")
]
Seed = Annotated[
    Optional[int],
    typer.Option(
        min=0,
        max=2**31 - 1,
        help="Seed of split and classifier.",
        show_default="params.yaml: 0",
    ),
]
EngineName = Annotated[
    Optional[Literal["local", "dask"]],
    typer.Option("--engine", help="Where work runs.", show_default="params.yaml: local"),
]
Scheduler = Annotated[
    Optional[str],
    typer.Option(
        metavar="ADDRESS",
        help="Dask scheduler, such as tcp://10.0.0.1:8786.",
        show_default="processes on this machine",
    ),
]
Model = Annotated[
    Optional[str],
    typer.Option(help="Folder or MLflow URI.", show_default="the registered champion"),
]
Disease = Annotated[
    Optional[str],
    typer.Option(help="Tumour type: a name, a DOID or an OncoTree code."),
]
Explain = Annotated[
    str, typer.Option(metavar="N|all", help="Variants with a card and an explanation.")
]
UseLiterature = Annotated[bool, typer.Option(help="Read texts of the literature store.")]
Splits = Annotated[
    Optional[list[Split]],
    typer.Option(help="Split regime; may be repeated.", show_default="all three"),
]
Tracking = Annotated[bool, typer.Option("--tracking/--no-tracking", help="Log the runs in MLflow.")]


def names_in(text: str | None) -> list[str] | None:
    """Return the names in a list with commas, None for none given."""
    return None if text is None else [name.strip() for name in text.split(",")]
