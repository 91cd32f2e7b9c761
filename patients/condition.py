"""One condition of a patient that matters to drugs."""

from dataclasses import dataclass

from patients.case import TestKind


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    Parameters
    ----------
    key : str
        What tables call it.
    words : str
        What reports call it.
    terms : tuple of str
        Ids of findings that are or show it.
    names : tuple of str
        Words that name it, in small letters.
    tests : tuple of TestKind
        Any of these decides on it; none where only findings and history tell.
    broader : str
        Key of the condition that contains it.
    unless : tuple of str
        Phrases that hold one of the names and mean something else.
    past : bool
        Whether it counts once it is over: where labels speak of a history of it.
    in_medication : bool
        Whether it is told by what the patient takes, see :mod:`patients.condition_medications`.
    """

    key: str
    words: str
    terms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tests: tuple[TestKind, ...] = ()
    broader: str = ""
    unless: tuple[str, ...] = ()
    past: bool = True
    in_medication: bool = False
