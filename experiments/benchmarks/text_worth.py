"""What each kind of text feature adds to gene and variation, on real texts.

Two sets of rows with text: the rows of the MSK task that have one (the model is fitted on
all rows, and scored on these), and the variants of the CIViC statements, each with all its
statements as one text. No embeddings, no annotations. Prints the log loss in nats with gene
and variation alone, and the paired difference with each kind of text feature added (negative:
it helps), with 95 % intervals that resample rows (random) or genes (gene). The last line is
one JSON object.

    python experiments/benchmarks/text_worth.py [--rows msk|civic] [--folds 5] [--seed 0]
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from engine.local_engine import LocalEngine
from experiments.baselines import OURS
from experiments.classifier import ExperimentSettings
from experiments.crossvalidation import cross_validate
from experiments.inputs import ModelInputs, asked_variants, make_inputs
from experiments.members import LITERATURE
from experiments.scores import bootstrap_interval, row_log_losses
from experiments.splits import assign_folds
from text_features.literature import gather, read_texts
from text_features.tokens import distinct_documents
from variants.gene_symbols import comparable_symbol
from variants.schema import CLASS, GENE, ID, TEXT, VARIATION

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

CORES = LocalEngine(os.cpu_count() or 1)
REGIMES = ("random", "gene")

RESPONSES = ("text_response", "variant_text_response", "gene_text_response")
DEFAULT = tuple(
    view for view in LITERATURE if view not in (*ExperimentSettings().views_left_out, "embeddings")
)

ADDED: dict[str, tuple[str, ...]] = {
    "document TF-IDF": ("tfidf",),
    "TF-IDF around the variant": ("variant_tfidf",),
    "TF-IDF around the gene": ("gene_tfidf",),
    "TF-IDF of the rest": ("rest_tfidf",),
    "regression on the document": ("text_response",),
    "regression around the variant": ("variant_text_response",),
    "regression around the gene": ("gene_text_response",),
    "the three regressions": RESPONSES,
    "mentions and cues": ("mentions",),
    "Doc2Vec": ("doc2vec",),
    "neighbourhood by literature": ("read_neighbourhood",),
    "those read by default": DEFAULT,
    "all": tuple(view for view in LITERATURE if view != "embeddings"),
}


def msk_rows() -> pd.DataFrame:
    """Return the MSK task's rows: Gene, Variation, Class and, for 75, Text."""
    table = pd.read_csv(DATA / "msk" / "training_variants", index_col=ID)
    lines = (DATA / "msk" / "training_text").read_text(encoding="utf-8").splitlines()[1:]
    texts = dict(line.split("||", 1) for line in lines if "||" in line)
    return table.assign(**{TEXT: [texts.get(str(i), "") for i in table.index]})


def civic_rows() -> pd.DataFrame:
    """Return one row a variant of the CIViC statements, with all of them as its text."""
    table = pd.read_csv(DATA / "effects" / "civic_statements_with_effect_class.csv")
    rows = table.groupby([GENE, VARIATION], sort=True).agg({CLASS: "first", TEXT: "\n".join})
    return rows.reset_index().rename_axis(ID)


def read_inputs(rows: pd.DataFrame) -> ModelInputs:
    """Read the texts of all rows."""
    documents, of_row = distinct_documents(rows[TEXT])
    read = dict(read_texts(documents, of_row, asked_variants(rows), engine=CORES))
    literature = gather(map(read.get, range(len(rows))), len(rows))
    return make_inputs(rows[[GENE, VARIATION]], literature)


def losses_of(
    inputs: ModelInputs, labels: pd.Series, folds: np.ndarray, texts: tuple[str, ...], seed: int
) -> np.ndarray:
    """Return each row's out-of-fold loss with these text views, shape (n_rows,)."""
    settings = ExperimentSettings(seed=seed)
    unread = tuple(name for name in LITERATURE if name not in texts)
    of_variants = tuple(name for name in settings.views_left_out if name not in LITERATURE)
    settings = replace(settings, views_left_out=(*of_variants, *unread))
    found = cross_validate(inputs, labels.to_numpy(), {"": folds}, settings, (OURS,), engine=CORES)
    return row_log_losses(found[""][OURS], labels)


def measure(name: str, rows: pd.DataFrame, n_folds: int, seed: int) -> dict[str, float]:
    """Print the table of one set of rows; return its figures by name."""
    inputs = read_inputs(rows)
    scored = inputs.literature.has_text
    units = {
        "random": np.arange(len(rows)),
        "gene": rows[GENE].map(comparable_symbol).to_numpy(),
    }
    print(f"{name}: {scored.sum()} rows with text of {len(rows)}, {n_folds} folds, seed {seed}")
    print(f"{'':<40}{'random':>26}{'gene':>28}")
    figures: dict[str, float] = {}
    base: dict[str, np.ndarray] = {}
    for added, views in {"gene and variation": (), **ADDED}.items():
        cells = []
        for regime in REGIMES:
            folds = assign_folds(regime, rows[CLASS].to_numpy(), units[regime], n_folds, seed)
            losses = losses_of(inputs, rows[CLASS], folds, views, seed)[scored]
            without_text = base.setdefault(regime, losses)
            values = losses - without_text if views else losses
            low, high = bootstrap_interval(values, units[regime][scored])
            cells.append(f"{values.mean():>+12.3f} ({low:+.3f} to {high:+.3f})")
            figures[f"{name}/{regime}/{added}"] = round(float(values.mean()), 4)
        print(f"{added:<40}{''.join(cells)}", flush=True)
    return figures


def main() -> None:
    """Measure on the sets of rows asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", choices=("msk", "civic"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"{DATA}: no such folder; expected the MSK and CIViC data there")
    figures: dict[str, float] = {}
    for name, read in (("civic", civic_rows), ("msk", msk_rows)):
        if options.rows in (None, name):
            figures |= measure(name, read(), options.folds, options.seed)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
