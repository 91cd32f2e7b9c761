"""Fusions and rearrangements in running text: ``EML4-ALK``, ``ALK fusions``, ``BCR/ABL``.

Two symbols side by side may as well be two genes, a pathway or a complex (``KRAS/BRAF``,
``PI3K-AKT``). Without a word such as fusion they count only with ``::`` or where one of them
is a gene known to be joined with others on that side.
"""

import re
from collections.abc import Iterator

from text_features.neighbour_genes import resolved_gene
from text_features.protein_names import GENE_FAMILIES
from text_features.variant_reading import Reading, places_of
from variants.gene_symbols import SymbolStatus, resolve_symbol
from variants.variation import Fusion, Variation
from variants.variation_type import VariationType

FIRST_PARTNERS = frozenset({
    "BCR", "CCDC6", "CD74", "EML4", "ESRRA", "ETV6", "EWSR1", "EZR", "FUS", "KIAA1549", "KIF5B",
    "KMT2A", "LMNA", "NPM1", "NUP98", "PAX3", "PAX7", "PML", "RUNX1", "SDC4", "SLC34A2",
    "SLC45A3", "SS18", "STRN", "TFG", "TMPRSS2", "TPM3", "TPR", "COL1A1", "FIP1L1", "PAX8",
    "ZMYM2", "NCOA4", "SND1", "AGK",
})  # fmt: skip
"""Genes mostly known as the 5' partner of a fusion."""

SECOND_PARTNERS = frozenset({
    "ABL1", "ALK", "ATF1", "DDIT3", "ERG", "ETV1", "ETV4", "ETV5", "FLI1", "FOXO1", "MLLT1",
    "MLLT3", "MLLT10", "AFF1", "NR4A3", "NRG1", "NTRK1", "NTRK2", "NTRK3", "NUTM1", "PDGFB",
    "PDGFRA", "PDGFRB", "PPARG", "RARA", "RET", "ROS1", "RUNX1T1", "SSX1", "SSX2", "TFE3", "TFEB",
    "WT1", "JAK2", "BRAF", "RAF1", "FGFR1", "FGFR2", "FGFR3", "TACC3", "BICC1", "MET", "EPOR",
})  # fmt: skip
"""Genes often the 3' partner of a fusion."""

KNOWN_PAIRS = frozenset({
    ("FGFR1", "TACC1"), ("FGFR2", "AHCYL1"), ("FGFR2", "BICC1"), ("FGFR2", "CCDC6"),
    ("FGFR2", "TACC2"), ("FGFR2", "TACC3"), ("FGFR3", "BAIAP2L1"), ("FGFR3", "TACC3"),
    ("ESR1", "CCDC170"), ("MYB", "NFIB"), ("DNAJB1", "PRKACA"), ("CBFB", "MYH11"),
    ("PICALM", "MLLT10"), ("TCF3", "PBX1"), ("STIL", "TAL1"), ("YAP1", "MAMLD1"),
})  # fmt: skip
"""Fusions, 5' partner first, of genes that are else mostly partners on the other side or none."""

_PARTNERS = FIRST_PARTNERS | (SECOND_PARTNERS - {"RAF1", "BRAF"})
RET_PTC = {"PTC1": "CCDC6", "PTC2": "PRKAR1A", "PTC3": "NCOA4"}
"""Partners of RET by the number of the papillary thyroid carcinoma rearrangement."""

_REPORTERS = frozenset({
    "GFP", "EGFP", "YFP", "CFP", "RFP", "GST", "MBP", "HA", "FLAG", "HIS", "MYC-TAG", "GAL4",
    "LUC", "VP16",
})  # fmt: skip
_TAIL = r"[A-Za-z0-9]{1,9}(?:[αβγ]|-[0-9]{1,2}(?![0-9A-Za-z]))?"
_SYMBOL = rf"[A-Z]{_TAIL}"
_FUSED = (
    r"(?:[Ff]usions?|[Rr]earrangements?|[Rr]earranged|chimeras?|fused"
    r"|[Tt]ranslocations?(?! (?:to|into|from|of)\b))(?![A-Za-z])"
)
_KINDS = r"(?:(?:[Gg]ene|kinase|oncogene|oncogenic|protein)[- ])?"
_PAIR = re.compile(
    rf"(?P<a>[A-Z](?<![A-Za-z0-9].){_TAIL})(?P<join>::|[-–/:]| - )"
    rf"(?P<b>{_SYMBOL})(?![A-Za-z0-9])"
    rf"(?P<word>[- ]{_KINDS}{_FUSED})?",
    re.DOTALL,
)
_FUSED_WORD = re.compile(_FUSED)
_FUSED_TAILS = ("usion", "earrange", "ranslocation", "himera", "used")
_BEFORE_WORD = re.compile(rf"(?<![A-Za-z0-9/:–-])(?P<gene>{_SYMBOL})[- ]{_KINDS}\Z")
_WINDOW = 32
_WORD_FIRST = re.compile(
    r"(?:usions?|earrangements?|ranslocations?) (?:of|between|involving|in|affecting)"
    rf" (?:the )?(?P<a>{_SYMBOL})(?![A-Za-z0-9])(?: genes?)?"
    rf"(?: (?:and|with|to) (?:the )?(?P<b>{_SYMBOL})(?![A-Za-z0-9]))?"
)


def fusion_readings(text: str) -> list[Reading]:
    """Find all fusions and rearrangements, in no order."""
    pairs = list(_pairs(text))
    return [*pairs, *_of_one_gene(text), *_words_first(text)]


def _pairs(text: str) -> Iterator[Reading]:
    for match in _PAIR.finditer(text):
        if match["a"] == "RET" and match["b"].startswith("PTC"):
            yield Reading(*match.span(), _fusion(RET_PTC.get(match["b"], ""), "RET"))
            continue
        left, right = _partner(match["a"]), _partner(match["b"])
        if _is_fusion(match, left, right):
            partners = left or match["a"], right or match["b"]
            yield Reading(*match.span(), _fusion(*partners))


def _is_fusion(match: re.Match[str], left: str, right: str) -> bool:
    if left == right or {match["a"].upper(), match["b"].upper()} & _REPORTERS:
        return False
    if match["join"] == "::":
        return bool(left or right)
    if match["word"]:
        return bool(left and right)
    pair = (left, right) in KNOWN_PAIRS
    known = pair or (left in FIRST_PARTNERS and right in SECOND_PARTNERS)
    if match["join"] in ("-", "–"):
        whole = resolve_symbol(match[0]).status is SymbolStatus.APPROVED
        return not whole and (known or _joins_known_gene(left, right))
    return known and match["join"] in ("/", ":")


def _joins_known_gene(left: str, right: str) -> bool:
    """Tell a pair with an established 5' gene, or one that ends in ALK, RET, ROS1 or NTRK."""
    if not left or not right:
        return False
    return left in _ALWAYS_FIRST or right in _ALWAYS_SECOND


_ALWAYS_FIRST = frozenset({
    "EWSR1", "TMPRSS2", "ETV6", "NUP98", "PAX3", "PAX7", "KIF5B", "SS18",
})  # fmt: skip
_ALWAYS_SECOND = frozenset({
    "NTRK1", "NTRK2", "NTRK3", "ROS1", "NUTM1", "RARA", "ALK", "TFE3",
})  # fmt: skip


def _of_one_gene(text: str) -> Iterator[Reading]:
    for place in places_of(text, _FUSED_TAILS):
        word = _FUSED_WORD.match(text, place)
        before = _BEFORE_WORD.search(text[max(0, place - _WINDOW) : place]) if word else None
        gene = _partner(before["gene"]) if before else ""
        if not word or not before or not gene or before["gene"].upper() in _REPORTERS:
            continue
        if not (word[0].lower().startswith("translocation") and gene not in _PARTNERS):
            yield Reading(place - len(before[0]), word.end(), _fusion(gene), gene)


def _words_first(text: str) -> Iterator[Reading]:
    for match in _WORD_FIRST.finditer(text):
        start, gene = match.start() - 1, _partner(match["a"])
        if (
            start < 0
            or text[start] not in "fFrRtT"
            or text[start - 1 : start].isalpha()
            or not gene
        ):
            continue
        other = _partner(match["b"]) if match["b"] else ""
        end = match.end() if other or not match["b"] else match.end("a")
        yield Reading(start, end, _fusion(gene, other) if other else _fusion(gene))


def _fusion(*partners: str) -> Variation:
    fusion = Fusion(partners)
    return Variation(VariationType.FUSION, fusion.name, fusion=fusion)


def _partner(name: str) -> str:
    """Resolve a symbol; the loci of immunoglobulins are partners too."""
    if name in ("IGH", "IgH", "IGK", "IGL"):
        return name.upper()
    return name if name in GENE_FAMILIES else resolved_gene(name)
