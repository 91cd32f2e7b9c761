"""Types of variation put together that do much the same to a protein."""

import pandas as pd

from variants.variation_type import VariationType as Type

OTHER = "other"
"""Broad type of what belongs to none of them."""

BROAD_TYPES = {
    "residue": (Type.SUBSTITUTION, Type.SYNONYMOUS, Type.POSITION),
    "truncation": (Type.NONSENSE, Type.FRAMESHIFT, Type.TRUNCATION, Type.START_LOST),
    "in_frame": (
        Type.DELETION,
        Type.INSERTION,
        Type.DELINS,
        Type.DUPLICATION,
        Type.EXON_EVENT,
        Type.NAMED_EVENT,
    ),
    "splice": (Type.SPLICE,),
    "fusion": (Type.FUSION, Type.REARRANGEMENT),
    "loss": (Type.GENE_DELETION, Type.COPY_NUMBER, Type.METHYLATION, Type.LOSS_OF_FUNCTION),
    "gain": (Type.AMPLIFICATION, Type.EXPRESSION, Type.GAIN_OF_FUNCTION),
}
"""The types of each broad type."""

_BROAD = {kind.value: name for name, kinds in BROAD_TYPES.items() for kind in kinds}


def broad_types(types: pd.Series) -> pd.Series:
    """Return the broad type of each type.

    Examples
    --------
    >>> broad_types(pd.Series(["nonsense", "fusion", "unparsed"])).tolist()
    ['truncation', 'fusion', 'other']
    """
    broad = [_BROAD.get(kind, OTHER) for kind in types.to_numpy(dtype=object)]
    return pd.Series(broad, index=types.index, dtype=object)
