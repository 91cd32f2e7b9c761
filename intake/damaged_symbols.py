"""Gene symbols that a spreadsheet has turned into dates or numbers.

Source: Zeeberg et al. 2004, PMID 15214961; Ziemann et al. 2016, PMID 27552985; HGNC renamed the
genes, https://www.genenames.org.
"""

import re
from functools import lru_cache

from variants.gene_symbols import SymbolStatus, resolve_symbol

RENAMED = {
    "jan": "",
    "feb": "",
    "mar": "MARCH1 (now MARCHF1) or MARC1 (now MTARC1)",
    "apr": "APR-1 (now MAGEH1)",
    "may": "",
    "jun": "",
    "jul": "",
    "aug": "",
    "sep": "SEPT9 (now SEPTIN9)",
    "oct": "OCT4 (now POU5F1)",
    "nov": "NOV (now CCN3)",
    "dec": "DEC1 (now DELEC1)",
}
"""Months, and a gene whose old symbol reads like a day in it."""

_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"\d{{1,2}}[-/. ]{_MONTH}([-/. ]\d{{2,4}})?",
        rf"{_MONTH}[-/. ]\d{{1,4}}(, ?\d{{4}})?",
        r"\d{4}[-/.](?P<number>\d{1,2})[-/.]\d{1,2}([T ].*)?",
        r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([T ].*)?",
    )
)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=65536)
def damage(symbol: str) -> str:
    """Say why a text is no gene symbol but a date or a number; empty where it may be one.

    Examples
    --------
    >>> damage("2-Sep")
    'a date where a gene was expected: a spreadsheet turns symbols such as SEPT9 (now SEPTIN9) \
into dates'
    >>> damage("SEPTIN2"), damage("MARCH1"), damage("NOV")
    ('', '', '')
    """
    text = symbol.strip()
    if text.isupper() and resolve_symbol(text).status is not SymbolStatus.UNKNOWN:
        return ""  # APR-1 is an alias, Apr-1 a day
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            example = _example(match.groupdict())
            return (
                "a date where a gene was expected: a spreadsheet turns symbols such as "
                f"{example} into dates"
            )
    if _NUMBER.fullmatch(text):
        return "a number where a gene was expected, such as BRAF"
    return ""


def _example(found: dict[str, str | None]) -> str:
    month = (found.get("month") or "")[:3].casefold()
    if found.get("number"):
        at = int(found["number"] or 0)
        month = list(RENAMED)[at - 1] if 1 <= at <= len(RENAMED) else ""
    return RENAMED.get(month) or RENAMED["sep"]
