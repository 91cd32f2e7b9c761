"""File names from elsewhere, made safe to show, to store under and to send.

A name is reduced to its last part, without what ends a line, turns the direction of writing or is
not seen, and to a length that every file system takes. Windows' device names and characters are
avoided too: reports are saved there.
"""

import re
import unicodedata

LONGEST = 200
"""Bytes of a name in UTF-8; file systems take 255, and suffixes may come."""

UNNAMED = "file"
"""What is called so that has no name."""

_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(text: str) -> str:
    r"""Return the name of a file, whatever was sent as one.

    Examples
    --------
    >>> safe_name("../../etc/passwd"), safe_name("C:\\data\\my cohort.maf"), safe_name("nul.csv")
    ('passwd', 'my cohort.maf', '_nul.csv')
    >>> safe_name(".."), safe_name("a\r\nb.csv")
    ('file', 'ab.csv')
    """
    name = _SEPARATORS.split(unicodedata.normalize("NFC", text))[-1]
    name = "".join(one for one in name if unicodedata.category(one) not in _UNSEEN)
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _shorten(name) or UNNAMED


def ascii_name(name: str) -> str:
    """Return a safe name with ``_`` for what is not ASCII, for old readers of headers.

    Examples
    --------
    >>> ascii_name("Größe.csv")
    'Gr__e.csv'
    """
    return "".join(one if one.isascii() and one != "%" else "_" for one in name)


def _shorten(name: str) -> str:
    """Cut the middle: what a name ends in tells what is in the file."""
    raw = name.encode()
    if len(raw) <= LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    kept = (dot + suffix) if dot and len(suffix.encode()) < LONGEST // 10 else ""
    start = (stem if kept else name).encode()[: LONGEST - len(kept.encode())]
    return start.decode(errors="ignore").rstrip(" .") + kept
