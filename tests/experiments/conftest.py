"""Small made-up tables of variants, and settings that fit in a moment."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import pytest

from experiments.classifier import ExperimentSettings
from experiments.classifier_settings import ClassifierSettings
from experiments.comparison import ScoredRun
from experiments.inputs import ModelInputs, inputs_from_table
from experiments.tracking import open_store
from experiments.views import TextSettings, all_views
from variants.effect_class import CLASS_COLUMNS
from variants.schema import REGIMES

GENES = ("BRAF", "EGFR", "TP53", "PTEN", "KIT", "MET", "RET", "ALK")
WORDS = (
    *("kinase", "activity", "loss", "gain", "binding", "domain", "tumour", "growth", "mutant"),
    *("residue", "stable", "signal", "neutral", "pathway", "cells", "assay", "inhibitor", "fold"),
)
EMBEDDING_COLUMNS = ("a0", "a1")
ANNOTATION_COLUMNS = ("CADD_phred", "SIFT_pred")


def made_up_table(n_rows: int, seed: int = 0) -> pd.DataFrame:
    """Return variants with random labels; every fifth has no text, some share one."""
    generator = np.random.default_rng(seed)
    documents = [" ".join(generator.choice(WORDS, size=12)) for _ in range(max(n_rows // 2, 1))]
    residues = generator.choice(list("ACDEFGHIKLMNPQRSTVWY"), size=(2, n_rows))
    return pd.DataFrame(
        {
            "Gene": generator.choice(GENES, size=n_rows),
            "Variation": [
                f"{residues[0, row]}{generator.integers(1, 900)}{residues[1, row]}"
                for row in range(n_rows)
            ],
            "Text": [
                None if row % 5 == 0 else documents[generator.integers(len(documents))]
                for row in range(n_rows)
            ],
            "a0": np.where(np.arange(n_rows) % 7 == 0, np.nan, generator.normal(size=n_rows)),
            "a1": np.where(np.arange(n_rows) % 7 == 0, np.nan, generator.normal(size=n_rows)),
            "CADD_phred": np.where(np.arange(n_rows) % 3 == 0, np.nan, generator.random(n_rows)),
            "SIFT_pred": [(None, "D", "T")[row % 3] for row in range(n_rows)],
            "Class": generator.integers(1, 10, size=n_rows),
        },
        index=pd.RangeIndex(100, 100 + n_rows, name="ID"),
    )


def naming_variants(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a sentence on each of its variants in each text."""
    named: dict[str, str] = {}
    for text, gene, variation in zip(table["Text"], table["Gene"], table["Variation"], strict=True):
        if isinstance(text, str):
            words = " ".join(text.split()[:4])
            named[text] = f"{named.get(text, text)}. In {gene}, p.{variation} {words}. Cells grew"
    return table.assign(Text=[named.get(text) for text in table["Text"]])


def made_up_inputs(table: pd.DataFrame) -> ModelInputs:
    """Read the table with its embeddings and annotations."""
    return inputs_from_table(table, EMBEDDING_COLUMNS, ANNOTATION_COLUMNS)


@pytest.fixture(scope="session")
def make_table() -> Callable[..., pd.DataFrame]:
    return made_up_table


@pytest.fixture(scope="session")
def name_variants() -> Callable[[pd.DataFrame], pd.DataFrame]:
    return naming_variants


@pytest.fixture(scope="session")
def make_model_inputs() -> Callable[[pd.DataFrame], ModelInputs]:
    return made_up_inputs


@pytest.fixture(scope="session")
def fast_settings() -> ExperimentSettings:
    return ExperimentSettings(
        ClassifierSettings(n_estimators=8, max_depth=3, inner_folds=2),
        TextSettings(tfidf_components=4, doc2vec_size=4, doc2vec_epochs=2, doc2vec_min_count=1),
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two processes of Dask, as an engine."""
    # Not above: when Dask is imported with a conftest, its logger silences pytest's.
    from engine.dask_engine import DaskEngine

    with DaskEngine("", 2, "1GiB", tmp_path_factory.mktemp("cluster")) as engine:
        yield engine


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, np.ndarray]:
    """Rows of features on disk, and their labels."""
    from made_up_trees import stored_rows

    return stored_rows(tmp_path_factory.mktemp("features"))


@pytest.fixture(scope="session")
def few_views(fast_settings: ExperimentSettings) -> ExperimentSettings:
    """Settings that read a view of each sort, for what has nothing to do with the others."""
    read = {"consequence", "neighbourhood", "hotspot", "tfidf", "mentions", "situation"}
    left_out = tuple(name for name in all_views(fast_settings.text) if name not in read)
    return replace(fast_settings, views_left_out=left_out)


def made_up_run(
    name: str = "first",
    seed: int = 0,
    skill: float = 0.3,
    tags: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
    keeps_groups: bool = True,
) -> ScoredRun:
    """Return held-out predictions of 120 variants of 12 genes and 24 papers.

    Labels and folds are always the same; ``skill``, 0 to 1, is the weight of the truth in the
    probabilities, the rest is drawn with ``seed``.
    """
    truth = np.random.default_rng(99).integers(1, 10, size=120)
    index = pd.RangeIndex(1, 121, name="ID")
    genes, papers = np.arange(120) % 12, np.arange(120) % 24
    answers = {}
    for number, regime in enumerate(REGIMES):
        noise = np.random.default_rng([seed, number]).dirichlet(np.ones(9), size=120)
        matrix = skill * np.eye(9)[truth - 1] + (1 - skill) * noise
        table = pd.DataFrame(matrix, index=index, columns=list(CLASS_COLUMNS))
        table.insert(0, "fold", (np.arange(120) // 12) % 5)
        table.insert(1, "Class", truth)
        answers[regime] = table
    variants = pd.DataFrame(
        {"Gene": [f"GENE{number}" for number in genes], "Variation": "V600E"}, index=index
    )
    kept = {"text": papers, "gene": genes} if keeps_groups else {}
    return ScoredRun(
        run_id=f"{zlib.crc32(name.encode()):08x}{'0' * 24}",
        name=name,
        tags={"data.sha256": "ab" * 32, "data.name": "made-up", "data.demo": "false",
              "git.commit": "c0ffee" * 6, **(tags or {})},
        parameters={"split.folds": "5", "split.seed": "0", **(parameters or {})},
        answers=answers,
        variants=variants if keeps_groups else None,
        groups={"random": np.arange(120), **kept},
    )  # fmt: skip


@pytest.fixture(scope="session")
def make_run() -> Callable[..., ScoredRun]:
    return made_up_run


@pytest.fixture(scope="module")
def mlflow_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Open an empty store and put MLflow's settings back afterwards."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MLFLOW_TRACKING_URI", "MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME"):
            patch.setenv(name, "")  # MLflow sets these itself: remember them first
            patch.delenv(name)
        open_store(f"sqlite:///{folder / 'deep' / 'mlflow.db'}", "oncolit", folder / "artifacts")
        yield folder
        mlflow.set_tracking_uri(None)
