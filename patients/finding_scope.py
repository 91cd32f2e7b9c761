"""Which findings of a sentence are denied, which are doubted, and which may only come.

A trigger reaches over a list (``no fever, cough or weight loss``) and no further than its clause.

Examples
--------
>>> text = "no fever or cough, but possible jaundice"
>>> for scope in read_scopes(text, [(3, 8), (12, 17), (32, 40)]):
...     print(scope)
Scope(denied=True, doubted=False, imagined=False)
Scope(denied=True, doubted=False, imagined=False)
Scope(denied=False, doubted=True, imagined=False)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from patients.finding_triggers import TRIGGERS, Trigger
from text_features.mention import Span

DOUBT_MARK = "¿"
"""Stands for a question mark before what is asked: ``? stroke``."""

_REACH = 6
"""Words between a trigger and a finding, or between two findings of its list."""
_REACH_BACK = 5
_REACH_DOUBT = 4
_AFTER_COMMA = 3
"""Words between the comma of a list and the next finding."""

_TYPOGRAPHY = str.maketrans({"‐": "-", "‑": "-", "–": "-", "−": "-", "’": "'", "\n": " "})
_WORD = re.compile(r"[\w'/-]+")
_LIST_JOINT = re.compile(r"\s*(?:[,/(]\s*)*(?:and/or|and|or|nor|as well as)?\s*(?:[\w-]+\s+){0,2}")
_JOINED = re.compile(r"\b(?:and|or|nor|as well as)\b|/")
_ALTERNATIVE = re.compile(r"\b(?:or|nor|versus|vs)\b|/")
_SINGULAR = re.compile(r"(?:was|is|has)\b|(?:was|is)n't")
_MARKS = {
    "question_before": (Trigger.DOUBTS, DOUBT_MARK),
    "question_after": (Trigger.DOUBTED, r"(?<=[\w)])\s?\(?\?\)?"),
    "answer_no": (
        Trigger.NO,
        r"\s*(?::|=|\s-)\s*(?:no|none|absent|negative|nil|not present|never|denied)\b"
        r"|\s*\((?:-|no|absent|negative|neg)\)|\s-(?=\s*(?:[,;.]|$))"
        r"|[- ]free\b(?! (?:of|from|since|for|after|on|fluid|air|interval|survival))",
    ),
    "non": (Trigger.NON, r"(?<!\w)non[- ](?=\w)"),
    "semicolon": (Trigger.ENDS, r";"),
    "bracket": (Trigger.ENDS_BRACKET, r"\)"),
}


class Scope(NamedTuple):
    """What a sentence says of a finding.

    Parameters
    ----------
    denied, doubted, imagined : bool
    """

    denied: bool = False
    doubted: bool = False
    imagined: bool = False


class _Found(NamedTuple):
    start: int
    end: int
    kind: Trigger


@dataclass(slots=True)
class _Reach:
    """What reaches forward: since where, from where now, how far, and over how many findings."""

    start: int
    end: int
    words: int
    alternatives_only: bool = False
    reached: int = 0

    def covers(self, text: str, start: int) -> bool:
        """Tell whether it reaches a finding."""
        between = text[self.end : start]
        if not self.reached:
            return _count_words(between) <= self.words
        if self.alternatives_only and start > self.end and not _ALTERNATIVE.search(between):
            return False
        after_comma = between.rpartition(",")[2] if "," in between else ""
        return _count_words(between) <= self.words and _count_words(after_comma) <= _AFTER_COMMA


def lower_text(text: str) -> str:
    """Return a text of the same length in small letters, with plain hyphens and apostrophes."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_TYPOGRAPHY)


def read_scopes(text: str, spans: Sequence[Span]) -> list[Scope]:
    """Read what a sentence says of its findings.

    Parameters
    ----------
    text : str
        The sentence, as :func:`lower_text` returns it.
    spans : sequence of tuple of int
        Where its findings stand, by their start.

    Returns
    -------
    list of Scope
        One for each span.
    """
    triggers = _triggers(text, spans)
    said = {name: [False] * len(spans) for name in Scope._fields}
    _forward(text, spans, triggers, said)
    for trigger in triggers:
        if trigger.kind in _BACKWARD:
            _backward(text, spans, triggers, trigger, said)
    return [Scope(*marks) for marks in zip(*said.values(), strict=True)]


def list_before(text: str, spans: Sequence[Span], place: int) -> list[int]:
    """Return the places of a finding and of those that a list joins to it, going back."""
    places = [place]
    for earlier in range(place - 1, -1, -1):
        joint = text[spans[earlier][1] : max(spans[places[-1]][0], spans[earlier][1])]
        if not _LIST_JOINT.fullmatch(joint):
            break
        places.append(earlier)
    return places


@cache
def _expression() -> re.Pattern[str]:
    """Compile the triggers; a group's name is what it does, or its mark."""
    words = "|".join(f"(?P<{kind.value}>{listed})" for kind, listed in TRIGGERS)
    marks = "|".join(f"(?P<{name}>{mark})" for name, (_, mark) in _MARKS.items())
    return re.compile(rf"{marks}|(?<!\w)(?:{words})(?!\w)")


def _triggers(text: str, spans: Sequence[Span]) -> list[_Found]:
    """Find the triggers that stand in no finding."""
    found = []
    for match in _expression().finditer(text):
        start, end = match.span()
        name = str(match.lastgroup)
        kind = _MARKS[name][0] if name in _MARKS else Trigger(name)
        if any(first <= start and end <= last for first, last in spans):
            continue
        if kind is Trigger.NOTHING:
            # "no increase in" is nothing, but "no increase in weight" denies the weight gain
            if all(end <= first or last <= start for first, last in spans):
                continue
            kind, end = Trigger.DENIES, start + 2
        found.append(_Found(start, end, kind))
    return found


def _forward(
    text: str, spans: Sequence[Span], triggers: Sequence[_Found], said: dict[str, list[bool]]
) -> None:
    """Mark for each finding what the triggers ahead of it say."""
    reaches: dict[str, _Reach] = {}
    waiting = list(reversed(triggers))
    for place, (start, end) in enumerate(spans):
        while waiting and waiting[-1].start <= start:
            _set_off(text, reaches, waiting.pop())
        for name, reach in list(reaches.items()):
            if reach.covers(text, start):
                said[name][place] = True
                reach.end = max(reach.end, end)
                reach.reached += 1
            else:
                del reaches[name]


def _set_off(text: str, reaches: dict[str, _Reach], trigger: _Found) -> None:
    """Let a trigger begin or end what reaches forward."""
    start, end, kind = trigger
    denied_just_now = "denied" in reaches and not reaches["denied"].reached
    if kind is Trigger.ENDS:
        reaches.clear()
    elif kind is Trigger.ENDS_BRACKET:
        opened = text.rfind("(", 0, start)
        for name in [name for name, reach in reaches.items() if reach.start > opened >= 0]:
            del reaches[name]
    elif kind in _END_LISTS:
        for name in [name for name, reach in reaches.items() if reach.reached]:
            del reaches[name]
    if kind in {Trigger.DENIES, Trigger.UNLIKELY}:
        reaches["denied"] = _Reach(start, end, _REACH)
    elif kind is Trigger.NON:
        reaches["denied"] = _Reach(start, end, 0, alternatives_only=True)
    elif kind is Trigger.IMAGINES:
        reaches["imagined"] = _Reach(start, end, _REACH)
    if kind in {Trigger.DOUBTS, Trigger.UNLIKELY} and not denied_just_now:
        reaches["doubted"] = _Reach(start, end, _REACH_DOUBT, alternatives_only=True)
    elif kind is Trigger.ASKS and not denied_just_now:
        reaches["doubted"] = _Reach(start, end, _REACH)


_END_LISTS = frozenset({
    Trigger.ENDS_LIST, Trigger.DENIED, Trigger.AFFIRMED, Trigger.DOUBTS, Trigger.ASKS,
    Trigger.UNLIKELY,
})  # fmt: skip

_BACKWARD = {
    Trigger.DENIED: _REACH_BACK,
    Trigger.FOUND_UNLIKELY: _REACH_BACK,
    Trigger.AFFIRMED: _REACH_BACK,
    Trigger.DOUBTED: _REACH_BACK,
    Trigger.IMAGINED: _REACH_BACK,
    Trigger.NO: 1,
}
"""Words between a finding and a trigger behind it, at most."""

_SAYS = {
    Trigger.DENIED: ("denied",),
    Trigger.NO: ("denied",),
    Trigger.FOUND_UNLIKELY: ("denied", "doubted"),
    Trigger.DOUBTED: ("doubted",),
    Trigger.IMAGINED: ("imagined",),
}


def _backward(
    text: str,
    spans: Sequence[Span],
    triggers: Sequence[_Found],
    trigger: _Found,
    said: dict[str, list[bool]],
) -> None:
    """Let a trigger say what it says of the findings before it."""
    before = [place for place, (_, end) in enumerate(spans) if end <= trigger.start]
    if not before:
        return
    nearest = max(before, key=lambda place: spans[place][1])
    end = spans[nearest][1]
    far = 0 if "?" in text[trigger.start : trigger.end] else _BACKWARD[trigger.kind]
    if _count_words(text[end : trigger.start]) > far or any(
        one.kind is Trigger.ENDS and end <= one.start < trigger.start for one in triggers
    ):
        return
    if trigger.kind is Trigger.AFFIRMED:
        said["denied"][nearest] &= not _stands_apart(text, spans, nearest, triggers)
        return
    for place in _said_of(text, spans, nearest, trigger):
        for name in _SAYS[trigger.kind]:
            said[name][place] = True


def _said_of(text: str, spans: Sequence[Span], nearest: int, trigger: _Found) -> list[int]:
    """Return which findings of a list a trigger behind it means: all, or only the nearest."""
    places = list_before(text, spans, nearest)
    words = text[spans[places[-1]][0] : spans[nearest][1]]
    singular = _SINGULAR.match(text, trigger.start) or trigger.kind is Trigger.DOUBTED
    joined = _ALTERNATIVE if singular else _JOINED
    return places if joined.search(words) else [nearest]


def _stands_apart(text: str, spans: Sequence[Span], place: int, triggers: Sequence[_Found]) -> bool:
    """Tell ``no fever, and cough is present`` from ``no fever or cough is present``."""
    if not place:
        return False
    start, end = spans[place - 1][1], spans[place][0]
    if any(one.kind is Trigger.DENIES and start <= one.start < end for one in triggers):
        return False
    return "," in text[start:end] and not _ALTERNATIVE.search(text[start:end])


def _count_words(text: str) -> int:
    return sum(word not in _NOT_COUNTED for word in _WORD.findall(text))


_NOT_COUNTED = frozenset({"and", "or", "nor", "the", "a", "an", "any", "of", "-", "/", "and/or"})
