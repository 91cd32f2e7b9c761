"""What feedback on effect classes adds up to: one class a variant, or why there is none.

A laboratory's latest word on a suggestion counts. Accepting a class and correcting to it both say
that it is the class; of two classes that one laboratory said, the later one counts. Laboratories
that say different classes, or reject what another says, leave the variant without a class.

Examples
--------
>>> from datetime import UTC, datetime
>>> day = datetime(2026, 1, 31, tzinfo=UTC)
>>> word = ClassWord("f1", "lab", ("KIT", "D816V"), "class4", Verdict.CORRECT, "class7", day)
>>> [decision] = decide([word])
>>> decision.label, decision.corrected
('class7', True)
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.feedback import Verdict

DISAGREE = "different classes were said"
REJECTED_TOO = "the class was also rejected"
NO_CLASS = "rejected without a correction"
ONLY_ACCEPTED = "accepted and not corrected: left out on demand"


@dataclass(frozen=True)
class ClassWord:
    """One word on an effect class.

    Parameters
    ----------
    id, laboratory : str
    variant : tuple of str
        Gene and variation as they are compared.
    suggested : str
        ``class1`` to ``class9``.
    verdict : Verdict
    correction : str or None
    given : datetime
    """

    id: str
    laboratory: str
    variant: tuple[str, str]
    suggested: str
    verdict: Verdict
    correction: str | None
    given: datetime

    @property
    def label(self) -> str | None:
        """The class that it says to be right, None where it says none."""
        if self.verdict is Verdict.ACCEPT:
            return self.suggested
        return self.correction


@dataclass(frozen=True)
class Decision:
    """What the words on one variant add up to.

    Parameters
    ----------
    variant : tuple of str
    label : str or None
        The class; None where there is none.
    corrected : bool
        Whether a laboratory corrected to it, rather than accepting what was suggested.
    said : str
        All words that count, in words.
    reason : str
        Why there is no class, else empty.
    ids : tuple of str
        Of the words that count.
    """

    variant: tuple[str, str]
    label: str | None
    corrected: bool
    said: str
    reason: str
    ids: tuple[str, ...]


def decide(words: Iterable[ClassWord], *, only_corrected: bool = False) -> list[Decision]:
    """Decide on each variant, in alphabetical order.

    Parameters
    ----------
    words : iterable of ClassWord
        In any order.
    only_corrected : bool
        Whether a class that was only accepted is left out: it echoes the model's own answer.
    """
    by_variant: dict[tuple[str, str], list[ClassWord]] = {}
    for word in latest(words):
        by_variant.setdefault(word.variant, []).append(word)
    return [_decide(by_variant[variant], only_corrected) for variant in sorted(by_variant)]


def latest(words: Iterable[ClassWord]) -> list[ClassWord]:
    """Return the latest word of each laboratory on each suggestion, the earliest first."""
    found: dict[tuple[object, ...], ClassWord] = {}
    for word in sorted(words, key=lambda one: (one.given, one.id)):
        found[word.laboratory, word.variant, word.suggested] = word
    return sorted(found.values(), key=lambda one: (one.given, one.id))


def _decide(words: Sequence[ClassWord], only_corrected: bool) -> Decision:
    """Decide on one variant by the words that count, the earliest first."""
    by_laboratory = {word.laboratory: word for word in words if word.label}
    labels = {word.label for word in by_laboratory.values()}
    label = labels.pop() if len(labels) == 1 else None
    corrected = any(
        word.verdict is Verdict.CORRECT and word.label == label for word in by_laboratory.values()
    )
    refused = {word.suggested for word in words if word.verdict is Verdict.REJECT}
    if not by_laboratory:
        reason = NO_CLASS
    elif label is None:
        reason = DISAGREE
    elif label in refused:
        reason = REJECTED_TOO
    elif only_corrected and not corrected:
        reason = ONLY_ACCEPTED
    else:
        reason = ""
    return Decision(
        variant=words[0].variant,
        label=None if reason else label,
        corrected=corrected,
        said=_said(words),
        reason=reason,
        ids=tuple(sorted(word.id for word in words)),
    )


def _said(words: Sequence[ClassWord]) -> str:
    """Put words together, such as ``class7 accepted (2); class4 corrected to class7 (1)``."""
    counted = Counter(
        {
            Verdict.ACCEPT: f"{word.suggested} accepted",
            Verdict.REJECT: f"{word.suggested} rejected",
            Verdict.CORRECT: f"{word.suggested} corrected to {word.correction}",
        }[word.verdict]
        for word in words
    )
    return "; ".join(f"{text} ({number})" for text, number in sorted(counted.items()))
