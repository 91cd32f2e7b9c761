"""What is kept of a free text on a patient: a plain sentence for each finding, and no other word.

A text may name somebody. A report lists what was found in it for confirmation, and is made anew
later from what it holds: sentences that read the same say all that it needs.

Examples
--------
>>> from patients.ontology import read_ontology
>>> finder = FindingFinder(read_ontology())
>>> plain_sentences("Ms Quill has a cough, no fever. Her mother had breast cancer.", finder)
'Cough. No fever. Mother: breast cancer.'
"""

from collections.abc import Iterator

from patients.finding_words import FindingFinder
from patients.found_finding import FoundFinding


def plain_sentences(text: str, finder: FindingFinder) -> str:
    """Return sentences in which the same findings are found as in a text.

    A finding whose sentence would be read otherwise than the text is left out.
    """
    found = {_key(one): one for one in finder.find(text)}
    return " ".join(filter(None, (_sentence(one, finder) for one in found.values())))


def _sentence(found: FoundFinding, finder: FindingFinder) -> str:
    """Return the first wording that is read as the finding was; empty where none is."""
    return next(
        (
            words
            for words in _wordings(found)
            if [_key(one) for one in finder.find(words)] == [_key(found)]
        ),
        "",
    )


def _wordings(found: FoundFinding) -> Iterator[str]:
    for name in (" ".join(found.words.split()), found.label):
        said = name[:1].lower() + name[1:] if name[1:2].islower() else name
        said = f"possible {said}" if found.uncertain else said
        said = f"no {said}" if found.negated else said
        if found.relative:
            yield f"{_capital(found.relative)}: {said}."
            yield f"{_capital(said)} in the {found.relative}."
            yield f"Family history: {said}."
        yield f"{_capital(said)}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _key(found: FoundFinding) -> tuple[str, bool, str, bool]:
    return found.term, found.negated, found.relative, found.uncertain
