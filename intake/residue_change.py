"""A change of residues as HGVS writes it, from the residues before and after.

Examples
--------
>>> residue_change(600, "V", "E", ("missense_variant",))
'p.V600E'
>>> residue_change(201, "IR", "I", ("inframe_deletion",))
'p.R202del'
>>> residue_change(10, "Q", "X", ("frameshift_variant",))
'p.Q10fs'
>>> residue_change(1391, "*", "R", ("stop_lost",))
'p.*1391Rext*?'
"""

_STOP = "*"
_UNKNOWN = "X"
"""An incomplete codon, as VEP writes it."""


def residue_change(start: int, before: str, after: str, terms: tuple[str, ...]) -> str:
    """Write a change of amino acids, empty where the residues do not tell it.

    Parameters
    ----------
    start : int
        Number of the first residue, from 1.
    before, after : str
        One-letter codes; empty where there are none.
    terms : tuple of str
        Sequence Ontology terms.
    """
    same = _shared(before, after)
    first, new = before[same : same + 1], after[same : same + 1]
    if first == _STOP:
        known = new if new not in (_STOP, _UNKNOWN) else ""
        return f"p.*{start + same}{known}ext*?" if "stop_lost" in terms else ""
    if "frameshift_variant" in terms or "stop_gained" in terms:
        return f"p.{first}{start + same}{_STOP if new == _STOP else 'fs'}" if first else ""
    if _UNKNOWN in after:
        return ""
    return _inframe(start + same, before[same:], after[same:], before[:same])


def _inframe(start: int, before: str, after: str, left: str) -> str:
    same = _shared(before[::-1], after[::-1])
    before, after = before[: len(before) - same], after[: len(after) - same]
    if not before and not after:
        return ""
    if not before:
        if not left:
            return ""
        start, before, after = start - 1, left[-1], left[-1] + after
    span = f"{before[0]}{start}"
    if len(before) > 1:
        span += f"_{before[-1]}{start + len(before) - 1}"
    if not after:
        return f"p.{span}del"
    if len(before) == len(after) == 1:
        return f"p.{span}{after}"
    return f"p.{span}delins{after}"


def _shared(first: str, second: str) -> int:
    """Count the characters that both begin with."""
    pairs = zip(first, second, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
