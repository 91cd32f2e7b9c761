"""A finding that a text names, with its exact words for a person to confirm."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """A finding in a text.

    Parameters
    ----------
    term, label : str
        Id and name in the Human Phenotype Ontology.
    words : str
        As the text has them.
    start, end : int
        Characters in the text, half-open.
    negated : bool
        The text says that it is absent.
    relative : str
        Whose it is, in the text's words, such as ``maternal aunt``; ``family`` where the text
        says no more; empty for the patient's own.
    uncertain : bool
        The text supposes it, asks for it or warns of it.
    """

    term: str
    label: str
    words: str
    start: int
    end: int
    negated: bool = False
    relative: str = ""
    uncertain: bool = False
