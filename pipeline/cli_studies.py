"""Commands that compare features, learners and parameters on the same folds."""

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from pipeline.cli_options import (
    DataDir,
    EngineName,
    Folds,
    Params,
    Scheduler,
    Seed,
    Splits,
    Tracking,
    names_in,
)

studies_app = typer.Typer(rich_markup_mode=None)


@studies_app.command()
def ablate(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for ablation.csv, ablation.png, rejected.tsv.")],
    split: Splits = None,
    groups: Annotated[
        Optional[str],
        typer.Option(
            metavar="NAME,NAME,...", help="Feature groups to leave out.", show_default="all"
        ),
    ] = None,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Tracking = True,
    engine: EngineName = None,
    scheduler: Scheduler = None,
) -> None:
    """Say what each group of features adds: left out, and alone.

    \b
    oncolit ablate data/demo --split gene --groups tfidf,doc2vec --out /tmp/ablation
    """
    from pipeline.ablate import ablate as run

    names = names_in(groups)
    where = (engine, scheduler)
    print(run(data_dir, split or None, names, folds, seed, out, params, tracking, *where))


@studies_app.command()
def baselines(
    data_dir: DataDir,
    out: Annotated[
        Path, typer.Option(help="Folder for baselines.tsv, baselines.png, rejected.tsv.")
    ],
    split: Splits = None,
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
    tracking: Tracking = True,
    engine: EngineName = None,
    scheduler: Scheduler = None,
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

    names = names_in(learners)
    given = (data_dir, split or None, names, folds, seed, out, params, tracking, ours or ())
    print(score_field_baselines(*given, engine, scheduler))


@studies_app.command()
def select(
    data_dir: DataDir,
    out: Annotated[Path, typer.Option(help="Folder for selection.csv, kept.csv, rejected.tsv.")],
    split: Splits = None,
    folds: Folds = None,
    seed: Seed = None,
    params: Params = None,
    tracking: Tracking = True,
    engine: EngineName = None,
    scheduler: Scheduler = None,
) -> None:
    """Say what feature selection does: none, by an L1 penalty, by a random forest.

    \b
    oncolit select data/demo --split gene --out /tmp/selection
    """
    from pipeline.select import select as run

    print(run(data_dir, split or None, folds, seed, out, params, tracking, engine, scheduler))


@studies_app.command()
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
    tracking: Tracking = True,
    engine: EngineName = None,
    scheduler: Scheduler = None,
) -> None:
    """Search for parameters with Optuna; tuning never sees the rows that score it.

    The same command continues a study that was stopped. One process a study at a time.

    \b
    oncolit tune data/demo --nested --trials 8 --out /tmp/tuning
    """
    from pipeline.tune import Request
    from pipeline.tune import tune as run

    request = Request(regime, sampler, trials, inner_folds, outer_fold, nested, study, write)
    print(run(data_dir, out, request, folds, seed, params, tracking, engine, scheduler))
