"""``oncolit knowledge``: the evidence base, what is in it and what changes in it."""

from pathlib import Path
from typing import Annotated, Optional

import typer

knowledge_app = typer.Typer(
    help="Import, show and compare curated evidence on therapies.", rich_markup_mode=None
)
import_app = typer.Typer(
    help="Read a file into the evidence base; the same content twice changes nothing.",
    rich_markup_mode=None,
)
knowledge_app.add_typer(import_app, name="import")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OntologyFileName = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
Version = Annotated[
    str,
    typer.Argument(
        metavar="RELEASE",
        help="A release's number, a date such as 2026-05 (the newest data up to then), or a "
        "CIViC file.",
        show_default=False,
    ),
]


@import_app.command()
def civic(
    file: Annotated[
        Optional[Path],
        typer.Argument(
            metavar="FILE",
            help="CIViC's evidence TSV, plain or gzipped; with --download, where to keep it.",
            show_default=False,
        ),
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch CIViC's file of last night first.")
    ] = False,
    address: Annotated[
        Optional[str],
        typer.Option(metavar="URL", help="Fetch from here.", show_default="CIViC's nightly file"),
    ] = None,
    rejected: Annotated[
        Optional[Path],
        typer.Option(
            metavar="FILE.tsv",
            help="Table of malformed rows.",
            show_default="beside the base, where there are any",
        ),
    ] = None,
) -> None:
    """Read CIViC's accepted evidence statements, of any year, as a release.

    \b
    oncolit knowledge import civic nightly-ClinicalEvidenceSummaries.tsv
    oncolit knowledge import civic --download
    """
    from pipeline.knowledge import import_civic

    if file is None and not download:
        raise typer.BadParameter("expected FILE, or --download to fetch it")
    if address and not download:
        raise typer.BadParameter("--address goes with --download")
    print(import_civic(file, download=download, address=address, rejected=rejected))


@import_app.command(name="disease-ontology")
def disease_ontology(file: OntologyFileName) -> None:
    """Read the Disease Ontology's tumour types (OBO).

    \b
    oncolit knowledge import disease-ontology DO_cancer_slim.obo
    """
    from pipeline.knowledge import import_disease_ontology

    print(import_disease_ontology(file))


@import_app.command()
def oncotree(file: OntologyFileName) -> None:
    """Read OncoTree's tumour types (JSON).

    \b
    oncolit knowledge import oncotree oncotree_2025_10_03.json
    """
    from pipeline.knowledge import import_oncotree

    print(import_oncotree(file))


@knowledge_app.command()
def status(json: Json = False) -> None:
    """Say what evidence there is, and from when.

    \b
    oncolit knowledge status
    """
    from pipeline.knowledge_status import describe_status

    print(describe_status(as_json=json))


@knowledge_app.command()
def profiles(
    unread: Annotated[
        bool, typer.Option("--unread", help="Only those that are not read, with the reason.")
    ] = False,
    release: Annotated[
        Optional[int], typer.Option(help="Release number.", show_default="the current one")
    ] = None,
) -> None:
    """List the molecular profiles of a release as a tab-separated table.

    Statements, genes and how the profile is read; or why it is not.

    \b
    oncolit knowledge profiles --unread
    """
    from pipeline.knowledge_status import list_profiles

    print(list_profiles(release, only_unread=unread))


@knowledge_app.command()
def diff(old: Version, new: Version, json: Json = False) -> None:
    """Say which suggestions appear, vanish or change level between two releases.

    A suggestion is a molecular profile, a therapy, a direction and a tumour type. Counts come
    first. "now" and "was" stand before what the same statements say in the other release.

    \b
    oncolit knowledge diff 1 2
    oncolit knowledge diff 2017-02 2026-05 --json
    """
    from pipeline.knowledge_changes import describe_changes

    print(describe_changes(old, new, as_json=json))
