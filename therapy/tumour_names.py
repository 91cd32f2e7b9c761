"""Names of tumours made comparable, whoever wrote them.

Capitals, accents, hyphens, British and American spelling, plural and the order of words do
not count: ``Carcinoma, non-small-cell, of the lung`` is ``lung non-small cell carcinoma``.
Nothing else is taken to mean the same: ``carcinoma`` and ``cancer`` are two words.

Examples
--------
>>> comparable_name("Gastro-oesophageal Tumours") == comparable_name("gastro-esophageal tumor")
True
>>> comparable_name("lung cancer") == comparable_name("lung carcinoma")
False
>>> without_course("metastatic colorectal cancer, stage IVb")
'cancer colorectal'
"""

import re
import unicodedata
from functools import lru_cache

LITTLE_WORDS = frozenset({"a", "an", "and", "in", "nos", "of", "the", "with"})
"""Words that change nothing; NOS is *not otherwise specified*."""

COURSE_WORDS = frozenset(
    {"advanced", "locally", "metastatic", "recurrent", "refractory", "relapsed", "unresectable"}
)
"""Words that tell how far a tumour has come, not which one it is."""

_ID = re.compile(r"DOID:[0-9]+|ONCOTREE:\S+|ONCOLIT:[A-Z0-9_]+")
_STAGE = re.compile(r"\bstage\s+(?:[0-4]|i{1,3}|iv)[a-d]?[0-9]?\b", re.IGNORECASE)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_POSITIVE = re.compile(r"(?<=[A-Za-z0-9])\+(?=[\s,;/()]|$)")
_NEGATIVE = re.compile(r"(?<=[A-Z0-9])[-‑–−](?=[\s,;/()]|$)")
_POSSESSIVE = re.compile(r"['’‘`]s\b")
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=65536)
def comparable_name(text: str) -> str:
    """Put a tumour's name in a form that is equal for all its spellings.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Words in alphabetical order, joined with blanks; empty where no word is left.

    Examples
    --------
    >>> comparable_name("HER2+ breast cancer") == comparable_name("HER2-positive breast cancer")
    True
    >>> comparable_name("Ewing's Sarcoma"), comparable_name("Leukaemias")
    ('ewing sarcoma', 'leukemia')
    """
    marked = _NEGATIVE.sub(" negative", _POSITIVE.sub(" positive", text.strip()))
    plain = unicodedata.normalize("NFKD", marked).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = (_same_spelling(word) for word in _WORD.findall(_POSSESSIVE.sub("", plain)))
    return " ".join(sorted(word for word in words if word not in LITTLE_WORDS))


def without_course(text: str) -> str:
    """Make a name comparable and take away words such as ``metastatic`` and ``stage IV``."""
    words = comparable_name(_STAGE.sub(" ", text)).split()
    return " ".join(word for word in words if word not in COURSE_WORDS)


def is_tumour_id(text: str) -> bool:
    """Tell an id, such as ``DOID:1909`` or ``ONCOTREE:MEL``, from a name."""
    return _ID.fullmatch(text) is not None


def _same_spelling(word: str) -> str:
    word = word.replace("ae", "e").replace("oe", "e").replace("tumour", "tumor")
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return _ROMAN.get(word, word)
