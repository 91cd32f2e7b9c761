"""Where in its protein a variant lies, and how many others lie near it.

Positions are 1-based residue numbers. No label is read.
"""

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from gene_features.variation_columns import END, START
from variants.schema import GENE

_STRIDE = 2**31  # further apart than any two residues: keys of two genes never meet


class PositionEncoder(TransformerMixin, BaseEstimator):
    """Residue numbers, place within the gene's known span, and density around it.

    ``start``, ``end``, ``residues_spanned``
        As parsed; ``end`` is the start where only that is known.
    ``span_end``
        Largest residue of the gene in the training rows, a stand-in for the
        length of its protein; NaN for an unseen gene.
    ``relative_position``
        (start − first) / (last − first) of the gene's span in the training
        rows. Beyond that span it is below 0 or above 1 and left so. NaN where
        fewer than two residues of the gene are known.
    ``variants_within_w``, ``residues_within_w``
        Training rows of the same gene, and distinct residues of theirs, that
        start no more than ``w`` residues before the start or after the end. 0
        for an unseen gene.

    A row without a position is NaN, but for ``span_end``. A row without a gene
    is a row of an unseen gene.

    :meth:`fit_transform` answers each training row as if the encoder had been
    fitted on all the others. Were the row itself counted, every training row
    would lie within its gene's span and have a neighbour at its own residue,
    which a new row need not, and a learner would meet other distributions than
    it was taught on. So a new row at a known residue looks like a training row
    that shares its residue. Use ``fit_transform`` for the training rows and
    :meth:`transform` for others only.

    Parameters
    ----------
    windows : tuple of int
        Distances in residues within which neighbours are counted.
    """

    def __init__(self, windows: tuple[int, ...] = (0, 5, 20)) -> None:
        self.windows = windows

    def fit(self, X: pd.DataFrame, y: object = None) -> "PositionEncoder":  # noqa: ARG002
        """Learn each gene's residues from ``Gene``, ``start`` and ``end``; labels are not read."""
        start, end = _residues(X)
        names = _gene_names(X)
        known = np.isfinite(start) & (names != "")
        self.genes_ = pd.Index(pd.unique(names[known]), dtype=object)
        gene = self.genes_.get_indexer(names[known])
        self.lowest_ = _two_lowest(gene, start[known], len(self.genes_))
        self.highest_ = -_two_lowest(gene, -end[known], len(self.genes_))
        self.keys_, counts = np.unique(_keys(gene, start[known]), return_counts=True)
        self.rows_before_ = np.concatenate([[0], np.cumsum(counts)])
        return self

    def fit_transform(self, X: pd.DataFrame, y: object = None) -> np.ndarray:  # noqa: ARG002
        """Fit, then answer each training row from the others; shape as of :meth:`transform`."""
        return self.fit(X)._encode(X, trained_on=True)

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 5 + 2 × number of windows)."""
        check_is_fitted(self, "genes_")
        return self._encode(X, trained_on=False)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Names of the columns of :meth:`transform`."""
        check_is_fitted(self, "genes_")
        names = [START, END, "residues_spanned", "span_end", "relative_position"]
        for window in self.windows:
            names.extend([f"variants_within_{window}", f"residues_within_{window}"])
        return np.asarray(names, dtype=object)

    def _encode(self, X: pd.DataFrame, trained_on: bool) -> np.ndarray:
        start, end = _residues(X)
        gene = self.genes_.get_indexer(_gene_names(X))
        first, last = self._span(gene, start, end, trained_on)
        length = np.where(last > first, last - first, np.nan)
        columns = [start, end, end - start + 1, last, (start - first) / length]
        for window in self.windows:
            columns.extend(self._neighbours(gene, start, end, window, trained_on))
        return np.column_stack(columns).astype(np.float32)

    def _span(
        self, gene: np.ndarray, start: np.ndarray, end: np.ndarray, trained_on: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """First and last residue of the gene, of the other rows where the row is one of them."""
        first, second = self.lowest_[gene].T
        last, last_but_one = self.highest_[gene].T
        if not trained_on:
            return first, last
        return (
            np.where(start == first, second, first),
            np.where(end == last, last_but_one, last),
        )

    def _neighbours(
        self, gene: np.ndarray, start: np.ndarray, end: np.ndarray, window: int, trained_on: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """Rows and distinct residues of the gene near the row, itself left out."""
        known = np.isfinite(start)
        begin = np.searchsorted(self.keys_, _keys(gene, start - window), side="left")
        stop = np.searchsorted(self.keys_, _keys(gene, end + window), side="right")
        rows = self.rows_before_[stop] - self.rows_before_[begin]
        residues = stop - begin
        if trained_on:
            counted = known & (gene >= 0)
            at = np.searchsorted(self.keys_, _keys(gene, start)[counted])
            rows[counted] -= 1
            residues[counted] -= self.rows_before_[at + 1] - self.rows_before_[at] == 1
        return np.where(known, rows, np.nan), np.where(known, residues, np.nan)


def _residues(X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Start and end as float64, the end never NaN where the start is known."""
    start = X[START].to_numpy(dtype=np.float64, na_value=np.nan)
    end = X[END].to_numpy(dtype=np.float64, na_value=np.nan)
    return start, np.where(np.isfinite(start), np.fmax(start, end), np.nan)


def _gene_names(X: pd.DataFrame) -> np.ndarray:
    names = X[GENE].to_numpy(dtype=object)
    return np.where(pd.isna(names), "", names)


def _keys(gene: np.ndarray, residue: np.ndarray) -> np.ndarray:
    """One whole number a gene and residue; those of unseen genes are below all others."""
    within = np.nan_to_num(residue).clip(0, _STRIDE - 1).astype(np.int64)
    return gene.astype(np.int64) * _STRIDE + within


def _two_lowest(gene: np.ndarray, values: np.ndarray, n_genes: int) -> np.ndarray:
    """Lowest and second lowest value of each gene, NaN where there is none.

    Of shape (n_genes + 1, 2); the last row, NaN, answers the code -1.
    """
    order = np.lexsort([values, gene])
    gene, values = gene[order], values[order]
    rank = np.arange(len(gene)) - np.searchsorted(gene, gene)
    lowest = np.full((n_genes + 1, 2), np.nan)
    among = rank < 2
    lowest[gene[among], rank[among]] = values[among]
    return lowest
