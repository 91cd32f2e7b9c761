"""Sentences of cleaned text, by rules.

A full stop ends a sentence unless the word before it is an abbreviation, an initial or a
number of a list, or what follows goes on in small letters. A line break always ends one.
What runs on without a stop is cut at a space, so that a passage stays a passage.

Examples
--------
>>> text = "See Fig. 2. p53 was lost (Smith et al. 2004). c-Kit was not."
>>> [text[start:end] for start, end in sentence_spans(text)]
['See Fig. 2.', 'p53 was lost (Smith et al. 2004).', 'c-Kit was not.']
"""

import re
from collections.abc import Iterator

from text_features.mention import Span

LONGEST = 1000
"""Characters of the longest sentence; a longer one is cut."""

NEVER_LAST = frozenset({
    "fig", "figs", "eq", "eqs", "e.g", "i.e", "eg", "ie", "vs", "cf", "dr", "mr", "mrs", "prof",
    "approx", "ca", "viz", "st", "resp",
})  # fmt: skip
"""Abbreviations, in small letters, that something must follow."""

SELDOM_LAST = frozenset({
    "al", "am", "genet", "hum", "mol", "inc", "ltd", "co", "corp", "no", "nos", "ref", "refs",
    "suppl", "supp", "ext", "vol", "pp", "ed", "eds", "dept", "univ", "jr", "sr", "sp", "spp",
    "subsp", "ser", "chem", "biol", "med", "nat", "sci", "natl", "acad", "proc", "int", "j",
    "res", "clin", "tab", "sect", "chap",
})  # fmt: skip
"""Abbreviations that end a sentence only where the next word is one that begins sentences."""

STARTERS = frozenset({
    "A", "Additionally", "After", "All", "Also", "Although", "Among", "An", "And", "Another",
    "As", "At", "Because", "Both", "But", "By", "Cells", "Compared", "Consequently", "Consistent",
    "Consistently", "Conversely", "Despite", "Due", "During", "Each", "Even", "Finally", "First",
    "For", "From", "Functional", "Furthermore", "Given", "Hence", "Here", "However", "If",
    "Importantly", "In", "Indeed", "Interestingly", "It", "Its", "Mice", "More", "Moreover",
    "Most", "Mutations", "Neither", "Next", "No", "None", "Notably", "Of", "On", "Once", "One",
    "Only", "Our", "Overall", "Patients", "Recent", "Recently", "Second", "Several", "Similarly",
    "Since", "So", "Some", "Subsequently", "Such", "Surprisingly", "Taken", "That", "The",
    "Their", "Then", "There", "Therefore", "These", "They", "This", "Those", "Three", "Thus",
    "To", "Together", "Two", "Unlike", "Using", "We", "What", "When", "Whereas", "Whether",
    "Which", "While", "With", "Within", "Without", "Yet",
})  # fmt: skip
"""Words that begin sentences in papers and hardly ever a name."""

_CLOSERS = "\"'”’)\\]»"
_END = re.compile(
    rf"[\n\r\x0b\x0c\x85\u2028\u2029]"
    rf"|[.!?…](?<![.!?…].)[.!?…]*+[{_CLOSERS}]*+"
    r"(?:(?=\s|$)"
    # a citation or the next sentence, glued to the stop
    r"|(?<=[a-z)]{2}\.)\[?\d{1,3}(?:[,–-] ?\d{1,3}){0,9}\]?(?=\s+[A-Z\"“(])"
    r"|(?<=[a-z]{3}\.)(?=[A-Z][a-z]{1,14} [a-z]))"
)
_NEXT = re.compile(r"\s*+(?P<opening>[\"'“‘(\[«]*+)(?P<word>[\w.+-]{0,24})")
_GENE_IN_SMALL_LETTERS = re.compile(r"[a-z]{1,4}-?[A-Z]|p-?[0-9]{2}|[a-zα-ω]+-[A-Z]?[a-z]{3}|[α-ω]")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
_LIST_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})*|[ivx]{1,4}|[A-Za-z]")
_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LONGEST_WORD = 40
_OPENERS = "\"'“‘([«"


def sentence_spans(text: str) -> list[Span]:
    """Find the sentences, in order; together they hold every character but white space.

    Parameters
    ----------
    text : str
        Cleaned text.

    Returns
    -------
    list of tuple of int
        Half-open spans without white space at their ends, at most :data:`LONGEST` long.
    """
    spans: list[Span] = []
    start = 0
    for end in _ends(text):
        _append(spans, text, start, end)
        start = end
    _append(spans, text, start, len(text))
    return spans


def _ends(text: str) -> Iterator[int]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if text[match.start()] in _LINE_BREAKS or _is_end(text, start, match):
            yield end
            start = end


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the stop ends the sentence that began at ``start``."""
    stop = match.start()
    word = text[max(start, stop - _LONGEST_WORD) : stop]
    word = word.split()[-1] if word and not word[-1].isspace() else ""
    coming = _NEXT.match(text, match.end())
    following = coming["word"] if coming else ""
    if not following:
        return True
    first = following[0]
    bare = word.lstrip(_OPENERS).rstrip(_CLOSERS)
    if text[stop] != "." or (match.end() > stop + 1 and text[stop + 1] in ".…!?"):
        return not first.islower()
    if first.islower():
        return _begins_with_a_gene(following, bare)
    return not _is_abbreviation(text, start, stop, bare, following)


def _begins_with_a_gene(following: str, before: str) -> bool:
    """Tell ``lost. p53 was`` from ``e.g. p53``: a plain word and then a gene in small letters."""
    if (
        before.lower() in NEVER_LAST
        or before.lower() in SELDOM_LAST
        or (len(before) < 2 and not before.isdigit())
    ):
        return False
    if "." in before and _DOTTED.fullmatch(before):
        return False
    return _GENE_IN_SMALL_LETTERS.match(following) is not None


def _is_abbreviation(text: str, start: int, stop: int, word: str, following: str) -> bool:
    small = word.lower()
    if small in NEVER_LAST:
        return True
    if following[0].isdigit() and small in ("0", "p", "n", "c"):
        return True
    if _LIST_NUMBER.fullmatch(word) and _is_blank(text, start, stop - len(word)):
        return True
    may_abbreviate = (
        small in SELDOM_LAST
        or (len(word) == 1 and word.isalpha() and word.isupper())
        or ("." in word and _DOTTED.fullmatch(word) is not None)
    )
    return may_abbreviate and following.rstrip(".") not in STARTERS


def _is_blank(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_WORD and not text[start:end].strip()


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    """Add the part without white space at its ends, cut where it is too long."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    start, end = start + left, start + len(part.rstrip())
    while end - start > LONGEST:
        cut = _last_space(text, start, start + LONGEST)
        part = text[start:cut].rstrip()
        spans.append((start, start + len(part)))
        start = cut
        while text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))


def _last_space(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start + 1, end + 1)
    return space if space > start else end
