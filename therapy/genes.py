"""Facts about single genes that the text of an alteration does not hold.

Only genes of the curated table; symbols are HGNC's, in capitals.

Examples
--------
>>> canonical_symbol(" her2")
'ERBB2'
"""

GENE_ALIASES = {
    "ABL": "ABL1",
    "C-KIT": "KIT",
    "C-MET": "MET",
    "CHK2": "CHEK2",
    "CRAF": "RAF1",
    "DPC4": "SMAD4",
    "ERBB1": "EGFR",
    "FANCD1": "BRCA2",
    "FANCN": "PALB2",
    "H3F3A": "H3-3A",
    "HER1": "EGFR",
    "HER2": "ERBB2",
    "INI1": "SMARCB1",
    "MEK1": "MAP2K1",
    "MLL": "KMT2A",
    "P53": "TP53",
    "PTCH": "PTCH1",
    "TRKA": "NTRK1",
    "TRKB": "NTRK2",
    "TRKC": "NTRK3",
}
"""Earlier symbols and common names to approved symbols. Source: HGNC."""

TUMOUR_SUPPRESSORS = frozenset({"ATM", "NF1", "PTCH1", "TP53"})
"""Tumour suppressors that have evidence for ``Mutation``: loss of the protein counts.

Source: COSMIC Cancer Gene Census, role in cancer TSG. POLE has that role too and is
left out: it drives tumours by changes of its exonuclease domain, not by loss.
"""

BENIGN_STOPS = frozenset({("BRCA2", "K3326*")})
"""Stops in a last exon that leave the protein working, by gene and change.

Source: ClinVar, BRCA2 NM_000059 c.9976A>T, benign by expert panel (ENIGMA).
"""


def canonical_symbol(gene: str) -> str:
    """Write a gene's approved symbol in capitals; an unknown name stays itself."""
    symbol = gene.strip().upper()
    return GENE_ALIASES.get(symbol, symbol)
