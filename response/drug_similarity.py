"""How alike drugs are by what they act on: neighbours in the network of targets.

Two drugs are neighbours where they share a target. The similarity adds the shares (Jaccard) of
target genes, of gene families and of words for what is no gene (``Microtubule stabiliser``), and a
pathway in common. Two ids of one substance are fully alike.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from response.drug import ScreenedDrug

Matrix = NDArray[np.float64]

FAMILY_WEIGHT = 0.5
"""Of gene families in common, against genes in common."""

PATHWAY_WEIGHT = 0.5
"""Of a pathway in common, against genes in common."""

SUBSTANCE_WEIGHT = 1.0
"""Of being the same substance under two ids, against genes in common."""

_VAGUE_PATHWAYS = frozenset({"", "other", "other, kinases", "unclassified"})
_NOT_A_TARGET = frozenset({"", "OTHER", "OTHERS", "NOTDEFINED"})


def drug_similarities(left: Sequence[ScreenedDrug], right: Sequence[ScreenedDrug]) -> Matrix:
    """Compare drugs.

    Returns
    -------
    ndarray of shape (n_left, n_right)
        0 to 3, positive semidefinite where both sides are the same.

    Examples
    --------
    >>> braf = ScreenedDrug("1", targets=("BRAF",), target_genes=("BRAF",))
    >>> both = ScreenedDrug("2", targets=("RAF",), target_genes=("ARAF", "BRAF"))
    >>> drug_similarities([braf], [both]).round(3).tolist()
    [[0.75]]
    """
    return (
        _jaccard([_targets(d) for d in left], [_targets(d) for d in right])
        + FAMILY_WEIGHT * _jaccard([_families(d) for d in left], [_families(d) for d in right])
        + PATHWAY_WEIGHT * _same([_pathway(d) for d in left], [_pathway(d) for d in right])
        + SUBSTANCE_WEIGHT * _same([d.substance for d in left], [d.substance for d in right])
    )


def target_neighbours(drugs: Mapping[str, ScreenedDrug]) -> dict[str, tuple[str, ...]]:
    """Drug ids that share a target with each drug, the same substance left out.

    Examples
    --------
    >>> drugs = {n: ScreenedDrug(n, f"drug {n}", target_genes=("BRAF",)) for n in ("1", "2")}
    >>> target_neighbours(drugs)
    {'1': ('2',), '2': ('1',)}
    """
    targets = {drug_id: _targets(drug) for drug_id, drug in drugs.items()}
    return {
        drug_id: tuple(
            other
            for other in drugs
            if drugs[other].substance != drug.substance and targets[drug_id] & targets[other]
        )
        for drug_id, drug in drugs.items()
    }


def _targets(drug: ScreenedDrug) -> frozenset[str]:
    words = drug.target_genes or drug.targets
    return frozenset(w for w in map(_plain, words) if w not in _NOT_A_TARGET)


def _families(drug: ScreenedDrug) -> frozenset[str]:
    return frozenset(re.sub(r"\d+[A-Z]?$", "", target)[:5] for target in _targets(drug))


def _pathway(drug: ScreenedDrug) -> str:
    pathway = drug.pathway.strip().casefold()
    return "" if pathway in _VAGUE_PATHWAYS else pathway


def _plain(word: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", word).upper()


def _same(left: Sequence[str], right: Sequence[str]) -> Matrix:
    return np.array([[float(bool(a) and a == b) for b in right] for a in left]).reshape(
        len(left), len(right)
    )


def _jaccard(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> Matrix:
    members = {member: i for i, member in enumerate(sorted(frozenset().union(*left, *right)))}
    a, b = _indicators(left, members), _indicators(right, members)
    shared = a @ b.T
    union = a.sum(1)[:, None] + b.sum(1)[None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _indicators(sets: Sequence[frozenset[str]], members: Mapping[str, int]) -> Matrix:
    matrix = np.zeros((len(sets), len(members)))
    for row, held in enumerate(sets):
        matrix[row, [members[member] for member in held]] = 1.0
    return matrix
