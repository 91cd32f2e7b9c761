"""The table that all later stages read: accepted variants, distinct texts, side tables."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.inputs import ModelInputs, make_inputs
from experiments.papers import DOCUMENT_COLUMNS
from pipeline.data_folder import DataFolder
from text_features.embedding_source import EmbeddingSource
from text_features.literature import Literature
from text_features.text_file import TextFile, TextFileWriter, TextSelection
from variants.schema import CLASS, DOCUMENT, GENE, ID, VARIATION

_DOCUMENTS = "documents.arrow"
_TABLES = ("embeddings", "annotations", "hotspots")


@dataclass(frozen=True)
class Prepared:
    """Accepted rows of a data folder.

    Parameters
    ----------
    variants : DataFrame
        Indexed by ID: ``Gene``, ``Variation``, ``document`` and, in labelled
        data, ``Class``.
    documents : sequence of str
        Distinct texts as they came, in the order of the rows; read from disk when asked for.
    embeddings, annotations : DataFrame or None
        On the index of ``variants``.
    sha256 : str
        Of the input files.
    source : str
        The folder's name, for people.
    hotspots : DataFrame or None
        See :data:`gene_features.recurrence_encoder.HOTSPOT_COLUMNS`.
    feedback : tuple of int
        IDs of the rows that laboratories' feedback added.
    base_sha256 : str
        Of the data set alone where feedback was added, else empty.
    embedding_source : EmbeddingSource or None
        What made the embeddings, where their file says it.
    """

    variants: pd.DataFrame
    documents: Sequence[str]
    embeddings: pd.DataFrame | None
    annotations: pd.DataFrame | None
    sha256: str
    source: str
    hotspots: pd.DataFrame | None = None
    feedback: tuple[int, ...] = ()
    base_sha256: str = ""
    embedding_source: EmbeddingSource | None = None

    @property
    def document(self) -> np.ndarray:
        """Position of each row's text in ``documents``, -1 for none."""
        return self.variants[DOCUMENT].to_numpy()

    @property
    def labels(self) -> pd.Series:
        """Effect classes, 1 to 9."""
        return self.variants[CLASS]


def prepare(folder: DataFolder, source: str) -> Prepared:
    """Put the texts in the order of the rows; the source's name says how many are feedback."""
    given = folder.document.to_numpy()
    used = dict.fromkeys(given[given >= 0].tolist())
    places = {place: number for number, place in enumerate(used)}
    document = np.array([places.get(place, -1) for place in given.tolist()], dtype=np.int64)
    if folder.feedback:
        source = f"{source} with {len(folder.feedback)} rows of feedback"
    return Prepared(
        variants=folder.variants.assign(**{DOCUMENT: document}),
        documents=TextSelection(folder.documents, np.fromiter(used, dtype=np.int64)),
        embeddings=folder.embeddings,
        annotations=folder.annotations,
        sha256=folder.sha256,
        source=source,
        hotspots=folder.hotspots,
        feedback=folder.feedback,
        base_sha256=folder.base_sha256,
        embedding_source=folder.embedding_source,
    )


def featurize(
    prepared: Prepared, literature: Literature, document_columns: str = DOCUMENT_COLUMNS
) -> ModelInputs:
    """Make the classifier's inputs; nothing is fitted.

    Parameters
    ----------
    prepared : Prepared
    literature : Literature
        What the texts say of its rows.
    document_columns : str
        See :data:`experiments.papers.DOCUMENT_COLUMNS`.
    """
    return make_inputs(
        prepared.variants[[GENE, VARIATION]],
        literature,
        prepared.embeddings,
        prepared.annotations,
        prepared.hotspots,
        document_columns,
    )


def write_prepared(prepared: Prepared, folder: Path) -> None:
    """Write one parquet file a table, and what is known of the source as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    prepared.variants.to_parquet(folder / "variants.parquet")
    with TextFileWriter(folder / _DOCUMENTS) as documents:
        for text in prepared.documents:
            documents.add(text)
        documents.collected()
    tables = {name: getattr(prepared, name) for name in _TABLES}
    for name, table in tables.items():
        (folder / f"{name}.parquet").unlink(missing_ok=True)
        if table is not None:
            table.to_parquet(folder / f"{name}.parquet")
    source: dict[str, Any] = {"data_sha256": prepared.sha256, "source": prepared.source}
    if prepared.feedback:
        source |= {"base_sha256": prepared.base_sha256, "feedback": list(prepared.feedback)}
    if prepared.embedding_source:
        source["embedding_source"] = asdict(prepared.embedding_source)
    (folder / "source.json").write_text(json.dumps(source, indent=2) + "\n", encoding="utf-8")


def read_prepared(folder: Path) -> Prepared:
    """Read what :func:`write_prepared` wrote."""
    tables = {
        name: pd.read_parquet(folder / f"{name}.parquet")
        for name in _TABLES
        if (folder / f"{name}.parquet").exists()
    }
    source = json.loads((folder / "source.json").read_text(encoding="utf-8"))
    made = source.get("embedding_source")
    return Prepared(
        variants=pd.read_parquet(folder / "variants.parquet").rename_axis(ID),
        documents=TextFile(folder / _DOCUMENTS),
        embeddings=tables.get("embeddings"),
        annotations=tables.get("annotations"),
        sha256=source["data_sha256"],
        source=source["source"],
        hotspots=tables.get("hotspots"),
        feedback=tuple(source.get("feedback", ())),
        base_sha256=source.get("base_sha256", ""),
        embedding_source=EmbeddingSource.of(made) if made else None,
    )
