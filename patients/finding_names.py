"""The names and synonyms of findings, looked up by the words of a text.

Three looks, from strict to lenient: the words in their order and joined (``head ache`` is
``headache``), the stems of the words in any order (``loss of hearing`` is ``hearing loss``), and
abbreviations exactly as written. Only terms below phenotypic abnormality are findings: modes of
inheritance, onset and course are not here.

Examples
--------
>>> from patients.ontology import read_ontology
>>> names = FindingNames(read_ontology())
>>> names.in_order(read_words("hearing loss"))
'HP:0000365'
>>> names.in_any_order(read_words("loss of the hearing"))
'HP:0000365'
>>> names.abbreviation("COPD"), names.abbreviation("copd")
('HP:0006510', '')
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from patients.finding_wordings import (
    ABBREVIATIONS,
    NEVER,
    NO_NOUN,
    PASSED_OVER,
    UNSAFE_ABBREVIATIONS,
    WORDINGS,
)
from patients.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from patients.word_forms import Word, american, read_words

FILLERS = frozenset({
    "a", "an", "are", "at", "be", "been", "from", "her", "his", "in", "is", "its", "my", "of",
    "on", "our", "sides", "the", "their", "was", "were", "your",
})  # fmt: skip
"""Words that a name of a finding may do without."""

NOTHING = "-"
"""Stands where an id would for words that look like a finding and are none."""

_ABBREVIATION = re.compile(r"[a-z]{0,2}[A-Z][A-Za-z]{0,5}[A-Z][A-Za-z]?")
_LIMB = re.compile(r"\b(upper|lower)[ -](?:limbs?|extremity|extremities)\b", re.IGNORECASE)
_LEG_OR_ARM = {"upper": "arm", "lower": "leg"}
_SHORTEST_ADJECTIVE = 6
_NOUNS = (
    ("ectic", ("exia",)),
    ("tic", ("s", "sia", "sy", "a")),  # cyanotic, epileptic; a key ends in s for -sis
    ("ic", ("ia", "y", "a", "ism", "icity")),
    ("sive", ("sion",)),
    ("ed", ("ing", "ion")),
)
"""Endings of an adjective or a verb, and of the noun that the ontology has."""


def is_filler(word: Word) -> bool:
    """Tell whether a name may do without a word; the A of ``hemoglobin A`` may not go."""
    return word.text.lower() in FILLERS and word.text != "A"


class FindingNames:
    """All names of findings.

    Parameters
    ----------
    ontology : Ontology
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ordered: dict[str, str] = {}
        self._unordered: dict[str, str] = {}
        self._abbreviations = dict(ABBREVIATIONS)
        self.spellings: dict[str, str] = {}
        self.stems: set[str] = set()
        self.single_keys: set[str] = set()
        terms = [
            ontology.terms[id]
            for id in sorted(ontology.descendants(PHENOTYPIC_ABNORMALITY))
            if id != PHENOTYPIC_ABNORMALITY
        ]
        passed_over = ((NOTHING, words) for words in PASSED_OVER)
        for id, name in chain(passed_over, _names(terms), _further_names(terms)):
            self._add(id, name)

    def single(self, word: Word) -> str:
        """Return the id of the term whose whole name a word or its noun is, or ``""``.

        Examples
        --------
        >>> from patients.ontology import read_ontology
        >>> names = FindingNames(read_ontology())
        >>> [names.single(word) for word in read_words("ataxic, vomited, fever, short")]
        ['HP:0001251', 'HP:0002013', 'HP:0001945', '']
        """
        found = self._ordered.get(word.key, "")
        if found or len(word.key) < _SHORTEST_ADJECTIVE or word.key in NO_NOUN:
            return found
        for ending, nouns in _NOUNS:
            if word.key.endswith(ending):
                bare = word.key[: -len(ending)]
                for noun in nouns:
                    if bare + noun in self.single_keys:
                        return self._ordered[bare + noun]
        return ""

    def in_order(self, words: Sequence[Word]) -> str:
        """Return the id of the term whose name has these words in this order, or ``""``."""
        return self._ordered.get("".join(word.key for word in words if not is_filler(word)), "")

    def in_any_order(self, words: Sequence[Word]) -> str:
        """Return the id of the term whose name has words of these stems, or ``""``."""
        return self._unordered.get(
            stems_key(word.stem for word in words if not is_filler(word)), ""
        )

    def abbreviation(self, text: str) -> str:
        """Return the id of the term that has this abbreviation, or ``""``."""
        return self._abbreviations.get(text, "")

    def _add(self, id: str, name: str) -> None:
        if name.lower() in NEVER:
            return
        if _ABBREVIATION.fullmatch(name):
            if name not in UNSAFE_ABBREVIATIONS:
                self._abbreviations.setdefault(name, id)
            return
        if _LIMB.search(name):
            self._add(id, _LIMB.sub(lambda part: _LEG_OR_ARM[part[1].lower()], name))
        words = [word for word in read_words(name) if not is_filler(word)]
        self._ordered.setdefault("".join(word.key for word in words), id)
        if len(words) == 1:
            self.single_keys.add(words[0].key)
        else:
            self._unordered.setdefault(stems_key(word.stem for word in words), id)
        for word in words:
            self.spellings.setdefault(american(word.text), word.key)
            self.stems.add(word.stem)


def stems_key(stems: Iterable[str]) -> str:
    """Return what the same stems in any order share."""
    return " ".join(sorted(stems))


def _names(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    """Yield the names, and then the synonyms: a name counts before a synonym."""
    for term in terms:
        yield term.id, term.name


def _further_names(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    for term in terms:
        for name in (*WORDINGS.get(term.id, ()), *term.synonyms):
            yield term.id, name
