"""Residues that exons encode, for evidence that names an exon.

Only exons that evidence names and whose bounds are certain; whole codons only, save MET
exon 14, which shares its first and last codon with its neighbours.
Positions are 1-based residue numbers.
"""

EXON_RESIDUES = {
    ("EGFR", 19): (729, 761),
    ("EGFR", 20): (762, 823),
    ("ERBB2", 20): (770, 831),
    ("KIT", 9): (450, 513),
    ("KIT", 11): (550, 591),
    ("MET", 14): (963, 1010),
    ("PDGFRA", 18): (814, 854),
}
"""First and last residue, by gene symbol and exon number.

Source: RefSeq, EGFR NM_005228 (c.2185-2283, c.2284-2469), ERBB2 NM_004448
(c.2308-2493), KIT NM_000222 (c.1347-1540, c.1648-1774), MET NM_000245
(c.2888-3028), PDGFRA NM_006206 (c.2440-2562).
"""
