"""Which genes the words stand for in which screens write the targets of their drugs.

A word is looked up in ``screen_targets.tsv``, a vocabulary of families, complexes and other
names with their source; else it is a symbol that HGNC approves, or an older or other name of one
gene that has a digit in it (a short word such as ``BET`` is too often the alias of another gene).
Capitals, hyphens and blanks do not matter, Greek letters are read as their names. Parts that add
nothing are left out: ``EGFR (T790M)`` is EGFR, ``AMPK agonist`` is AMPK; what stands in brackets
counts where it is a gene: ``SHP-1 (PTPN6)``.

Examples
--------
>>> target_genes("VEGFR, MEK1/2, ABL(T315I)").genes
('ABL1', 'FLT1', 'FLT4', 'KDR', 'MAP2K1', 'MAP2K2')
>>> target_genes("DNA crosslinker, c-Met, oddity")
TargetGenes(targets=('DNA crosslinker', 'c-Met', 'oddity'), genes=('MET',), unknown=('oddity',))
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from therapy.tab_table import read_rows
from variants.gene_symbols import SymbolStatus, resolve_symbol

TARGET_TABLE = Path(__file__).resolve().parents[1] / "data" / "knowledge" / "screen_targets.tsv"
"""The vocabulary."""

TARGET_COLUMNS = ("word", "genes", "kind", "source")
"""Its header; genes are joined with ``|``."""

KINDS = frozenset({"gene", "family", "complex", "none", "unclear"})
"""What a word stands for: ``none`` names no gene, such as a class of cytotoxics; ``unclear`` names
one that cannot be told."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu",
}  # fmt: skip
_GREEK_LETTERS = str.maketrans({**_GREEK, **{k.upper(): v for k, v in _GREEK.items()}})
_SEPARATOR = re.compile(r"[,;|](?![^()]*\))")
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*)\)\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(.*?[A-Za-z])(\d+)((?:/\d+)+)")
_WITHOUT_MEANING = re.compile(
    r"\b(?:mutant|inhibitors?|agonists?|antagonists?|activators?|activation|modulators?|selective"
    r"|[ACDEFGHIKLMNPQRSTVWY]\d+[ACDEFGHIKLMNPQRSTVWY])\b|\bc-(?=\w)|_HUMAN\b",
    re.IGNORECASE,
)
_CERTAIN = frozenset({SymbolStatus.PREVIOUS, SymbolStatus.ALIAS})


class TargetTableError(ValueError):
    """The vocabulary holds something that its format does not allow."""


@dataclass(frozen=True, slots=True)
class TargetGenes:
    """The targets of a drug.

    Attributes
    ----------
    targets : tuple of str
        The words, as written.
    genes : tuple of str
        HGNC symbols of the genes that they stand for, sorted.
    unknown : tuple of str
        Words of which nothing is known.
    """

    targets: tuple[str, ...]
    genes: tuple[str, ...]
    unknown: tuple[str, ...]


@lru_cache(maxsize=4096)
def target_genes(words: str) -> TargetGenes:
    """Read a list of targets, separated by commas, semicolons or vertical bars."""
    whole = words.strip()
    if not whole:
        return TargetGenes((), (), ())
    if target_key(whole) in _vocabulary():
        parts: tuple[str, ...] = (whole,)
    else:
        parts = tuple(dict.fromkeys(_split(whole)))
    read = {part: _genes_of(part) for part in parts}
    return TargetGenes(
        targets=parts,
        genes=tuple(sorted({gene for genes in read.values() for gene in genes or ()})),
        unknown=tuple(part for part, genes in read.items() if genes is None),
    )


def target_key(word: str) -> str:
    """Write a word so that two spellings of it are one.

    Examples
    --------
    >>> target_key("PI3Kα"), target_key("BCL-XL")
    ('pi3kalpha', 'bclxl')
    """
    return re.sub(r"[^0-9a-z]", "", word.translate(_GREEK_LETTERS).casefold())


def read_target_table(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the vocabulary: genes by `target_key` of the word, none where it names no gene.

    Raises
    ------
    TargetTableError
        The header or a row is malformed, a word is there twice, or a symbol is not approved.
    """
    table: dict[str, tuple[str, ...]] = {}
    for where, row in read_rows(path, TARGET_COLUMNS, TargetTableError):
        key, genes = target_key(row["word"]), tuple(filter(None, row["genes"].split("|")))
        if row["kind"] not in KINDS or bool(genes) == (row["kind"] in {"none", "unclear"}):
            raise TargetTableError(f"{where}: kind {row['kind']!r} does not fit {row['genes']!r}")
        if not key or table.setdefault(key, genes) is not genes:
            raise TargetTableError(f"{where}: {row['word']!r}, expected each word once")
        for gene in genes:
            if resolve_symbol(gene).approved != gene:
                raise TargetTableError(f"{where}: {gene!r}, expected a symbol that HGNC approves")
    return table


@cache
def _vocabulary() -> Mapping[str, tuple[str, ...]]:
    return read_target_table(TARGET_TABLE)


def _split(words: str) -> Iterator[str]:
    return (part for piece in _SEPARATOR.split(words) if (part := piece.strip()))


def _genes_of(word: str) -> tuple[str, ...] | None:
    """Return the genes of one word, none where it names no gene, None where it is not known."""
    if (known := _look_up(word)) is not None:
        return known
    if bracketed := _IN_BRACKETS.fullmatch(word):
        before, inside, after = bracketed.groups()
        return _all_of(_split(inside)) or _genes_of(f"{before} {after}".strip())
    if numbered := _NUMBERED.fullmatch(word.strip()):
        stem, first, others = numbered.groups()
        return _all_of(f"{stem}{number}" for number in [first, *others.split("/")[1:]])
    for mark in ("/", " and "):
        if mark in word:
            return _all_of(word.split(mark))
    shorter = " ".join(_WITHOUT_MEANING.sub(" ", word).split())
    return _genes_of(shorter) if shorter and shorter != word else None


def _all_of(words: Iterator[str] | list[str]) -> tuple[str, ...] | None:
    """Return the genes of several words; None where one of them is not known."""
    found = [_genes_of(word) for word in words]
    if not found or any(genes is None for genes in found):
        return None
    return tuple(gene for genes in found if genes for gene in genes)


def _look_up(word: str) -> tuple[str, ...] | None:
    key = target_key(word)
    if (genes := _vocabulary().get(key)) is not None:
        return genes
    for spelling in (word.translate(_GREEK_LETTERS), key):
        symbol = resolve_symbol(spelling)
        certain = symbol.status in _CERTAIN and any(char.isdigit() for char in spelling)
        if symbol.approved and (certain or symbol.status is SymbolStatus.APPROVED):
            return (symbol.approved,)
    return None
