"""Command for possible diagnoses."""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

diagnose_app = typer.Typer(rich_markup_mode=None)


@diagnose_app.command()
def diagnose(
    hpo: Annotated[
        Optional[list[str]],
        typer.Option(metavar="ID", help="Finding that is there; may be repeated."),
    ] = None,
    text: Annotated[
        Optional[str], typer.Option(metavar="FILE", help="Text that names findings; - is stdin.")
    ] = None,
    phenopacket: Annotated[
        Optional[Path],
        typer.Option(metavar="FILE", help="Phenopacket, or the YAML of oncolit case."),
    ] = None,
    cases: Annotated[
        Optional[Path],
        typer.Option(metavar="FILE", help="Many cases, a JSON object a line; needs --out."),
    ] = None,
    out: Annotated[
        Optional[Path], typer.Option(metavar="FILE", help="A line a case: id, ranking.")
    ] = None,
    absent: Annotated[
        Optional[list[str]],
        typer.Option(metavar="ID", help="Finding that is not there; may be repeated."),
    ] = None,
    sex: Annotated[
        Optional[Literal["female", "male"]], typer.Option(help="Of the patient.")
    ] = None,
    gene: Annotated[
        Optional[list[str]],
        typer.Option(
            metavar="SYMBOL[:het]",
            help="Gene with a germline variant that may cause disease, :het if one copy only is "
            "altered; may be repeated.",
        ),
    ] = None,
    use_genes: Annotated[
        bool, typer.Option("--use-genes", help="Use the genes of --cases, too.")
    ] = False,
    absences: Annotated[
        Optional[Literal["asked", "recorded"]],
        typer.Option(
            help="How absent findings are read: somebody asked, or a publication records them.",
            show_default="recorded for --cases, else asked",
        ),
    ] = None,
    disease: Annotated[
        Optional[str], typer.Option(metavar="NAME", help="The patient's tumour type.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="Diseases to show.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rank the diseases of OMIM that a patient's findings speak for, and say why.

    From findings alone, or with germline genes. Each disease has a posterior, the findings for and
    against it and, where it is a hereditary tumour syndrome, what that means for the tumour; the
    last line names the finding that would separate the leaders best. It is no diagnosis.

    \b
    oncolit diagnose --hpo HP:0000957 --hpo HP:0001480 --hpo HP:0009737 --absent HP:0001250
    echo "Multiple cafe-au-lait spots, no seizures." | oncolit diagnose --text -
    oncolit diagnose --cases cases.jsonl --out ranked.jsonl
    """
    from patients.diagnosis_weights import AbsenceReading
    from pipeline.diagnose import (
        Asked,
        check_sources,
        diagnose_case,
        diagnose_terms,
        diagnose_text,
        read_gene,
    )
    from pipeline.diagnose_cases import diagnose_cases

    check_sources(
        {"--hpo": hpo, "--text": text, "--phenopacket": phenopacket, "--cases": cases}, out
    )
    if cases is not None and out is not None:
        reading = AbsenceReading(absences or AbsenceReading.RECORDED)
        print(diagnose_cases(cases, out, reading, with_genes=use_genes))
        return
    asked = Asked(
        sex or "",
        tuple(read_gene(one) for one in gene or ()),
        AbsenceReading(absences or AbsenceReading.ASKED),
        disease or "",
    )
    if text is not None:
        print(diagnose_text(text, asked, top, as_json=json))
    elif phenopacket is not None:
        print(diagnose_case(phenopacket, asked, top, as_json=json))
    else:
        print(diagnose_terms(hpo or (), absent or (), asked, top, as_json=json))
