"""Whose findings are: the patient's own, or a relative's.

A relative is meant from where the text names one until it names the patient again, to the end of
the clause, or for what stands right before (``breast cancer in her mother``). A relative who only
tells (``her mother reports fever``) is not meant. Under the heading ``Family history`` all is the
family's.

Examples
--------
>>> read_owners("her mother had fever; she herself has cough", [(15, 20), (38, 43)])
['mother', '']
>>> read_owners("epilepsy in a maternal uncle", [(0, 8)])
['maternal uncle']
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from patients.finding_scope import list_before
from text_features.mention import Span

FAMILY = "family"
"""Stands where the text does not say which relative."""

_REACH_BACK = 6
"""Words between a finding and the relative who has it, at most."""

_KIN = (
    r"(?:grand|god|step|foster )?(?:mothers?|fathers?|parents?|sons?|daughters?)|mums?|moms?|dads?"
    r"|(?:step|half)?-?(?:brothers?|sisters?|siblings?)|sibs?|aunts?|uncles?|cousins?|nieces?"
    r"|nephews?|grandchild(?:ren)?|co-?twins?|twins?|relatives?|family members?|husband|wife"
    r"|spouse|partner|kindred|(?<=his )child(?:ren)?|(?<=her )child(?:ren)?|half-siblings?"
)
_SIDE = (
    r"(?:(?:maternal|paternal|half|great|twin|identical|older|younger|elder|eldest|youngest"
    r"|first-degree|second-degree|affected|late|deceased|other|full)[ -])*"
)
_ON_SIDE = (
    r" (?:on|from) (?:(?:his |her |their |the )?(?:(?:mother|father)'s|maternal|paternal) side)"
)
_RELATIVE = rf"{_SIDE}(?:{_KIN})(?:(?:'s|s') (?:{_SIDE}(?:{_KIN})))*(?:{_ON_SIDE})?"
_RELATIVES = (
    rf"{_RELATIVE}(?:(?:, and|,| and| or|/) ?(?:(?:one|two|three|both|some|several) )?(?:of )?"
    rf"(?:his |her |their |the |an? )?{_RELATIVE})*"
)
_WHOSE = r"(?:his |her |their |the )?"
_TELLS = (
    r"(?:reports?|reported|reporting|says?|said|stat(?:es?|ed)|notes?|noted|notic(?:es?|ed)"
    r"|describ(?:es?|ed)|observ(?:es?|ed)|g[ai]ves?|den(?:ies|ied|y)|feels?|felt|thinks?|thought"
    r"|believes?|believed|worr(?:y|ies|ied)|(?:is|was|are|were) (?:\w+ly )?(?:concerned|worried"
    r"|anxious (?:about|that)|aware|told|informed|asked|present)|br(?:ing|ings|ought)|complain\w* "
    r"(?:that|of)|mention\w*|recall\w*|confirm\w*|told|ask(?:s|ed)|request\w*|wonder\w*|claim\w*"
    r"|provid\w*|explain\w*)"
)
_NO_KIN = (
    r"(?:(?:mother|maternal)(?:'s)? )pregnancy|sister mary joseph|sister chromatids?"
    r"|(?:mother|daughter) cells?|mother tongue"
    r"|family (?:physician|doctor|practitioner|practice|medicine|planning|meeting|therapy)"
    rf"|born (?:to|of|from) (?:[\w-]+ ){{0,7}}?(?:{_KIN}|couple)(?: (?:and|or) (?:{_KIN}))?"
    rf"|(?:the |this |an? )?(?:son|daughter|child) (?:of|born to) (?:[\w-]+ ){{0,6}}?"
    rf"(?:{_KIN}|couple)"
    r"|(?:according to|as per|per|by|with|from|told|like|unlike|informant:?) "
    rf"{_WHOSE}{_RELATIVES}(?= ?(?:[,.;:]|$|who (?:brought|accompanied)))"
    rf"|(?:as|like|than|similar to|unlike)(?: in| did| does)? {_WHOSE}{_RELATIVES}"
    r"|(?:lives?|living|accompanied|brought|raised|cared for|reported|noted|noticed|observed"
    rf"|given|described) (?:in |to \w+ )?(?:with|by) {_WHOSE}{_RELATIVES}"
    rf"|(?:according to|as per|per) {_WHOSE}{_RELATIVES}"
)
_PATIENT = (
    r"(?:patient|proband|propositus|proposita)(?!'|s\b)|index case|index patient"
    r"|(?:himself|herself|themselves)|(?:his|her|their) own"
    r"|(?:^|(?<=[;:] )|(?<=, )|(?<=\bbut )|(?<=\band )|(?<=while )|(?<=whereas )|(?<=although )"
    r"|(?<=however, ))(?:she|he|they|i)(?= (?!died|passed))"
    r"|(?:the|this|our) (?:boy|girl|infant|baby|man|woman|child|lady|gentleman|newborn)(?!')"
    r"|on (?:physical )?examination|on admission|(?:past )?medical history|personal history|pmh"
)
_BEFORE = re.compile(
    r"(?:\b(?:in|of|affecting|among|affected|for)\s+(?:(?:his|her|their|the|an?|one|two|three|both"
    r"|several|some|many|other|my|patient's)\s+){0,3}|\()$"
)
_HAS = re.compile(
    r"\b(?:she|he|they|patient|i) (?:also )?(?:has|have|had) (?:an?|one|two|three|several|no)?\s*$"
    r"|\bwhose $"
)
_AT_ONCE = re.compile(r",? (?:who|whose)\b")
_DROPPED = re.compile(
    r"\b(?:older|younger|elder|eldest|youngest|affected|late|deceased|other|full|identical|his|her"
    r"|their|the|an?|one|two|three|both|some|several|of)[ -]"
)
_PLURAL = re.compile(r"\b(mother|father|parent|brother|sister|sibling|sib|aunt|uncle|cousin|niece"
                     r"|nephew|relative|member|son|daughter|twin)s\b")  # fmt: skip
_HEADING = re.compile(r"\s*(?:[-*#•]+\s*)?(?P<words>[a-z][a-z /]{1,40}):")
_FAMILY_HEADING = re.compile(r"family|fhx?$|relatives")


class _Mention(NamedTuple):
    start: int
    end: int
    owner: str
    is_kin: bool


def read_owners(text: str, spans: Sequence[Span], section: str = "") -> list[str]:
    """Tell whose the findings of a sentence are.

    Parameters
    ----------
    text : str
        The sentence, in small letters.
    spans : sequence of tuple of int
        Where its findings stand, by their start.
    section : str
        Whose they are where the sentence does not say; from :func:`read_section`.

    Returns
    -------
    list of str
        A relative for each span, or ``""`` for the patient.
    """
    mentions = _mentions(text, spans)
    back = [_owned_before(text, spans, mention) for mention in mentions]
    owners = []
    for start, _ in spans:
        owner = section
        for mention, owned in zip(mentions, back, strict=True):
            if mention.start > start:
                break
            if not owned or _AT_ONCE.match(text, mention.end):
                owner = section if mention.owner == ";" else mention.owner
        owners.append(owner)
    for mention, owned in zip(mentions, back, strict=True):
        for place in owned:
            owners[place] = mention.owner
    return owners


def read_section(text: str, section: str) -> str:
    """Return whose findings a sentence and those after it tell of, by its heading.

    Examples
    --------
    >>> read_section("family history: unremarkable", "")
    'family'
    >>> read_section("examination: pale", "family")
    ''
    """
    heading = _HEADING.match(text)
    if heading is None or re.fullmatch(_RELATIVES, heading["words"]):
        return section
    return FAMILY if _FAMILY_HEADING.search(heading["words"]) else ""


@cache
def _expression() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:(?P<nothing>{_NO_KIN})"
        rf"|(?P<tells>{_RELATIVES},? (?:who )?(?:also |had |has |first |have )?{_TELLS}\b"
        r"(?! (?:having )?(?:his|her|their) own))"
        rf"|(?P<kin>{_RELATIVES})"
        r"|(?P<goes_on>(?:and|(?<=,)) (?:also )?(?:has|had|is|was|reports|reported|complains"
        r"|complained|presents|presented|came|suffers|developed))"
        r"|(?P<family>family histor(?:y|ies)|fhx?(?=:)|famil(?:y|ies)"
        r"|(?:(?:mother|father)'s|maternal|paternal) side)"
        rf"|(?P<patient>{_PATIENT}))(?!\w)|(?P<stop>;)"
    )


def _mentions(text: str, spans: Sequence[Span]) -> list[_Mention]:
    found = []
    for match in _expression().finditer(text):
        start, end = match.span()
        if any(first <= start and end <= last for first, last in spans):
            continue
        kind = match.lastgroup
        if kind == "kin":
            found.append(_Mention(start, end, _relative(match[0]), True))
        elif kind == "family":
            side = match[0] if match[0].endswith("side") else FAMILY
            found.append(_Mention(start, end, side, True))
        elif kind == "stop":
            found.append(_Mention(start, end, ";", False))
        elif kind in {"patient", "tells"} or (kind == "goes_on" and _has_relative(text, found)):
            found.append(_Mention(start, end, "", False))
    return found


def _has_relative(text: str, mentions: Sequence[_Mention]) -> bool:
    """Tell whether the patient goes on: ``she has a brother with epilepsy and has asthma``."""
    return bool(mentions) and _HAS.search(text, 0, mentions[-1].start) is not None


def _relative(words: str) -> str:
    """Return a relative in the words of the text, in the singular and without age."""
    side = re.search(_ON_SIDE, words)
    if side is not None:
        which = "maternal" if "mother" in side[0] or "maternal" in side[0] else "paternal"
        words = f"{which} {words[: side.start()]}"
    return _PLURAL.sub(r"\1", _DROPPED.sub("", words)).strip()


def _owned_before(text: str, spans: Sequence[Span], mention: _Mention) -> list[int]:
    """Return the findings right before a relative who has them."""
    if not mention.is_kin:
        return []
    lead = _BEFORE.search(text, max(mention.start - 40, 0), mention.start)
    before = [place for place, (_, end) in enumerate(spans) if end <= mention.start]
    if lead is None or not before:
        return []
    nearest = max(before, key=lambda place: spans[place][1])
    between = text[spans[nearest][1] : mention.start]
    if len(between.split()) > _REACH_BACK or re.search(r"[;.]|\bbut\b", between):
        return []
    return list_before(text, spans, nearest)
