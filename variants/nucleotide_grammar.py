"""Changes given by their nucleotides, known polymorphisms and star alleles.

They name no residue. Where the nucleotide lies decides the consequence: the two
bases on either side of an exon are splice sites (``c.790+1G>A``), the next six the
splice region, what is further inside is intron. A deletion from the intron into the
exon takes the splice site with it. Legacy spellings without ``c.`` are read as such.
Source: https://hgvs-nomenclature.org; Sequence Ontology

Examples
--------
>>> read_nucleotide_change("c.1641+2T>G").consequence
'splice_donor_variant'
"""

import re

from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.variation import Variation
from variants.variation_type import VariationType

SPLICE_SITE = 2
"""Bases of the intron next to an exon that are its splice site."""

SPLICE_REGION = 8
"""Bases of the intron next to an exon that belong to the splice region."""

_FLAGS = re.ASCII | re.IGNORECASE
_BASES = "[ACGTUN]*"
_DELETION = rf"del{_BASES}[0-9]{{0,9}}(?:-nt)?(?:ins\w*)?"
_EDIT = rf"(?:{_BASES}>[ACGTUN]+|=|{_DELETION}|ins\w*|dup\w*|inv\w*|con[\w.]+)"
_NUMBER = r"(?:[0-9]{1,9}|\?)"
_PLACE = rf"\(?[*-]?{_NUMBER}(?:[+-]{_NUMBER})?\)?"
_RANGE = rf"{_PLACE}(?:_{_PLACE})?"
_CODING = re.compile(rf"[cn]\.{_RANGE}{_EDIT}", _FLAGS)
_GENOMIC = re.compile(r"[gm]\.[0-9_?()]+[ACGT]*(?:>[ACGT]+|del|ins|dup|inv)\w*", _FLAGS)
_COPY = re.compile(rf"[cn]\.{_PLACE}_{_PLACE}", _FLAGS)
_LEGACY = re.compile(rf"{_RANGE}(?:[ACGT]>[ACGT]|(?:del[ACGT]*ins|del|ins|dup)[ACGT]+)", _FLAGS)
_IVS = re.compile(rf"IVS[0-9]+(?P<sign>[+-])(?P<offset>[0-9]{{1,9}}){_EDIT}", _FLAGS)
_LOCATION = re.compile(r"(?:[cn]\.)?([0-9?()*_+-]+)")
_OFFSET = re.compile(r"[*-]?(?P<base>[0-9]+|\?)(?:(?P<sign>[+-])(?P<offset>[0-9]+))?")
_RS = re.compile(r"rs[0-9]+(?: homozygosity)?", _FLAGS)
_STAR = re.compile(r"(?P<gene>[A-Z][A-Z0-9]+)\*[0-9]+[A-Z]?(?P<both> homozygosity)?", _FLAGS)
_SNP = re.compile(r"SNP ?(?P<number>[0-9]+)", _FLAGS)
_BEFORE = re.compile(r"[\s(]+(?=[cn]\.)", _FLAGS)
_BESIDE = re.compile(r"[\s,;(]+(?=p\.)", _FLAGS)
_WORDS = re.compile("DEL|INS|DUP|INV|CON|IVS|^[CNGM](?=[.])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def read_nucleotide_change(text: str) -> Variation | None:
    """Read a change of nucleotides alone, None where the text is something else."""
    plain = _plain(text)
    if match := _IVS.fullmatch(plain):
        return _placed(plain, _term(match["sign"], int(match["offset"])))
    if any(pattern.fullmatch(plain) for pattern in (_CODING, _LEGACY)):
        return _placed(plain, splice_term(plain))
    if any(pattern.fullmatch(plain) for pattern in (_GENOMIC, _COPY)):
        return _placed(plain, "")
    name = _polymorphism(text.strip())
    return Variation(VariationType.POLYMORPHISM, name) if name else None


def split_coding(text: str) -> tuple[str, str]:
    """Take the nucleotide description off a change of residues, empty where there is none.

    Examples
    --------
    >>> split_coding("F76del (c.227_229del)")
    ('F76del', 'c.227_229del')
    >>> split_coding("c.1799T>A (p.Val600Glu)")
    ('p.Val600Glu', 'c.1799T>A')
    """
    text = text.strip()
    if match := _BESIDE.search(text) if text[:2] in ("c.", "n.") else None:
        coding, main = text[: match.start()], _unbracketed(text[match.end() :], match[0])
    elif match := _BEFORE.search(text):
        main, coding = text[: match.start()], _unbracketed(text[match.end() :], match[0])
    else:
        return text, ""
    coding = _plain(coding)
    return (main, coding) if main and _CODING.fullmatch(coding) else (text, "")


def splice_term(coding: str) -> str:
    """Return the Sequence Ontology term of a place beside an exon, empty where it is in one.

    Examples
    --------
    >>> splice_term("c.340+5G>C"), splice_term("c.88-20_90del"), splice_term("c.227_229del")
    ('splice_region_variant', 'splice_acceptor_variant', '')
    """
    location = _LOCATION.match(coding)
    places = list(_OFFSET.finditer(location[1])) if location else []
    inside = [place for place in places if place["offset"]]
    if not inside:
        return ""
    sign, nearest = inside[0]["sign"], min(int(place["offset"]) for place in inside)
    if len(places) == 1 or _one_intron(places):
        return _term(sign, nearest)
    if len(inside) == 1:  # from the intron into the exon: across the splice site
        return _term(sign, 1)
    return "exon_loss_variant" if "del" in coding else ""


def _one_intron(places: list[re.Match[str]]) -> bool:
    """Tell whether both ends count from the same exon, or from those on either side."""
    if not all(place["offset"] for place in places):
        return False
    (left, right), gap = places, int(places[1]["base"]) - int(places[0]["base"])
    return (left["sign"], right["sign"], gap) in (("+", "+", 0), ("-", "-", 0), ("+", "-", 1))


def _plain(text: str) -> str:
    """Write with plain hyphens, bases in capitals and words in small letters, unspaced."""
    spelt = re.sub(r"\s+", "", text.translate(_DASHES))
    return _WORDS.sub(lambda found: found[0].lower(), spelt.upper()).replace("ivs", "IVS")


def _unbracketed(text: str, opening: str) -> str:
    return text.removesuffix(")") if "(" in opening else text


def _polymorphism(text: str) -> str:
    if _RS.fullmatch(text):
        return text.lower()
    if match := _SNP.fullmatch(text):
        return f"SNP{match['number']}"
    match = _STAR.fullmatch(text)
    if match is None or resolve_symbol(match["gene"]).status is SymbolStatus.UNKNOWN:
        return ""
    both = (match["both"] or "").lower()
    return text[: len(text) - len(both)].upper() + both


def _placed(coding: str, term: str) -> Variation:
    return Variation(_KINDS.get(term, VariationType.SPLICE), coding, term=term, coding=coding)


def _term(sign: str, offset: int) -> str:
    if offset <= SPLICE_SITE:
        return "splice_donor_variant" if sign == "+" else "splice_acceptor_variant"
    return "splice_region_variant" if offset <= SPLICE_REGION else "intron_variant"


_KINDS = {
    "": VariationType.NUCLEOTIDE_CHANGE,
    "intron_variant": VariationType.INTRON_EVENT,
    "exon_loss_variant": VariationType.EXON_EVENT,
}
"""By term; the others are of a splice site or its region."""
