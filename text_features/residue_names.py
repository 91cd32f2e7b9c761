"""Full names of the residues, as sentences give them.

Source: IUPAC-IUB, https://doi.org/10.1111/j.1432-1033.1984.tb07877.x
"""

from variants.amino_acids import THREE_LETTER

RESIDUE_NAMES = {
    "alanine": "A", "arginine": "R", "asparagine": "N", "aspartic acid": "D", "aspartate": "D",
    "cysteine": "C", "glutamine": "Q", "glutamic acid": "E", "glutamate": "E", "glycine": "G",
    "histidine": "H", "isoleucine": "I", "leucine": "L", "lysine": "K", "methionine": "M",
    "phenylalanine": "F", "proline": "P", "serine": "S", "threonine": "T", "tryptophan": "W",
    "tyrosine": "Y", "valine": "V",
} | {code.lower(): letter for code, letter in THREE_LETTER.items()}  # fmt: skip
"""Names and three-letter codes in small letters to one-letter codes."""

STANDARD_CODES = tuple(code for code in THREE_LETTER if code not in ("Ter", "Sec"))
"""Three-letter codes of the twenty standard residues."""

NAME = (
    "(?:"
    + "|".join(f"[{name[0].upper()}{name[0]}]{name[1:]}" for name in RESIDUE_NAMES if len(name) > 3)
    + "|"
    + "|".join(STANDARD_CODES)
    + ")"
)
"""Expression for one of them."""
