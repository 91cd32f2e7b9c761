r"""Raw texts of papers to readable text: what a sentence splitter and a reader expect.

Case and sentence punctuation stay; characters are spelled alike, and markup, reference marks,
call-outs of figures and furniture of web pages go. Spellings of variants are never touched. A blank
line (``\n\n``) parts paragraphs; all other white space is single spaces.

The text is worked on as UTF-8 bytes that are nearly all ASCII: comparisons over all bytes at once
find the few places where a rule may apply, and only those are looked at closely. Until the end, one
line feed parts paragraphs.
"""

import numpy as np

from text_features.character_spellings import spelled_in_ascii
from text_features.markup import has_markup, without_markup
from text_features.parted_words import with_parted_words_joined, without_line_breaks
from text_features.reading_aids import (
    BUTTON_BEGINNINGS,
    CALL_OUT_BEGINNINGS,
    CAPTION_LABEL,
    MARK,
    NEXT_COUNT,
    NUMBERED_ENDS,
    NUMBERED_THINGS,
)

_SPACE, _LINE_FEED, _DELETE = b" \n\x7f"
_WIDEST_RANGE_OF_REFERENCES = 20
_LONGEST_WORD = 40

_CONTROLS = bytes(
    _LINE_FEED if byte in b"\n\r\x0b\x0c" else _SPACE if byte < _SPACE or byte == _DELETE else byte
    for byte in range(256)
)
_ALPHANUMERIC = frozenset(byte for byte in range(128) if chr(byte).isalnum())
_COMMA = ord(",")
_WORD_OR_BRACKET = _ALPHANUMERIC | frozenset(b"([")
_DIGITS = b"0123456789"
_ENDS_OF_NUMBERS = frozenset(bytes([byte]) for byte in _DIGITS + b"%")
_NUMBER, _HYPHEN, _BUTTON, _BRACKET = 1, 2, 4, 8
_PAIRS = {
    _NUMBER: (b".,", _DIGITS),
    _HYPHEN: (b"-", b" "),
    _BUTTON: (bytes(first for first, *_ in BUTTON_BEGINNINGS) + b"\n", b"opiFT"),
    _BRACKET: (b"([", bytes({first for first, _ in CALL_OUT_BEGINNINGS}) + _DIGITS + b" "),
}
"""What a mark may begin with, and the byte after that."""

_KINDS = bytes(
    sum(kind for kind, (first, _) in _PAIRS.items() if byte in first)
    | sum(kind << 4 for kind, (_, second) in _PAIRS.items() if byte in second)
    for byte in range(256)
)
"""The pairs that a byte may begin, in the low bits, and those it may end, in the high bits."""


_SECOND_AND_THIRD = np.zeros(1 << 16, dtype=bool)
_SECOND_AND_THIRD[
    [
        second << 8 | third
        for second, third in [
            *CALL_OUT_BEGINNINGS,
            *(end[1:] for end in BUTTON_BEGINNINGS),
            b"TA",
            *((digit, byte) for digit in _DIGITS + b" " for byte in _DIGITS + b",;-)] "),
        ]
    ]
] = True
"""Which two bytes go on with what a bracket or a button begins."""


def clean(text: str) -> str:
    r"""Return the text as a reader wants it.

    Parameters
    ----------
    text : str
        Anything: flattened PDF or HTML, with or without markup and line breaks.

    Returns
    -------
    str
        Paragraphs parted by a blank line; no other white space than that and single spaces.

    Examples
    --------
    >>> clean("BRAF(V600E)  raised kinase activity¹² (Fig. 2A) [3, 4\u20136].")
    'BRAF(V600E) raised kinase activity.'
    >>> clean("loss-of-\nfunction muta-\ntions of TGFβ at 5 µM (p < 0.05)")
    'loss-of-function mutations of TGFbeta at 5 uM (p < 0.05)'
    """
    raw = _with_single_spaces(_spelled(text)).strip(b" \n")
    raw = _with_single_spaces(_without_marks(b"\n%b\n" % raw)).strip(b" \n")
    return _with_blank_lines(raw).decode()


def _spelled(text: str) -> bytes:
    """Spell characters and resolve markup; a line feed for each end of a paragraph."""
    raw = spelled_in_ascii(without_markup(text) if has_markup(text) else text)
    if raw and (np.frombuffer(raw, dtype=np.uint8).min() < _SPACE or b"\x7f" in raw):
        raw = raw.replace(b"\r\n", b"\n").translate(_CONTROLS)
    return without_line_breaks(raw) if b"\n" in raw else raw


def _with_single_spaces(raw: bytes) -> bytes:
    """Leave one of several spaces; where a caption follows, begin a paragraph."""
    space = np.frombuffer(raw, dtype=np.uint8) == _SPACE
    doubled = np.flatnonzero(space[1:] & space[:-1])
    if not len(doubled):
        return raw
    places = doubled.tolist()
    pieces = [raw[start + 1 : end] for start, end in zip(places, [*places[1:], None], strict=True)]
    for number, piece in enumerate(pieces):
        if piece[1:2] in (b"F", b"T") and CAPTION_LABEL.match(raw, places[number] + 2):
            pieces[number] = b"\n" + piece[1:]
    return b"".join([raw[: places[0]], *pieces])


def _with_blank_lines(raw: bytes) -> bytes:
    if b"\n" not in raw:
        return raw
    return b"\n\n".join([part for line in raw.split(b"\n") if (part := line.strip(b" "))])


def _without_marks(raw: bytes) -> bytes:
    """Drop references, call-outs and furniture, and join parted words.

    A line feed stands before and after the text.
    """
    places, hyphens = _find_places(raw)
    joined = with_parted_words_joined(raw, hyphens)
    if joined is not raw:
        raw = joined
        places, _ = _find_places(raw)
    parts: list[bytes] = []
    kept_to = counts_to = 0
    for at in places:
        found = MARK.match(raw, at)
        if not found or at < kept_to:
            continue
        kind, end = found.lastgroup, found.end()
        instead = b""
        if kind == "glued":
            if raw[at] == _COMMA and _is_in_a_row_of_numbers(raw, at):
                continue
            start = at + 1
        elif kind in {"button", "label"}:
            start, instead = at, b"\n" if raw[at] in b"G\n" else b" "
        elif kind == "round" and (counts := _counts(raw, at, end)):
            counts_to = counts
            continue
        elif kind != "call_out" and (at < counts_to or _is_number_of_its_own(raw, at, end)):
            continue
        else:
            start = at - (raw[at - 1] == _SPACE)
            if raw[end] in _WORD_OR_BRACKET:  # no words are joined
                instead = b" " if start < at or raw[start - 1] in _ALPHANUMERIC else b""
        parts += raw[kept_to:start], instead
        kept_to = end
    return b"".join([*parts, raw[kept_to:]])


def _find_places(raw: bytes) -> tuple[list[int], list[int]]:
    """Return where marks may begin, and where hyphens stand before a space."""
    codes = np.frombuffer(raw, dtype=np.uint8)
    kinds = np.frombuffer(raw.translate(_KINDS), dtype=np.uint8)
    pairs = kinds[1:] >> 4
    pairs &= kinds[:-1]
    at = np.flatnonzero(pairs != 0)
    kind, before, after = kinds[at] & 0x0F, codes[at - 1], codes[at + 1].astype(np.uint16)
    after_word = (before > ord("9")) | (before == ord(")"))
    may_begin = np.where(kind > _HYPHEN, _SECOND_AND_THIRD[after << 8 | codes[at + 2]], after_word)
    is_hyphen = kind == _HYPHEN
    return at[may_begin & ~is_hyphen].tolist(), at[may_begin & is_hyphen].tolist()


def _is_in_a_row_of_numbers(raw: bytes, at: int) -> bool:
    """Tell ``lung,12 breast,64`` from ``the protein,16 and``."""
    space = raw.rfind(b" ", max(at - _LONGEST_WORD, 0), at)
    return space > 0 and raw[space - 1] in _DIGITS


def _counts(raw: bytes, start: int, end: int) -> int:
    """Return where the next count ends, or 0 where the number in brackets is none.

    Numbers that follow one another, ``(27), the other (28)``, are references.
    """
    following = NEXT_COUNT.match(raw, end)
    number = raw[start + 1 : end - 1]
    if not following or not number.isdigit() or int(following[1]) == int(number) + 1:
        return 0
    return following.end()


def _is_number_of_its_own(raw: bytes, start: int, end: int) -> bool:
    """Say whether numbers in brackets belong to the word before them: no references."""
    word_end = start - (raw[start - 1] == _SPACE)
    last = raw[max(word_end - 3, 0) : word_end].lower()
    if last in NUMBERED_ENDS or last[-1:] in _ENDS_OF_NUMBERS:
        word = raw[raw.rfind(b" ", max(word_end - 24, 0), word_end) + 1 : word_end].lower()
        if word in NUMBERED_THINGS or word.strip(b"%").replace(b".", b"").isdigit():
            return True
    if raw.find(b"-", start, end) < 0:
        return False
    first, *others = raw[start:end].strip(b"([ ])").split(b"-")
    if len(others) == 1 and first.isdigit() and others[0].isdigit():
        return not 0 < int(others[0]) - int(first) <= _WIDEST_RANGE_OF_REFERENCES
    return False
