"""The gene that a variant is written with: ``BRAF V600E``, ``L858R mutation in EGFR``.

Examples
--------
>>> gene_before("the BRAF(V600E) change", 9), gene_after("the V600E mutation in BRAF", 9)
('BRAF', 'BRAF')
"""

import re
from functools import lru_cache

from text_features.gene_mentions import ENGLISH_WORDS
from text_features.protein_names import NOT_THE_GENE, PROTEIN_NAMES, SHORT_ALIASES
from variants.amino_acids import THREE_LETTER
from variants.gene_symbols import GeneSymbol, SymbolStatus, resolve_symbol

WINDOW = 48
"""Characters that are looked at on either side."""

NOT_GENES = frozenset({
    "HEK", "MAM", "PTB", "RCC",
    "ADP", "AML", "AMP", "ATP", "BMP", "CAD", "CAMP", "CD", "CDNA", "CDS", "CLL", "CML", "CNV",
    "COS", "CRC", "DNA", "DSB", "EGF", "FISH", "FGF", "GAP", "GDP", "GEF", "GFP", "GIST", "GST",
    "GTP", "HA", "HCC", "HET", "HGF", "HOM", "ICC", "IGF", "IHC", "JMML", "LOH", "MBP", "MDS",
    "MPN", "MRNA", "MUT", "NA", "NGS", "NHL", "NK", "NO", "NSCLC", "ORF", "PCR", "PDGF", "PRO",
    "RNA", "ROC", "SCC", "SNP", "SNV", "SPRY", "TKD", "TKI", "UTR", "VEGF", "WES", "WGS", "WILD",
    "WT", "YFP", "EGFP", "SET", "END", "RING", "CELL", "CELLS", "ALL", "NOT", "MICE", "CAT",
    "REST", "LARGE", "HOT", "SPOT", "MAX", "MIN", "HR", "OS", "CI", "II", "III", "IV",
})  # fmt: skip
"""Capitals beside a variant that mean no gene there, though some are symbols or aliases."""

_NAME = r"(?<![A-Za-z0-9-])(?P<gene>[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+){0,2})"
_GENE_WORDS = r"(?:(?:gene|protein|kinase|oncogene|oncoprotein|receptor|allele)s? )?"
_EXON = r"(?:[Ee]xons? [0-9]{1,2} )?"
_KINDS = (
    r"(?:mutation|mutant|variant|alteration|substitution|change|allele|mutated|positive|hotspot"
    r"|polymorphism|deletion|insertion)s?"
)
_ADJECTIVES = (
    r"(?:(?:point|missense|activating|somatic|germline|oncogenic|hotspot|common|resistance|driver"
    r"|recurrent|heterozygous|homozygous|high-level|focal|acquired|kinase|secondary|gene|in-frame"
    r"|inactivating|biallelic|novel) )*"
)
_BEFORE = re.compile(
    rf"{_NAME}(?:[\s_:–-]{{0,2}}[(\[]?|\)?[\s–-]{{1,2}}{_GENE_WORDS}{_EXON}{_ADJECTIVES}"
    rf"(?:{_KINDS}(?: at| in)?[,:]?)?\s?[(\[]?)\Z"
)
_AFTER = re.compile(
    rf"[)\]]?[\s–-]{{1,2}}{_ADJECTIVES}(?:{_KINDS}[\s–-])?(?:(?:of|in|on|within) (?:the )?"
    rf"(?:human )?(?:mutant )?)?{_NAME}(?!-?[A-Za-z0-9])"
)
_BESIDE = re.compile(rf"{_NAME}[\s(:-]\Z")
_ATTACHED_AFTER = re.compile(r"(?P<gene>[A-Z][A-Z0-9]{2,7})(?![A-Za-z0-9])")
_PROTEINS = {
    name.casefold(): symbol
    for symbol, names in PROTEIN_NAMES.items()
    for name in names
    if " " not in name
}
_AMINO_ACIDS = frozenset(code.upper() for code in THREE_LETTER)
_HISTONES = {"H3": "H3", "H3.1": "H3", "H3.2": "H3", "H3.3": "H3-3A"}
_STATES = frozenset({"mutant", "mutated", "positive", "rearranged", "amplified", "driven"})
_PSEUDOGENE = re.compile(r"(?P<gene>.+?)P[0-9]*")
_SHORT_SYMBOLS = frozenset({"AR"})


def gene_before(text: str, start: int) -> str:
    """Return the approved symbol of the gene written directly before a place, else empty."""
    match = _BEFORE.search(text[max(0, start - WINDOW) : start])
    return _of_name(match["gene"]) if match else ""


def gene_after(text: str, end: int) -> str:
    """Return the approved symbol of the gene written directly behind a place, else empty."""
    window = text[end : end + WINDOW]
    match = _AFTER.match(window) or _ATTACHED_AFTER.match(window)
    return _of_name(match["gene"]) if match else ""


def gene_beside(text: str, start: int) -> str:
    """Return the approved symbol of the very word before a place, else empty.

    Examples
    --------
    >>> gene_beside("KIT K558NP", 4), gene_beside("KIT mutation K558NP", 13)
    ('KIT', '')
    """
    match = _BESIDE.search(text[max(0, start - WINDOW) : start])
    return _of_name(match["gene"]) if match else ""


def _of_name(name: str) -> str:
    """Resolve a name, or the gene in ``EML4-ALK``, ``anti-BRAF`` and ``BRAF-mutant``."""
    whole = resolved_gene(name)
    first, hyphen, last = name.rpartition("-")
    if whole or not hyphen:
        return whole
    if last in _STATES:
        return resolved_gene(first)
    return resolved_gene(last) if first.islower() or resolved_gene(first) else ""


@lru_cache(maxsize=65536)
def resolved_gene(name: str) -> str:
    """Return the approved symbol of a name as running text spells it, empty for other words.

    Examples
    --------
    >>> resolved_gene("HER2"), resolved_gene("Rest"), resolved_gene("p53")
    ('ERBB2', '', 'TP53')
    """
    key = name.upper()
    if name in _HISTONES:
        return _HISTONES[name]
    if key in NOT_GENES or key in NOT_THE_GENE or not _looks_like_a_gene(name):
        return ""
    if protein := _PROTEINS.get(name.casefold()):
        return protein
    symbol = resolve_symbol(name)
    if symbol.approved is None or (len(name) < 3 and name not in _SHORT_SYMBOLS):
        return ""
    if symbol.status is not SymbolStatus.APPROVED and _is_doubtful(name, symbol):
        return ""
    return symbol.approved


def _is_doubtful(name: str, symbol: GeneSymbol) -> bool:
    """Tell aliases that are words, three letters (``RCC``) or those of a pseudogene."""
    if _is_plain_word(name):
        return True
    if symbol.status is SymbolStatus.ALIAS and len(name) == 3 and name.isalpha():
        return name.upper() not in SHORT_ALIASES
    copy = _PSEUDOGENE.fullmatch(symbol.approved or "")
    return copy is not None and resolve_symbol(copy["gene"]).status is SymbolStatus.APPROVED


def _is_plain_word(name: str) -> bool:
    return name.isalpha() and not any(letter.isupper() for letter in name[1:])


def _looks_like_a_gene(name: str) -> bool:
    if name.upper() in _AMINO_ACIDS and not name.isupper():
        return False
    if not any(letter.isupper() or letter.isdigit() for letter in name):
        return name.casefold() in _PROTEINS and "-" in name
    if not _is_plain_word(name):
        return True
    return len(name) <= 5 and name.lower() not in ENGLISH_WORDS and name[0].isupper()
