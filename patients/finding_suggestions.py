"""Findings while someone types: what begins with the words first, then close spellings.

Examples
--------
>>> from patients.ontology import read_ontology
>>> suggester = FindingSuggester(read_ontology())
>>> [suggestion] = suggester.suggest("hearing l", limit=1)
>>> suggestion.term.name, suggestion.words
('Hearing impairment', 'Hearing loss')
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from patients.finding_names import FILLERS
from patients.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from patients.word_forms import american, spelt_words

_SHORTEST_MENDED = 4
_LONG = 7
"""Letters from which two may be wrong."""
_MOST_MENDED = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term and which of its names fits.

    Parameters
    ----------
    term : Term
    words : str
        Its name or a synonym.
    """

    term: Term
    words: str


class FindingSuggester:
    """All names of findings by the beginnings of their words.

    Parameters
    ----------
    ontology : Ontology
    """

    def __init__(self, ontology: Ontology) -> None:
        self._names: list[tuple[Term, str, str]] = sorted(
            _names(ontology), key=lambda one: (len(one[2]), one[1] != one[0].name, one[0].id)
        )
        pairs = sorted(
            (word, place)
            for place, (_, _, spelt) in enumerate(self._names)
            for word in set(spelt.split())
        )
        self._pair_words = [word for word, _ in pairs]
        self._pair_places = np.array([place for _, place in pairs], dtype=np.int64)
        self._words = sorted(set(self._pair_words))

    def suggest(self, words: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return the terms that fit what someone has typed so far, the best first.

        Each word typed begins a word of the name. Names that begin as typed come first, then
        the shorter ones; where too few fit, close spellings follow.

        Parameters
        ----------
        words : str
        limit : int
            Terms, at most.
        """
        typed = [american(word) for word in spelt_words(words)]
        if not typed or limit < 1:
            return ()
        found: dict[str, Suggestion] = {}
        for variant in self._spellings(typed):
            for place in self._ranked(variant):
                term, name, _ = self._names[place]
                found.setdefault(term.id, Suggestion(term, name))
                if len(found) == limit:
                    return tuple(found.values())
        return tuple(found.values())

    def _ranked(self, typed: list[str]) -> Iterator[int]:
        """Yield the names in which each word begins one, the best first."""
        fits = np.ones(len(self._names), dtype=bool)
        for word in typed:
            first = bisect_left(self._pair_words, word)
            last = bisect_left(self._pair_words, word + "\uffff")
            one = np.zeros(len(self._names), dtype=bool)
            one[self._pair_places[first:last]] = True
            fits &= one
        whole = " ".join(typed)
        later = []
        for place in np.flatnonzero(fits).tolist():
            if self._names[place][2].startswith(whole):
                yield place
            else:
                later.append(place)
        yield from later

    def _spellings(self, typed: list[str]) -> Iterator[list[str]]:
        """Yield the words as typed, without small ones, and then with one of them mended."""
        yield typed
        telling = [word for word in typed if word not in FILLERS]
        if telling and telling != typed:
            yield telling
            typed = telling
        for place, word in enumerate(typed):
            for mended in self._close(word):
                yield [*typed[:place], mended, *typed[place + 1 :]]

    def _close(self, word: str) -> list[str]:
        """Return beginnings of words that are close to one typed."""
        if len(word) < _SHORTEST_MENDED:
            return []
        first = bisect_left(self._words, word[0])
        last = bisect_left(self._words, word[0] + "\uffff")
        size = len(word)
        starts = {
            one[:end] for one in self._words[first:last] for end in (size - 1, size, size + 1)
        }
        wrong = 2 if size >= _LONG else 1
        near = process.extract(
            word, starts, scorer=OSA.distance, score_cutoff=wrong, limit=_MOST_MENDED
        )
        ranked = sorted((distance, close) for close, distance, _ in near if close != word)
        return [close for _, close in ranked]


def _names(ontology: Ontology) -> Iterator[tuple[Term, str, str]]:
    """Yield terms with each name and its words, spelt the American way."""
    for id in ontology.descendants(PHENOTYPIC_ABNORMALITY):
        if id == PHENOTYPIC_ABNORMALITY:
            continue
        term = ontology.terms[id]
        for name in dict.fromkeys((term.name, *term.synonyms)):
            yield term, name, " ".join(american(word) for word in spelt_words(name))
