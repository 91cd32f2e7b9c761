"""What of one patient matters to drugs, each with its ground in words.

Told by test results, by findings and history, and by what the patient takes. Absent findings never
count, nor does a matter of a relative. What is over counts only where labels speak of a history of
it, and is said to be history.

Examples
--------
>>> from patients.ontology import read_ontology
>>> case = Case("one", history=(HistoryEntry("deep vein thrombosis", ongoing=False, note="2019"),))
>>> [found] = find_conditions(case, read_ontology())
>>> found.key, found.ground
('venous_thrombosis', 'history of deep vein thrombosis (2019)')
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from patients.case import Case, HistoryEntry
from patients.condition import Condition
from patients.condition_list import CONDITIONS, with_broader
from patients.condition_medications import InteractingDrugs, read_interacting_drugs
from patients.condition_tests import shown_by_age, shown_by_tests
from patients.ontology import Ontology

_DENIED = re.compile(
    r"\b(?:no|not|without|denies|never|negative for|family history|screening for|risk of)\b"
)
_RULED_OUT = re.compile(r"\b(?:ruled out|excluded|not confirmed)\b")


@dataclass(frozen=True, slots=True)
class PatientCondition:
    """A condition that this patient has, or has had.

    Parameters
    ----------
    key : str
        Of :data:`patients.condition_list.CONDITIONS`.
    words : str
    ground : str
        What says so, such as ``QTc 490 ms``.
    """

    key: str
    words: str
    ground: str


def find_conditions(
    case: Case, ontology: Ontology, interacting: InteractingDrugs | None = None
) -> tuple[PatientCondition, ...]:
    """Return the conditions of a patient in the order of the list, of grades only the gravest.

    Parameters
    ----------
    case : Case
    ontology : Ontology
    interacting : InteractingDrugs, optional
        The checkout's table by default.
    """
    interacting = interacting or read_interacting_drugs()
    grounds: dict[str, list[str]] = {}
    for shown in (
        shown_by_age(case),
        shown_by_tests(case),
        _by_findings(case, ontology),
        _by_history(case, ontology),
        _by_medications(case, interacting),
    ):
        for key, ground in shown:
            if ground not in grounds.setdefault(key, []):
                grounds[key].append(ground)
    contained = {wider for key in grounds for wider in [*with_broader(key)][1:]}
    return tuple(
        PatientCondition(key, condition.words, "; ".join(_all_grounds(key, grounds)))
        for key, condition in CONDITIONS.items()
        if key in grounds and key not in contained
    )


def _all_grounds(key: str, grounds: dict[str, list[str]]) -> list[str]:
    found = [ground for wider in with_broader(key) for ground in grounds.get(wider, ())]
    return list(dict.fromkeys(found))


def _by_findings(case: Case, ontology: Ontology) -> Iterator[tuple[str, str]]:
    for finding in case.present:
        for condition in CONDITIONS.values():
            if _shows(condition, finding.term, finding.label, ontology):
                yield condition.key, finding.label or finding.term
    for diagnosis in case.diagnoses:
        if not diagnosis.excluded and not diagnosis.suspected:
            for condition in CONDITIONS.values():
                if _is_named(condition, diagnosis.label):
                    yield condition.key, diagnosis.label


def _by_history(case: Case, ontology: Ontology) -> Iterator[tuple[str, str]]:
    for entry in case.history:
        for condition in CONDITIONS.values():
            if not entry.ongoing and not condition.past:
                continue
            if _shows(condition, entry.term, entry.name, ontology):
                yield condition.key, _history_words(entry)


def _by_medications(case: Case, interacting: InteractingDrugs) -> Iterator[tuple[str, str]]:
    for medication in case.medications:
        for drug in interacting.taken(medication):
            yield drug.condition, f"takes {drug.name}, {CONDITIONS[drug.condition].words}"


def _history_words(entry: HistoryEntry) -> str:
    words = entry.name if entry.ongoing else f"history of {entry.name}"
    return f"{words} ({entry.note})" if entry.note else words


def _shows(condition: Condition, term: str, words: str, ontology: Ontology) -> bool:
    if _is_named(condition, words):
        return True
    if term.startswith("HP:"):
        if term not in ontology or _is_denied(words):
            return False
        current = ontology.find(term).id
        return any(ontology.is_a(current, ontology.find(one).id) for one in condition.terms)
    return _plain(words) in _wordings(condition.key, ontology)


def _is_named(condition: Condition, words: str) -> bool:
    """Tell whether a name of the condition begins a word of a text that does not deny it."""
    text = _plain(words)
    for phrase in condition.unless:
        text = text.replace(phrase, " ")
    return any(
        not _DENIED.search(text[: match.start()]) and not _RULED_OUT.search(text)
        for name in condition.names
        for match in [re.search(rf"(?<!\w){re.escape(name)}", text)]
        if match
    )


def _is_denied(words: str) -> bool:
    text = _plain(words)
    return bool(_DENIED.match(text) or _RULED_OUT.search(text))


@cache
def _wordings(key: str, ontology: Ontology) -> frozenset[str]:
    """Return every name of a condition's terms and of those below them."""
    below = {
        one
        for term in CONDITIONS[key].terms
        for one in ontology.descendants(ontology.find(term).id)
    }
    terms = [ontology.terms[one] for one in below]
    return frozenset(_plain(name) for term in terms for name in (term.name, *term.synonyms))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
