"""``oncolit literature``: texts on variants, and search in them."""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

literature_app = typer.Typer(
    help="Import texts on cancer variants, and search in them.", rich_markup_mode=None
)

Kind = Annotated[
    Optional[Literal["civic", "pubmed", "pmc", "bioc", "table", "kaggle"]],
    typer.Option(help="Only this kind of document."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@literature_app.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="Files, plain or gzipped, or folders of them.",
            show_default=False,
        ),
    ],
    kind: Kind = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read files that were read before, too.")
    ] = False,
    rejected: Annotated[
        Optional[Path],
        typer.Option(
            metavar="FILE.tsv",
            help="Table of faulty records.",
            show_default="literature.rejected.tsv beside the store",
        ),
    ] = None,
    jobs: Annotated[
        Optional[int],
        typer.Option(min=1, help="Processes that read texts.", show_default="one a processor"),
    ] = None,
) -> None:
    """Read texts into the literature store; the same content twice changes nothing.

    The format is told from the content: PubMed XML (baseline, update and efetch files), PMC JATS
    XML, BioC (XML, JSON), CIViC's evidence TSV, Kaggle's ID||Text, and TSV or CSV with the columns
    pmid, title, abstract or text. An import that was stopped goes on where it was.

    \b
    oncolit literature import pubmed26n0001.xml.gz pmc_folder/
    oncolit literature import data/raw/msk/training_text
    """
    from pipeline.literature import import_literature

    import_literature(files, kind=kind, again=again, rejected=rejected, jobs=jobs, say=print)


@literature_app.command()
def search(
    gene: Annotated[str, typer.Argument(help="Gene symbol, e.g. BRAF.", show_default=False)],
    variation: Annotated[
        Optional[list[str]],
        typer.Argument(help="Such as V600E, Exon 19 deletion.", show_default=False),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Passages to show.")] = 10,
    json: Json = False,
) -> None:
    """Show the passages that name a variant in any spelling, or a gene; the best first.

    Where the gene is unknown or the variation is not read, passages with these words are shown.

    \b
    oncolit literature search BRAF V600E
    oncolit literature search EGFR Exon 19 deletion --most 3 --json
    """
    from pipeline.literature_search import describe_passages

    print(describe_passages(gene, " ".join(variation or []), most, as_json=json))


@literature_app.command()
def status(json: Json = False) -> None:
    """Say what literature there is, and from when.

    \b
    oncolit literature status
    """
    from pipeline.literature_status import describe_literature

    print(describe_literature(as_json=json))


@literature_app.command()
def remove(
    kind: Kind = None,
    file: Annotated[
        Optional[str],
        typer.Option(metavar="NAME", help="Documents read from a file of this name."),
    ] = None,
) -> None:
    """Delete documents of a kind, or those of a file.

    \b
    oncolit literature remove --file pubmed26n0001.xml.gz
    """
    from pipeline.literature_status import remove_literature

    if (kind is None) == (file is None):
        raise typer.BadParameter("expected one of --kind and --file")
    print(remove_literature(kind, file))
