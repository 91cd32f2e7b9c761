"""What the two short fields say, as plain columns that need no fitting.

One row a variant. ``position`` is a 1-based residue number, NaN where the
variation names none; ``reference`` and ``alternate`` are one-letter residue
codes, empty where the variation is no substitution.
"""

import numpy as np
import pandas as pd

from variants.schema import GENE, VARIATION
from variants.variation_kind import first_position, kind_of, substitution_of

KIND = "kind"
REFERENCE = "reference"
ALTERNATE = "alternate"
POSITION = "position"

CATEGORIES = (GENE, VARIATION, KIND, REFERENCE, ALTERNATE)
"""Columns that are one-hot encoded."""


def variation_columns(variants: pd.DataFrame) -> pd.DataFrame:
    """Parse each variation once.

    Parameters
    ----------
    variants : DataFrame of shape (n_variants, 2 or more)
        Columns ``Gene`` and ``Variation``.

    Returns
    -------
    DataFrame of shape (n_variants, 6)
        ``Gene``, ``Variation``, ``kind``, ``reference``, ``alternate`` and
        ``position`` (float32), on the index of ``variants``.
    """
    variations = variants[VARIATION].tolist()
    substitutions = [substitution_of(variation) for variation in variations]
    return pd.DataFrame(
        {
            GENE: variants[GENE].astype(str),
            VARIATION: variants[VARIATION].astype(str),
            KIND: [kind_of(variation).value for variation in variations],
            REFERENCE: [found.reference if found else "" for found in substitutions],
            ALTERNATE: [found.alternate if found else "" for found in substitutions],
            POSITION: np.array(
                [first_position(variation) or np.nan for variation in variations], dtype=np.float32
            ),
        },
        index=variants.index,
    )
