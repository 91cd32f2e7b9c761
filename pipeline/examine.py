"""Stage examine: twins of test rows in training, and what other class frequencies would do.

Reads the out-of-fold answers, so nothing is fitted again.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.baselines import OURS
from experiments.leakage import ANY, TWINS, check_no_leak, score_twins, twin_keys
from experiments.papers import document_columns
from experiments.prior_shift import (
    ALL_COMERS,
    ALL_COMERS_PRIOR,
    GIVEN,
    TRAINING,
    UNIFORM,
    prior_of,
    score_shift,
)
from experiments.shift_plot import draw_examination
from pipeline.evaluate import bootstrap_groups
from pipeline.parameters import Parameters, read_parameters
from pipeline.prepared import Prepared, read_prepared
from pipeline.split import TEXT_GROUP
from pipeline.stage import run_stage
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS
from variants.schema import ID, REGIMES


def has_paper(prepared: Prepared, embedding_columns: str) -> np.ndarray:
    """Tell which rows have a text or a document embedding, by which a paper is known.

    Parameters
    ----------
    prepared : Prepared
    embedding_columns : str
        Regular expression of the columns that describe the whole document.
    """
    known = prepared.document >= 0
    if prepared.embeddings is None:
        return known
    columns = document_columns(prepared.embeddings.columns, embedding_columns)
    vectors = prepared.embeddings[columns].to_numpy(dtype=float)
    return known | (np.isfinite(vectors).all(axis=1) & (vectors != 0).any(axis=1))


def simulated_priors(given: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Return the class frequencies that are tried, by name; ``given`` may be empty."""
    tried = {
        UNIFORM: np.full(len(CLASS_NUMBERS), 1 / len(CLASS_NUMBERS)),
        ALL_COMERS: np.array(ALL_COMERS_PRIOR),
    }
    return {**tried, GIVEN: prior_of(given)} if given else tried


def examine(
    regime: str,
    probabilities: pd.DataFrame,
    folds: pd.Series,
    prepared: Prepared,
    papers: np.ndarray,
    parameters: Parameters,
) -> dict[str, Any]:
    """Return one regime's part of ``leakage.json``.

    Parameters
    ----------
    regime : str
    probabilities : DataFrame of shape (n_rows, 9)
        ``class1`` … ``class9``, out of fold.
    folds : Series of int
        The fold in which each row is tested.
    prepared : Prepared
    papers : int array of shape (n_rows,)
        Groups of near-identical papers.
    parameters : Parameters

    Returns
    -------
    dict
        ``twins``, see :func:`experiments.leakage.score_twins`; ``shift``, see
        :func:`experiments.prior_shift.score_shift`; ``metrics``, the key numbers of both.

    Raises
    ------
    experiments.leakage.LeakError
        Rows that the regime keeps apart stand on both sides of a fold.
    """
    known = has_paper(prepared, parameters.split.embedding_columns)
    keys = twin_keys(prepared.variants, papers, known)
    tested = folds.to_numpy()
    check_no_leak(regime, keys, tested)
    twins = score_twins(
        probabilities,
        prepared.labels,
        tested,
        keys,
        bootstrap_groups(regime, prepared.variants.assign(**{TEXT_GROUP: papers})),
        parameters.evaluate.bootstrap_resamples,
        parameters.evaluate.bootstrap_seed,
    )
    priors = simulated_priors(parameters.examine.prior)
    shift = score_shift(probabilities, prepared.labels, tested, priors)
    return {"twins": twins, "shift": shift, "metrics": key_numbers(twins, shift)}


def key_numbers(twins: Mapping[str, Any], shift: Mapping[str, Any]) -> dict[str, float]:
    """Return what is logged as metrics, such as ``twin_share`` and ``log_loss_without_twins``."""
    found: dict[str, float | None] = {
        "twin_share": twins[ANY]["share"],
        **{f"twin_share_{sort}": twins[sort]["share"] for sort in TWINS},
        **{
            f"{score}_{side}_twins": twins[ANY][side][score]
            for side in ("with", "without")
            for score in ("log_loss", "accuracy")
        },
    }
    for name, scores in shift.items():
        if name != TRAINING:
            found |= {
                f"{score}_{name}_prior{answer}": scores[f"{score}{answer}"]
                for score in ("log_loss", "accuracy")
                for answer in ("", "_reweighted", "_estimated")
            }
    return {name: value for name, value in found.items() if value is not None}


def write_leakage(report: Mapping[str, Mapping[str, Any]], file: Path) -> None:
    """Write the report of one or more regimes."""
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def main(
    prepared: Path, folds: Path, predictions: Path, params: Path, leakage: Path, plot: Path
) -> None:
    """Write the report on twins and shifts of all regimes, and its plot."""
    rows = read_prepared(prepared)
    assigned = pd.read_csv(folds, index_col=ID)
    report = {}
    for regime in REGIMES:
        table = pd.read_csv(predictions / f"{regime}_{OURS}.csv", index_col=ID)
        report[regime] = examine(
            regime,
            table[list(CLASS_COLUMNS)],
            table["fold"],
            rows,
            assigned[TEXT_GROUP].to_numpy(),
            read_parameters(params),
        )
    write_leakage(report, leakage)
    draw_examination(report).savefig(plot)


if __name__ == "__main__":
    run_stage(main)
