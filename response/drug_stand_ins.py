"""Screened substances that stand in for a drug that was not screened.

Only what is nearly the same in the cell: the active form of a prodrug, an earlier compound of the
same series, a close derivative with the same target. Another drug of the class does not count.
The reasons are plain chemistry and pharmacology; an effect found for a stand-in is told apart from
one found for the drug itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandIn:
    """A substance that was screened in place of a drug.

    Attributes
    ----------
    screened : str
        Its name.
    reason : str
        Why it stands in.
    """

    screened: str
    reason: str


STAND_INS: Mapping[str, StandIn] = {
    "binimetinib": StandIn("Selumetinib", "the same benzimidazole series, the same target MEK1/2"),
    "capecitabine": StandIn("5-Fluorouracil", "what capecitabine becomes in the body"),
    "carboplatin": StandIn("Cisplatin", "the same platinum crosslinks of DNA"),
    "daunorubicin": StandIn("Doxorubicin", "daunorubicin with one hydroxyl group more"),
    "epirubicin": StandIn(
        "Doxorubicin", "the same molecule but for the turn of one hydroxyl group"
    ),
    "everolimus": StandIn("Rapamycin", "everolimus is a derivative of it"),
    "irinotecan": StandIn("SN-38", "what irinotecan becomes in the body"),
    "neratinib": StandIn("Pelitinib", "an earlier compound of the same series"),
    "regorafenib": StandIn("Sorafenib", "regorafenib without its fluorine"),
    "topotecan": StandIn("Camptothecin", "topotecan is a derivative of it"),
    "vemurafenib": StandIn("PLX-4720", "the compound from which vemurafenib was developed"),
}
"""By the curated drug's name in `therapy.drugs`: the screened substance, and why."""
