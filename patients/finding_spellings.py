"""Words spelt nearly as a word of a finding's name: ``hemoptisis``, ``seizzures``, ``diarhea``.

Only words that no name of a finding has are mended, by at most one letter, or two in long words,
and never by the first letter.

Examples
--------
>>> CloseSpellings({"hemoptysis": "hemoptys", "heart": "heart"}).mend("haemoptisis")
'hemoptys'
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from patients.word_forms import american

SHORTEST = 4
"""Letters of the shortest word that is mended."""

ONLY_SWAPPED = 5
"""Letters up to which only two letters in the wrong order are mended."""

LONG = 10
"""Letters from which two may be wrong."""

RIGHT = frozenset({
    "auxotrophy", "conclusion", "conclusions", "conclusive", "endometrioid", "epistasis",
    "importance", "neurofibromin", "overnight", "pending", "trituration",
})  # fmt: skip
"""Words of everyday reports that are close to a finding's and spelt as they should be."""


class CloseSpellings:
    """The words that others may be meant to be.

    Parameters
    ----------
    spellings : mapping of str
        The words of names in American spelling, and the key of each.
    alone : set of str, optional
        Keys of words that are names by themselves, which are rather meant than others.
    """

    def __init__(self, spellings: Mapping[str, str], alone: AbstractSet[str] = frozenset()) -> None:
        self._keys = spellings
        self._alone = alone
        self._by_letter: dict[tuple[str, int], list[str]] = {}
        for word in spellings:
            if len(word) >= SHORTEST and word.isalpha():
                self._by_letter.setdefault((word[0], len(word)), []).append(word)
        self.mend = lru_cache(maxsize=20_000)(self._mend)

    def is_right(self, word: str) -> bool:
        """Tell whether a name has a word as it is spelt."""
        return american(word) in self._keys

    def _mend(self, word: str) -> str:
        """Return the key of the word that is meant, or ``""``."""
        spelt = american(word)
        if len(spelt) < SHORTEST or spelt in RIGHT or not spelt.isalpha():
            return ""
        if len(spelt) <= ONLY_SWAPPED:
            same_letters = self._by_letter.get((spelt[0], len(spelt)), ())
            swapped = [
                word
                for word in same_letters
                if sorted(word) == sorted(spelt) and OSA.distance(word, spelt) == 1
            ]
            return self._keys[swapped[0]] if len(swapped) == 1 else ""
        wrong = 2 if len(spelt) >= LONG else 1
        found: list[tuple[float, bool, str]] = []
        for length in range(len(spelt) - wrong, len(spelt) + wrong + 1):
            near = process.extract(
                spelt,
                self._by_letter.get((spelt[0], length), ()),
                scorer=OSA.distance,
                score_cutoff=wrong,
                limit=3,
            )
            for close, distance, _ in near:
                found.append((distance, self._keys[close] not in self._alone, close))
        return self._keys[min(found)[2]] if found else ""
