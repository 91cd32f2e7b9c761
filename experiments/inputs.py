"""What the classifier reads: one row a variant, with whatever else is known of it.

Nothing in here is fitted, so it may be made once for all folds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.papers import DOCUMENT_COLUMNS, PaperIndex
from gene_features.variation_columns import variation_columns
from text_features.literature import Literature, gather, read_texts
from text_features.row_text import ReadingSettings
from text_features.tokens import distinct_documents
from variants.gene_symbols import approved_symbol
from variants.schema import GENE, TEXT, VARIATION


@dataclass(frozen=True)
class ModelInputs:
    """Inputs of the classifier, all on the same rows.

    Parameters
    ----------
    variants : DataFrame of shape (n_rows, 10)
        See :func:`gene_features.variation_columns.variation_columns`.
    literature : Literature
        What the rows' texts say of them.
    embeddings : DataFrame of shape (n_rows, n_dimensions), optional
        Document embeddings brought by the user; NaN where a row has none.
    annotations : DataFrame of shape (n_rows, n_columns), optional
        In-silico annotation.
    hotspots : DataFrame of shape (n_changes, 5), optional
        Recurrent changes, the same for all rows.
    document_columns : str
        Regular expression: the embedding columns that describe the whole document.
    """

    variants: pd.DataFrame
    literature: Literature
    embeddings: pd.DataFrame | None = None
    annotations: pd.DataFrame | None = None
    hotspots: pd.DataFrame | None = None
    document_columns: str = DOCUMENT_COLUMNS

    def __len__(self) -> int:
        return len(self.variants)

    @cached_property
    def paper_index(self) -> PaperIndex:
        """The papers of these rows, worked out once."""
        return PaperIndex(self.literature, self.embeddings, self.document_columns)

    def take(self, rows: np.ndarray) -> "ModelInputs":
        """Return the rows at these positions; texts are shared, not copied."""
        return replace(
            self,
            variants=self.variants.iloc[rows],
            literature=self.literature.take(rows),
            embeddings=None if self.embeddings is None else self.embeddings.iloc[rows],
            annotations=None if self.annotations is None else self.annotations.iloc[rows],
        )

    def without_side_tables(self) -> "ModelInputs":
        """Return the rows with nothing but gene and variation."""
        nothing = Literature.empty(len(self))
        return replace(self, literature=nothing, embeddings=None, annotations=None)


def make_inputs(
    variants: pd.DataFrame,
    literature: Literature | None = None,
    embeddings: pd.DataFrame | None = None,
    annotations: pd.DataFrame | None = None,
    hotspots: pd.DataFrame | None = None,
    document_columns: str = DOCUMENT_COLUMNS,
) -> ModelInputs:
    """Parse the variants and check that everything covers the same rows.

    Parameters
    ----------
    variants : DataFrame
        Columns ``Gene`` and ``Variation``, indexed by ID.
    literature : Literature, optional
        Of the same rows; by default no row has a text.
    embeddings, annotations : DataFrame, optional
        On the same index as ``variants``.
    hotspots : DataFrame, optional
        Recurrent changes, see :data:`gene_features.recurrence_encoder.HOTSPOT_COLUMNS`.
    document_columns : str
        See :data:`experiments.papers.DOCUMENT_COLUMNS`.

    Raises
    ------
    ValueError
        A table covers other rows than ``variants``.
    """
    for name, table in (("embeddings", embeddings), ("annotations", annotations)):
        if table is not None and not table.index.equals(variants.index):
            raise ValueError(f"{name} must cover the variants' rows in their order")
    if literature is not None and len(literature) != len(variants):
        raise ValueError(f"literature has {len(literature)} rows, expected {len(variants)}")
    return ModelInputs(
        variants=variation_columns(variants),
        literature=Literature.empty(len(variants)) if literature is None else literature,
        embeddings=embeddings,
        annotations=annotations,
        hotspots=hotspots,
        document_columns=document_columns,
    )


def inputs_from_table(
    table: pd.DataFrame,
    embedding_columns: Sequence[str] = (),
    annotation_columns: Sequence[str] = (),
    reading: ReadingSettings | None = None,
) -> ModelInputs:
    """Make inputs from one wide table, as a model server is given it.

    Parameters
    ----------
    table : DataFrame
        ``Gene`` and ``Variation``; optionally ``Text`` and any of the
        embedding and annotation columns. A missing value is None, NaN or "".
    embedding_columns, annotation_columns : sequence of str
        The columns that the model was trained with.
    reading : ReadingSettings, optional
        How texts are read.

    Raises
    ------
    ValueError
        ``Gene`` or ``Variation`` is not there.
    """
    missing = [column for column in (GENE, VARIATION) if column not in table.columns]
    if missing:
        raise ValueError(f"expected the columns Gene and Variation, missing: {', '.join(missing)}")
    empty = table[GENE].isna().to_numpy() | table[VARIATION].isna().to_numpy()
    if empty.any():
        raise ValueError(f"expected a Gene and a Variation in every row, missing in {empty.sum()}")
    # No string column of pandas: it refuses what is no valid Unicode, such as a lone surrogate.
    texts = table[TEXT].to_numpy(dtype=object) if TEXT in table.columns else [""] * len(table)
    documents, document = distinct_documents(
        "" if missing else str(text) for text, missing in zip(texts, pd.isna(texts), strict=True)
    )
    read = dict(read_texts(documents, document, asked_variants(table), reading))
    return make_inputs(
        table[[GENE, VARIATION]],
        gather(map(read.get, range(len(table))), len(table)),
        _columns(table, embedding_columns),
        _columns(table, annotation_columns),
    )


def asked_variants(variants: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each row's gene and spelling of the variation, for which its text is read.

    Parameters
    ----------
    variants : DataFrame
        Columns ``Gene`` and ``Variation``.
    """
    genes = (approved_symbol(str(gene)) for gene in variants[GENE].to_numpy(dtype=object))
    return list(zip(genes, variants[VARIATION].astype(str), strict=True))


def _columns(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame | None:
    """Return the known columns, NaN for absent ones, or None where all are absent."""
    if not any(column in table.columns for column in columns):
        return None
    return table.reindex(columns=list(columns))
