"""How alike two variants are, from gene, type, residues and place: a kernel.

The sum of what two variants may share, each part a kernel of its own and so the sum:

- the type, and the broad type;
- the gene, and gene and broad type;
- the gene family, by the letters of the symbol (``FGFR2`` and ``FGFR3``), alone, with the
  broad type, and with the chemistry of the substitution;
- the gene and the neighbourhood, exp(-d / scale) at a distance of d residues, for several
  scales: the same residue, a motif, a domain;
- with annotations, at half weight: what is known of the gene, alone and with the type, and
  the scores of the variant, alone and with what is known of the gene.
"""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.feature_extraction.text import HashingVectorizer

from gene_features.amino_acid_scales import residue_codes, residue_scales
from gene_features.broad_type import broad_types
from gene_features.variation_columns import ALTERNATE, END, REFERENCE, START, TYPE
from variants.schema import GENE
from variants.variation_type import VariationType

CHEMISTRY_WIDTH = 16.0
"""Squared distance, in standard deviations, at which two substitutions are 1/√e alike."""

FACTS_WIDTH = 0.5
"""Squared distance at which what is known of two genes is 1/√e alike: half a fact."""

ANNOTATION_WEIGHT = 0.5
"""Weight of what annotations say; gene, type and residues have 1 each."""


@dataclass(frozen=True, eq=False)
class KernelRows:
    """What the kernel compares, each array of shape (n_variants,) unless said.

    Parameters
    ----------
    gene, kind, broad : str arrays
        Gene symbol, type and broad type.
    middle : float array
        Middle of the residues changed, NaN where none is named.
    chemistry : float array of shape (n_variants, n_scales)
        Scaled properties of reference and new residue, NaN for all but substitutions.
    facts, scores : float arrays of shape (n_variants, n_facts) and (n_variants, n_scores)
        See :class:`gene_features.annotation_scaler.AnnotationScaler`; no columns without
        annotations.
    """

    gene: np.ndarray
    kind: np.ndarray
    broad: np.ndarray
    middle: np.ndarray
    chemistry: np.ndarray
    facts: np.ndarray
    scores: np.ndarray

    def __len__(self) -> int:
        return len(self.gene)

    def take(self, rows: np.ndarray | slice) -> "KernelRows":
        """Return these rows."""
        return KernelRows(*(getattr(self, field.name)[rows] for field in fields(self)))


def kernel_rows(X: pd.DataFrame, facts: np.ndarray, scores: np.ndarray) -> KernelRows:
    """Pick what the kernel compares out of the parsed columns; annotations are added."""
    start = X[START].to_numpy(dtype=np.float32)
    end = np.fmax(start, X[END].to_numpy(dtype=np.float32))
    return KernelRows(
        gene=X[GENE].to_numpy(dtype=object),
        kind=X[TYPE].to_numpy(dtype=object),
        broad=broad_types(X[TYPE]).to_numpy(dtype=object),
        middle=(start + end) / 2,
        chemistry=_chemistry(X),
        facts=facts,
        scores=scores,
    )


def variant_kernel(
    rows: KernelRows, columns: KernelRows, scales: tuple[float, ...] = (3.0, 40.0, 150.0)
) -> np.ndarray:
    """Compare each of some variants with each of others.

    Parameters
    ----------
    rows, columns : KernelRows
    scales : tuple of float
        Residues over which likeness within a gene falls by a factor of e.

    Returns
    -------
    float32 array of shape (n_rows, n_columns)
        Symmetric and positive semi-definite where rows and columns are the same.
    """
    same_gene = _equal(rows.gene, columns.gene)
    same_broad = _equal(rows.broad, columns.broad)
    family = _family(rows.gene, columns.gene)
    near = _nearness(rows.middle, columns.middle, same_gene, scales)
    same_kind = _equal(rows.kind, columns.kind)
    likeness = same_broad + same_kind + (same_gene + family) * (1 + same_broad) + near
    likeness += family * _gaussian(rows.chemistry, columns.chemistry, CHEMISTRY_WIDTH)
    n_scores = rows.scores.shape[1]
    if rows.facts.shape[1] + n_scores:
        facts = _gaussian(rows.facts, columns.facts, FACTS_WIDTH)
        scores = _gaussian(rows.scores, columns.scores, max(n_scores, 1) / 4)
        likeness += ANNOTATION_WEIGHT * (facts * (1 + same_kind) + scores * (1 + facts))
    return likeness


def _equal(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    _, codes = np.unique(np.concatenate([rows, columns]).astype(str), return_inverse=True)
    return (codes[: len(rows), None] == codes[None, len(rows) :]).astype(np.float32)


def _family(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Squared cosine of the symbols' counts of 2 to 4 letters, ends marked."""
    left, left_code = np.unique(rows.astype(str), return_inverse=True)
    right, right_code = np.unique(columns.astype(str), return_inverse=True)
    if not len(left) or not len(right):
        return np.zeros((len(rows), len(columns)), dtype=np.float32)
    letters = HashingVectorizer(analyzer="char", ngram_range=(2, 4), alternate_sign=False)
    cosine = letters.transform([f"^{gene}$" for gene in left]) @ (
        letters.transform([f"^{gene}$" for gene in right]).T
    )
    return (cosine.toarray().astype(np.float32) ** 2)[np.ix_(left_code, right_code)]


def _nearness(
    rows: np.ndarray, columns: np.ndarray, same_gene: np.ndarray, scales: tuple[float, ...]
) -> np.ndarray:
    near = np.zeros_like(same_gene)
    row, column = np.nonzero(same_gene)
    distance = np.abs(rows[row] - columns[column])
    total = sum(np.exp(-distance / np.float32(scale)) for scale in scales)
    near[row, column] = np.nan_to_num(total)
    return near


def _chemistry(X: pd.DataFrame) -> np.ndarray:
    """Properties of both residues, in standard deviations over the twenty."""
    scales = residue_scales().to_numpy()
    scaled = np.vstack([scales / scales.std(axis=0), np.full(scales.shape[1], np.nan)])
    substituted = (X[TYPE] == VariationType.SUBSTITUTION.value).to_numpy()
    reference = np.where(substituted, residue_codes(X[REFERENCE]), -1)
    alternate = np.where(substituted, residue_codes(X[ALTERNATE]), -1)
    # The code -1, of no residue, reads the last row.
    return np.hstack([scaled[reference], scaled[alternate]]).astype(np.float32)


def _gaussian(rows: np.ndarray, columns: np.ndarray, width: float) -> np.ndarray:
    """Return exp(-d² / 2 width), 0 where either row is NaN; 1 where there are no columns."""
    if not rows.shape[1]:
        return np.ones((len(rows), len(columns)), dtype=np.float32)
    # Pair by pair: a product of matrices rounds by how many rows there are.
    squares = cdist(rows, columns, "sqeuclidean").astype(np.float32)
    return np.nan_to_num(np.exp(-squares / np.float32(2 * width)))
