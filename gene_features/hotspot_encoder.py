"""Hotspots: which classes the variants had that lie where a variant lies.

A ladder of ever closer training variants: of the gene, of the gene and broad
type, and of those the ones within some, few and no residues. On each rung the
class shares are shrunk to those of the rung above, as much as little is known, so
that a single neighbour says little and ten say much.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from gene_features.broad_type import broad_types
from gene_features.out_of_fold import OutOfFoldEncoder
from gene_features.variation_columns import END, START, TYPE
from variants.effect_class import CLASS_COLUMNS, CLASS_NUMBERS
from variants.schema import GENE

_N_CLASSES = len(CLASS_NUMBERS)
_TYPE_ROWS, _GENE_ROWS, _GENE_TYPE_ROWS, _NEAR_ROWS = 5.0, 3.0, 2.0, 1.0
"""Rows of the rung above that every rung starts with."""


@dataclass(frozen=True, eq=False)
class _GeneRows:
    """Training rows of a gene: broad type, middle residue and one-hot label of each."""

    broad: np.ndarray
    middle: np.ndarray
    labels: np.ndarray


class HotspotEncoder(OutOfFoldEncoder):
    """Shrunk class shares of nearer and nearer training variants, and how many there are.

    Blocks of nine shares: ``type`` (of all genes), ``gene``, ``gene_type``, and
    ``within_<scale>`` for each scale, where a variant d residues away counts
    exp(-d / scale). Then the logarithm of one plus each rung's rows, from ``gene``
    on. For a gene without a training row all but ``type`` is NaN. A variation that names
    no residue has no neighbours, and the shares of its gene and type.

    Parameters
    ----------
    scales : tuple of float
        In residues, widest first.
    n_folds, seed : int
        Of the inner folds by which training rows are encoded.
    """

    def __init__(
        self,
        scales: tuple[float, ...] = (40.0, 10.0, 3.0, 0.5),
        n_folds: int = 5,
        seed: int = 0,
    ) -> None:
        self.scales = scales
        self.n_folds = n_folds
        self.seed = seed

    def fit(self, X: pd.DataFrame, y: np.ndarray) -> Self:
        """Keep the labelled rows by gene; labels are 1 to 9, of shape (n_variants,)."""
        labels = np.eye(_N_CLASSES)[np.asarray(y, dtype=np.int64) - 1]
        kinds, broad, middle = _compared(X)
        prior = (labels.sum(axis=0) + 1) / (len(labels) + _N_CLASSES)
        self.broad_shares_ = {
            name: _shrunk(labels[broad == name].sum(axis=0), _TYPE_ROWS, prior)
            for name in np.unique(broad)
        }
        self.type_shares_ = {
            kind: _shrunk(
                labels[kinds == kind].sum(axis=0),
                _TYPE_ROWS,
                self.broad_shares_[broad[kinds == kind][0]],
            )
            for kind in np.unique(kinds)
        }
        self.prior_ = prior
        genes = X[GENE].to_numpy(dtype=object).astype(str)
        self.genes_ = {
            gene: _GeneRows(broad[own], middle[own], labels[own])
            for gene, own in pd.Series(genes).groupby(genes).indices.items()
        }
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return float32 of shape (n_variants, 9 × (3 + n_scales) + 2 + n_scales)."""
        check_is_fitted(self, "genes_")
        features = np.full((len(X), len(self.get_feature_names_out())), np.nan, dtype=np.float32)
        kinds, broad, middle = _compared(X)
        above = [self.broad_shares_.get(name, self.prior_) for name in broad]
        features[:, :_N_CLASSES] = [
            self.type_shares_.get(kind, shares) for kind, shares in zip(kinds, above, strict=True)
        ] or np.empty((0, _N_CLASSES))
        for gene, own in _rows_of_genes(X[GENE]).items():
            if gene in self.genes_:
                features[own, _N_CLASSES:] = self._ladder(
                    self.genes_[gene], broad[own], middle[own], np.array([above[i] for i in own])
                )
        return features

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:  # noqa: ARG002
        """Such as ``gene_type_class7`` and ``within_3_rows``."""
        near = [f"within_{scale:g}" for scale in self.scales]
        shares = [
            f"{rung}_{c}" for rung in ("type", "gene", "gene_type", *near) for c in CLASS_COLUMNS
        ]
        return np.asarray(
            [*shares, *(f"{rung}_rows" for rung in ("gene", "gene_type", *near))], dtype=object
        )

    def _ladder(
        self, known: _GeneRows, broad: np.ndarray, middle: np.ndarray, above: np.ndarray
    ) -> np.ndarray:
        same_type = (broad[:, None] == known.broad[None]).astype(np.float64)
        distance = np.abs(middle[:, None] - known.middle[None])
        everyone = np.ones_like(same_type)
        gene = _shrunk(everyone @ known.labels, _GENE_ROWS, above)
        shares = _shrunk(same_type @ known.labels, _GENE_TYPE_ROWS, (gene + above) / 2)
        blocks, rows = [gene, shares], [everyone.sum(axis=1), same_type.sum(axis=1)]
        for scale in self.scales:
            near = same_type * np.nan_to_num(np.exp(-distance / scale))
            shares = _shrunk(near @ known.labels, _NEAR_ROWS, shares)
            blocks.append(shares)
            rows.append(near.sum(axis=1))
        return np.hstack([*blocks, np.log1p(np.column_stack(rows))])


def _rows_of_genes(genes: pd.Series) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, gene in enumerate(genes.to_numpy(dtype=object)):
        rows.setdefault(str(gene), []).append(row)
    return rows


def _compared(X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return type, broad type and middle residue of each row."""
    start = X[START].to_numpy(dtype=np.float64)
    end = np.fmax(start, X[END].to_numpy(dtype=np.float64))
    kinds = X[TYPE].to_numpy(dtype=object).astype(str)
    return kinds, broad_types(X[TYPE]).to_numpy(dtype=object).astype(str), (start + end) / 2


def _shrunk(counts: np.ndarray, rows_above: float, shares_above: np.ndarray) -> np.ndarray:
    """Return class shares of the counts together with some rows of the rung above."""
    total = counts.sum(axis=-1, keepdims=True)
    return (counts + rows_above * shares_above) / (total + rows_above)
