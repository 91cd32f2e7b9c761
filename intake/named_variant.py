"""One line that names a gene and what happened to it, in the spellings that people write.

Examples
--------
>>> read_named_variant("BRAF:p.V600E")
NamedVariant(gene='BRAF', hgvs_p='p.V600E', hgvs_c='', variation='', transcript='')
>>> read_named_variant("NM_004333.4(BRAF):c.1799T>A (p.Val600Glu)").transcript
'NM_004333.4'
>>> read_named_variant("BRAF:NM_004333:exon15:c.T1799A:p.V600E").hgvs_c
'c.1799T>A'
>>> read_named_variant("EML4::ALK").variation
'EML4-ALK Fusion'
"""

import re
from dataclasses import dataclass

from intake.annovar import annovar_coding
from intake.damaged_symbols import damage
from intake.fusion_row import fusion_gene, fusion_name
from variants.fusion_grammar import is_known_gene, read_fusion
from variants.nucleotide_grammar import split_coding
from variants.variation_grammar import VariationError, parse_variation

EXPECTED = "expected a gene and its variation, such as BRAF p.V600E"

LONGEST_LINE = 2000
"""Characters of the longest line that is looked at."""

_GENE = r"(?P<gene>[A-Za-z][\w@-]*(?:\.\d+)?)"
_NUMBERED = r"[NX][MRPC]_\d+(?:\.\d+)?|ENS[TPG]\d+(?:\.\d+)?|LRG_\d+(?:[tp]\d+)?|chr(?:\d+|[XYM])"
_WITH_GENE = re.compile(rf"(?P<sequence>{_NUMBERED})\({_GENE}\):\s*(?P<change>\S.*)")
_SEQUENCE = re.compile(rf"(?P<sequence>{_NUMBERED}):\s*(?P<change>\S.*)")
_IN_PARTS = re.compile(
    rf"{_GENE}[\s:,;]+(?:(?P<sequence>{_NUMBERED})[\s:,;]+)?(?:(?:exon|ex)\s*\d+[\s:,;]+)?"
    r"(?P<coding>c\.[^\s:,;]+)[\s:,;]+(?:\((?P<inner>p\.\S+)\)|(?P<protein>p\.\S+))",
    re.IGNORECASE,
)
_CELLS = re.compile(rf"{_GENE}\s*(?P<delimiter>[\t,;])\s*(?P<change>\S.*)")
_JOINED = (
    re.compile(rf"{_GENE}\s*:\s*(?P<change>[^:\s].*)"),
    re.compile(rf"{_GENE}\s*\((?P<change>(?:[^()]|\([^()]*\))+)\)"),
    re.compile(rf"{_GENE}\s+(?P<change>\S.*)"),
)


class NamedVariantError(ValueError):
    """A line that names no gene with a variation."""


@dataclass(frozen=True, slots=True)
class NamedVariant:
    """What a line names; empty where it does not.

    Parameters
    ----------
    gene : str
    hgvs_p, hgvs_c : str
        Without a reference sequence.
    variation : str
        Any other spelling.
    transcript : str
        Reference sequence of a transcript.
    """

    gene: str
    hgvs_p: str = ""
    hgvs_c: str = ""
    variation: str = ""
    transcript: str = ""


def read_named_variant(text: str) -> NamedVariant:
    """Read one line.

    Raises
    ------
    NamedVariantError
        It names no gene, no variation, or more than these.
    """
    line = text.strip().strip('"').strip()
    if len(line) > LONGEST_LINE:
        raise NamedVariantError(f"a line of {len(line):,} characters; {EXPECTED}")
    if match := _WITH_GENE.fullmatch(line):
        return _named(match["gene"], match["change"], match["sequence"])
    if match := _SEQUENCE.fullmatch(line):
        raise NamedVariantError(f"{match['sequence']} is no gene; {EXPECTED}")
    if fusion := _fusion(line):
        return fusion
    if match := _IN_PARTS.fullmatch(line):
        return _in_parts(match)
    if match := _CELLS.fullmatch(line):
        if match["delimiter"] in match["change"].rstrip(f"{match['delimiter']} "):
            raise NamedVariantError(f"more than two cells without a header; {EXPECTED}")
        return _named(match["gene"], match["change"].strip('\t,; "'))
    for pattern in _JOINED:
        if match := pattern.fullmatch(line):
            return _named(match["gene"], match["change"])
    fault = damage(re.split(r"[\s,;:(]", line, maxsplit=1)[0])
    raise NamedVariantError(fault or f"no gene with a variation; {EXPECTED}")


def is_plausible(named: NamedVariant) -> bool:
    """Tell whether a gene is known and followed by words, or its variation is read."""
    change = named.hgvs_p or named.hgvs_c or named.variation
    if is_known_gene(named.gene) and re.search("[A-Za-z]", change):
        return True
    return is_read(named)


def is_read(named: NamedVariant) -> bool:
    """Tell whether the grammar reads the variation."""
    try:
        parse_variation(named.hgvs_p or named.variation or named.hgvs_c)
    except VariationError:
        return False
    return True


def _fusion(line: str) -> NamedVariant | None:
    read = read_fusion(line)
    partners = read.fusion.partners if read and read.fusion else ()
    if read is None or len(partners) != 2 or not all(partners):
        return None
    exons = read.fusion is not None and bool(read.fusion.exons)
    return NamedVariant(
        fusion_gene(*partners), variation=read.name if exons else fusion_name(*partners)
    )


def _in_parts(match: re.Match[str]) -> NamedVariant:
    """Read gene, transcript, exon, coding change and protein change, one after another."""
    coding = annovar_coding(match["coding"])
    protein = match["inner"] or match["protein"]
    return NamedVariant(match["gene"], protein, coding, transcript=match["sequence"] or "")


def _named(gene: str, change: str, sequence: str = "") -> NamedVariant:
    if match := _SEQUENCE.fullmatch(change):
        sequence, change = match["sequence"], match["change"]
    transcript = "" if sequence.startswith(("NP_", "XP_", "ENSP", "NC_", "ENSG")) else sequence
    main, coding = split_coding(change)
    if main.startswith("p."):
        return NamedVariant(gene, hgvs_p=main, hgvs_c=coding, transcript=transcript)
    if main.startswith(("c.", "n.")):
        return NamedVariant(gene, hgvs_c=main, transcript=transcript)
    return NamedVariant(gene, hgvs_c=coding, variation=main, transcript=transcript)
