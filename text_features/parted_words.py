"""Words and lines that a page parted: joined again.

Everything is over UTF-8 bytes.
"""

import re

from text_features.reading_aids import CAPTION_LABEL

_LINE_BREAK = re.compile(rb"\n[ \n]*+")
_SMALL_WORD = re.compile(rb"[a-z]{1,40}(?![A-Za-z0-9_])")
_WORD_BEFORE = re.compile(rb"[A-Za-z]{1,40}(?:-[A-Za-z]{1,40}){0,9}\Z")
_WORD = re.compile(rb"[a-z]+(?:-[a-z]+){0,9}+")
_SMALL_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz")
_MANY_WORDS = 16
_CONJUNCTIONS = frozenset(b"and or to as but nor than versus vs plus".split())
_KEEP_THEIR_HYPHEN = frozenset(
    b"alpha beta gamma delta epsilon kappa wild non anti well long short high low gain loss self"
    b" half co ex x t b c n".split()
)


def without_line_breaks(raw: bytes) -> bytes:
    """Join lines to paragraphs, and words that a line break has parted."""
    words: set[bytes] = set()
    kept_to = 0
    parts = []
    for line_break in _LINE_BREAK.finditer(raw):
        start, end = line_break.span()
        space = b" "
        if line_break[0].count(b"\n") > 1 or CAPTION_LABEL.match(raw, end):
            space = b"\n"
        elif raw[start - 1 : start] == b"-" and (right := _SMALL_WORD.match(raw, end)):
            words = words or _all_words(raw.lower())
            left = _compound_before(raw, start - 1)
            if left and right[0] not in _CONJUNCTIONS:
                space = b""
                start -= _is_one_word(left, right[0], words)
        elif raw[start - 1 : start] == b"-" and raw[start - 2 : start - 1].isalnum():
            space = b""
        parts += [raw[kept_to:start], space]
        kept_to = end
    return b"".join([*parts, raw[kept_to:]])


def _is_one_word(left: bytes, right: bytes, words: set[bytes]) -> bool:
    """Say whether the hyphen between the two is only that of the line break."""
    left = left.lower()
    if b"-" in left or left in _KEEP_THEIR_HYPHEN:
        return False
    return left + right in words or left + b"-" + right not in words


def _compound_before(raw: bytes, end: int) -> bytes:
    found = _WORD_BEFORE.search(raw[max(end - 80, 0) : end])
    return found[0] if found else b""


def with_parted_words_joined(raw: bytes, hyphens: list[int]) -> bytes:
    """Join ``muta- tion`` and ``state-of- the-art`` if the text has the joined word elsewhere.

    ``hyphens`` are the places of hyphens that stand after a word and before a space.
    """
    parted = []
    for at in hyphens:
        right = _SMALL_WORD.match(raw, at + 2)
        if right and right[0] not in _CONJUNCTIONS and (left := _compound_before(raw, at).lower()):
            hyphen = b"-" if b"-" in left or left in _KEEP_THEIR_HYPHEN else b""
            parted.append((left + hyphen + right[0], at + len(hyphen), at + 2))
    known = _known_words(raw, {word for word, _, _ in parted})
    joins = [(start, end) for word, start, end in parted if word in known]
    if not joins:
        return raw
    starts, ends = zip(*joins, strict=True)
    return b"".join([raw[at:to] for at, to in zip((0, *ends), (*starts, None), strict=True)])


def _known_words(raw: bytes, wanted: set[bytes]) -> set[bytes]:
    """Return those of the words that the text has, in small letters."""
    if len(wanted) > _MANY_WORDS:
        return wanted & _all_words(raw)
    known = set()
    for word in wanted:
        at = raw.find(word)
        while at >= 0 and (raw[at - 1] in _SMALL_LETTERS or raw[at + len(word)] in _SMALL_LETTERS):
            at = raw.find(word, at + 1)
        if at >= 0:
            known.add(word)
    return known


def _all_words(text: bytes) -> set[bytes]:
    """Return words of small letters, and words with hyphens also up to each of these."""
    words = set()
    for found in _WORD.finditer(text):
        *first, _ = found[0].split(b"-")
        words.add(found[0])
        words.update(b"-".join(first[: n + 1]) for n in range(len(first)))
    return words
