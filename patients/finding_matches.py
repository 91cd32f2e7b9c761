"""Names of findings in the words of one sentence: the longest match wins.

A match may have its words in another order, with ``of the`` between them, with words for side
and degree inside (``pain in the left knee``), and with a letter wrong.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from patients.finding_names import NOTHING, FindingNames, is_filler
from patients.finding_spellings import CloseSpellings
from patients.finding_wordings import OTHER_THINGS
from patients.word_forms import Word, word_key, word_stem

LONGEST = 9
"""Words of the longest match, those that a name may do without not counted."""

DEGREES = frozenset({
    "borderline", "mild", "mildly", "moderate", "moderately", "profound", "severe", "severely",
})  # fmt: skip

MODIFIERS = DEGREES | {
    "acute", "bilateral", "both", "chronic", "congenital", "frequent", "generalized", "global",
    "increasing", "intermittent", "intractable", "left", "marked", "new", "occasional", "ongoing",
    "persistent", "progressive", "recent", "right", "significant", "slight", "sudden", "unilateral",
    "worsening",
}  # fmt: skip
"""Words of side, degree and course, which do not make another finding."""

JOINING = frozenset({"and", "or", "nor", "and/or"})

_MODIFIERS = frozenset(word_key(word) for word in MODIFIERS)
_PLAIN = re.compile(r"\s*|[-‐‑]\s?")
_BE = frozenset({"is", "are", "was", "were", "be", "been"})
_SHORTEST_MENDED_ALONE = 7
_NEGATIVE = frozenset({"no", "not", "without", "lack", "absent", "cannot", "unable"})


class Match(NamedTuple):
    """Words that name a finding.

    Parameters
    ----------
    start, end : int
        Characters in the text, half-open.
    first, last : int
        Its first and its last word in the sentence.
    term : str
        Id.
    size : int
        Words that match.
    lenience : int
        0 for the name as it stands, more for each liberty.
    denied : bool
        ``not`` stands inside: ``the liver was not enlarged``.
    """

    start: int
    end: int
    first: int
    last: int
    term: str
    size: int
    lenience: int = 0
    denied: bool = False


def is_plain(text: str, before: Word, after: Word) -> bool:
    """Tell whether nothing but space or a hyphen parts two words."""
    return _PLAIN.fullmatch(text, before.end, after.start) is not None


def is_modifier(word: Word) -> bool:
    """Tell whether a word says only side, degree or course."""
    return word.key in _MODIFIERS


def is_degree(word: Word) -> bool:
    """Tell whether a word says only how much."""
    return word.text.lower() in DEGREES


class MatchFinder:
    """Finds names of findings in the words of a sentence.

    Parameters
    ----------
    names : FindingNames
    """

    def __init__(self, names: FindingNames) -> None:
        self.names = names
        self._spellings = CloseSpellings(names.spellings, names.single_keys)

    def find(self, text: str, words: Sequence[Word]) -> list[Match]:
        """Return the matches of a sentence in order, none within another."""
        words, mended = self._mended(words)
        found = [match for at in range(len(words)) for match in self._at(text, words, at, mended)]
        taken: set[int] = set()
        chosen = []
        for match in sorted(found, key=lambda one: (-one.size, one.lenience, one.first)):
            if taken.isdisjoint(range(match.first, match.last + 1)):
                taken.update(range(match.first, match.last + 1))
                chosen.append(match)
        return sorted(
            match
            for match in chosen
            if match.term != NOTHING and not _names_another_thing(text, words, match)
        )

    def _mended(self, words: Sequence[Word]) -> tuple[list[Word], set[int]]:
        """Return the words with close spellings mended, and which they are."""
        mended = set()
        mended_words = list(words)
        for place, word in enumerate(words):
            if self.names.single(word) or self._spellings.is_right(word.text):
                continue
            key = self._spellings.mend(word.text)
            stem = word_stem(key)
            if key and (stem == word.stem or word.stem not in self.names.stems):
                mended.add(place)
                mended_words[place] = word._replace(key=key, stem=stem)
        return mended_words, mended

    def _at(self, text: str, words: Sequence[Word], at: int, mended: set[int]) -> Iterator[Match]:
        """Yield the matches that begin with a word."""
        abbreviation = self.names.abbreviation(words[at].text)
        if abbreviation:
            yield _match(words, at, at, abbreviation, 1)
        for place, content, marks in self._stretches(text, words, at):
            found = self._look_up(content, only_as_named="/" in marks)
            if found is None:
                continue
            term, size, lenience = found
            spelt = mended.intersection(range(at, place + 1))
            if not spelt or _may_be_mended(content, len(spelt), lenience):
                lenience += 4 * len(spelt) + 5 * (content[0].key in _NEGATIVE)
                yield _match(words, at, place, term, size, lenience, "not" in marks)

    def _stretches(
        self, text: str, words: Sequence[Word], at: int
    ) -> Iterator[tuple[int, list[Word], frozenset[str]]]:
        """Yield stretches of words of names: where each ends, its words, and what is in it.

        ``,`` and ``/`` may part words, the comma once, and ``not`` may deny: ``is not enlarged``.
        """
        if is_filler(words[at]):
            return
        content: list[Word] = []
        marks: frozenset[str] = frozenset()
        for place in range(at, len(words)):
            word = words[place]
            if place > at and not is_plain(text, words[place - 1], word):
                mark = text[words[place - 1].end : word.start].strip()
                if "," in marks or not (
                    mark == "/" or (mark == "," and _is_last_modifier(text, words, place))
                ):
                    return
                marks |= {mark}
            if is_filler(word):
                continue
            if word.key == "not" and place > at and words[place - 1].text.lower() in _BE:
                marks |= {"not"}
                continue
            if len(content) == LONGEST or not self._is_known(word):
                return
            content = [*content, word]
            yield place, content, marks

    def _is_known(self, word: Word) -> bool:
        return word.stem in self.names.stems or bool(self.names.single(word))

    def _look_up(self, content: Sequence[Word], only_as_named: bool) -> tuple[str, int, int] | None:
        """Return the term of some words, how many of them name it, and with what liberty."""
        if len(content) == 1:
            term = self.names.single(content[0])
            return (term, 1, 0 if content[0].key in self.names.single_keys else 3) if term else None
        size = len(content)
        if term := self.names.in_order(content):
            return term, size, 0
        if only_as_named:
            return None
        if term := self.names.in_any_order(content):
            return term, size, 1
        inner = [word for word in content[1:-1] if not is_modifier(word)]
        if len(inner) + 2 < size:
            core = [content[0], *inner, content[-1]]
            if term := self.names.in_order(core) or self.names.in_any_order(core):
                return term, len(core), 2
        return None


def _is_last_modifier(text: str, words: Sequence[Word], place: int) -> bool:
    """Tell ``seizures, severe.`` from ``seizures, severe headache``."""
    last = place + 1 == len(words) or not is_plain(text, words[place], words[place + 1])
    return last and is_modifier(words[place])


def _names_another_thing(text: str, words: Sequence[Word], match: Match) -> bool:
    """Tell whether a finding only names something else: ``fever chart``."""
    after = match.last + 1
    return (
        after < len(words)
        and words[after].text.lower() in OTHER_THINGS
        and is_plain(text, words[match.last], words[after])
    )


def _may_be_mended(content: Sequence[Word], mended: int, lenience: int) -> bool:
    """Tell whether enough of a match is spelt right to trust the rest."""
    if len(content) == 1:
        return lenience == 0 and len(content[0].text) >= _SHORTEST_MENDED_ALONE
    return mended < len(content)


def _match(
    words: Sequence[Word],
    first: int,
    last: int,
    term: str,
    size: int,
    lenience: int = 0,
    denied: bool = False,
) -> Match:
    return Match(words[first].start, words[last].end, first, last, term, size, lenience, denied)
