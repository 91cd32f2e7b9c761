"""The dress of a change of residues: three letters or one, ``p.``, brackets, capitals.

Examples
--------
>>> one_letter_spelling("p.(Val600Glu)")
('V600E', True)
>>> one_letter_spelling("V555_V559insALA")
('V555_V559INSALA', False)
"""

import re

from variants.amino_acids import STOP, THREE_LETTER

_CODES = "|".join(THREE_LETTER)
_FIRST_CODE = re.compile(rf"\(?({_CODES})-?[0-9]", re.ASCII | re.IGNORECASE)
_TITLE_CODE = re.compile(_CODES)
_TITLE_OR_SMALL_CODE = re.compile(f"{_CODES}|{_CODES.lower()}")
_ANY_CODE = re.compile(_CODES, re.ASCII | re.IGNORECASE)
_STOP_WORD = re.compile(r"(?<=FS|XT)TER", re.ASCII | re.IGNORECASE)


def one_letter_spelling(text: str) -> tuple[str, bool]:
    """Write in one-letter codes and capitals, without ``p.`` and a pair of brackets.

    ``ALA`` is alanine only where the text begins with a three-letter code in capitals or
    small letters; elsewhere it is three residues.

    Returns
    -------
    spelling : str
        Empty where the text holds letters or digits that no residue or position has.
    has_prefix : bool
        Whether ``p.`` stood before it.
    """
    bare = text.strip()
    if not bare.isascii():
        return "", False
    has_prefix = bare[:2] in ("p.", "P.")
    if has_prefix:
        bare = bare[2:].lstrip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    codes = _TITLE_CODE
    if first := _FIRST_CODE.match(bare):
        codes = _TITLE_OR_SMALL_CODE if first[1].istitle() else _ANY_CODE
    bare = codes.sub(lambda found: THREE_LETTER[found[0].title()], bare)
    return _STOP_WORD.sub(STOP, bare).upper(), has_prefix
