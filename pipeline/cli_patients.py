"""Commands for patients: a report on a case."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli_options import Explain, Model, UseLiterature

patients_app = typer.Typer(rich_markup_mode=None)


@patients_app.command()
def case(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or phenopacket JSON.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report.")],
    model: Model = None,
    disease: Annotated[
        Optional[str],
        typer.Option(
            help="Tumour type: a name, a DOID or an OncoTree code.", show_default="the case's"
        ),
    ] = None,
    explain: Explain = "500",
    literature: UseLiterature = True,
) -> None:
    """Report on a patient: variants, findings, tests and history.

    Writes report.html, report.json, report.tsv and rejected.tsv as oncolit annotate does, with
    the patient's sections first: therapies as they stand for the patient, cautions, possible
    diagnoses, follow-up. Nothing personal is needed: no names, ages for dates of birth.

    Exit code 0 when a report was written, 2 when the case cannot be read; every fault is named
    with its field.

    \b
    oncolit case data/demo/cases/01-lung-egfr.yaml --out report
    oncolit case phenopacket.json --out report --disease "lung adenocarcinoma"
    """
    from pipeline.annotate import read_most_cards
    from pipeline.case import report_case

    print(report_case(file, out, model, disease, read_most_cards(explain), literature))
