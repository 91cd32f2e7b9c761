"""Residues of protein domains, for evidence that names a domain: ``Kinase Domain Mutation``.

Only domains that evidence names, the exonuclease domain of POLE, of which the variants are the
ones that count, and the kinase domains of genes that therapies aim at.
Positions are 1-based residue numbers of UniProt's canonical sequence.

Examples
--------
>>> domain_residues("ERBB2", "Kinase domain mutation")
((720, 987),)
>>> domain_residues("ABL1", "Non-P-Loop Mutation")
((242, 247), (257, 493))
>>> domain_residues("TP53", "Zinc finger domain mutation") is None
True
"""

import re

from variants.gene_symbols import comparable_symbol

Residues = tuple[tuple[int, int], ...]

KINASE_DOMAINS = {
    "ABL1": (242, 493),
    "AKT1": (150, 408),
    "ALK": (1116, 1392),
    "BRAF": (457, 717),
    "BTK": (402, 655),
    "CSF1R": (582, 910),
    "DDR2": (563, 849),
    "EGFR": (712, 979),
    "ERBB2": (720, 987),
    "ERBB3": (709, 966),
    "ERBB4": (718, 985),
    "FGFR1": (478, 767),
    "FGFR2": (481, 770),
    "FGFR3": (472, 761),
    "FGFR4": (467, 755),
    "FLT3": (610, 943),
    "JAK2": (849, 1124),
    "KDR": (834, 1162),
    "KIT": (589, 937),
    "MAP2K1": (68, 361),
    "MET": (1078, 1345),
    "NTRK1": (510, 781),
    "NTRK2": (538, 807),
    "NTRK3": (538, 839),
    "PDGFRA": (593, 954),
    "PDGFRB": (600, 962),
    "RAF1": (349, 609),
    "RET": (724, 1016),
    "ROS1": (1945, 2222),
    "SRC": (270, 523),
}
"""First and last residue. Of JAK2 the active domain, JH1: V617F lies in the other one.

Source: UniProt, feature "Domain, protein kinase": ABL1 P00519, AKT1 P31749, ALK Q9UM73, BRAF
P15056, BTK Q06187, CSF1R P07333, DDR2 Q16832, EGFR P00533, ERBB2 P04626, ERBB3 P21860, ERBB4
Q15303, FGFR1 P11362, FGFR2 P21802, FGFR3 P22607, FGFR4 P22455, FLT3 P36888, JAK2 O60674, KDR
P35968, KIT P10721, MAP2K1 Q02750, MET P08581, NTRK1 P04629, NTRK2 Q16620, NTRK3 Q16288, PDGFRA
P16234, PDGFRB P09619, RAF1 P04049, RET P07949, ROS1 P08922, SRC P12931.
"""

OTHER_DOMAINS: dict[tuple[str, str], Residues] = {
    ("ABL1", "p loop"): ((248, 256),),
    ("PML", "b box 2"): ((183, 236),),
    ("POLE", "exonuclease"): ((268, 471),),
    ("STAT3", "sh2"): ((580, 670),),
    ("TP53", "conserved"): ((117, 142), (171, 181), (234, 258), (270, 286)),
    ("TP53", "dna binding"): ((102, 292),),
}
"""By gene and domain.

Source: UniProt, features "Nucleotide binding" (ABL1 P00519), "Zinc finger, B box-type 2" (PML
P29590), "Domain, SH2" (STAT3 P40763), "DNA binding" (TP53 P04637). POLE: Palles 2013, PMID
23263490. TP53, regions II to V that vertebrates share: Soussi and May 1996, J Mol Biol 260:623.
"""

_KINASE = frozenset({"kinase", "tyrosine kinase", "protein kinase", "tkd"})
_SAME = {"b2": "b box 2", "dbd": "dna binding"}

_EVENT = re.compile(r" (?:deletion|insertion|missense(?: mutation)?|mutation|mut|alteration)s?$")


def domain_residues(gene: str, words: str) -> Residues | None:
    """Return the residues of a domain that evidence names in words.

    Parameters
    ----------
    gene : str
        Any symbol of the gene.
    words : str
        The variation or its name: ``TKD mutation``, ``Non p loop mutation``. What befalls the
        domain does not matter. ``Non p loop`` is the kinase domain without the loop.

    Returns
    -------
    tuple of tuple of int or None
        First and last residue of each stretch, in order; None for a domain of which the
        residues are not certain.
    """
    symbol = comparable_symbol(gene)
    name = _domain_name(symbol, words)
    if name == "non p loop":
        whole, loop = _named(symbol, "kinase"), _named(symbol, "p loop")
        return _without(whole[0], loop[0]) if whole and loop else None
    return _named(symbol, name)


def _domain_name(symbol: str, words: str) -> str:
    text = _EVENT.sub("", re.sub(r"[\s_‐‑‒–—−-]+", " ", words.casefold()).strip())
    first, _, rest = text.partition(" ")
    if rest and comparable_symbol(first) == symbol:
        text = rest
    name = text.removesuffix(" domain")
    return "kinase" if name in _KINASE else _SAME.get(name, name)


def _named(symbol: str, name: str) -> Residues | None:
    if name == "kinase":
        residues = KINASE_DOMAINS.get(symbol)
        return (residues,) if residues else None
    return OTHER_DOMAINS.get((symbol, name))


def _without(whole: tuple[int, int], part: tuple[int, int]) -> Residues:
    return (whole[0], part[0] - 1), (part[1] + 1, whole[1])
