"""Residues that come and go: what a replacement is called, and what contradicts itself.

HGVS names the least change: residues that stay are left out, one residue for one is a
substitution, and nothing behind a stop is written.
"""

import re

from variants.amino_acids import AMINO_ACIDS, SELENOCYSTEINE, STOP
from variants.variation import ProteinChange
from variants.variation_type import VariationType

_RESIDUES = re.compile(f"[{AMINO_ACIDS}{SELENOCYSTEINE}]*")

Place = tuple[str, str, int, int]
"""First and last residue, empty where not given, and their positions."""


class ProteinChangeError(ValueError):
    """The text is no change of residues, or one that contradicts itself."""


class ContradictionError(ProteinChangeError):
    """The text has the form of a change of residues, but what it says cannot be."""


def trimmed_replacement(short: str, start: int, old: str, new: str) -> ProteinChange:
    """Leave out residues that stay, the first ones, then the last ones."""
    kept = _common(old, new)
    tail = _common(old[kept:][::-1], new[kept:][::-1])
    lost, gained = old[kept : len(old) - tail], new[kept : len(new) - tail]
    if not lost and not gained:
        raise ContradictionError(f"{short} replaces residues by themselves")
    if lost:
        first = start + kept
        return replacement(short, (lost[0], lost[-1], first, first + len(lost) - 1), gained)
    if 0 < kept < len(old):
        left = start + kept - 1
        flanks = old[kept - 1], old[kept]
        return ProteinChange(VariationType.INSERTION, left, left + 1, *flanks, gained)
    # HGVS would write an insertion with the residue beyond, which is not given.
    return replacement(short, (old[0], old[-1], start, start + len(old) - 1), new)


def replacement(short: str, place: Place, new: str) -> ProteinChange:
    """Call a replacement what HGVS calls it."""
    first, last, start, end = place
    if not new:
        if short.endswith(("INS", ">")):
            raise ContradictionError(f"{short} does not say which residues are inserted")
        return ProteinChange(VariationType.DELETION, start, end, first, last)
    if start != end or not first or len(new) > 1:
        return ProteinChange(VariationType.DELINS, start, end, first, last, new)
    if new == first:
        raise ContradictionError(f"{short} replaces residues by themselves")
    kind = VariationType.NONSENSE if new == STOP else VariationType.SUBSTITUTION
    return ProteinChange(kind, start, end, first, last, new)


def until_stop(residues: str, short: str) -> str:
    """Return the new residues up to the first stop, where translation ends."""
    kept, stop, _rest = residues.partition(STOP)
    if "X" in kept:
        raise ContradictionError(
            f"{short} inserts X, which may be any residue or a stop: write the residue or Ter"
        )
    if _RESIDUES.fullmatch(kept) is None:
        raise ContradictionError(f"{short} inserts {residues}, which are not all residues")
    return kept + stop


def checked_residues(short: str, residues: str, place: Place) -> tuple[str, str]:
    """Return first and last residue, having compared all that the text says of them."""
    first, last, start, end = place
    check_order(start, end, short)
    if not residues:
        return first, last
    if len(residues) != end - start + 1:
        raise ContradictionError(
            f"{short} names {len(residues)} residues for {end - start + 1} positions"
        )
    if (first or residues[0], last or residues[-1]) != (residues[0], residues[-1]):
        raise ContradictionError(f"{short} names {residues}, which do not fit its ends")
    return residues[0], residues[-1]


def check_order(start: int, end: int, short: str) -> None:
    """Refuse an end before its start."""
    if end < start:
        raise ContradictionError(f"{short} ends at {end}, before its start at {start}")


def _common(left: str, right: str) -> int:
    shared = 0
    while shared < min(len(left), len(right)) and left[shared] == right[shared]:
        shared += 1
    return shared
