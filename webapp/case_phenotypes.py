"""Words of findings and their terms: look-up while typing, and what a free text says.

The ontology and what finds its terms in words are opened once a process, in a thread, so that the
first who asks does not wait for them. A text is read and kept nowhere.
"""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, Field

from patients.case_faults import FieldError
from patients.finding_words import FindingFinder
from patients.found_finding import FoundFinding
from patients.ontology import Ontology, read_ontology
from patients.relatives import RELATIONS, parse_relation

MOST_TEXT = 20_000
"""Characters of a text on a patient: a long letter has some 10,000."""

MOST_WORDS = 100
"""Characters that are looked up."""

MOST_TERMS = 25
"""Terms of one answer."""

USUAL_TERMS = 10
"""Terms of an answer where no number is asked for."""

_LOCK = threading.Lock()


class FoundTerm(BaseModel):
    """A term that fits some words."""

    id: str = Field(examples=["HP:0002094"])
    name: str = Field(examples=["Dyspnea"])
    synonym: str = Field(description="Which fits the words, where the name does not; else empty.")


class ReadFinding(BaseModel):
    """A finding read from a text; it is to be confirmed."""

    id: str = Field(examples=["HP:0002094"])
    name: str = Field(examples=["Dyspnea"])
    words: str = Field(description="As the text has them.", examples=["dyspnoea"])
    start: int = Field(description="Of the words in the text, in Unicode characters from 0.")
    end: int
    status: Literal["present", "absent"]
    relative: str = Field(
        description="Whose it is, such as `mother`; `relative` where the text does not say which; "
        "empty for the patient's own."
    )
    uncertain: bool = Field(description="Whether the text says that it may be so.")


@dataclass(frozen=True)
class Phenotypes:
    """The ontology and what finds its terms.

    Parameters
    ----------
    ontology : Ontology
    finder : FindingFinder
    """

    ontology: Ontology
    finder: FindingFinder

    def suggest(self, words: str, most: int = USUAL_TERMS) -> list[FoundTerm]:
        """Return findings whose name or a synonym fits the words, the best first."""
        return [
            FoundTerm(
                id=one.term.id,
                name=one.term.name,
                synonym="" if one.words == one.term.name else one.words,
            )
            for one in self.finder.suggestions(words, most)
        ]

    def read(self, text: str) -> list[ReadFinding]:
        """Return what a text says, each finding once, in the order of the text."""
        first: dict[tuple[str, str, str], ReadFinding] = {}
        for one in map(_read, self.finder.find(text)):
            first.setdefault((one.id, one.status, one.relative), one)
        return list(first.values())


def open_phenotypes() -> Phenotypes:
    """Return what answers, opened by whoever asks first."""
    with _LOCK:
        return _opened()


@asynccontextmanager
async def phenotypes_opened_early(_: object) -> AsyncIterator[None]:
    """Open it in a thread as the server starts: a router's lifespan."""
    threading.Thread(target=open_phenotypes, daemon=True, name="phenotypes").start()
    yield


@lru_cache(maxsize=1)
def _opened() -> Phenotypes:
    ontology = read_ontology()
    finder = FindingFinder(ontology)
    finder.suggest("fever")  # its names are put in order at the first look-up
    return Phenotypes(ontology, finder)


def _read(found: FoundFinding) -> ReadFinding:
    return ReadFinding(
        id=found.term,
        name=found.label,
        words=found.words,
        start=found.start,
        end=found.end,
        status="absent" if found.negated else "present",
        relative=_relation(found.relative),
        uncertain=found.uncertain,
    )


def _relation(words: str) -> str:
    """Return a relative as a case names one.

    Examples
    --------
    >>> [_relation(words) for words in ("", "maternal aunts", "mother", "family")]
    ['', 'maternal aunt', 'mother', 'relative']
    """
    if not words:
        return ""
    for asked in (words, words.removesuffix("s")):
        try:
            relation, side = parse_relation(asked)
        except FieldError:
            continue
        return relation if RELATIONS[relation].side else f"{side} {relation}".strip()
    return "relative"
