"""Cues counted: one number for each group affirmed, negated and uncertain.

A cue that is both negated and uncertain counts under both, and not as affirmed.
"""

from collections.abc import Iterable

import numpy as np

from text_features.cue_phrases import CueGroup
from text_features.cues import Cue

CUE_FEATURES: tuple[str, ...] = tuple(
    f"{group}{suffix}" for group in CueGroup for suffix in ("", "_negated", "_uncertain")
)
"""Names of the counts: ``activating``, ``activating_negated``, ``activating_uncertain``, …."""

_COLUMN = {name: column for column, name in enumerate(CUE_FEATURES)}


def count_cues(cues: Iterable[Cue]) -> np.ndarray:
    """Count the cues of any number of sentences.

    Returns
    -------
    float32 array of shape (len(CUE_FEATURES),)

    Examples
    --------
    >>> from text_features.cues import find_cues
    >>> counts = count_cues(find_cues("It is activating but not transforming."))
    >>> {name: int(n) for name, n in zip(CUE_FEATURES, counts, strict=True) if n}
    {'activating': 1, 'transforming_negated': 1}
    """
    counts = np.zeros(len(CUE_FEATURES), dtype=np.float32)
    for cue in cues:
        if cue.negated:
            counts[_COLUMN[f"{cue.group}_negated"]] += 1
        if cue.uncertain:
            counts[_COLUMN[f"{cue.group}_uncertain"]] += 1
        if not (cue.negated or cue.uncertain):
            counts[_COLUMN[cue.group]] += 1
    return counts
