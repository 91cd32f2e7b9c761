"""Cue phrases of function in a sentence, each negated, uncertain, both or neither.

Scope follows NegEx (Chapman et al., 2001) and ConText (Harkema et al., 2009). A trigger reaches
forward a few words and no further than its clause; a few triggers reach back, such as ``was not
observed``. Choices made:

- ``failed to transform`` is a negated cue; ``failed to bind`` is a cue of loss.
- ``did not affect`` and ``no effect on`` are neutral cues, and negate what they take as object:
  ``no effect on transformation``.
- ``abolished transforming activity`` is a cue of loss and a negated cue of transformation.
- ``unlikely`` negates and makes uncertain; ``cannot be excluded`` makes uncertain only.
- Negation counts once: two triggers negate as one.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from text_features.cue_phrases import IGNORED, PHRASES, WORDS, CueGroup

LONGEST_SCOPE = 150
"""Characters between a trigger and a cue, at most."""

_ENDING = r"(?:e|es|ed|s|ing|ion|ions|ation|ment)?"
_NOTATION = {" ": r"\s{1,3}", " ?": r"\s{0,3}", "-": r"[-\s]?", "~": _ENDING}
_PART = re.compile(r"\[[^\]]*\]|-| \??|~")
_NAME = re.compile(r"\{([a-z]+)\}")
_WORD_START = r"(?:(?<!\w)|(?<=(?<!\w)non))"
_TYPOGRAPHY = str.maketrans({"‐": "-", "‑": "-", "–": "-", "−": "-", "’": "'"})
_PREFIX_NON = ("non", "non-", "non ")

_TRIGGERS: tuple[tuple[str, str], ...] = (
    (
        "pseudo",
        r"not (?:only|just|merely|(?:\w+ )?surprising(?:ly)?|unexpected(?:ly)?)|but not (?=the"
        r"|in|by|for|with)|no (?:doubt|wonder|surprise)|without (?:a )?doubt"
        r"|no (?:\w+ )?(?:correlation|association|relationship)|in the absence of"
        r"|not (?:\w+ )?(?:depend|require|need)(?:s|ed|ent)?|presence or absence of"
        r"|whether or not|not all|if not|may (?=\d)",
    ),
    (
        "doubt_before",
        r"(?:can ?not|could not|can't|may not) (?:\w+ )?be (?:\w+ )?(?:excluded|ruled out"
        r"|dismissed)|(?:is|are|was|were|seems|seemed|remains|been) (?:\w+ly )?(?:possible"
        r"|plausible|likely|suspected|predicted|suggested|hypothesi[sz]ed|proposed|speculated"
        r"|controversial|unclear|uncertain|unproven)(?! (?:to|that|as|not|by|of))",
    ),
    (
        "unlikely_before",
        r"(?:is|are|was|were|seems|seemed|appears) (?:\w+ )?(?:unlikely|improbable)(?! (?:to"
        r"|that))",
    ),
    (
        "not_before",
        r"(?:not|never) (?:\w+ )?(?:be |been )?(?:\w+ly )?(?:observed|detected|detectable|found"
        r"|seen|evident|apparent|noted|confirmed|identified|required)|(?:is|are|was|were|been"
        r"|be) (?:\w+ )?(?:absent|excluded|ruled out|undetectable|refuted)",
    ),
    (
        "doubt_after",
        r"(?:can ?not|could not|can't) (?:\w+ )?(?:exclude|rule out)|not exclude|not necessarily"
        r"|not clear",
    ),
    ("unlikely_after", r"(?:unlikely|doubtful|improbable)"),
    (
        "not_after",
        r"\w{2,8}n't|not|cannot|never|neither|nor|fail(?:s|ed|ing|ure)? (?:to|of)|unable to"
        r"|inability (?:to|of)|incapable of|no longer|no (?:\w+ )?(?:evidence|indication"
        r"|signs?)(?: of| for| that)?|rather than|instead of|insufficient (?:to|for)|(?:evidence"
        r"|argu(?:es?|ed|ing)) against",
    ),
    (
        "no_after",
        r"no|without|lack(?:s|ed|ing)?(?: of)?|absence of|absent|devoid of"
        r"|los[st] of(?= (?:its |the |all )?(?:transforming|oncogenic|activ|constitutive))"
        r"|negative for|free of|exclud(?:e|es|ed|ing)|rul(?:e|es|ed|ing) out|abolish(?:es|ed"
        r"|ing)?|abrogat(?:e|es|ed|ing)",
    ),
    ("none_after", r"none(?: of)?"),
    (
        "asked_after",
        r"(?:to|we) (?:determine|assess|test|evaluate|examine|investigate|study)(?:e?d)?"
        r"|tested for",
    ),
    ("whether", r"whether|if"),
    (
        "doubt_after",
        r"may|might|could(?! not|n't)|possibl[ey]|perhaps|possibility|probabl[ey]|suggest(?:s|ed"
        r"|ing|ive)?|predict(?:s|ed|ing|ion)?|putative|presum(?:ed|ably|e)|suspected|suspect"
        r"|likely|hypothesi[sz](?:e|es|ed|ing)|hypothesis|speculat(?:e|es|ed|ing)|appear(?:s|ed"
        r"|ing)? to|seem(?:s|ed|ing|ingly)?(?: to)?|appears|(?:thought|believed|expected"
        r"|supposed|assumed) to|apparently|potentially"
        r"|(?<!oncogenic\s)(?<!transforming\s)(?<!malignant\s)potential|candidate|proposed to"
        r"|in silico|sift|polyphen\S{0,3}|provean|cadd|mutationtaster",
    ),
    (
        "clause",
        r"but|however|whereas|although|though|while|yet|because|which|despite|unlike|except|when"
        r"|and (?=(?:it|they|was|were|is|are|did|had|has|have|showed|thus|therefore|so|we)\b)",
    ),
)
"""What a trigger does and its words, the first listed among those that begin together.

``_after`` works on the cues after it, ``_before`` on those before it; a ``pseudo`` trigger does
nothing, and ``whether`` and ``clause`` end the scope of others.
"""


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that says what a variant does.

    Parameters
    ----------
    start, end : int
        Characters in the sentence, half-open.
    group : CueGroup
    negated : bool
        The sentence denies it.
    uncertain : bool
        The sentence supposes or predicts it, or asks.
    """

    start: int
    end: int
    group: CueGroup
    negated: bool = False
    uncertain: bool = False


class _Trigger(NamedTuple):
    start: int
    end: int
    kind: str


def find_cues(sentence: str) -> list[Cue]:
    """Find the cues of a sentence, in order and without overlaps.

    The cue that begins first counts, and the longest of those that begin together.

    Examples
    --------
    >>> [cue] = find_cues("It is not activating.")
    >>> cue.start, cue.end, cue.group.value, cue.negated, cue.uncertain
    (10, 20, 'activating', True, False)
    """
    text = _lower(sentence)
    spans = _phrases(text)
    if not spans:
        return []
    triggers = _triggers(text)
    ends = [trigger.end for trigger in triggers]
    starts = [trigger.start for trigger in triggers]
    found = []
    for start, end, group in spans:
        kinds = _reaching_forward(text, start, triggers, bisect_left(ends, start + 1))
        kinds |= _reaching_back(text, end, triggers, bisect_left(starts, end))
        negated = text[max(start - 4, 0) : start].endswith(_PREFIX_NON) or not kinds.isdisjoint(
            _DENIALS
        )
        found.append(Cue(start, end, group, negated, not kinds.isdisjoint(_DOUBTS)))
    return found


def _lower(text: str) -> str:
    """Lower-case a text of the same length, with plain hyphens and apostrophes."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_TYPOGRAPHY)


def _expression(phrase: str) -> str:
    """Return a phrase of the table as a regular expression."""
    while _NAME.search(phrase):
        phrase = _NAME.sub(lambda name: WORDS[name[1]], phrase)
    return _PART.sub(lambda part: _NOTATION.get(part[0], part[0]), phrase)


@cache
def _tables() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], CueGroup | None], ...]]:
    """Compile an expression that finds where any phrase begins, and each phrase alone."""
    phrases: list[tuple[str, CueGroup | None]] = [(phrase, None) for phrase in IGNORED]
    phrases += [(phrase, group) for group, listed in PHRASES.items() for phrase in listed]
    written = [(f"(?:{_expression(phrase)})(?!\\w)", group) for phrase, group in phrases]
    any_phrase = re.compile(_WORD_START + "(?:" + "|".join(text for text, _ in written) + ")")
    return any_phrase, tuple((re.compile(text), group) for text, group in written)


def _phrases(text: str) -> list[tuple[int, int, CueGroup]]:
    any_phrase, phrases = _tables()
    found = []
    hit = any_phrase.search(text)
    while hit is not None:
        start = hit.start()
        end, group = start, None
        for pattern, of_group in phrases:
            match = pattern.match(text, start)
            if match is not None and match.end() > end:
                end, group = match.end(), of_group
        if group is not None:
            found.append((start, end, group))
        hit = any_phrase.search(text, end)
    return found


@cache
def _trigger_expression() -> re.Pattern[str]:
    """Compile the triggers; a group's name is its kind and its place in the table."""
    words = "|".join(
        f"(?P<{kind}_{place}>{_expression(listed)})"
        for place, (kind, listed) in enumerate(_TRIGGERS)
    )
    listed_or = r"(?![^,;]{0,40},? (?:or|nor) )"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?P<clause_p>[;:]|,\s{{1,3}}and\b)"
                      rf"|(?P<comma_p>,{listed_or})")  # fmt: skip


def _triggers(text: str) -> list[_Trigger]:
    return [
        _Trigger(match.start(), match.end(), str(match.lastgroup).rpartition("_")[0])
        for match in _trigger_expression().finditer(text)
    ]


_REACH = {"not": 8, "no": 4, "none": 15, "asked": 4, "unlikely": 8, "doubt": 15, "whether": 15}
"""Words between a trigger and a cue, at most."""
_REACH_BACK = 7
_DENIALS = frozenset({"not", "no", "none", "unlikely"})
_DOUBTS = frozenset({"doubt", "asked", "unlikely"})


def _reaching_forward(text: str, start: int, triggers: list[_Trigger], before: int) -> set[str]:
    """Return what the triggers ahead of a cue say of it."""
    kinds: set[str] = set()
    comma = False
    for trigger in reversed(triggers[max(before - 20, 0) : before]):
        if start - trigger.end > LONGEST_SCOPE or trigger.kind == "clause":
            break
        comma |= trigger.kind == "comma"
        kind, _, side = trigger.kind.partition("_")
        near = text.count(" ", trigger.end, start) - 1 <= _REACH.get(kind, 0)
        if kind == "whether":
            return kinds | {"doubt"} if near else kinds
        if side == "after" and near and (kind in _DOUBTS or not comma):
            kinds.add(kind)
    return kinds


def _reaching_back(text: str, end: int, triggers: list[_Trigger], after: int) -> set[str]:
    """Return what the triggers behind a cue say of it."""
    for trigger in triggers[after : after + 3]:
        if trigger.start - end > LONGEST_SCOPE or trigger.kind in {"clause", "comma", "whether"}:
            break
        kind, _, side = trigger.kind.partition("_")
        if side == "before":
            near = text.count(" ", end, trigger.start) - 1 <= _REACH_BACK
            return {kind} if near else set()
    return set()
