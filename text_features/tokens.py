"""Texts to tokens, and rows to distinct documents.

A token is a lower-case word of letters and digits; inner hyphens, apostrophes
and asterisks join it, so that ``V600E``, ``EML4-ALK`` and ``beta-catenin`` stay
whole. Single spaces separate tokens in the stored form.
"""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np

_TOKEN = re.compile(r"[^\W_]+(?:[-'’*][^\W_]+)*\*?")


def normalise(text: str) -> str:
    """Return the text's tokens, lower-case, joined by single spaces.

    Examples
    --------
    >>> normalise("The V600E change  (BRAF) is β-sheet-breaking; 4.2-fold.")
    'the v600e change braf is β-sheet-breaking 4 2-fold'
    """
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))


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
