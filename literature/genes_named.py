"""All genes that a text names, by symbol, alias or protein name.

:func:`text_features.gene_mentions.find_genes` looks for given genes; here every word is looked
up, for any gene may be asked for later.

Examples
--------
>>> [mention.gene for mention in all_genes("HER-2 and c-Kit, not ANOVA, in EGFR-mutant cells")]
['ERBB2', 'KIT', 'EGFR']
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from text_features.mention import GeneMention
from text_features.neighbour_genes import resolved_gene
from text_features.protein_names import PROTEIN_NAMES

NOT_MEANT = frozenset({
    "ADC", "AEs", "AIDS", "ANOVA", "ARMS", "CASE", "CSE", "DFS", "EFS", "GRADE", "HSC", "IMPACT",
    "MAPS", "Mg-2", "Mg2", "ORR", "PFS", "SCAR", "SDS", "SHE", "SMS", "She", "TRAIL", "sLS",
    "snoRNA",
})  # fmt: skip
"""Words of papers that are also symbols or aliases and hardly ever mean the gene."""

_ACMG_CRITERION = re.compile(r"PVS1|PS[1-4]|PM[1-6]|PP[1-5]|BA1|BS[1-4]|BP[1-7]")
"""Criteria by which ACMG and AMP classify germline variants (doi:10.1038/gim.2015.30)."""

_WORD = re.compile(r"[A-Za-zα-ω][A-Za-z0-9α-ω]*+(?:[-/.][A-Za-z0-9α-ω]++)*+")
_PARTS = re.compile(r"[^-/.]+")
_PLURAL = re.compile(r"[A-Z]{2,}s")
_NAMES = {
    name.lower(): symbol
    for symbol, names in PROTEIN_NAMES.items()
    for name in names
    if " " in name or "(" in name
}
_SHORTEST_PART = 3

Named = tuple[tuple[int, int, str], ...]
"""Genes within a word: first character, the one after the last, symbol."""


def all_genes(text: str) -> list[GeneMention]:
    """Find all genes that a cleaned text names, in order.

    Returns
    -------
    list of GeneMention
        With approved symbols.
    """
    found = [*_words(text), *_phrases(text)]
    return sorted(found, key=lambda mention: (mention.start, mention.end, mention.gene))


def _words(text: str) -> Iterator[GeneMention]:
    for match in _WORD.finditer(text):
        at = match.start()
        for start, end, gene in _in_word(match[0]):
            yield GeneMention(at + start, at + end, gene)


def _phrases(text: str) -> Iterator[GeneMention]:
    small = text.lower()
    for name, gene in _NAMES.items() if len(small) == len(text) else ():
        start = small.find(name)
        while start >= 0:
            end = start + len(name)
            if not (small[start - 1 : start].isalnum() or small[end : end + 1].isalnum()):
                yield GeneMention(start, end, gene)
            start = small.find(name, end)


@lru_cache(maxsize=1 << 18)
def _in_word(word: str) -> Named:
    """Resolve a word as a whole, else its parts: ``EGFR-mutant``, ``KRAS/BRAF``, ``FLT-3``."""
    if gene := _gene(word):
        return ((0, len(word), gene),)
    if word.isalnum():
        return ()
    if (joined := word.replace("-", "")).isalnum() and (gene := _gene(joined)):
        return ((0, len(word), gene),)
    return tuple(_in_parts(word))


def _in_parts(word: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for side in word.split("/"):
        if side != word and (gene := _gene(side)):
            yield start, start + len(side), gene
        else:
            for part in _PARTS.finditer(side):
                long = len(part[0]) >= _SHORTEST_PART or part[0] == "AR"
                if long and (gene := _gene(part[0])):
                    yield start + part.start(), start + part.end(), gene
        start += len(side) + 1


def _gene(word: str) -> str:
    if word in NOT_MEANT or _ACMG_CRITERION.fullmatch(word):
        return ""
    if _PLURAL.fullmatch(word):
        word = word[:-1]
    return resolved_gene(word)
