"""How often a residue, a change and a gene recur in a table of mutational hotspots."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from variants.schema import GENE

NAME = "name"
START = "start"
END = "end"
COUNT = "count"

HOTSPOT_COLUMNS = (GENE, NAME, START, END, COUNT)
"""Of a hotspot table: approved gene symbol, canonical change or "", residues, recurrences."""

FEATURES = (
    "recurrence_residue",
    "recurrence_change",
    "recurrence_near",
    "recurrence_gene",
    "recurrence_gene_known",
)


class HotspotTableError(ValueError):
    """The table lacks a column."""


@dataclass(frozen=True, eq=False)
class _GeneHotspots:
    """A gene's rows, each array of shape (n_rows,)."""

    name: np.ndarray
    start: np.ndarray
    end: np.ndarray
    count: np.ndarray


class RecurrenceEncoder(TransformerMixin, BaseEstimator):
    """Recurrences at a variant's residues, of its very change, nearby and in its gene.

    ``recurrence_gene_known`` is 1 where the table has the gene; of a gene that it lacks, and
    of residues that it does not list, there are 0 recurrences. The first three are NaN for a
    variation without a residue, such as ``Amplification``; without a table all are NaN. The
    table is kept in the encoder, so that a trained model needs no file.

    Parameters
    ----------
    table : DataFrame of shape (n_rows, 5), optional
        The columns ``HOTSPOT_COLUMNS``; ``start`` and ``end`` are 1-based residue numbers.
    reach : int
        Residues on either side that count as nearby; the variant's own are included.
    """

    def __init__(self, table: pd.DataFrame | None = None, reach: int = 5) -> None:
        self.table = table
        self.reach = reach

    def fit(self, X: pd.DataFrame, y: object = None) -> "RecurrenceEncoder":  # noqa: ARG002
        """Index the table by gene; nothing is learnt from the variants.

        Raises
        ------
        HotspotTableError
            The table lacks a column.
        """
        self.genes_: dict[str, _GeneHotspots] = {}
        if self.table is None:
            return self
        missing = [column for column in HOTSPOT_COLUMNS if column not in self.table.columns]
        if missing:
            raise HotspotTableError(
                f"expected the columns {', '.join(HOTSPOT_COLUMNS)}, missing: {', '.join(missing)}"
            )
        for gene, rows in self.table.groupby(GENE, sort=False):
            self.genes_[str(gene)] = _GeneHotspots(
                rows[NAME].to_numpy(dtype=object),
                rows[START].to_numpy(dtype=float),
                rows[END].to_numpy(dtype=float),
                rows[COUNT].to_numpy(dtype=float),
            )
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 5).

        Parameters
        ----------
        X : DataFrame
            ``Gene``, ``name``, ``start`` and ``end`` (NaN where the variation has none).
        """
        check_is_fitted(self, "genes_")
        if self.table is None:
            return np.full((len(X), len(FEATURES)), np.nan, dtype=np.float32)
        features = np.zeros((len(X), len(FEATURES)), dtype=np.float32)
        start = X[START].to_numpy(dtype=float)
        end = X[END].to_numpy(dtype=float)
        end = np.where(np.isnan(end), start, end)
        name = X[NAME].to_numpy(dtype=object)
        for gene, rows in pd.Series(np.arange(len(X))).groupby(X[GENE].to_numpy()):
            if (hotspots := self.genes_.get(str(gene))) is not None:
                at = rows.to_numpy()
                features[at] = self._recurrences(hotspots, name[at], start[at], end[at])
        features[np.isnan(start), :3] = np.nan
        return features

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Names of the columns of :meth:`transform`."""
        return np.asarray(FEATURES, dtype=object)

    def _recurrences(
        self, hotspots: _GeneHotspots, name: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        def overlapping(margin: int) -> np.ndarray:
            return (hotspots.start <= end[:, None] + margin) & (
                hotspots.end >= start[:, None] - margin
            )

        same = (hotspots.name == name[:, None]) & (hotspots.name != "")
        return np.column_stack(
            [
                overlapping(0) @ hotspots.count,
                same @ hotspots.count,
                overlapping(self.reach) @ hotspots.count,
                np.full(len(name), hotspots.count.sum()),
                np.ones(len(name)),
            ]
        )
