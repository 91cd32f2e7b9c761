"""Residues that exons encode, for evidence that names an exon.

Exons are numbered as in the reference transcript, those before the start codon too. Genes and
exons are those that evidence names; of the genes that therapies aim at, all. FGFR1, FGFR2 and
FGFR3 are left out: papers number their exons in several ways.
Positions are 1-based residue numbers. A codon that an intron splits counts to both exons:
MET D1010 ends exon 14 and begins exon 15.

Examples
--------
>>> exon_residues("EGFR", 19), exon_residues("her2", 20)
((729, 761), (770, 831))
>>> exon_residues("EGFR", 18, 21), exon_residues("EGFR", 40)
((688, 875), None)
>>> exon_residues("PIK3CA", 9) == exon_residues("PIK3CA", 10)
True
"""

import re
from dataclasses import dataclass

from variants.gene_symbols import comparable_symbol

_EXON_ENDS = """
ALK NM_004304 1 1 667 787 952 1154 1282 1414 1546 1647 1817 1912 2041 2204 2355 2487 2632 2815
  2914 3067 3172 3359 3450 3515 3645 3743 3836 3938 4073 4164 4860
AR NM_000044 1 1 1616 1768 1885 2173 2318 2449 2607 2760
ASXL1 NM_015338 13 1720 4623
BRAF NM_004333 1 1 138 240 504 608 711 860 980 1140 1177 1314 1432 1517 1694 1741 1860 1992 2127
  2298
BTK NM_000061 15 1350 1566
CALR NM_004343 9 1054 1251
CBL NM_005188 8 1096 1227 1431
CSF3R NM_000760 14 1724 1864
CSF3R NM_000760 17 2041 2508
CTNNB1 NM_001904 3 14 241
DPYD NM_000110 11 1129 1339 1524 1740 1905 1974 2058 2179 2299 2442
EGFR NM_005228 1 1 88 240 424 559 628 747 889 1006 1133 1207 1298 1498 1631 1722 1880 1919 2061
  2184 2283 2469 2625 2701 2848 2946 3114 3162 3271 3630
ERBB2 NM_004448 1 1 73 225 439 574 643 759 901 1021 1148 1222 1313 1513 1646 1737 1898 1946 2085
  2208 2307 2493 2649 2725 2872 2970 3159 3412 3765
ESR1 NM_000125 1 1 452 643 760 1096 1235 1369 1553 1785
EZH2 NM_004456 16 1852 1947
FLT3 NM_004119 1 1 43 165 368 484 614 742 882 1036 1205 1309 1418 1597 1704 1837 1942 2053 2207
  2290 2418 2541 2653 2753 2859 2979
GNA11 NM_002067 4 477 605 735
GNAQ NM_002072 4 477 605 735
HRAS NM_005343 2 1 111 290 450
IDH1 NM_005896 4 123 414
IDH2 NM_002168 4 374 534
JAK2 NM_004972 3 1 226 350 468 614 936 1056 1214 1326 1513 1641 1776 1864 1992 2131 2283 2434
  2571 2761 2886 3059 3177 3291 3396
KIT NM_000222 1 1 67 337 619 756 925 1115 1231 1346 1540 1647 1774 1879 1990 2141 2233 2361 2484
  2596 2696 2802 2928
KRAS NM_004985 2 1 111 290 450
LRP1B NM_018557 12 1790 1970 2190 2380 2503 2644 2770 2887 2968 3136 3319 3520
MAP2K1 NM_002755 2 81 291 438
MED12 NM_005120 1 1 99 204
MET NM_000245 2 1 1200 1392 1527 1701 1862 1965 2102 2264 2364 2583 2730 2887 3028 3259 3340
  3522 3632 3798 3935 4170
MPL NM_005373 10 1469 1565
MYD88 NM_002468 5 776 888
NOTCH1 NM_017617 26 4587 5018 5167
NOTCH1 NM_017617 34 6181 7665
NPM1 NM_002520 11 847 882
NRAS NM_002524 2 1 111 290 450
NUP93 NM_014669 13 1346 1537
PDGFRA NM_006206 2 1 49 367 628 759 931 1121 1237 1364 1558 1653 1786 1891 2002 2156 2323 2439
  2562 2674 2774 2880 3122 3267
PIK3CA NM_006218 10 1540 1664
PIK3CA NM_006218 21 2937 3204
POLE NM_006231 9 802 909 1020 1106 1226 1359 1473
PTPN11 NM_002834 3 138 332
PTPN11 NM_002834 13 1448 1599
RET NM_020975 1 1 73 337 625 867 1063 1263 1522 1648 1759 1879 2136 2284 2392 2607 2730 2801
  2939 3039 3187 3342
SETBP1 NM_015559 4 541 4000
SF3B1 NM_012433 14 1807 2077 2223 2370
SRSF2 NM_003016 1 1 362
STK11 NM_000455 1 1 290 374 464 597 734 862 920 1108 1299
TP53 NM_000546 2 1 74 96 375 559 672 782 919 993 1100 1179
U2AF1 NM_006758 2 45 132
U2AF1 NM_006758 6 349 482
VHL NM_000551 1 1 340 463 639
WT1 NM_024426 7 1099 1249 1339 1432
"""
# A gene, its transcript, the number of an exon, the first base of the coding sequence there and
# the last base of that exon and of those that follow it. The stop codon is left out. Of WT1 the
# protein of 517 residues, which cancer files use, not the one of 449 of older papers.

PAPER_NUMBERS = {
    ("ASXL1", 12): 13,
    ("NPM1", 12): 11,
    ("PIK3CA", 9): 10,
    ("PIK3CA", 20): 21,
}
"""The numbers of papers that mean another exon of the reference transcript, with its number.

What papers mean wins, where the transcript has an exon of that number too. CIViC writes PIK3CA
exons 10 and 21 for what trials call 9 and 20 (E545, H1047), and has renamed NPM1 exon 12 to 11
(W288). ASXL1 exon 12 is the last one in papers (G646); RefSeq counts another before it.
"""


@dataclass(frozen=True, slots=True)
class CodingExon:
    """The coding part of an exon.

    Parameters
    ----------
    gene : str
        HGNC's symbol.
    transcript : str
        RefSeq accession.
    exon : int
        Number in the transcript.
    first, last : int
        Bases of the coding sequence, 1-based: 2185 and 2283 for ``c.2185_2283``.
    """

    gene: str
    transcript: str
    exon: int
    first: int
    last: int

    @property
    def residues(self) -> tuple[int, int]:
        """First and last residue that the exon encodes, if only in part."""
        return (self.first + 2) // 3, (self.last + 2) // 3


def exon_residues(gene: str, exon: int, last_exon: int | None = None) -> tuple[int, int] | None:
    """Return the first and last residue of an exon, or of the exons from one to another.

    Parameters
    ----------
    gene : str
        Any symbol of the gene.
    exon, last_exon : int
        As the evidence numbers them; ``last_exon`` is the same one by default.

    Returns
    -------
    tuple of int or None
        None where a bound is not certain.
    """
    symbol = comparable_symbol(gene)
    start = EXON_RESIDUES.get((symbol, exon))
    end = EXON_RESIDUES.get((symbol, exon if last_exon is None else last_exon))
    return (start[0], end[1]) if start and end and start[0] <= end[0] else None


def _read_exons(table: str) -> tuple[CodingExon, ...]:
    found = []
    for record in re.split(r"\n(?=\S)", table.strip()):
        gene, transcript, number, start, *ends = record.split()
        first = int(start)
        for exon, last in enumerate(map(int, ends), int(number)):
            found.append(CodingExon(gene, transcript, exon, first, last))
            first = last + 1
    return tuple(found)


def _residues_by_exon(exons: tuple[CodingExon, ...]) -> dict[tuple[str, int], tuple[int, int]]:
    found = {(exon.gene, exon.exon): exon.residues for exon in exons}
    return found | {
        (gene, number): found[gene, reference]
        for (gene, number), reference in PAPER_NUMBERS.items()
    }


CODING_EXONS = _read_exons(_EXON_ENDS)
"""By gene and number.

Source: RefSeq, the transcripts named. The bounds were read off GENCODE's exons on GRCh37; where
the coding sequence starts, from substitutions of known position and codon in CIViC and
cancerhotspots.org. A protein's length is UniProt's.
"""

EXON_RESIDUES = _residues_by_exon(CODING_EXONS)
"""First and last residue, by gene symbol and exon number, papers' numbers among them."""
