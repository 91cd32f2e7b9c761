"""What the two short fields say, as plain columns that need no fitting.

One row a variant. Residue numbers are 1-based; residues are one-letter codes.
A variation that the grammar does not read is kept as it is, of type ``unparsed``.
"""

import numpy as np
import pandas as pd

from variants.amino_acids import STOP
from variants.gene_symbols import approved_symbol
from variants.schema import GENE, VARIATION
from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

NAME = "name"
TYPE = "type"
CONSEQUENCE = "consequence"
REFERENCE = "reference"
ALTERNATE = "alternate"
START = "start"
END = "end"
LENGTH_CHANGE = "length_change"

UNPARSED = "unparsed"
"""Type of a variation that the grammar does not read."""

_UNREAD = ("", "", "", np.nan, np.nan, np.nan)


def variation_columns(variants: pd.DataFrame) -> pd.DataFrame:
    """Parse each distinct variation once.

    Parameters
    ----------
    variants : DataFrame of shape (n_variants, 2 or more)
        Columns ``Gene`` and ``Variation``.

    Returns
    -------
    DataFrame of shape (n_variants, 10)
        On the index of ``variants``: ``Gene``, the approved symbol where the given one
        has one; ``Variation`` as given; ``name``, its canonical spelling; ``type``;
        ``consequence``, a Sequence Ontology term or empty; ``reference`` and
        ``alternate``, the first residue changed and what becomes of it in a
        substitution (``*`` for a stop), else empty; ``start``, ``end`` and
        ``length_change`` in residues (float32), NaN where the variation does not say.

    Examples
    --------
    >>> rows = pd.DataFrame({"Gene": ["MLL2"], "Variation": ["p.(Val600Glu)"]})
    >>> variation_columns(rows)[["Gene", "name", "type"]].iloc[0].tolist()
    ['KMT2D', 'V600E', 'substitution']
    """
    codes, distinct = pd.factorize(variants[VARIATION].astype(str))
    columns = list(zip(*[_read(text) for text in distinct], strict=True)) or [()] * 8
    words = dict(zip((NAME, TYPE, CONSEQUENCE, REFERENCE, ALTERNATE), columns[:5], strict=True))
    numbers = dict(zip((START, END, LENGTH_CHANGE), columns[5:], strict=True))
    return pd.DataFrame(
        {
            GENE: _approved(variants[GENE]),
            VARIATION: variants[VARIATION].astype(str).to_numpy(dtype=object),
            **{name: np.array(values, dtype=object)[codes] for name, values in words.items()},
            **{name: np.array(values, dtype=np.float32)[codes] for name, values in numbers.items()},
        },
        index=variants.index,
    )


def _approved(genes: pd.Series) -> np.ndarray:
    codes, distinct = pd.factorize(genes.astype(str))
    return np.array([approved_symbol(gene) for gene in distinct], dtype=object)[codes]


def _read(text: str) -> tuple[str, str, str, str, str, float, float, float]:
    try:
        variation = parse_variation(text)
    except VariationError:
        return (text.strip(), UNPARSED, *_UNREAD)
    change = variation.protein
    return (
        variation.name,
        variation.type.value,
        variation.consequence or "",
        change.first if change else "",
        _alternate(variation),
        _number(variation.start),
        _number(variation.end),
        _number(change.length_change if change else None),
    )


def _alternate(variation: Variation) -> str:
    if variation.protein is None:
        return ""
    if variation.type in (VariationType.SUBSTITUTION, VariationType.EXTENSION):
        return variation.protein.new
    if variation.type is VariationType.SYNONYMOUS:
        return variation.protein.first
    return STOP if variation.type is VariationType.NONSENSE else ""


def _number(value: int | None) -> float:
    return np.nan if value is None else float(value)
