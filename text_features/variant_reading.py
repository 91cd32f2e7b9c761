"""A reading: a span of a text and what the grammar of variations says of it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation

LAST_POSITION = 40_000
"""Beyond the longest human protein, titin."""


class Reading(NamedTuple):
    """A span, what it says, and the gene that the spelling itself holds, else empty."""

    start: int
    end: int
    variation: Variation
    gene: str = ""


_TIDY = str.maketrans({"(": None, ")": None, " ": None, "–": "_", "-": "_"})
_ARROWS = re.compile(r"->|–>|→")
_EVENT_WORD = re.compile(r"(deletion|insertion|duplication)s?$")
_IN_FRAME = re.compile(r"in-?frame")
_REPLACED_SPAN = re.compile(r"(?<=[0-9])[_–-]([A-Z]?[0-9]{1,5})>")


@lru_cache(maxsize=65536)
def read_residues(spelling: str, *, prefixed: bool) -> Variation | None:
    """Read a change of residues as running text spells it, None where it is none.

    Parameters
    ----------
    spelling : str
        Without ``p.``, in any of the spellings with spaces, arrows and brackets.
    prefixed : bool
        Whether ``p.`` or words say that residues are meant.

    Examples
    --------
    >>> read_residues("V(600)→E", prefixed=False).name
    'V600E'
    """
    tidy = _REPLACED_SPAN.sub(r"_\1delins", _ARROWS.sub(">", spelling))
    if not any(event in tidy for event in ("del", "ins", "dup")):
        tidy = tidy.replace(">", "")
    tidy = _EVENT_WORD.sub(lambda found: found[0][:3], tidy)
    tidy = _IN_FRAME.sub("", tidy).translate(_TIDY).replace("\xa0", "")
    try:
        variation = parse_variation(f"p.{tidy}" if prefixed else tidy)
    except VariationError:
        return None
    change = variation.protein
    if change is None or change.start is None or (change.end or 0) > LAST_POSITION:
        return None
    return variation


def places_of(text: str, words: tuple[str, ...]) -> Iterator[int]:
    """Find where words begin, given without their first letter, which may be a capital."""
    for word in words:
        place = text.find(word)
        while place >= 0:
            if place:
                yield place - 1
            place = text.find(word, place + 1)
