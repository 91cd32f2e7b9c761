"""The ``oncolit`` command.

Commands import what they need when they run, so that ``--help`` is quick.
"""

import gc
import sys
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from pipeline.cli_experiments import experiments_app
from pipeline.cli_knowledge import knowledge_app
from pipeline.cli_literature import literature_app
from pipeline.cli_options import DataDir, Folds, Params, Seed
from pipeline.cli_studies import studies_app
from pipeline.stage import WRONG_INPUT, is_wrong_input
from variants.variation_type import DESCRIPTIONS

_EPILOG = "oncolit is a research tool and not a medical device."

app = typer.Typer(
    name="oncolit",
    help="From cancer literature to variant effect classes and targeted therapy suggestions.",
    epilog=_EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
data_app = typer.Typer(help="Fetch public data with your own credentials.", rich_markup_mode=None)
app.add_typer(data_app, name="data")
app.add_typer(experiments_app, name="experiments")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(literature_app, name="literature")
app.add_typer(studies_app)


@app.command()
def crossvalidate(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for oof.csv, metrics.json, rejected.tsv.")],
    split: Annotated[
        Literal["random", "text", "gene"], typer.Option(help="Split regime.")
    ] = "random",
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
) -> None:
    """Score the classifier on held-out variants.

    \b
    oncolit crossvalidate data/demo --split gene --folds 5 --seed 0 --out /tmp/gene
    """
    from pipeline.crossvalidate import run_crossvalidation

    print(run_crossvalidation(data_dir, split, folds, seed, out, params))


@app.command()
def train(
    data_dir: DataDir,
    model: Annotated[Path, typer.Option(metavar="MODEL_DIR", help="Folder for the model.")],
    params: Params = None,
) -> None:
    """Fit the classifier on all rows and write it to a folder.

    \b
    oncolit train data/demo --model /tmp/model
    """
    from pipeline.train import train_from_folder

    print(train_from_folder(data_dir, model, params))


@app.command()
def predict(
    variants: Annotated[Path, typer.Option(help="CSV with ID, Gene, Variation.")],
    out: Annotated[Path, typer.Option(help="CSV to write: ID, class1 … class9.")],
    text: Annotated[Optional[Path], typer.Option(help="Lines ID||Text.")] = None,
    embeddings: Annotated[Optional[Path], typer.Option(help="Parquet with ID.")] = None,
    annotations: Annotated[
        Optional[Path], typer.Option(help="CSV with ID, or a VCF annotated by VEP.")
    ] = None,
    model: Annotated[
        Optional[str],
        typer.Option(help="Folder or MLflow URI.", show_default="the registered champion"),
    ] = None,
    why: Annotated[bool, typer.Option(help="Say what moved each answer.")] = True,
) -> None:
    """Predict effect class probabilities for new variants, in Kaggle's submission format.

    Beside it, a JSON record a variant: the class or "abstain" with the reason, the classes that
    hold the true one nine times in ten, how often such answers were right, and why.

    \b
    oncolit predict --variants data/demo/training_variants --text data/demo/training_text \\
        --out /tmp/predictions.csv
    """
    from pipeline.predict import predict_file

    print(predict_file(variants, text, embeddings, annotations, model, out, why))


@app.command()
def therapies(
    gene: Annotated[str, typer.Argument(help="Gene symbol, e.g. BRAF.")],
    variation: Annotated[str, typer.Argument(help="Such as V600E, Amplification.")],
    disease: Annotated[
        Optional[str],
        typer.Option(help="Tumour type: a name, a DOID or an OncoTree code."),
    ] = None,
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


@app.command()
def annotate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="MAF, VCF, CSV, TSV, XLSX or list.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report.")],
    model: Annotated[
        Optional[str],
        typer.Option(help="Folder or MLflow URI.", show_default="the registered champion"),
    ] = None,
    disease: Annotated[
        Optional[str],
        typer.Option(help="Tumour type: a name, a DOID or an OncoTree code."),
    ] = None,
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
    explain: Annotated[
        str, typer.Option(metavar="N|all", help="Variants with a card and an explanation.")
    ] = "500",
    literature: Annotated[bool, typer.Option(help="Read texts of the literature store.")] = True,
) -> None:
    """Report on a laboratory's variants: effect classes, evidence, therapies.

    Writes report.html, report.json, report.tsv, rejected.tsv; cohort.html for several samples and
    annotated.maf for a MAF. Format, delimiter and encoding are recognised by content. Every row is
    assessed, not assessed or rejected, with the reason.

    Exit code 0 when a report was written, 2 when the file cannot be read as any known format.

    \b
    oncolit annotate tumour.maf --out report --disease melanoma
    oncolit annotate exome.vcf.gz --out report --any-filter --assess splice_region_variant
    """
    from intake.assessment import make_rules
    from pipeline.annotate import annotate_file, read_most_cards

    rules = make_rules(tuple(assess or ()), tuple(skip or ()), any_filter=any_filter)
    most = read_most_cards(explain)
    print(annotate_file(file, out, model, disease, rules, most, literature))


@app.command()
def reanalyse(
    file: Annotated[Path, typer.Argument(metavar="REPORT", help="report.json of annotate.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the new report.")],
    model: Annotated[
        Optional[str],
        typer.Option(help="Folder or MLflow URI.", show_default="the registered champion"),
    ] = None,
    disease: Annotated[
        Optional[str],
        typer.Option(help="Tumour type.", show_default="the old report's"),
    ] = None,
    explain: Annotated[
        str, typer.Option(metavar="N|all", help="Variants with a card and an explanation.")
    ] = "500",
    literature: Annotated[bool, typer.Option(help="Read texts of the literature store.")] = True,
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


@app.command()
def evidence(
    gene: Annotated[str, typer.Argument(help="Gene symbol, e.g. BRAF.")],
    variation: Annotated[str, typer.Argument(help="Such as V600E, Amplification.")],
    text: Annotated[Path, typer.Option(help="A text in UTF-8; - reads standard input.")],
    most: Annotated[int, typer.Option(min=1, help="Sentences to show.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the sentences of a text that speak of a variant, best first, with their cues.

    A cue is a phrase that says what a variant does; "not" and "perhaps" say that the sentence
    denies or supposes it.

    \b
    oncolit evidence BRAF V600E --text paper.txt
    oncolit evidence BRAF V600E --text - --json < paper.txt
    """
    from pipeline.evidence import describe_evidence

    print(describe_evidence(gene, variation, text, most, as_json=json))


@app.command(
    epilog="\b\nTypes:\n" + "\n".join(f"  {name:<21}{text}" for name, text in DESCRIPTIONS.items())
)
def parse(
    variations: Annotated[
        list[str],
        typer.Argument(
            metavar="VARIATION",
            help="Such as V600E, EML4-ALK Fusion; with its gene before it and a tab between "
            "them; or - for lines on standard input.",
            show_default=False,
        ),
    ],
) -> None:
    """Say what variations are, as JSON lines.

    One object for each argument or line, in their order, also where it cannot be read.

    Always there, null where there is nothing to say: input, parsed, type, consequence
    (Sequence Ontology), hgvs_p, short, start, end (residues), reason (where not parsed).
    Where they apply: name (canonical spelling), direction, partners and exons (fusion), exon,
    coding, reference_sequence, parts (combination), gene, gene_symbol (approved), gene_status.

    \b
    oncolit parse V600E "EML4-ALK Fusion"
    cut -f1,2 variants.tsv | oncolit parse -
    oncolit parse -- -920fs
    """
    from pipeline.parse import print_variations

    print_variations(variations)


@data_app.command()
def fetch(
    dataset: Annotated[str, typer.Argument(help="Only: msk.")],
    out: Annotated[
        Optional[Path],
        typer.Option(help="Folder to write to.", show_default="data/raw/msk under ONCOLIT_HOME"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Fetch again.")] = False,
) -> None:
    """Download the MSK task's training files from Kaggle with your own account.

    \b
    oncolit data fetch msk
    make run DATA=data/raw/msk
    """
    from pipeline.fetch import fetch_msk
    from pipeline.settings import home

    if dataset != "msk":
        raise typer.BadParameter(f"expected the data set msk, got {dataset!r}")
    folder = fetch_msk(
        out or home() / "data" / "raw" / "msk",
        force=force,
        progress=lambda line: print(line, file=sys.stderr),
    )
    print(f"Wrote {folder}. Next: make run DATA={folder}")


def main() -> None:
    """Run the command line; wrong use or input is one line and exit code 2."""
    # Most of what a command makes lives until it ends: looking for garbage took a fifth of it.
    gc.set_threshold(100_000, 20, 100)
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        _fail(f"{error.format_message()} (oncolit --help shows how)")
    except typer.Abort:
        sys.exit(130)
    except (ValueError, OSError) as error:
        if not is_wrong_input(error):
            raise
        _fail(str(error))
    sys.exit(code or 0)


def _fail(message: str) -> None:
    print("oncolit: " + " ".join(message.split()), file=sys.stderr)
    sys.exit(WRONG_INPUT)
