"""``oncolit crossvalidate``: one regime, out of MLflow's sight."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.answers import score_answers
from experiments.baselines import OURS
from experiments.crossvalidation import answer_out_of_fold
from experiments.leakage import ANY
from pipeline.data_folder import write_faults
from pipeline.evaluate import bootstrap_groups, score, score_data_set
from pipeline.examine import examine, write_leakage
from pipeline.experiment_settings import experiment_settings
from pipeline.feedback_rows import feedback_words, read_data_with_feedback
from pipeline.observations import mismatch_words
from pipeline.parameters import Parameters, load_parameters, parse_parameters
from pipeline.prepared import featurize, prepare
from pipeline.progress import show_progress
from pipeline.split import TEXT_GROUP, make_folds, text_groups
from pipeline.texts import read_literature
from pipeline.work_engine import open_training_engine, with_engine


def run_crossvalidation(
    data_dir: Path,
    split: str,
    folds: int | None,
    seed: int | None,
    out: Path,
    params: Path | None = None,
    feedback: Path | None = None,
    engine_name: str | None = None,
    scheduler: str | None = None,
) -> str:
    """Write ``oof.csv``, ``answers.csv``, scores and tables of rows; return what to tell the user.

    ``metrics.json`` has the scores, ``leakage.json`` the rows with a near-twin in training and
    what other class frequencies do.
    ``rejected.tsv`` lists bad rows, ``observations.tsv`` kept rows worth a look.

    ``oof.csv`` has the columns ID, fold, class1 … class9: each row's
    probabilities by the models that never saw it. ``answers.csv`` has a line a row, too: the
    class or ``abstain``, see :data:`experiments.answers.ANSWER_COLUMNS`.
    """
    parameters = with_folds_and_seed(load_parameters(params), folds, seed)
    parameters = with_engine(parameters, engine_name, scheduler)
    folder = read_data_with_feedback(data_dir, feedback)
    rows = prepare(folder, data_dir.resolve().name)
    groups = text_groups(
        rows,
        parameters.split,
        lambda texts: show_progress(texts, len(rows.documents), "Near-duplicates"),
    )
    assigned = make_folds(rows, groups, parameters.split, (split,))
    settings = experiment_settings(parameters)
    with open_training_engine(parameters) as engine:
        literature = read_literature(rows, settings.reading, engine)
        found = answer_out_of_fold(
            featurize(rows, literature, parameters.split.embedding_columns),
            rows.labels.to_numpy(),
            {split: assigned[split].to_numpy()},
            settings,
            learners=(OURS,),
            engine=engine,
            progress=lambda items, total: show_progress(items, total, "Folds"),
        )
    probabilities, answers = found.probabilities[split][OURS], found.answers[split]
    leakage = examine(split, probabilities, assigned[split], rows, groups, parameters)
    out.mkdir(parents=True, exist_ok=True)
    pd.concat([assigned[split].rename("fold"), probabilities], axis=1).to_csv(out / "oof.csv")
    answers.to_csv(out / "answers.csv")
    write_faults(folder.faults, out / "rejected.tsv")
    write_faults(folder.observations, out / "observations.tsv")
    with_groups = rows.variants.assign(**{TEXT_GROUP: groups})
    scores = score(
        probabilities, rows.labels, bootstrap_groups(split, with_groups), parameters.evaluate
    )
    metrics = {
        "split": split,
        "folds": parameters.split.folds,
        "seed": parameters.split.seed,
        "data_sha256": rows.sha256,
        "text_fit": "transductive" if parameters.text.transductive else "inside each fold",
        "n_variants": len(rows.variants),
        **({"n_text_groups": int(groups.max()) + 1} if split == "text" else {}),
        **scores,
        **score_answers(answers, rows.labels),
        **score_data_set(rows, probabilities),
        "rows": folder.counts,
    }
    (out / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    write_leakage({split: leakage}, out / "leakage.json")
    notes = feedback_words(folder) + mismatch_words(folder.observations)
    return notes + _summary(metrics, leakage["twins"], out)


def with_folds_and_seed(parameters: Parameters, folds: int | None, seed: int | None) -> Parameters:
    """Return a copy with other folds and seed, where they are given."""
    content = parameters.model_dump()
    if folds is not None:
        content["split"]["folds"] = folds
    if seed is not None:
        content["split"]["seed"] = content["classifier"]["seed"] = seed
    return parse_parameters(content, "--folds or --seed")


def _summary(metrics: Mapping[str, Any], twins: Mapping[str, Any], out: Path) -> str:
    rejected = metrics["rows"]["rows_rejected"]
    without = twins[ANY]["without"]
    alone = f"log loss without them {without['log_loss']:.4f}" if without["n"] else "all rows"
    right = (
        f", {100 * metrics['answered_accuracy']:.1f} % of these right"
        if metrics["answered"]
        else ""
    )
    return (
        f"Split {metrics['split']}, {metrics['n_variants']} variants, {metrics['folds']} folds: "
        f"log loss {metrics['log_loss']:.4f} "
        f"(95 % interval {metrics['log_loss_ci_low']:.4f}-{metrics['log_loss_ci_high']:.4f}), "
        f"accuracy {metrics['accuracy']:.3f}, macro-F1 {metrics['macro_f1']:.3f}\n"
        f"Prediction sets: {100 * metrics['set_coverage']:.1f} % hold the class, "
        f"{metrics['set_size']:.2f} classes each. "
        f"A class is named for {100 * metrics['answered']:.1f} % of rows{right}\n"
        f"With a near-twin in training: {100 * twins[ANY]['share']:.1f} % of rows, {alone}\n"
        f"Rejected rows: {rejected} (see {out / 'rejected.tsv'}). Wrote {out}"
    )
