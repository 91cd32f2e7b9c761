"""Alterations that the field calls by a name of their own.

Each entry: the canonical name, the Sequence Ontology term of what happens, and
what it is. Exons are numbered as in the papers.

Sources: names, OncoKB (https://www.oncokb.org) and CIViC (https://civicdb.org); EGFR-KDD,
doi:10.1158/2159-8290.CD-15-0654; AR-V7, doi:10.1158/0008-5472.CAN-08-2764; ARv567es,
doi:10.1172/JCI41824; p61BRAF, doi:10.1038/nature10662; TrkAIII,
doi:10.1016/j.ccr.2004.09.011; MYC-nick, doi:10.1016/j.cell.2010.06.037; ALK-ATI,
doi:10.1038/nature15258; HSPH1 T17, doi:10.1038/nm.2457.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """What a name stands for.

    Parameters
    ----------
    name : str
        Canonical name.
    term : str
        Sequence Ontology term, empty where none fits.
    meaning : str
        What happens, in a few words.
    """

    name: str
    term: str
    meaning: str


_LOSS, _DUP, _SPLICED = (
    "exon_loss_variant",
    "tandem_duplication",
    "alternatively_spliced_transcript",
)

NAMED_EVENTS = {
    "egfrvii": NamedEvent("EGFRvII", _LOSS, "EGFR without exons 14 and 15"),
    "egfrviii": NamedEvent("EGFRvIII", _LOSS, "EGFR without exons 2 to 7"),
    "egfrviv": NamedEvent("EGFRvIV", _LOSS, "EGFR without part of its C-terminal tail"),
    "egfrvv": NamedEvent("EGFRvV", "feature_truncation", "EGFR cut short in its C-terminal tail"),
    "itd": NamedEvent("ITD", "inframe_insertion", "internal tandem duplication, in frame"),
    "ptd": NamedEvent("PTD", _DUP, "partial tandem duplication"),
    "kdd": NamedEvent("KDD", _DUP, "kinase domain duplication"),
    "arv7": NamedEvent("AR-V7", _SPLICED, "androgen receptor without its ligand binding domain"),
    "arv567es": NamedEvent("ARv567es", _SPLICED, "androgen receptor without exons 5 to 7"),
    "dnmt3b7": NamedEvent("DNMT3B7", _SPLICED, "DNMT3B cut short before its catalytic domain"),
    "casp8l": NamedEvent("CASP8L", _SPLICED, "caspase-8 long isoform, without its catalytic part"),
    "mycnick": NamedEvent("MYC-nick", "", "MYC cut by calpain, without its nuclear localisation"),
    "p61braf": NamedEvent("p61BRAF", _SPLICED, "BRAF without exons 4 to 8"),
    "trkaiii": NamedEvent("TRKAIII", _SPLICED, "NTRK1 without exons 6, 7 and 9"),
    "tgfbr1*6a": NamedEvent("TGFBR1*6A", "inframe_deletion", "three of nine alanines lost"),
    "cd44v6": NamedEvent("CD44v6", _SPLICED, "CD44 with variant exon 6"),
    "cd44s": NamedEvent("CD44s", _SPLICED, "CD44 without variant exons"),
    "ati": NamedEvent("Alternative transcript (ATI)", "", "transcription starts in an intron"),
    "t17 deletion": NamedEvent(
        "T17 deletion", "short_tandem_repeat_variation", "a run of 17 thymines cut short, in HSPH1"
    ),
    "alu insertion": NamedEvent(
        "Alu insertion", "mobile_element_insertion", "an Alu element put in"
    ),
}
"""By name in small letters, without hyphens."""

_OF_A_GENE = r"(?:(?!no |non |not |without |negative )\w+ )?"
"""``FLT3 ITD`` is the ITD; the gene is given beside the variation."""

_SYNONYMS = (
    (re.compile(rf"{_OF_A_GENE}(?:internal (?:tandem )?duplication|itd)"), "itd"),
    (re.compile(rf"{_OF_A_GENE}(?:partial tandem duplication|ptd)"), "ptd"),
    (re.compile(rf"{_OF_A_GENE}(?:kinase domain duplication|kdd)"), "kdd"),
    (re.compile(r"(?:egfr ?)?v(i{2,3}|iv|v)"), "egfrv"),
    (re.compile(r"trka ?iii(?: splice variant)?"), "trkaiii"),
    (re.compile(r"alternative transcript \(?ati\)?"), "ati"),
    (re.compile(r"ar v ?7"), "arv7"),
    (re.compile(r"myc nick"), "mycnick"),
    (re.compile(r"(cd44s|cd44v6) expression"), ""),
)


def named_event(words: str) -> NamedEvent | None:
    """Return the event of a name in small letters with spaces for hyphens, None if not known.

    Examples
    --------
    >>> named_event("egfr kdd").meaning
    'kinase domain duplication'
    >>> named_event("v600e") is None
    True
    """
    if words in NAMED_EVENTS:
        return NAMED_EVENTS[words]
    for pattern, key in _SYNONYMS:
        if match := pattern.fullmatch(words):
            variable = match[1] if match.groups() else ""
            return NAMED_EVENTS[f"{key}{variable}"]
    return None
