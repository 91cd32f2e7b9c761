"""The ``oncolit`` command.

Commands import what they need when they run, so that ``--help`` is quick.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

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
experiments_app = typer.Typer(
    help="List, compare and promote the runs of the MLflow store.", rich_markup_mode=None
)
app.add_typer(experiments_app, name="experiments")


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
def ablate(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for ablation.csv, ablation.png, rejected.tsv.")],
    split: Annotated[
        Optional[list[Split]],
        typer.Option(help="Split regime; may be repeated.", show_default="all three"),
    ] = None,
    groups: Annotated[
        Optional[str],
        typer.Option(
            metavar="NAME,NAME,...", help="Feature groups to leave out.", show_default="all"
        ),
    ] = None,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Annotated[
        bool, typer.Option("--tracking/--no-tracking", help="Log the runs in MLflow.")
    ] = True,
) -> None:
    """Say what each group of features adds: left out, and alone.

    \b
    oncolit ablate data/demo --split gene --groups tfidf,doc2vec --out /tmp/ablation
    """
    from pipeline.ablate import ablate as run

    names = None if groups is None else [name.strip() for name in groups.split(",")]
    print(run(data_dir, split or None, names, folds, seed, out, params, tracking))


@app.command()
def baselines(
    data_dir: DataDir,
    out: Annotated[
        Path, typer.Option(help="Folder for baselines.tsv, baselines.png, rejected.tsv.")
    ],
    split: Annotated[
        Optional[list[Split]],
        typer.Option(help="Split regime; may be repeated.", show_default="all three"),
    ] = None,
    learners: Annotated[
        Optional[str],
        typer.Option(
            metavar="NAME,NAME,...",
            help="Learners to score, oncolit among them for differences to it.",
            show_default="all",
        ),
    ] = None,
    ours: Annotated[
        Optional[list[Path]],
        typer.Option(
            metavar="DIR",
            help="Folder of oncolit crossvalidate: takes its answers for those of oncolit; "
            "repeated, one for each split.",
            show_default="oncolit is cross-validated here",
        ),
    ] = None,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Annotated[
        bool, typer.Option("--tracking/--no-tracking", help="Log the runs in MLflow.")
    ] = True,
) -> None:
    """Score the field's learners beside ours, on the same folds.

    Prior, nearest neighbours, naive Bayes, logistic regression, linear SVM, random forest,
    stacking and majority vote, each on one-hot and on response-coded features.

    \b
    oncolit baselines data/demo --split gene --learners oncolit,random_forest --out /tmp/baselines
    oncolit crossvalidate data/demo --split gene --out /tmp/gene
    oncolit baselines data/demo --split gene --ours /tmp/gene --out /tmp/baselines
    """
    from pipeline.baselines import score_field_baselines

    names = None if learners is None else [name.strip() for name in learners.split(",")]
    print(
        score_field_baselines(
            data_dir, split or None, names, folds, seed, out, params, tracking, ours or ()
        )
    )


@app.command()
def select(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for selection.csv, kept.csv, rejected.tsv.")],
    split: Annotated[
        Optional[list[Split]],
        typer.Option(help="Split regime; may be repeated.", show_default="all three"),
    ] = None,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Annotated[
        bool, typer.Option("--tracking/--no-tracking", help="Log the runs in MLflow.")
    ] = True,
) -> None:
    """Say what feature selection does: none, by an L1 penalty, by a random forest.

    \b
    oncolit select data/demo --split gene --out /tmp/selection
    """
    from pipeline.select import select as run

    print(run(data_dir, split or None, folds, seed, out, params, tracking))


@app.command()
def tune(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for trials.csv, tuning.json, tuning.png.")],
    regime: Annotated[
        Literal["random", "text", "gene"], typer.Option(help="Split regime of all folds.")
    ] = "text",
    sampler: Annotated[
        Literal["tpe", "random", "grid"], typer.Option(help="How values are proposed.")
    ] = "tpe",
    trials: Annotated[
        int, typer.Option(min=1, help="Trials of each study in all, pruned ones among them.")
    ] = 20,
    nested: Annotated[
        bool,
        typer.Option(
            "--nested", help="Tune for each outer fold, score its test rows, then tune on all rows."
        ),
    ] = False,
    outer_fold: Annotated[
        Optional[int],
        typer.Option(help="Tune for this outer fold alone.", show_default="tune on all rows"),
    ] = None,
    inner_folds: Annotated[int, typer.Option(min=2, help="Folds that score a trial.")] = 3,
    study: Annotated[
        Optional[Path],
        typer.Option(
            metavar="FILE.sqlite",
            help="Where studies are kept and continued.",
            show_default="mlruns/tuning.sqlite under ONCOLIT_HOME",
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Write values that are better beyond noise, and the study, into params."
        ),
    ] = False,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Annotated[
        bool, typer.Option("--tracking/--no-tracking", help="Log the runs in MLflow.")
    ] = True,
) -> None:
    """Search for parameters with Optuna; tuning never sees the rows that score it.

    The same command continues a study that was stopped. One process a study at a time.

    \b
    oncolit tune data/demo --nested --trials 8 --out /tmp/tuning
    """
    from pipeline.tune import Request
    from pipeline.tune import tune as run

    request = Request(regime, sampler, trials, inner_folds, outer_fold, nested, study, write)
    print(run(data_dir, out, request, folds, seed, params, tracking))


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
        typer.Option(help="Tumour type; matching suggestions come first."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Suggest targeted therapies for a variant, each with its basis and source.

    \b
    oncolit therapies BRAF V600E --disease melanoma
    oncolit therapies EGFR T790M --json
    """
    from pipeline.therapies import describe_therapies

    print(describe_therapies(gene, variation, disease, as_json=json))


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


def main() -> None:
    """Run the command line; wrong use or input is one line and exit code 2."""
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
