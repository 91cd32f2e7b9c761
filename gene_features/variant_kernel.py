"""How alike two variants are, from gene, type, residues, place, annotations and literature.

A kernel: the weighted sum of what two variants may share, each part a kernel of its own. Parts
of what a row lacks are zero.

- the type, and the broad type;
- the gene family, by the letters of the symbol (``FGFR2`` and ``FGFR3``), alone, with the
  broad type, and with the chemistry of the substitution;
- the gene and the neighbourhood, exp(-d / scale) at a distance of d residues, for several
  scales: the same residue, a motif, a domain;
- annotations: what is known of the gene together with the type, the scores of the variant
  alone and with what is known of the gene;
- literature: vectors of the document and of the passages around the variant, exp(-d² / width)
  for several widths, from the same paper to the same field.

Weights were chosen on the MSK task by cross-validation with other folds than the reported ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from gene_features.amino_acid_scales import residue_codes, residue_scales
from gene_features.broad_type import broad_types
from gene_features.distances import falling, gaussian, squared_distances
from gene_features.gene_letters import letters_of
from gene_features.variation_columns import ALTERNATE, END, REFERENCE, START, TYPE
from variants.schema import GENE
from variants.variation_type import VariationType

CHEMISTRY_WIDTH = 16.0
"""Squared distance, in standard deviations, at which two substitutions are 1/√e alike."""

FACTS_WIDTH = 0.5
"""Squared distance at which what is known of two genes is 1/√e alike: half a fact."""

WEIGHTS = {
    "broad type": 1.0,
    "type": 2.0,
    "family": 1.0,
    "family, broad type": 1.0,
    "family, chemistry": 0.5,
    "facts, type": 0.5,
    "scores": 0.5,
    "scores, facts": 0.25,
    "passages, type": 0.5,
}
"""Weights of the parts that have one scale."""

SCALES = {1.0: 0.5, 3.0: 1.0, 150.0: 1.0}
"""Residues over which likeness within a gene falls by a factor of e, with their weights."""

DOCUMENT_WIDTHS = {0.03: 0.5, 0.1: 4.0, 1.0: 4.0, 3.0: 0.5}
PASSAGE_WIDTHS = {0.1: 4.0, 1.0: 8.0}
JOINT_WIDTHS = {0.03: 0.5, 0.1: 0.5}
"""Squared distances over which likeness falls by a factor of e, with their weights; two
unrelated documents are 2 apart. Joint is the mean of both distances."""

_BLOCK = 64
"""Rows that are compared with themselves at a time."""

_MOST_KEPT = 10_000
"""Variants whose likeness to every pair of residues is kept, in 16 MB at most."""


class _Levels:
    """The distinct values of a column, for finding others among them."""

    def __init__(self, values: np.ndarray) -> None:
        self.place: dict[str, int] = {}
        codes = [self.place.setdefault(str(value), len(self.place)) for value in values]
        self.codes = np.array(codes, dtype=np.intp)

    def find(self, values: Iterable[object]) -> np.ndarray:
        """Return the place of each value, -1 where it is none of them."""
        return np.array([self.place.get(str(value), -1) for value in values], dtype=np.intp)


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
    documents, passages : tuple of float arrays of shape (n_variants, n_dimensions)
        Vectors from one or several sources, NaN for rows that a source has none of.
    """

    gene: np.ndarray
    kind: np.ndarray
    broad: np.ndarray
    middle: np.ndarray
    chemistry: np.ndarray
    facts: np.ndarray
    scores: np.ndarray
    documents: tuple[np.ndarray, ...] = ()
    passages: tuple[np.ndarray, ...] = ()

    def __len__(self) -> int:
        return len(self.gene)

    def __getstate__(self) -> dict[str, Any]:
        # What is worked out when it is first asked for is no part of a stored model.
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def genes(self) -> _Levels:
        """Distinct gene symbols."""
        return _Levels(self.gene)

    @cached_property
    def kinds(self) -> _Levels:
        """Distinct types."""
        return _Levels(self.kind)

    @cached_property
    def broads(self) -> _Levels:
        """Distinct broad types."""
        return _Levels(self.broad)

    @cached_property
    def letters_of_genes(self) -> csr_matrix:
        """Letters of the distinct gene symbols, of shape (n_hashes, n_genes)."""
        return letters_of(tuple(self.genes.place)).T.tocsr()

    @cached_property
    def by_chemistry(self) -> dict[bytes, np.ndarray]:
        """Likeness of these rows to substitutions of some chemistry, for those compared so far."""
        return {}

    def take(self, rows: np.ndarray | slice) -> "KernelRows":
        """Return these rows."""
        parts: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, part in parts.items():
            parts[name] = tuple(v[rows] for v in part) if isinstance(part, tuple) else part[rows]
        return KernelRows(**parts)


def kernel_rows(
    X: pd.DataFrame,
    facts: np.ndarray,
    scores: np.ndarray,
    documents: tuple[np.ndarray, ...] = (),
    passages: tuple[np.ndarray, ...] = (),
) -> KernelRows:
    """Pick what the kernel compares out of the parsed columns; all else is added."""
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
        documents=documents,
        passages=passages,
    )


def variant_kernel(rows: KernelRows, columns: KernelRows) -> np.ndarray:
    """Compare each of some variants with each of others.

    Parameters
    ----------
    rows, columns : KernelRows

    Returns
    -------
    float32 array of shape (n_rows, n_columns)
        Symmetric and positive semi-definite where rows and columns are the same.
    """
    likeness = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for weight, part in _parts(rows, columns):
        likeness += np.float32(weight) * part
    return likeness


def self_likeness(rows: KernelRows) -> np.ndarray:
    """Compare each variant with itself: the diagonal of the kernel, float32 of shape (n_rows,)."""
    blocks = [np.empty(0, dtype=np.float32)]
    for first in range(0, len(rows), _BLOCK):
        block = rows.take(slice(first, first + _BLOCK))
        blocks.append(np.diag(variant_kernel(block, block)))
    return np.concatenate(blocks)


def _parts(rows: KernelRows, columns: KernelRows) -> Iterator[tuple[float, np.ndarray]]:
    """Yield each part with its weight."""
    kind = _equal(rows.kind, columns.kinds)
    broad = _equal(rows.broad, columns.broads)
    family = _family(rows, columns)
    yield WEIGHTS["type"], kind
    yield WEIGHTS["broad type"], broad
    yield WEIGHTS["family"], family
    yield WEIGHTS["family, broad type"], family * broad
    yield WEIGHTS["family, chemistry"], family * _alike_chemistry(rows, columns)
    same_gene = _equal(rows.gene, columns.genes)
    if same_gene.any():
        yield 1.0, _nearness(rows.middle, columns.middle, same_gene)
    n_scores = rows.scores.shape[1]
    if rows.facts.shape[1] + n_scores:
        facts = gaussian(rows.facts, columns.facts, FACTS_WIDTH)
        scores = gaussian(rows.scores, columns.scores, max(n_scores, 1) / 4)
        yield WEIGHTS["facts, type"], facts * kind
        yield WEIGHTS["scores"], scores
        yield WEIGHTS["scores, facts"], scores * facts
    yield from _literature_parts(rows, columns, kind)


def _literature_parts(
    rows: KernelRows, columns: KernelRows, kind: np.ndarray
) -> Iterator[tuple[float, np.ndarray]]:
    sources = (rows.documents, columns.documents, rows.passages, columns.passages)
    for own, other, own_passages, other_passages in zip(*sources, strict=True):
        documents = squared_distances(own, other)
        passages = squared_distances(own_passages, other_passages)
        joint = (documents + passages) / 2
        for distances, widths in (
            (documents, DOCUMENT_WIDTHS),
            (passages, PASSAGE_WIDTHS),
            (joint, JOINT_WIDTHS),
        ):
            for width, weight in widths.items():
                yield weight, falling(distances, width)
        yield WEIGHTS["passages, type"], falling(passages, 1.0) * kind


def _equal(rows: np.ndarray, columns: _Levels) -> np.ndarray:
    return (columns.find(rows)[:, None] == columns.codes).astype(np.float32)


def _family(rows: KernelRows, columns: KernelRows) -> np.ndarray:
    """Squared cosine of the symbols' counts of 2 to 4 letters, ends marked."""
    if not len(rows) or not len(columns):
        return np.zeros((len(rows), len(columns)), dtype=np.float32)
    cosine = letters_of(tuple(rows.genes.place)) @ columns.letters_of_genes
    squares = cosine.toarray().astype(np.float32) ** 2
    return squares[np.ix_(rows.genes.codes, columns.genes.codes)]


def _alike_chemistry(rows: KernelRows, columns: KernelRows) -> np.ndarray:
    """Compare residues; each pair of them, of which there are some 400, once."""
    if len(columns) > _MOST_KEPT:
        return gaussian(rows.chemistry, columns.chemistry, CHEMISTRY_WIDTH)
    known = columns.by_chemistry
    keys = [pair.tobytes() for pair in rows.chemistry]
    new = {key: place for place, key in enumerate(keys) if key not in known}
    pairs = rows.chemistry[list(new.values())]
    known.update(zip(new, gaussian(pairs, columns.chemistry, CHEMISTRY_WIDTH), strict=True))
    alike = [known[key] for key in keys]
    return np.array(alike, dtype=np.float32).reshape(len(rows), len(columns))


def _nearness(rows: np.ndarray, columns: np.ndarray, same_gene: np.ndarray) -> np.ndarray:
    near = np.zeros_like(same_gene)
    row, column = np.nonzero(same_gene)
    distance = np.abs(rows[row] - columns[column])
    total = sum(
        np.float32(weight) * np.exp(-distance / np.float32(scale))
        for scale, weight in SCALES.items()
    )
    near[row, column] = np.nan_to_num(total)
    return near


def _chemistry(X: pd.DataFrame) -> np.ndarray:
    """Properties of both residues, in standard deviations over the twenty."""
    scaled = _scaled_residues()
    substituted = (X[TYPE] == VariationType.SUBSTITUTION.value).to_numpy()
    reference = np.where(substituted, residue_codes(X[REFERENCE]), -1)
    alternate = np.where(substituted, residue_codes(X[ALTERNATE]), -1)
    return np.hstack([scaled[reference], scaled[alternate]]).astype(np.float32)


@cache
def _scaled_residues() -> np.ndarray:
    """Properties of each residue; the code -1, of none, reads the last row."""
    scales = residue_scales().to_numpy()
    return np.vstack([scales / scales.std(axis=0), np.full(scales.shape[1], np.nan)])
