"""HGVS protein substitutions in short form, such as ``V600E``.

Positions are 1-based residue numbers. Source: https://hgvs-nomenclature.org
"""

import re
from dataclasses import dataclass

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
"""IUPAC one-letter codes; their order fixes the one-hot column order."""

STOP = "*"
"""A stop codon; ``X`` and ``Ter`` are older spellings of it."""

THREE_LETTER = {
    "Ala": "A", "Cys": "C", "Asp": "D", "Glu": "E", "Phe": "F", "Gly": "G", "His": "H",
    "Ile": "I", "Lys": "K", "Leu": "L", "Met": "M", "Asn": "N", "Pro": "P", "Gln": "Q",
    "Arg": "R", "Ser": "S", "Thr": "T", "Val": "V", "Trp": "W", "Tyr": "Y", "Ter": STOP,
}  # fmt: skip
"""IUPAC three-letter codes to one-letter codes."""

_RESIDUE = f"[{AMINO_ACIDS}]|{'|'.join(code for code in THREE_LETTER if code != 'Ter')}"
_SUBSTITUTION = re.compile(
    rf"(?:p\.)?\(?(?P<reference>{_RESIDUE})(?P<position>[1-9][0-9]*)"
    rf"(?P<alternate>{_RESIDUE}|Ter|\*|X)\)?"
)


class HgvsProteinError(ValueError):
    """The text is no protein substitution."""


@dataclass(frozen=True)
class ProteinSubstitution:
    """One residue replaced by another, or by a stop.

    Parameters
    ----------
    reference : str
        One-letter code of the residue in the reference protein.
    position : int
        1-based residue number.
    alternate : str
        One-letter code of the new residue, ``*`` for a stop.
    """

    reference: str
    position: int
    alternate: str

    def __str__(self) -> str:
        return f"{self.reference}{self.position}{self.alternate}"


def parse_protein_substitution(text: str) -> ProteinSubstitution:
    """Read a substitution in one- or three-letter codes, with or without ``p.``.

    Raises
    ------
    HgvsProteinError
        The text is anything else, e.g. ``Amplification``.

    Examples
    --------
    >>> parse_protein_substitution("p.V600E")
    ProteinSubstitution(reference='V', position=600, alternate='E')
    >>> str(parse_protein_substitution("p.(Trp802Ter)"))
    'W802*'
    """
    match = _SUBSTITUTION.fullmatch(text.strip())
    if match is None:
        raise HgvsProteinError(
            f"expected a substitution such as V600E or p.Val600Glu, got {text!r}"
        )
    return ProteinSubstitution(
        reference=_one_letter(match["reference"]),
        position=int(match["position"]),
        alternate=_one_letter(match["alternate"]),
    )


def _one_letter(residue: str) -> str:
    if residue == "X":
        return STOP
    return THREE_LETTER.get(residue, residue)
