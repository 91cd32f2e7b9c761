"""Facts about single genes that the text of an alteration does not hold.

Only genes of the curated table; symbols are HGNC's approved ones.
"""

TUMOUR_SUPPRESSORS = frozenset({"ATM", "NF1", "PTCH1", "TP53"})
"""Tumour suppressors that have evidence for ``Mutation``: loss of the protein counts.

Source: COSMIC Cancer Gene Census, role in cancer TSG. POLE has that role too and is
left out: it drives tumours by changes of its exonuclease domain, not by loss.
"""

BENIGN_STOPS = frozenset({("BRCA2", "K3326*")})
"""Stops in a last exon that leave the protein working, by gene and change.

Source: ClinVar, BRCA2 NM_000059 c.9976A>T, benign by expert panel (ENIGMA).
"""
