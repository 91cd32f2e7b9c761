"""Column names of the tables that cross rooms, in one place.

The four input columns are Kaggle's own names for the MSK task
"Redefining Cancer Treatment" (2017).
"""

ID = "ID"
"""Row identifier, an integer, unique within a data folder."""

GENE = "Gene"
"""Gene symbol as given by the sender."""

VARIATION = "Variation"
"""Variation as given by the sender, e.g. ``V600E`` or ``Truncating Mutations``."""

CLASS = "Class"
"""Effect class as an integer from 1 to 9, see :class:`variants.effect_class.EffectClass`."""

TEXT = "Text"
"""Literature on the variant."""

DOCUMENT = "document"
"""Position of the row's text among the distinct texts, -1 where it has none."""

REGIMES = ("random", "text", "gene")
"""Split regimes, in the order in which they are reported."""
