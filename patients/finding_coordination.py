"""Findings that share a word: ``hearing and vision loss``, ``hepato- and splenomegaly``.

The head may stand last (``atrial and ventricular septal defects``) or first (``enlarged liver
and spleen``). ``mild to moderate intellectual disability`` is neither mild nor moderate: the
degrees are left out.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from patients.finding_matches import (
    JOINING,
    Match,
    is_degree,
    is_modifier,
    is_plain,
)
from patients.finding_names import FindingNames, is_filler
from patients.ontology import Ontology
from patients.word_forms import Word, read_words, word_stem

LONGEST_PART = 3
"""Words that one of several findings has to itself, at most."""

_JOINER = re.compile(r"\s*[,/]?\s*|[-‐‑]\s?,?\s*")
_CUT_SHORT = re.compile(r"[-‐‑](?:\s|,)")
_RANGE = frozenset({"to", "or", "and"})
_SHORTEST_TAIL = 3
_BEFORE_PART = frozenset({
    "had", "has", "have", "include", "no", "showed", "shows", "with", "without",
})  # fmt: skip
_ARTICLES = frozenset({"a", "an", "her", "his", "the", "their"})
_ENDS_PART = frozenset({
    "after", "although", "as", "because", "before", "but", "despite", "due", "during", "except",
    "following", "however", "since", "than", "that", "then", "though", "when", "where", "which",
    "while", "who", "with", "without", "not", "no", "for", "from", "in", "on", "at", "by", "is",
    "are", "was", "were", "has", "had", "have", "noted", "seen", "reported", "present",
})  # fmt: skip


def complete_words(
    text: str, words: Sequence[Word], keys: AbstractSet[str]
) -> tuple[list[Word], dict[int, int]]:
    """Complete words cut short: ``hepato-`` before ``and splenomegaly`` becomes hepatomegaly.

    Parameters
    ----------
    text : str
    words : sequence of Word
    keys : set of str
        Keys of all words of the names of findings.

    Returns
    -------
    words : list of Word
    completed : dict of int
        For the place of each word cut short, the place of the whole one.
    """
    completed = {}
    all_words = list(words)
    for place, word in enumerate(words[:-1]):
        if not _CUT_SHORT.match(text, word.end):
            continue
        whole = place + 1 + (words[place + 1].text.lower() in JOINING | _RANGE)
        base = words[whole].key if whole < len(words) else ""
        for cut in range(2, len(base) - _SHORTEST_TAIL):
            key = word.key + base[cut:]
            if key in keys:
                completed[place] = whole
                all_words[place] = word._replace(key=key, stem=word_stem(key))
                break
    return all_words, completed


def without_ranges(words: Sequence[Word]) -> list[Word]:
    """Blank the degrees of ranges, so that no match has them."""
    blanked = list(words)
    for place in range(len(words) - 1):
        if not is_degree(words[place]):
            continue
        last = place + 2 if words[place + 1].text.lower() in _RANGE else place + 1
        if last < len(words) and is_degree(words[last]):
            for one in (place, last):
                blanked[one] = blanked[one]._replace(key="", stem="")
    return blanked


class Coordination:
    """Finds the other findings of a match that shares its words with them.

    Parameters
    ----------
    names : FindingNames
    ontology : Ontology
    """

    def __init__(self, names: FindingNames, ontology: Ontology) -> None:
        self._names = names
        self._ontology = ontology

    def with_shared(
        self, text: str, words: Sequence[Word], matches: Sequence[Match]
    ) -> list[Match]:
        """Return the matches and those that share words with them, in order."""
        found = list(matches)
        for match in matches:
            if match.size < 2 or match not in found:
                continue
            for shared in (*self._before(text, words, match), *self._after(text, words, match)):
                covered = [
                    one for one in matches if one is not match and _overlap(one, shared, match)
                ]
                if covered and not self._is_named_so(shared, words, match):
                    continue
                if all(self._replaces(shared, one, match) for one in covered):
                    found = [one for one in found if one not in covered]
                    found.append(shared)
        return sorted(set(found))

    def _is_named_so(self, shared: Match, words: Sequence[Word], match: Match) -> bool:
        """Tell ``muscle [weakness] and pain`` from ``spasticity [...] and dysarthria``."""
        term = self._ontology.terms[shared.term]
        named = {word.key for name in (term.name, *term.synonyms) for word in read_words(name)}
        own = (
            range(shared.first, match.first)
            if shared.first < match.first
            else range(match.last + 1, shared.last + 1)
        )
        content = {word.key for word in _content(words, match)}
        return not named.isdisjoint(content) and all(
            words[place].key in named
            for place in own
            if not is_filler(words[place]) and words[place].text.lower() not in JOINING
        )

    def _replaces(self, shared: Match, other: Match, match: Match) -> bool:
        """Tell whether a shared match says more than what stood there, in all its words."""
        own_first = shared.first if shared.first < match.first else match.last + 1
        own_last = shared.last if shared.last > match.last else match.first - 1
        within = own_first <= other.first and other.last <= own_last
        return within and (
            other.term == shared.term or self._ontology.is_a(shared.term, other.term)
        )

    def _before(self, text: str, words: Sequence[Word], match: Match) -> Iterator[Match]:
        """Yield what shares the last words of a match: ``hearing and [vision loss]``."""
        content = _content(words, match)
        heads = [content[-size:] for size in range(1, len(content))]
        last = _last_before(text, words, match.first)
        joined = _last_before(text, words, match.first, by_comma=False) is not None
        while last is not None:
            for first in range(max(last - LONGEST_PART + 1, 0), last + 1):
                part = words[first : last + 1]
                if not joined and not _begins_part(text, words, first):
                    continue
                term = self._term(text, part, heads, match, head_last=True)
                if term:
                    start, end = words[first].start, match.end
                    yield Match(start, end, first, match.last, term, len(part) + 1)
                    last = _last_before(text, words, first)
                    break
            else:
                return

    def _after(self, text: str, words: Sequence[Word], match: Match) -> Iterator[Match]:
        """Yield what shares the first words of a match: ``[enlarged liver] and spleen``."""
        content = _content(words, match)
        heads = [content[:size] for size in range(len(content) - 1, 0, -1)]
        heads = [head for head in heads if not all(is_modifier(word) for word in head)]
        first = _first_after(text, words, match.last)
        while first is not None:
            for last in range(min(first + LONGEST_PART, len(words)) - 1, first - 1, -1):
                part = words[first : last + 1]
                term = ""
                if _is_whole(text, words, last):
                    term = self._term(text, part, heads, match, head_last=False)
                if term:
                    start, end = match.start, words[last].end
                    yield Match(start, end, match.first, last, term, len(part) + 1)
                    first = _first_after(text, words, last)
                    break
            else:
                return

    def _term(
        self,
        text: str,
        part: Sequence[Word],
        heads: Sequence[Sequence[Word]],
        match: Match,
        head_last: bool,
    ) -> str:
        """Return the term of a part with one of the heads, other than the match's, or ``""``."""
        inside = pairwise(part)
        if not all(is_plain(text, one, other) for one, other in inside):
            return ""
        if is_filler(part[0]) or any(word.text.lower() in JOINING | _ENDS_PART for word in part):
            return ""
        for head in heads:
            whole = (*part, *head) if head_last else (*head, *part)
            term = self._names.in_order(whole) or self._names.in_any_order(whole)
            if term and term != match.term and term in self._ontology.terms:
                return term
        return ""


def _content(words: Sequence[Word], match: Match) -> list[Word]:
    return [word for word in words[match.first : match.last + 1] if not is_filler(word)]


def _overlap(one: Match, shared: Match, match: Match) -> bool:
    """Tell whether a match lies in the words that a shared one has to itself."""
    if shared.first < match.first:
        return one.first < match.first and one.last >= shared.first
    return one.last > match.last and one.first <= shared.last


def _last_before(text: str, words: Sequence[Word], first: int, by_comma: bool = True) -> int | None:
    """Return the last word before a joiner before a word, if one stands there."""
    place = first - 1
    joined = False
    marks = ",/" if by_comma else "/"
    while place >= 0 and _JOINER.fullmatch(text, words[place].end, words[place + 1].start):
        if any(mark in text[words[place].end : words[place + 1].start] for mark in marks):
            joined = True
        if words[place].text.lower() not in JOINING:
            return place if joined else None
        joined = True
        place -= 1
    return None


def _first_after(text: str, words: Sequence[Word], last: int) -> int | None:
    place = last + 1
    joined = False
    while place < len(words) and _JOINER.fullmatch(text, words[place - 1].end, words[place].start):
        if any(mark in text[words[place - 1].end : words[place].start] for mark in ",/"):
            joined = True
        small = words[place].text.lower()
        if small not in JOINING and not (joined and is_filler(words[place])):
            return place if joined else None
        joined = True if small in JOINING else joined
        place += 1
    return None


def _begins_part(text: str, words: Sequence[Word], first: int) -> bool:
    """Tell ``[with] low-set, posteriorly rotated ears`` from ``[of] feet, joint pain``."""
    if not first or not is_plain(text, words[first - 1], words[first]):
        return True
    before = words[first - 1].text.lower()
    if before in _ARTICLES:
        return _begins_part(text, words, first - 1)
    return before in _BEFORE_PART


def _is_whole(text: str, words: Sequence[Word], last: int) -> bool:
    """Tell whether a part of a sentence ends with a word."""
    if last + 1 == len(words) or not is_plain(text, words[last], words[last + 1]):
        return True
    following = words[last + 1]
    return following.text.lower() in _ENDS_PART | JOINING
