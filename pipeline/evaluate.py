"""Stage evaluate: cross-validated predictions, scores and plots, in every regime."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.answer_record import answer_records
from experiments.answers import score_answers
from experiments.baselines import LEARNERS, OURS
from experiments.crossvalidation import OutOfFold, answer_out_of_fold
from experiments.plots import draw_class_calibration, draw_confusion, draw_reliability
from experiments.scores import (
    bootstrap_interval,
    class_scores,
    reliability_table,
    row_log_losses,
    score_probabilities,
)
from pipeline.experiment_settings import experiment_settings
from pipeline.parameters import EvaluateParameters, read_parameters
from pipeline.prepared import Prepared, featurize, read_prepared
from pipeline.progress import show_progress
from pipeline.split import TEXT_GROUP
from pipeline.stage import run_stage
from pipeline.texts import load_literature
from pipeline.work_engine import open_training_engine
from variants.effect_class import EffectClass
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, ID, REGIMES


def bootstrap_groups(regime: str, rows: pd.DataFrame) -> np.ndarray:
    """Return the units that the interval resamples: rows, papers or genes."""
    if regime == "random":
        return np.arange(len(rows))
    groups = rows[TEXT_GROUP] if regime == "text" else rows[GENE].map(comparable_symbol)
    return groups.to_numpy()


def score(
    probabilities: pd.DataFrame,
    labels: pd.Series,
    groups: np.ndarray,
    parameters: EvaluateParameters,
) -> dict[str, float]:
    """Return all scores, the log loss with its 95 % interval."""
    low, high = bootstrap_interval(
        row_log_losses(probabilities, labels),
        groups,
        parameters.bootstrap_resamples,
        parameters.bootstrap_seed,
    )
    scores = score_probabilities(probabilities, labels)
    return {**scores, "log_loss_ci_low": low, "log_loss_ci_high": high}


def score_data_set(rows: Prepared, probabilities: pd.DataFrame) -> dict[str, float]:
    """Score the data set's own rows where feedback was added, else nothing.

    Feedback echoes what a model answered, and may be easier or harder than what curators chose.
    """
    own = ~rows.variants.index.isin(rows.feedback)
    if own.all():
        return {}
    scores = score_probabilities(probabilities[own], rows.labels[own])
    return {f"{name}_without_feedback": value for name, value in scores.items()}


def main(
    prepared: Path, literature: Path, evidence: Path, folds: Path, params: Path,
    predictions: Path, answers: Path, metrics: Path, plots: Path,
) -> None:  # fmt: skip
    """Cross-validate ours and the baselines; write predictions, answers, scores and plots.

    ``answers`` has a record a row, in the regime that suggestions rest on: see
    :func:`experiments.answer_record.answer_records`.
    """
    parameters = read_parameters(params)
    rows = read_prepared(prepared)
    assigned = pd.read_csv(folds, index_col=ID)
    with open_training_engine(parameters) as engine:
        found = answer_out_of_fold(
            featurize(rows, load_literature(literature), parameters.split.embedding_columns),
            rows.labels.to_numpy(),
            {regime: assigned[regime].to_numpy() for regime in REGIMES},
            experiment_settings(parameters),
            engine=engine,
            progress=lambda items, total: show_progress(items, total, "Folds"),
            explained=(parameters.recommend.regime,),
        )
    out_of_fold = found.probabilities
    write_held_out(rows, found, parameters.recommend.regime, evidence, answers)
    with_groups = rows.variants.assign(**{TEXT_GROUP: assigned[TEXT_GROUP]})
    for folder in (predictions, plots):
        folder.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {}
    for regime in REGIMES:
        groups = bootstrap_groups(regime, with_groups)
        scores = {
            name: score(out_of_fold[regime][name], rows.labels, groups, parameters.evaluate)
            for name in LEARNERS
        }
        worth = score_answers(found.answers[regime], rows.labels)
        own = score_data_set(rows, out_of_fold[regime][OURS])
        report[regime] = {**scores.pop(OURS), **worth, **own, "baselines": scores}
        found.answers[regime].to_csv(predictions / f"{regime}_answers.csv")
        for name, probabilities in out_of_fold[regime].items():
            table = pd.concat([assigned[regime].rename("fold"), rows.labels, probabilities], axis=1)
            table.to_csv(predictions / f"{regime}_{name}.csv")
        write_plots(regime, out_of_fold[regime][OURS], rows.labels, plots)
    metrics.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def write_held_out(
    rows: Prepared, found: OutOfFold, regime: str, evidence: Path, answers: Path
) -> None:
    """Write our answers to all rows in one regime, with why and the evidence sentences."""
    with evidence.open(encoding="utf-8") as lines:
        sentences = {read[ID]: read["sentences"] for read in map(json.loads, lines)}
    records = answer_records(
        rows.variants,
        found.probabilities[regime][OURS],
        found.answers[regime],
        found.explanations[regime],
        [sentences[row_id] for row_id in rows.variants.index],
    )
    with answers.open("w", encoding="utf-8") as handle:
        for record, label in zip(records, rows.labels.tolist(), strict=True):
            told = {**record, "split": regime, "label": label}
            handle.write(json.dumps(told, ensure_ascii=False) + "\n")


def write_plots(regime: str, probabilities: pd.DataFrame, labels: pd.Series, folder: Path) -> None:
    """Write confusion, calibration and each class's scores, as pictures and as tables."""
    # The number first: dvc sorts the classes by name.
    named = {effect.column: f"{effect.value} {effect.label}" for effect in EffectClass}
    confusion = pd.DataFrame(
        {
            "actual": [named[EffectClass(label).column] for label in labels],
            "predicted": probabilities.idxmax(axis=1).map(named).to_numpy(),
        }
    )
    confusion.to_csv(folder / f"confusion_{regime}.csv", index=False)
    reliability_table(probabilities, labels).to_csv(
        folder / f"reliability_{regime}.csv", index=False
    )
    class_scores(probabilities, labels).to_csv(folder / f"classes_{regime}.csv", index=False)
    for name, draw in (
        ("confusion", draw_confusion),
        ("reliability", draw_reliability),
        ("class_calibration", draw_class_calibration),
    ):
        draw(probabilities, labels, regime).savefig(folder / f"{name}_{regime}.png")


if __name__ == "__main__":
    run_stage(main)
