"""How long cross-validation of the classifier takes, and answers to variants without text.

Cross-validation is that of ``oncolit crossvalidate``: five folds in each of the three regimes, on
the MSK rows with embeddings and annotations in ``../shared/data/msk``, texts read before. Answers
are to made-up substitutions, four fifths of them in genes of the training, by a model that is
in memory: probabilities, prediction sets and abstentions, without explanations. Prints a table
and, as its last line, one JSON object. Without the MSK rows it exits with 2.

    python experiments/benchmarks/classifier.py [--variants 10000] [--regimes random text gene]
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from engine.local_engine import IN_PROCESS, LocalEngine
from experiments.baselines import OURS
from experiments.classifier import EffectClassifier
from experiments.crossvalidation import cross_validate
from experiments.inputs import make_inputs
from pipeline.experiment_data import ExperimentData, experiment_parameters, read_experiment_data
from pipeline.progress import show_progress
from variants.amino_acids import AMINO_ACIDS
from variants.schema import GENE, REGIMES, VARIATION

SHARED = Path(os.environ.get("ONCOLIT_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
FOLDS = 5
UNSEEN = 0.2
"""Share of made-up variants whose gene is not in training."""

LENGTH = 1500
"""Residues of a made-up protein."""


def made_up_variants(genes: np.ndarray, n_variants: int, seed: int) -> pd.DataFrame:
    """Return random substitutions."""
    rng = np.random.default_rng(seed)
    residues = np.array(list(AMINO_ACIDS))
    known = rng.choice(genes, n_variants)
    unseen = rng.random(n_variants) < UNSEEN
    changes = zip(
        rng.choice(residues, n_variants),
        rng.integers(1, LENGTH, n_variants),
        rng.choice(residues, n_variants),
        strict=True,
    )
    return pd.DataFrame(
        {
            GENE: [
                f"NEW{i}" if new else gene
                for i, (gene, new) in enumerate(zip(known, unseen, strict=True))
            ],
            VARIATION: [f"{old}{place}{new}" for old, place, new in changes],
        }
    )


def seconds_of_cross_validation(data: ExperimentData) -> float:
    """Cross-validate ours in all regimes, their folds side by side."""
    engine = LocalEngine(data.parameters.workers())
    inputs = data.inputs(engine)
    start = time.perf_counter()
    cross_validate(
        inputs,
        data.rows.labels.to_numpy(),
        data.folds,
        data.settings,
        (OURS,),
        engine,
        lambda items, total: show_progress(items, total, "Folds"),
    )
    return time.perf_counter() - start


def seconds_of_answers(data: ExperimentData, n_variants: int) -> tuple[float, float]:
    """Return the time of a fit on all rows, and of answers to made-up variants."""
    start = time.perf_counter()
    classifier = EffectClassifier(data.settings).fit(
        data.inputs(IN_PROCESS), data.rows.labels.to_numpy()
    )
    fitted = time.perf_counter()
    variants = made_up_variants(data.rows.variants[GENE].unique(), n_variants, seed=0)
    asked = time.perf_counter()
    classifier.answer(make_inputs(variants)).table(variants.index)
    return fitted - start, time.perf_counter() - asked


def main() -> int:
    """Measure, print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--regimes", nargs="*", choices=REGIMES, default=REGIMES)
    asked = parser.parse_args()
    folder = SHARED / "msk"
    if not folder.is_dir():
        print(f"{folder}: not here; expected the MSK rows", file=sys.stderr)
        return 2
    data = read_experiment_data(experiment_parameters(folder, FOLDS, 0, None), asked.regimes)
    fit, answers = seconds_of_answers(data, asked.variants)
    measured = {"fit_seconds": fit, "answers_seconds": answers, "answers_per_fit": answers / fit}
    measured["cross_validation_seconds"] = seconds_of_cross_validation(data)
    measured["cross_validation_per_fit"] = measured["cross_validation_seconds"] / fit
    for name, value in measured.items():
        print(f"{name:26} {value:10.2f}")
    print(json.dumps({name: round(value, 3) for name, value in measured.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
