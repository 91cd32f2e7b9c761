"""Letters of gene symbols, by which families are told: ``FGFR2`` and ``FGFR3``."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

MOST_KEPT = 32_768
"""Symbols whose letters a process remembers."""

_kept: dict[str, tuple[np.ndarray, np.ndarray]] = {}
_N_HASHES = 2**20


def letters_of(genes: Sequence[str]) -> csr_matrix:
    """Count 2 to 4 letters of symbols, ends marked, in rows of length 1.

    Returns
    -------
    sparse float64 array of shape (n_genes, n_hashes)
    """
    found = {gene: _kept.get(gene) for gene in genes}
    if new := [gene for gene, counts in found.items() if counts is None]:
        counted = _counted(new)
        for place, gene in enumerate(new):
            own = slice(counted.indptr[place], counted.indptr[place + 1])
            _kept[gene] = found[gene] = counted.indices[own].copy(), counted.data[own].copy()
        for gene in list(_kept)[: max(len(_kept) - MOST_KEPT, 0)]:  # the earliest
            _kept.pop(gene, None)
    rows = [counts for gene in genes if (counts := found[gene]) is not None]
    starts = np.cumsum([0, *(len(indices) for indices, _ in rows)])
    return csr_matrix(
        (
            np.concatenate([np.empty(0), *(data for _, data in rows)]),
            np.concatenate([np.empty(0, dtype=np.int32), *(indices for indices, _ in rows)]),
            starts,
        ),
        shape=(len(genes), _N_HASHES),
    )


def _counted(genes: Sequence[str]) -> csr_matrix:
    letters = HashingVectorizer(
        analyzer="char", ngram_range=(2, 4), alternate_sign=False, n_features=_N_HASHES
    )
    return csr_matrix(letters.transform([f"^{gene}$" for gene in genes]))
