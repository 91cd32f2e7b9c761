"""The residues of a protein, in one and in three letters.

Examples
--------
>>> three_letters("V"), three_letters("*")
('Val', 'Ter')

Source: IUPAC-IUB, https://doi.org/10.1111/j.1432-1033.1984.tb07877.x
"""

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
"""One-letter codes of the twenty standard residues; their order fixes the one-hot column order."""

STOP = "*"
"""A stop codon; ``X`` and ``Ter`` are other spellings of it."""

SELENOCYSTEINE = "U"
"""The residue that some stop codons are read as."""

THREE_LETTER = {
    "Ala": "A", "Cys": "C", "Asp": "D", "Glu": "E", "Phe": "F", "Gly": "G", "His": "H",
    "Ile": "I", "Lys": "K", "Leu": "L", "Met": "M", "Asn": "N", "Pro": "P", "Gln": "Q",
    "Arg": "R", "Ser": "S", "Thr": "T", "Val": "V", "Trp": "W", "Tyr": "Y",
    "Sec": SELENOCYSTEINE, "Ter": STOP,
}  # fmt: skip
"""Three-letter codes to one-letter codes."""

ONE_LETTER = {short: long for long, short in THREE_LETTER.items()}
"""One-letter codes to three-letter codes."""


def three_letters(residues: str) -> str:
    """Write one-letter codes in three letters.

    Examples
    --------
    >>> three_letters("NPG")
    'AsnProGly'
    """
    return "".join(ONE_LETTER[residue] for residue in residues)
