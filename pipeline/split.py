"""Stage split: put every row into a fold, in each of the three regimes."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.papers import document_columns
from experiments.splits import assign_folds
from pipeline.parameters import SplitParameters, read_parameters
from pipeline.prepared import Prepared, read_prepared
from pipeline.progress import show_progress
from pipeline.stage import run_stage
from text_features.near_duplicates import (
    components,
    near_identical_texts,
    near_identical_vectors,
    rows_sharing,
)
from variants.gene_symbols import comparable_symbol
from variants.schema import GENE, REGIMES

TEXT_GROUP = "text_group"
"""Column of the groups of near-identical papers."""


def text_groups(
    prepared: Prepared,
    parameters: SplitParameters,
    progress: Callable[[Iterable[str]], Iterable[str]] = lambda texts: texts,
) -> np.ndarray:
    """Return each row's group of rows that speak of the same paper, shape (n_rows,).

    Rows with the same text, near-identical texts or near-identical document
    embeddings are one group; so are rows joined through others.
    """
    document = prepared.document
    similar = near_identical_texts(
        prepared.documents,
        parameters.text_similarity,
        parameters.shingle_words,
        progress=progress(prepared.documents),
    )
    _, first_row = np.unique(document[document >= 0], return_index=True)
    first_row = np.flatnonzero(document >= 0)[first_row]
    relations = [rows_sharing(document), first_row[similar].reshape(-1, 2)]
    if prepared.embeddings is not None:
        columns = document_columns(prepared.embeddings.columns, parameters.embedding_columns)
        vectors = prepared.embeddings[columns].to_numpy()
        relations.append(near_identical_vectors(vectors, parameters.embedding_cosine))
    return components(len(document), *relations)


def make_folds(
    prepared: Prepared, groups: np.ndarray, parameters: SplitParameters, regimes: tuple[str, ...]
) -> pd.DataFrame:
    """Return each row's text group and its fold in each regime, indexed by ID."""
    grouping = {
        "random": np.arange(len(groups)),
        "text": groups,
        "gene": prepared.variants[GENE].map(comparable_symbol).to_numpy(),
    }
    labels = prepared.labels.to_numpy()
    folds = {
        regime: assign_folds(regime, labels, grouping[regime], parameters.folds, parameters.seed)
        for regime in regimes
    }
    return pd.DataFrame({TEXT_GROUP: groups, **folds}, index=prepared.variants.index)


def main(prepared: Path, params: Path, folds: Path) -> None:
    """Write the folds of the three regimes."""
    parameters = read_parameters(params).split
    rows = read_prepared(prepared)
    groups = text_groups(
        rows, parameters, lambda texts: show_progress(texts, len(rows.documents), "Near-duplicates")
    )
    folds.parent.mkdir(parents=True, exist_ok=True)
    make_folds(rows, groups, parameters, REGIMES).to_csv(folds)


if __name__ == "__main__":
    run_stage(main)
