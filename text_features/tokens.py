"""Texts to tokens, and rows to distinct documents.

A token is a lower-case word of letters and digits; inner hyphens, apostrophes
and asterisks join it, so that ``V600E``, ``EML4-ALK`` and ``beta-catenin`` stay
whole. Single spaces separate tokens in the stored form.

Texts are nearly all ASCII: that part is worked on as bytes, all at once, and only the words with
other characters by a regular expression.
"""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np

_TOKEN = re.compile(r"[^\W_]+(?:[-'’*][^\W_]+)*\*?")
_JOINERS = b"-'*"
_SPACE, _LAST_OF_SYMBOLS, _ASTERISK = ord(" "), ord("/"), ord("*")
_WORD_BYTES = bytes(
    byte if byte > 127 or byte in _JOINERS or chr(byte).isalnum() else _SPACE
    for byte in bytes(range(256)).lower()
)
"""Each byte, in small letters; a space for what is in no token."""


def normalise(text: str) -> str:
    """Return the text's tokens, lower-case, joined by single spaces.

    Examples
    --------
    >>> normalise("The V600E change  (BRAF) is β-sheet-breaking; 4.2-fold.")
    'the v600e change braf is β-sheet-breaking 4 2-fold'
    """
    raw = text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        raw = _with_tokens_beyond_ascii(raw)
    codes = np.frombuffer(bytearray(b" %b " % raw).translate(_WORD_BYTES), dtype=np.uint8)
    _drop_outer_joiners(codes)
    space = codes == _SPACE
    keep = ~(space[1:] & space[:-1])
    keep[-1:] = False
    return codes[1:][keep].tobytes().decode().strip(" ")


def distinct_documents(texts: Iterable[str]) -> tuple[list[str], np.ndarray]:
    """Keep each distinct text once.

    Returns
    -------
    documents : list of str
        Distinct non-empty texts in order of first appearance.
    document : int array of shape (n_rows,)
        Position of each row's text in ``documents``, -1 for a row without text.

    Examples
    --------
    >>> distinct_documents(["a", "", "b", "a"])
    (['a', 'b'], array([ 0, -1,  1,  0]))
    """
    seen: dict[str, int] = {}
    rows = [seen.setdefault(text, len(seen)) if text else -1 for text in texts]
    return list(seen), np.asarray(rows, dtype=np.int64)


def _drop_outer_joiners(codes: np.ndarray) -> None:
    """Blank hyphens, apostrophes and asterisks that join nothing; asterisks may end a word."""
    at = np.flatnonzero((codes - np.uint8(_SPACE + 1)) < _LAST_OF_SYMBOLS - _SPACE)
    joins = (codes[at + 1] > _LAST_OF_SYMBOLS) | (codes[at] == _ASTERISK)
    joins &= codes[at - 1] > _LAST_OF_SYMBOLS
    codes[at[~joins]] = _SPACE


def _with_tokens_beyond_ascii(raw: bytes) -> bytes:
    """Replace stretches between spaces that are not ASCII by their tokens."""
    beyond = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) > 127).tolist()
    parts = []
    kept_to = 0
    for at in beyond:
        if at < kept_to:
            continue
        start = raw.rfind(b" ", kept_to, at) + 1 or kept_to
        end = raw.find(b" ", at)
        end = end if end >= 0 else len(raw)
        stretch = raw[start:end].decode("utf-8", "surrogatepass")
        tokens = _TOKEN.findall(unicodedata.normalize("NFKC", stretch).lower())
        parts += [raw[kept_to:start], " ".join(tokens).encode()]
        kept_to = end
    return b"".join([*parts, raw[kept_to:]])
