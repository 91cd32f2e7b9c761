"""The training variants most like a row, by the kernel that its neighbourhood is answered with."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd

from experiments.inputs import ModelInputs
from experiments.view import View
from gene_features.variation_columns import START, TYPE, UNPARSED
from variants.schema import CLASS, GENE, VARIATION

COMPARED_BY = ("read_neighbourhood", "annotated_neighbourhood", "neighbourhood")
"""Views that compare variants; a row is compared by the first that can."""

PAPER = "paper"
"""Column of the digest of a row's text, empty for none."""

_BLOCK = 256


@dataclass(frozen=True)
class SimilarVariant:
    """A training variant.

    Parameters
    ----------
    id : object
        In the training data.
    gene, variation : str
        The variation as it was given there.
    effect : int
        Its class there, 1 to 9.
    likeness : float
        From 0, nothing in common, to 1, no difference that the classifier sees.
    shared : tuple of str
        What they have in common, in words.
    """

    id: object
    gene: str
    variation: str
    effect: int
    likeness: float
    shared: tuple[str, ...]


@runtime_checkable
class ComparingView(Protocol):
    """A view that compares rows with training rows."""

    def nearest(self, inputs: ModelInputs, n_nearest: int) -> tuple[np.ndarray, np.ndarray]:
        """Return positions of the training rows most like each row, and how like they are."""
        ...

    def can_compare(self, inputs: ModelInputs) -> np.ndarray:
        """Tell which rows have what is compared."""
        ...


def training_table(inputs: ModelInputs, labels: np.ndarray) -> pd.DataFrame:
    """Return what is told of training rows, by their IDs."""
    table = inputs.variants[[GENE, VARIATION, TYPE, START]]
    return table.assign(**{CLASS: labels, PAPER: inputs.literature.digests_of_rows()})


def similar_variants(
    views: dict[str, View], training: pd.DataFrame, inputs: ModelInputs, n_nearest: int = 5
) -> list[tuple[SimilarVariant, ...]]:
    """Return the training variants most like each row, the likest first.

    Parameters
    ----------
    views : dict of View
        Fitted on the training rows.
    training : DataFrame
        See :func:`training_table`.
    inputs : ModelInputs
    n_nearest : int
    """
    found: list[tuple[SimilarVariant, ...]] = [()] * len(inputs)
    asked = training_table(inputs, np.zeros(len(inputs), dtype=int))
    left = np.ones(len(inputs), dtype=bool)
    for name in COMPARED_BY:
        view = views.get(name)
        if not isinstance(view, ComparingView):
            continue
        part = np.flatnonzero(left & view.can_compare(inputs))
        left[part] = False
        for rows in (part[first : first + _BLOCK] for first in range(0, len(part), _BLOCK)):
            nearest = zip(*view.nearest(inputs.take(rows), n_nearest), strict=True)
            for row, (positions, likeness) in zip(rows.tolist(), nearest, strict=True):
                like = training.iloc[positions]
                found[row] = tuple(_similar(asked.iloc[row], like, likeness.tolist()))
    return found


def _similar(asked: pd.Series, like: pd.DataFrame, likeness: list[float]) -> list[SimilarVariant]:
    return [
        SimilarVariant(
            id=row_id,
            gene=str(row[GENE]),
            variation=str(row[VARIATION]),
            effect=int(row[CLASS]),
            likeness=round(value, 4),
            shared=_shared(asked, row),
        )
        for (row_id, row), value in zip(like.iterrows(), likeness, strict=True)
    ]


def _shared(asked: pd.Series, row: pd.Series) -> tuple[str, ...]:
    shared = []
    if asked[GENE] == row[GENE]:
        shared.append("same gene")
        distance = abs(asked[START] - row[START])
        if distance == 0:
            shared.append("same residue")
        elif distance > 0:
            shared.append(f"{distance:.0f} residue{'s' if distance > 1 else ''} away")
    if asked[TYPE] == row[TYPE] != UNPARSED:
        shared.append(f"{asked[TYPE].replace('_', ' ')} too")
    if asked[PAPER] and asked[PAPER] == row[PAPER]:
        shared.append("same text")
    return tuple(shared)
