"""``oncolit response``: models of how tumour cell lines answer drugs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from pipeline.cli_options import names_in

response_app = typer.Typer(
    help="Learn from a drug screen which drugs a tumour may answer.", rich_markup_mode=None
)


class ResponseSplit(StrEnum):
    """What is held out, where typer takes no Literal: in options that may be repeated."""

    PAIR = "pair"
    CELL = "cell"
    DRUG = "drug"
    BOTH = "both"


ScreenFolder = Annotated[
    Path,
    typer.Option(metavar="DIR", help="Folder of a screen: of oncolit data fetch gdsc, or yours."),
]
ResponseFolds = Annotated[
    int, typer.Option(min=2, help="Number of folds; both has its square of blocks.")
]
ResponseSeed = Annotated[
    int, typer.Option(min=0, max=2**31 - 1, help="Seed of split, model and bootstrap.")
]
Mlflow = Annotated[bool, typer.Option("--mlflow/--no-mlflow", help="Log the run in MLflow.")]
ModelFolder = Annotated[
    Optional[Path],
    typer.Option(
        metavar="FOLDER", help="Folder of the model.", show_default="data/response of ONCOLIT_HOME"
    ),
]


@response_app.command()
def crossvalidate(
    data: ScreenFolder,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for predictions.csv, metrics.json, plots.")
    ],
    split: Annotated[
        Literal["pair", "cell", "drug", "both"], typer.Option(help="What is held out.")
    ] = "cell",
    folds: ResponseFolds = 5,
    seed: ResponseSeed = 0,
    model: Annotated[
        Optional[str],
        typer.Option(
            metavar="NAME", help="One of those that compare tells.", show_default="hybrid"
        ),
    ] = None,
    mlflow: Mlflow = True,
) -> None:
    """Score a model on pairs of profile and drug that it has not seen.

    pair holds out random pairs, cell whole profiles (a new tumour), drug whole drugs, both blocks
    of profiles and drugs. Every score is told beside that of the drug's mean on the same pairs,
    with 95 % intervals of both and of the difference.

    \b
    oncolit data fetch gdsc
    oncolit response crossvalidate --data data/raw/gdsc --split cell --out /tmp/cell
    """
    from pipeline.response_crossvalidate import crossvalidate_responses

    print(crossvalidate_responses(data, split, folds, seed, out, model, mlflow))


@response_app.command()
def compare(
    data: ScreenFolder,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for comparison.csv and comparison.png.")
    ],
    split: Annotated[
        Optional[list[ResponseSplit]],
        typer.Option(help="What is held out; may be repeated.", show_default="all four"),
    ] = None,
    models: Annotated[
        Optional[str], typer.Option(metavar="NAME,NAME,...", help="Models.", show_default="all")
    ] = None,
    folds: ResponseFolds = 5,
    seed: ResponseSeed = 0,
    mlflow: Mlflow = True,
) -> None:
    """Score models on the same held-out pairs, beside the drug's mean.

    \b
    oncolit response compare --data data/raw/gdsc --split cell --models drug_mean,hybrid \\
        --out /tmp/comparison
    """
    from pipeline.response_compare import compare_responses

    splits = [one.value for one in split] if split else None
    print(compare_responses(data, splits, names_in(models), folds, seed, out, mlflow))


@response_app.command()
def train(
    data: ScreenFolder,
    model: ModelFolder = None,
    seed: ResponseSeed = 0,
    mlflow: Mlflow = True,
) -> None:
    """Fit the drug ranker on all rows of a screen and write it to a folder.

    From then on reports have a section on what cell lines suggest.

    \b
    oncolit response train --data data/raw/gdsc
    """
    from pipeline.response_train import train_ranker

    print(train_ranker(data, model, seed, mlflow))


@response_app.command()
def rank(
    tissue: Annotated[
        Optional[str], typer.Option(help="Tissue in the screen's words, such as skin.")
    ] = None,
    mutated: Annotated[
        Optional[str], typer.Option(metavar="GENE,GENE,...", help="Genes with a coding change.")
    ] = None,
    gained: Annotated[
        Optional[str], typer.Option(metavar="GENE,GENE,...", help="Amplified genes.")
    ] = None,
    lost: Annotated[
        Optional[str], typer.Option(metavar="GENE,GENE,...", help="Deleted genes.")
    ] = None,
    fused: Annotated[
        Optional[str], typer.Option(metavar="GENE::GENE,...", help="Fusions, such as BCR::ABL1.")
    ] = None,
    msi: Annotated[
        Optional[bool],
        typer.Option("--msi/--no-msi", help="Microsatellite instability.", show_default="unknown"),
    ] = None,
    known: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="DRUG=PERCENTILE",
            help="A response that is known of the tumour, 0 (sensitive) to 100; may be repeated.",
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Drugs to tell of.")] = 5,
    model: ModelFolder = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rank the screen's drugs for a tumour, as preclinical evidence.

    Percentiles are among the screen's cell lines: 0 is the most sensitive. The model file runs code
    when it is loaded: name only folders that you trust.

    \b
    oncolit response rank --tissue skin --mutated BRAF,TP53
    oncolit response rank --tissue breast --gained ERBB2 --known Lapatinib=2 --json
    oncolit response rank --tissue leukemia --fused BCR::ABL1
    """
    from pipeline.response_rank import Asked, rank_drugs

    genes = [_genes(text) for text in (mutated, gained, lost, fused)]
    asked = Asked(tissue, genes[0], genes[1], genes[2], msi, tuple(known or ()), genes[3])
    print(rank_drugs(asked, top, model, as_json=json))


def _genes(text: str | None) -> tuple[str, ...]:
    return tuple(name for name in names_in(text) or () if name)
