"""Findings from words: free text to terms of the Human Phenotype Ontology.

Each finding comes with its exact words, for a person to confirm, and with what the text says of
it: denied, doubted, a relative's. The longest name wins; ``hearing and vision loss`` is two.

What is over was there: ``fever, now resolved`` is a finding. Numbers are not read: neither
``temperature 39.2 C`` nor ``Hb 8.1 g/dL`` becomes one, and test results have their own place in a
case. Only what lies below phenotypic abnormality is found: no onset, course or inheritance.

Examples
--------
>>> from patients.ontology import read_ontology
>>> finder = FindingFinder(read_ontology())
>>> for one in finder.find("Progressive dyspnoea, no fever. Her mother had breast cancer at 42."):
...     print(one.term, one.words, one.negated, one.relative or "patient")
HP:0002094 dyspnoea False patient
HP:0001945 fever True patient
HP:0003002 breast cancer False mother
"""

import re
from collections.abc import Iterator
from functools import cached_property

from patients.finding_coordination import Coordination, complete_words, without_ranges
from patients.finding_matches import Match, MatchFinder
from patients.finding_names import FindingNames
from patients.finding_relatives import read_owners, read_section
from patients.finding_scope import DOUBT_MARK, lower_text, read_scopes
from patients.finding_suggestions import FindingSuggester, Suggestion
from patients.finding_wordings import DENYING_WORDS
from patients.found_finding import FoundFinding
from patients.ontology import Ontology, Term
from patients.word_forms import Word, read_words
from text_features.sentences import sentence_spans

_WRAP = re.compile(r"(?<=[^\s.:;!?])[ \t]*\n[ \t]*(?=[a-zà-ÿ(])")
"""A line break inside a sentence: no stop before it, a small letter after it."""

_DOUBT = re.compile(r"(?<![\w)\]?])\?(?=\s?\w)")
"""A question mark before what is asked, which ends no sentence."""

_BLANK_LINE = re.compile(r"\n\s*\n")


class FindingFinder:
    """Finds findings in text, and suggests them while someone types.

    Parameters
    ----------
    ontology : Ontology
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._names = FindingNames(ontology)
        self._keys = frozenset(self._names.spellings.values())
        self._matches = MatchFinder(self._names)
        self._coordination = Coordination(self._names, ontology)
        # compiles what they read by now, so that the first text takes no longer than the next
        read_scopes("", [])
        read_owners("", [])

    @cached_property
    def _suggester(self) -> FindingSuggester:
        return FindingSuggester(self._ontology)

    def find(self, text: str) -> tuple[FoundFinding, ...]:
        """Return the findings of a text in order, each mention once.

        Parameters
        ----------
        text : str
            In English.
        """
        found: list[FoundFinding] = []
        unwrapped = _DOUBT.sub(DOUBT_MARK, _WRAP.sub(_as_space, text))
        section = ""
        end_before = 0
        for start, end in sentence_spans(unwrapped):
            if _BLANK_LINE.search(text, end_before, start):
                section = ""
            section = read_section(lower_text(unwrapped[start:end]), section)
            found.extend(self._in_sentence(text, start, unwrapped[start:end], section))
            end_before = end
        return tuple(found)

    def suggest(self, words: str, limit: int = 10) -> tuple[Term, ...]:
        """Return the terms that fit what someone has typed so far, the best first."""
        return tuple(one.term for one in self.suggestions(words, limit))

    def suggestions(self, words: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return the terms that fit, each with the name or synonym that did."""
        return self._suggester.suggest(words, limit)

    def _in_sentence(
        self, text: str, offset: int, sentence: str, section: str
    ) -> Iterator[FoundFinding]:
        matches = self._matches_of(sentence)
        if not matches:
            return
        low = lower_text(sentence)
        spans = [(match.start, match.end) for match in matches]
        scopes = read_scopes(low, spans)
        owners = read_owners(low, spans, section)
        for match, scope, owner in zip(matches, scopes, owners, strict=True):
            if scope.imagined:
                continue
            start, end = offset + match.start, offset + match.end
            yield FoundFinding(
                match.term,
                self._ontology.find(match.term).name,
                text[start:end],
                start,
                end,
                scope.denied or match.denied,
                owner,
                scope.doubted,
            )

    def _matches_of(self, sentence: str) -> list[Match]:
        """Return the names of findings in a sentence, whatever it says of them."""
        words, completed = complete_words(sentence, read_words(sentence), self._keys)
        words = without_ranges(words)
        matches = self._matches.find(sentence, words)
        matches = self._coordination.with_shared(sentence, words, matches)
        matches = [
            match._replace(end=words[completed[match.last]].end)
            if match.last in completed
            else match
            for match in matches
        ]
        return sorted([*matches, *_denying(words)])


def _denying(words: list[Word]) -> Iterator[Match]:
    """Yield what single words deny: ``afebrile``."""
    for place, word in enumerate(words):
        term = DENYING_WORDS.get(word.text.lower())
        if term:
            yield Match(word.start, word.end, place, place, term, 1, denied=True)


def _as_space(match: re.Match[str]) -> str:
    return " " * len(match[0])
