"""Characters beyond ASCII, spelled the way the rest of the pipeline reads them.

Publishers and PDF converters write the same thing with different characters: thin spaces, five
kinds of dash, ligatures, Greek letters. Here each is spelled in ASCII where that loses nothing a
reader needs; letters of other scripts stay, in Unicode's form NFKC.

Superscript digits are powers after a number, a unit or a single letter (``10^3``, ``cm^2``,
``r^2``), mass numbers before a letter (``125I``), and otherwise reference marks, which are dropped.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable
from typing import cast

GREEK_NAMES = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        [
            *["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"],
            *["iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi"],
            *["rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"],
        ],
        strict=True,
    )
)
"""Small Greek letter → its name. The capital letter has the same name."""

UNITS_WITH_POWERS = frozenset(["m", "mm", "cm", "dm", "km", "nm", "um", "µm", "μm", "kg"])
"""Units that are followed by a power, not by a reference mark."""

_ERROR_HANDLER = "text_features.character_spellings"
_MAX_REMEMBERED, _LONGEST_REMEMBERED = 4096, 8
_REMEMBERED_MARKS = frozenset("µμÅÅ·⋅¼↑↓")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CONTEXTUAL = re.compile(
    rf"(?P<superscript>[{_SUPERSCRIPTS}⁺⁻]+(?:[,\-–−⁻⁺][{_SUPERSCRIPTS}]+)*)"
    r"|(?P<micro>[µμ])|(?P<angstrom>[ÅÅ])|(?P<dot>[·⋅])|(?P<equals>¼)|(?P<arrow>[↑↓])"
)
_UNIT_AFTER_MICRO = re.compile(r"[A-Za-z]{1,3}(?![A-Za-z])")
_WORD_BEFORE = re.compile(r"[^\W_]*\Z")

_GREEK_WORD = re.compile(r"[άέήίόύώϊϋΐΰςΆΈΉΊΌΎΏ]|[\u0370-\u03ff]{5}")
_GREEK = {
    ord(form): name for letter, name in GREEK_NAMES.items() for form in (letter, letter.upper())
}
_BEFORE_NFKC: dict[int, str | None] = (
    dict.fromkeys([*range(0x80, 0xA0), *range(0xE000, 0xF900)], " ")
    | dict.fromkeys(
        [
            *[0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF],
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
            *range(0xD800, 0xE000),
            *range(0xFE00, 0xFE10),
            *range(0xFFF0, 0xFFFC),
            *range(0xFFFE, 0x10000),
            *range(0xE0000, 0xE0200),
        ]
    )
    | {
        ord(character): spelling
        for character, spelling in {
            **dict.fromkeys("\x85\u2028\u2029", "\n\n"),
            **dict.fromkeys("®™℠©⇑⇓", ""),
            **dict.fromkeys("†‡¶§¨¸¯\ufffd", " "),
            **dict.fromkeys("˜∼≈≃", "~"),
            **dict.fromkeys("´ˈʹ", "'"),
            **dict.fromkeys("°º˚", " degrees "),
            "∆": "Δ",
            "…": "...",
            "—": " - ",
        }.items()
    }
)
_AFTER_NFKC = str.maketrans(
    {
        **dict.fromkeys("‐‒–―−﹘⁃", "-"),
        "—": " - ",
        **dict.fromkeys("‘’‚‛′‵ʼʻ", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("•●○■□▪▫►▶▼▲▴◆◇", " - "),
        **dict.fromkeys("∗⁎", "*"),
        **dict.fromkeys("⁄∕", "/"),
        **dict.fromkeys("·⋅", " "),
        **dict.fromkeys("→⟶", "->"),
        "ı": "i",
        "∶": ":",
        "×": "x",
        "±": "+/-",
        "≤": "<=",
        "⩽": "<=",
        "≥": ">=",
        "⩾": ">=",
        "≪": "<<",
        "≫": ">>",
        "≠": "!=",
        "≡": "=",
    }
)
_REMEMBERED: dict[str, bytes] = {}
_REMEMBERED_WITH_NEIGHBOURS: dict[str, bytes] = {}


def spelled_in_ascii(text: str) -> bytes:
    """Return the text in UTF-8, with what ASCII can spell in ASCII.

    ASCII characters stay as they are, control characters and markup among them.

    Examples
    --------
    >>> spelled_in_ascii("10 µM TGFβ1 – the 5′ end of the ﬁrst 10³ cells¹²")
    b"10 uM TGFbeta1 - the 5' end of the first 10^3 cells"
    """
    spelled = text.encode("ascii", _ERROR_HANDLER)
    if b"\xcc" in spelled or b"\xcd" in spelled:  # may be an accent apart from its letter
        spelled = unicodedata.normalize("NFKC", spelled.decode()).encode()
    return spelled


def _spell(error: UnicodeEncodeError) -> tuple[bytes, int]:
    """Spell one run of characters beyond ASCII: Python's protocol of error handlers."""
    text, end = error.object, error.end
    run = text[error.start : end]
    known = _REMEMBERED.get(run)
    if known is not None:
        return known, end
    neighbourhood = text[max(error.start - 1, 0) : end + 4]
    known = _REMEMBERED_WITH_NEIGHBOURS.get(neighbourhood)
    if known is not None:
        return known, end
    if not _CONTEXTUAL.search(run):
        known = _spell_alone(run).encode()
        _remember(_REMEMBERED, run, known)
        return known, end
    known, spelled_to = _spell_in_context(text, error.start, end)
    if run in _REMEMBERED_MARKS:
        _remember(_REMEMBERED_WITH_NEIGHBOURS, neighbourhood, known)
    return known, spelled_to


def _remember(memory: dict[str, bytes], run: str, spelled: bytes) -> None:
    if len(run) < _LONGEST_REMEMBERED and len(memory) < _MAX_REMEMBERED:
        memory[run] = spelled


codecs.register_error(_ERROR_HANDLER, cast("Callable[[UnicodeError], tuple[bytes, int]]", _spell))


def _spell_alone(run: str) -> str:
    run = unicodedata.normalize("NFKC", run.translate(_BEFORE_NFKC)).translate(_AFTER_NFKC)
    if not _GREEK_WORD.search(run):
        run = run.translate(_GREEK)
    return unicodedata.normalize("NFKC", run)


def _spell_in_context(text: str, start: int, end: int) -> tuple[bytes, int]:
    parts = []
    at = start
    while at < end:
        match = _CONTEXTUAL.search(text, at, end)
        if not match:
            parts.append(_spell_alone(text[at:end]))
            at = end
            break
        parts.append(_spell_alone(text[at : match.start()]))
        # a list of marks, 12,13, goes on over ASCII commas
        match = _CONTEXTUAL.match(text, match.start()) or match
        parts.append(_spell_match(text, match))
        at = match.end()
    return "".join(parts).encode(), at


def _spell_match(text: str, match: re.Match[str]) -> str:
    start, end = match.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if match["superscript"]:
        return _spell_superscript(text, match)
    if match["micro"]:
        is_unit = not before.isalpha() and _UNIT_AFTER_MICRO.match(text, end)
        return "u" if is_unit else "mu"
    if match["angstrom"]:
        return "Å" if before.isalpha() or after.isalpha() else " angstrom "
    if match["dot"]:
        return "." if before.isdigit() and after.isdigit() else " "
    if match["arrow"]:
        # journals' web pages write Table 1↓ for a link
        return "" if before.isalnum() else " up " if match[0] == "↑" else " down "
    # some converters turn "=" into a quarter
    return "=" if before == after == " " else "1/4"


def _spell_superscript(text: str, match: re.Match[str]) -> str:
    start, end = match.span()
    plain = unicodedata.normalize("NFKC", match[0]).translate(_AFTER_NFKC)
    before = text[max(start - 12, 0) : start]
    after = text[end : end + 1]
    if plain[-1] in "+-" or plain[0] == "+":
        return plain
    if plain[0] == "-":
        return "^" + plain
    if (not before or before[-1] in " \n\t([-–/~<>=") and after.isalpha():
        return plain
    found = _WORD_BEFORE.search(before)
    word = found[0] if found else ""
    is_list = not plain.isdigit()
    is_power = word.isdigit() or (len(word) == 1 and word.isalpha()) or word in UNITS_WITH_POWERS
    if is_power and not is_list:
        return "^" + plain
    return " " if after.isalnum() else ""
