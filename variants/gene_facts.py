"""Facts about single genes that the text of an alteration does not hold.

Symbols are HGNC's approved ones.
"""

BENIGN_STOPS = frozenset({("BRCA2", "K3326*")})
"""Stops in a last exon that leave the protein working, by gene and change.

Source: ClinVar, BRCA2 NM_000059 c.9976A>T, benign by expert panel (ENIGMA).
"""

SWITCH_RESIDUES = frozenset(
    {
        ("EZH2", 646),
        ("EZH2", 682),
        ("EZH2", 692),
        ("H3-3A", 27),
        ("H3-3A", 28),
        ("H3-3A", 34),
        ("H3-3A", 35),
        ("IDH1", 132),
        ("IDH2", 140),
        ("IDH2", 172),
        ("SF3B1", 625),
        ("SF3B1", 666),
        ("SF3B1", 700),
        ("U2AF1", 34),
        ("U2AF1", 157),
    }
)
"""Residues whose substitutions give the protein another function, by gene and position.

Source: OncoKB, mutation effect (Likely) Switch-of-function, https://www.oncokb.org. Numbers of
EZH2 are those of NM_004456, five more than in older papers: Y646 was Y641. Histone residues are
counted with and without the first methionine: K27 is K28.
"""

GAIN_RESIDUES = frozenset(
    (gene, int(residue))
    for line in """
        AKT1 17
        BRAF 600
        CTNNB1 33 37 45
        EGFR 719 858 861
        ESR1 536 537 538
        FGFR3 650
        FLT3 835
        GNA11 209
        GNAQ 209
        HRAS 12 13 61
        JAK2 617
        KIT 559 560 816
        KRAS 12 13 61
        NRAS 12 13 61
        PDGFRA 842
        PIK3CA 545 546 1047
        RET 634
        """.strip().splitlines()
    for gene, *residues in [line.split()]
    for residue in residues
)
"""Residues of oncogenes of which the substitutions seen in tumours activate, by gene and position.

Source: OncoKB, mutation effect (Likely) Gain-of-function, https://www.oncokb.org; recurrence,
Chang et al. 2018, PMID 29247016. Only residues without a substitution of another effect.
"""

RENUMBERED = {
    ("EZH2", "Y", 641): 646,
    ("EZH2", "A", 677): 682,
    ("EZH2", "A", 687): 692,
    **{
        (gene, residue, old): old + 1
        for gene in ("H3-3A", "H3-3B", "H3C2", "H3C3")
        for residue, old in (("K", 27), ("G", 34), ("K", 36))
    },
}
"""Residues that papers count otherwise than evidence does today: gene, residue and old position.

Source: EZH2 isoforms NM_152998 and NM_004456; histones with their first methionine, as HGVS counts.
"""

DRIVEN_BY_DOMAIN = {"POLE": "exonuclease domain mutation"}
"""Genes of which ``Mutation`` means the changes of one domain, whatever their effect.

Source: tumours with POLE exonuclease domain mutations are hypermutated, PMID 23636398.
"""

SKIPPING_RESIDUES = {("MET", 14): 1010}
"""Residues of which every substitution breaks the splice site and with it skips the exon.

Source: MET D1010 is spelt by the last bases of exon 14 (c.3028), PMID 25971938.
"""

PROMOTER_SITES = {
    ("TERT", "GRCh37"): (1295228, 1295250),
    ("TERT", "GRCh38"): (1295113, 1295135),
}
"""Recurrently changed positions of a gene's promoter, 1-based, by gene and genome build.

Source: C228T and C250T, Huang et al. 2013, PMID 23348506.
"""

PROMOTER_CHANGES = frozenset({("TERT", "c.-124C>T"), ("TERT", "c.-146C>T")})
"""The same changes counted from the start codon, by gene."""

DUPLICATED_RESIDUES = {"FLT3": (569, 648)}
"""Residues in which insertions and duplications are called internal tandem duplications.

Source: exons 14 and 15 of FLT3, NM_004119.
"""

FUSION_DRIVEN = frozenset({"ABL1", "ALK", "NTRK1", "NTRK2", "NTRK3", "RET", "ROS1"})
"""Kinases of which a resistance mutation is met within their fusion.

Evidence on ``BCR::ABL1 AND ABL1 T315I`` is evidence on T315I; EGFR T790M needs no fusion.
"""

FUSION_HEADS = frozenset({"BCR", "ETV6", "EWSR1", "FUS", "NUP98", "SS18", "TAF15"})
"""Genes that are joined to many others, of which the other says what the fusion does."""
