"""Genes that drive cancer by gain of their function, by loss of it, or by either.

The role is that of variants which alter the protein. A gene that drives by its fusions, its
promoter or its copies, and of which variants do nothing else, has the role these give it.
Genes without an entry have no role, or none that is certain.

Sources: COSMIC Cancer Gene Census, role in cancer (https://cancer.sanger.ac.uk/census);
OncoKB cancer gene list (https://www.oncokb.org/cancer-genes); Vogelstein 2013, PMID 23539594.
The census gives many genes both roles. Here a gene has both only where variants of either
effect drive tumours, as activating and truncating ones of NOTCH1 do. RUNX1, CBL, WT1 and TP53
have both in the census, and their variants lose function; so have NFE2L2, EPAS1, ESR1 and
ERBB4, and theirs gain it.

Examples
--------
>>> role_of("BRAF").value, role_of("her2").value, role_of("TP53").value
('oncogene', 'oncogene', 'tumour suppressor')
>>> role_of("NOTCH1").value, role_of("GAPDH")
('both', None)
"""

from enum import StrEnum
from functools import lru_cache

from variants.gene_symbols import comparable_symbol


class GeneRole(StrEnum):
    """What a driver variant does to the gene."""

    ONCOGENE = "oncogene"
    TUMOUR_SUPPRESSOR = "tumour suppressor"
    BOTH = "both"


def _symbols(text: str) -> frozenset[str]:
    return frozenset(text.split())


ONCOGENES = _symbols(
    """
    ABL1 ABL2 ACVR1 AKT1 AKT2 AKT3 ALK AR ARAF AURKA AXL BCL2 BCL6 BRAF BRD4 BTK CALR CARD11
    CCND1 CCND2 CCND3 CCNE1 CCR4 CCR7 CD274 CD28 CD79A CD79B CDK4 CDK6 CRLF2 CSF1R CSF3R
    CTNNB1 CXCR4 CYSLTR2 DDR2 EGFR EIF1AX EPAS1 ERBB2 ERBB3 ERBB4 ERG ESR1 ETV1 ETV4 ETV5
    EWSR1 FGFR1 FGFR2 FGFR3 FGFR4 FLI1 FLT3 FLT4 FOXA1 GLI1 GNA11 GNAQ GNAS H3-3A H3-3B H3C2
    HIF1A HMGA2 HRAS IDH1 IDH2 IGF1R IKBKB IL6ST IL7R IRF4 JAK2 JAK3 JUN KCNJ5 KDR KIT KLF4
    KRAS LCK LMO1 LMO2 MAF MAFB MALT1 MAP2K1 MAP2K2 MAPK1 MDM2 MDM4 MECOM MET MITF MPL MTOR
    MYB MYC MYCL MYCN MYD88 MYOD1 NFE2L2 NRAS NRG1 NSD2 NSD3 NT5C2 NTRK1 NTRK2 NTRK3 PAK1
    PAX3 PAX7 PDCD1LG2 PDGFB PDGFRA PDGFRB PIK3CA PIK3CB PIK3CD PIM1 PLAG1 PLCG1 PLCG2 PPM1D
    PREX2 PRKACA PTPN11 RAC1 RAF1 RARA REL RET RHEB RICTOR RIT1 ROS1 RRAS2 SETBP1 SF3B1 SIX1
    SMO SOS1 SOX2 SRC SRSF2 STAT3 STAT5B STAT6 SYK TAL1 TAL2 TCL1A TERT TFE3 TFEB TLX1 TLX3
    TRRAP TSHR U2AF1 USP6 USP8 VAV1 WWTR1 XPO1 YAP1
    """
)
"""Driven by gain or switch of function: IDH1, H3-3A and the splicing factors by a new one."""

TUMOUR_SUPPRESSORS = _symbols(
    """
    ACVR2A AMER1 APC ARID1A ARID1B ARID2 ASXL1 ASXL2 ATM ATR ATRX AXIN1 AXIN2 B2M BAP1 BARD1
    BCOR BCORL1 BIRC3 BLM BMPR1A BRCA1 BRCA2 BRIP1 BUB1B CASP8 CBFB CBL CBLB CBLC CD58 CDC73
    CDH1 CDK12 CDKN1A CDKN1B CDKN2A CDKN2B CDKN2C CEBPA CHEK1 CHEK2 CIC CIITA CREBBP CTCF CUL3
    CUX1 CYLD DAXX DDB2 DDX3X DDX41 DICER1 DNMT3A DROSHA EED ELF3 EP300 ERCC2 ERCC3 ERCC4
    ERCC5 ETV6 EXT1 EXT2 FANCA FANCC FANCD2 FANCE FANCF FANCG FAS FAT1 FAT4 FBXO11 FBXW7 FH
    FLCN FUBP1 GATA3 GNA13 GRIN2A HLA-A HLA-B HNF1A ID3 IKZF1 INPP4B KDM5C KDM6A KEAP1 KLF6
    KMT2B KMT2C KMT2D LATS1 LATS2 LRP1B LZTR1 MAP2K4 MAP3K1 MAX MED12 MEN1 MGA MLH1 MRE11 MSH2
    MSH6 MTAP MUTYH NBN NCOR1 NCOR2 NF1 NF2 NTHL1 PALB2 PAX5 PBRM1 PHF6 PHOX2B PIK3R1 PML PMS2
    POLD1 POLE POT1 PPP2R1A PPP2R2A PPP6C PRDM1 PRKAR1A PTCH1 PTEN PTPN6 PTPRB PTPRD PTPRK
    PTPRT RAD21 RAD50 RAD51B RAD51C RAD51D RAD54L RASA1 RB1 RBM10 RNF43 RPL5 RUNX1 SBDS SDHA
    SDHAF2 SDHB SDHC SDHD SETD2 SH2B3 SMAD2 SMAD3 SMAD4 SMARCA4 SMARCB1 SMARCE1 SOCS1 SOX9
    SPEN SPOP STAG2 STK11 SUFU SUZ12 TBL1XR1 TBX3 TENT5C TET2 TGFBR1 TGFBR2 TMEM127 TNFAIP3
    TNFRSF14 TP53 TRAF3 TRAF7 TSC1 TSC2 VHL WRN WT1 XPA XPC XRCC2 ZFHX3 ZNRF3 ZRSR2
    """
)
"""Driven by loss of function.

POLE and POLD1 are here for the loss of proofreading by variants of the exonuclease domain;
their truncation drives nothing.
"""

BOTH_ROLES = _symbols("EZH2 JAK1 KMT2A NKX2-1 NOTCH1 NOTCH2 NPM1 RHOA")
"""Driven by gain through some variants and by loss through others.

EZH2 Y646 against truncation in myeloid tumours; JAK1 V658 against its loss with microsatellite
instability; KMT2A tandem duplication against truncation; NKX2-1 amplified against truncated
in lung; NOTCH1 and NOTCH2 truncated in the PEST domain against truncated before it; NPM1 moved
to the cytoplasm against lost; RHOA C16 and A161 in T-cell leukaemia against G17.
"""


@lru_cache(maxsize=4096)
def role_of(gene: str) -> GeneRole | None:
    """Return the role of a gene in cancer, None where none is certain.

    Parameters
    ----------
    gene : str
        Any symbol of the gene, see :func:`variants.gene_symbols.comparable_symbol`.

    Examples
    --------
    >>> role_of("MLL2").value, role_of("H3F3A").value
    ('tumour suppressor', 'oncogene')
    """
    symbol = comparable_symbol(gene)
    if symbol in ONCOGENES:
        return GeneRole.ONCOGENE
    if symbol in TUMOUR_SUPPRESSORS:
        return GeneRole.TUMOUR_SUPPRESSOR
    return GeneRole.BOTH if symbol in BOTH_ROLES else None
