"""Fusions and rearrangements: partner genes, their order and the exons that meet.

A fusion is written ``EML4::ALK`` (HGNC, VICC), ``EML4-ALK`` or ``EML4/ALK Fusion``, its
exons ``e6::e20`` or ``E6;A20``. Any partner is ``v`` or ``?``. A bare pair with a hyphen is
a fusion only where both sides are known genes of three letters or more: ``BCR-ABL1`` is
one, ``AR-V7``, ``PD-L1`` and ``T-ALL`` are not. A bare pair with a slash may be two genes,
or two names of one (``HER2/neu``), and is not read.

Source: https://fusions.cancervariants.org; HGNC, https://doi.org/10.1038/s41375-021-01436-6

Examples
--------
>>> read_fusion("NPM-ALK Fusion").name
'NPM1::ALK Fusion'
>>> read_fusion("EML4-ALK E6;A20").fusion.exons
(6, 20)
"""

import re

from variants.gene_symbols import SymbolStatus, approved_symbol, resolve_symbol
from variants.variation import Fusion, Variation
from variants.variation_type import VariationType

REGULATORY_FUSION = "transcript_regulatory_region_fusion"
"""Sequence Ontology term: the regulatory region of one gene before another gene."""

_FLAGS = re.ASCII | re.IGNORECASE
_ANY_PARTNER = frozenset({"", "?", "V", "UNKNOWN", "DELTA"})
"""``Delta-NTRK1`` is NTRK1 without its first part, whatever came before it."""

_LOST_GREEK = {"PPAR?": "PPARG"}
"""Symbols whose Greek letter an encoding has lost."""

_SYMBOL = r"[A-Za-z0-9@?][\w.@]*(?:-[\w.@]+)*\??"
_EXON_PAIRS = (
    r"e\.?(?P<a>[0-9]{1,3})(?:::|-|–)e\.?(?P<b>[0-9]{1,3})",
    r"[A-Z]{1,2}(?P<a>[0-9]{1,3});\s*[A-Z]{1,2}(?P<b>[0-9]{1,3})",
)
_EXONS = tuple(re.compile(rf"(?P<partners>.*?)\s*\(?{pair}\)?", _FLAGS) for pair in _EXON_PAIRS)
_WORD = re.compile(
    r"(?!(?:no|non|not)\b)(?P<partners>.*?)(?:^|[\s_-])(?:gene )?fusions?(?: gene)?", _FLAGS
)
_KIND = re.compile(r"(?P<fusion>.*?\S)(?P<kind>\s+type\s+\w+)", _FLAGS)
_REGULATORY = re.compile(rf"reg_\w*@\[?(?P<a>{_SYMBOL})\]?::(?P<b>{_SYMBOL})", _FLAGS)
_REARRANGEMENT = re.compile(
    r"(?:(?P<gene>\S+)\s+|intron\s+(?P<intron>[0-9]+)\s+)?(?:rearrangements?|translocations?)",
    _FLAGS,
)
_SHORTEST_SYMBOL = 3
"""Letters of the shortest symbol that makes a bare pair a fusion."""

_BREAK = re.compile(r"\s*(?:::|/|–|—| - |(?<=\w)\?(?=\w))\s*")


def read_fusion(text: str) -> Variation | None:
    """Read a fusion or rearrangement, None where the text is neither.

    Examples
    --------
    >>> read_fusion("ALK Fusion").fusion.partners
    ('ALK',)
    >>> read_fusion("AR-V7") is None
    True
    """
    text = text.strip()
    if match := _REARRANGEMENT.fullmatch(text):
        return _rearrangement(match)
    if match := _REGULATORY.fullmatch(text):
        fusion = Fusion((_partner(match["a"]), _partner(match["b"])))
        return Variation(
            VariationType.FUSION, f"reg_{fusion.name}", fusion=fusion, term=REGULATORY_FUSION
        )
    for pattern in _EXONS:
        if match := pattern.fullmatch(text):
            return _with_exons(match)
    kind = _KIND.fullmatch(text)
    text, suffix = (kind["fusion"], kind["kind"].lower()) if kind else (text, "")
    match = _WORD.fullmatch(text)
    partners = _partners(match["partners"] if match else text, named_fusion=match is not None)
    return None if partners is None else _variation(Fusion(partners), suffix)


def is_known_gene(text: str) -> bool:
    """Tell whether a text is a symbol or alias of a gene."""
    return resolve_symbol(text).status is not SymbolStatus.UNKNOWN


def _variation(fusion: Fusion, kind: str = "") -> Variation:
    return Variation(VariationType.FUSION, f"{fusion.name}{kind}", fusion=fusion)


def _rearrangement(match: re.Match[str]) -> Variation | None:
    where = f"Intron {match['intron']} " if match["intron"] else ""
    gene = match["gene"]
    if gene and not is_known_gene(gene):
        return None
    fusion = Fusion((approved_symbol(gene),)) if gene else None
    name = f"{fusion.partners[0]} rearrangement" if fusion else f"{where}Rearrangement".capitalize()
    return Variation(VariationType.REARRANGEMENT, name, fusion=fusion)


def _with_exons(match: re.Match[str]) -> Variation | None:
    """Take the exons as such only beside two partners, or with the sign of a fusion."""
    word = _WORD.fullmatch(match["partners"])
    partners = _partners(word["partners"] if word else match["partners"], named_fusion=True)
    if partners is None or (len(partners) != 2 and "::" not in match[0]):
        return None
    exons = int(match["a"]), int(match["b"])
    return _variation(Fusion(partners, exons)) if all(exons) else None


def _partners(text: str, *, named_fusion: bool) -> tuple[str, ...] | None:
    """Split the partners; None where the text is no list of genes."""
    text = text.strip(" _-")
    if not text:
        return () if named_fusion else None
    if text.upper() in _LOST_GREEK:
        return (_partner(text),)
    parts = _BREAK.split(text)
    if len(parts) == 1 and "-" in text:
        parts = _hyphen_split(text, named_fusion=named_fusion)
    elif len(parts) == 1 and not named_fusion:
        return None
    if not parts or any(part and re.fullmatch(_SYMBOL, part) is None for part in parts):
        return None
    if "::" not in text and not _are_partners(text, parts, named_fusion=named_fusion):
        return None
    partners = tuple(_partner(part) for part in parts)
    return partners if any(partners) else None


def _are_partners(text: str, parts: list[str], *, named_fusion: bool) -> bool:
    if named_fusion:
        return any(is_known_gene(part) for part in parts)
    if "/" in text or resolve_symbol(text).status is SymbolStatus.APPROVED:
        return False
    return all(is_known_gene(part) and len(part) >= _SHORTEST_SYMBOL for part in parts)


def _hyphen_split(text: str, *, named_fusion: bool) -> list[str]:
    """Split at the hyphen that leaves a known gene on each side; NKX2-1 has one of its own."""
    hyphens = [place for place, letter in enumerate(text) if letter == "-"]
    pairs = [[text[:place], text[place + 1 :]] for place in hyphens]
    for pair in pairs:
        if all(is_known_gene(part) for part in pair):
            return pair
    if not named_fusion:
        return []
    return [text] if is_known_gene(text) else pairs[0]


def _partner(text: str) -> str:
    symbol = text.strip()
    if symbol.upper() in _ANY_PARTNER:
        return ""
    return approved_symbol(_LOST_GREEK.get(symbol.upper(), symbol))
