"""Commands for laboratories: therapies for a variant, a report on a file, an old report anew."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli_options import (
    Disease,
    EngineName,
    Explain,
    Model,
    Params,
    Scheduler,
    UseLiterature,
)

laboratory_app = typer.Typer(rich_markup_mode=None)


@laboratory_app.command()
def therapies(
    gene: Annotated[str, typer.Argument(help="Gene symbol, e.g. BRAF.")],
    variation: Annotated[str, typer.Argument(help="Such as V600E, Amplification.")],
    disease: Disease = None,
    others: Annotated[
        Optional[list[str]],
        typer.Option(
            "--with",
            metavar='"GENE VARIATION"',
            help="Another variant of the sample; may be repeated. All are then taken to be known.",
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show all suggestions.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Suggest targeted therapies for a variant, each with its basis, tier and citations.

    Resistance first, then sensitivity; curated before predicted. Tiers are those of AMP, ASCO and
    CAP. Evidence is the embedded table and the newest import, see oncolit knowledge.

    \b
    oncolit therapies BRAF V600E --disease melanoma
    oncolit therapies EGFR L858R --with "EGFR T790M" --disease NSCLC --json
    """
    from pipeline.therapies import describe_therapies

    print(describe_therapies(gene, variation, disease, others, as_json=json, every=every))


@laboratory_app.command()
def annotate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="MAF, VCF, CSV, TSV, XLSX or list.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report.")],
    model: Model = None,
    disease: Disease = None,
    assess: Annotated[
        Optional[list[str]],
        typer.Option(metavar="TERM", help="Assess this consequence, too; may be repeated."),
    ] = None,
    skip: Annotated[
        Optional[list[str]],
        typer.Option(metavar="TERM", help="Do not assess this consequence; may be repeated."),
    ] = None,
    any_filter: Annotated[
        bool, typer.Option("--any-filter", help="Assess rows of any FILTER.")
    ] = False,
    explain: Explain = "500",
    literature: UseLiterature = True,
    table_only: Annotated[
        bool, typer.Option("--table-only", help="For very large files: tables, no report.")
    ] = False,
    engine: EngineName = None,
    scheduler: Scheduler = None,
    params: Params = None,
) -> None:
    """Report on a laboratory's variants: effect classes, evidence, therapies.

    Writes report.html, report.json, report.tsv, rejected.tsv; cohort.html for several samples and
    annotated.maf for a MAF. Format, delimiter and encoding are recognised by content. Every row is
    assessed, not assessed or rejected, with the reason.

    With --table-only the rows are read, answered and written part by part, in memory that does not
    grow with the file: report.tsv, rejected.tsv, annotated.maf and summary.json, see
    docs/annotate.md for what they leave out.

    Exit code 0 when a report was written, 2 when the file cannot be read as any known format.

    \b
    oncolit annotate tumour.maf --out report --disease melanoma
    oncolit annotate exome.vcf.gz --out report --any-filter --assess splice_region_variant
    oncolit annotate cohort.vcf.gz --out tables --table-only --engine dask
    """
    from intake.assessment import make_rules
    from pipeline.annotate import annotate_file, read_most_cards

    rules = make_rules(tuple(assess or ()), tuple(skip or ()), any_filter=any_filter)
    most_cards = read_most_cards(explain)
    if table_only:
        from pipeline.annotate_table import annotate_table

        where = (engine, scheduler, params)
        print(annotate_table(file, out, model, disease, rules, literature, *where))
        return
    print(
        annotate_file(
            file,
            out,
            model,
            disease,
            rules,
            most_cards,
            literature,
            engine=engine,
            scheduler=scheduler,
            params=params,
        )
    )


@laboratory_app.command()
def reanalyse(
    file: Annotated[Path, typer.Argument(metavar="REPORT", help="report.json of annotate.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the new report.")],
    model: Model = None,
    disease: Annotated[
        Optional[str],
        typer.Option(help="Tumour type.", show_default="the old report's"),
    ] = None,
    explain: Explain = "500",
    literature: UseLiterature = True,
) -> None:
    """Answer an old report's variants anew and show what changed, and why.

    Needs report.json only, not the laboratory's file. Writes the new report.html, report.json and,
    for several samples, cohort.html; and what changed as changes.html, changes.json and
    changes.tsv. Rows, counts and reasons stay those of the old report.

    Exit code 0 when a report was written, 2 when the file is no report that can be read.

    \b
    oncolit reanalyse report/report.json --out today
    oncolit reanalyse report/report.json --out as_melanoma --disease melanoma
    """
    from pipeline.annotate import read_most_cards
    from pipeline.reanalyse import reanalyse_report

    most = read_most_cards(explain)
    print(reanalyse_report(file, out, model, disease, most, literature))
