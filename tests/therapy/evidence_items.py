"""Small evidence bases for the tests: made-up statements on real alterations, drugs and tumours."""

from dataclasses import replace
from zlib import crc32

from therapy.advice import Advisor
from therapy.drugs import Action, Drug, Drugs
from therapy.effects import read_prediction
from therapy.evidence_index import EvidenceIndex
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.matching import Variant
from therapy.tumour_types import CANCER, TumourType, TumourTypes

RESISTANCE = "Resistance"
SENSITIVITY = "Sensitivity/Response"

DRUGS = Drugs(
    [
        Drug("vemurafenib", ("Zelboraf",), "BRAF inhibitor", Action.INHIBITOR, ("BRAF",)),
        Drug("trametinib", (), "MEK inhibitor", Action.INHIBITOR, ("MAP2K1", "MAP2K2")),
        Drug("gefitinib", (), "EGFR inhibitor", Action.INHIBITOR, ("EGFR",)),
        Drug("osimertinib", (), "EGFR inhibitor", Action.INHIBITOR, ("EGFR",)),
        Drug("cetuximab", (), "EGFR antibody", Action.BLOCKING_ANTIBODY, ("EGFR",)),
        Drug("imatinib", (), "kinase inhibitor", Action.INHIBITOR, ("ABL1", "KIT", "PDGFRA")),
        Drug("alpelisib", (), "PI3K inhibitor", Action.INHIBITOR, ("PIK3CA",)),
        Drug("olaparib", (), "PARP inhibitor", Action.INHIBITOR, ("PARP1", "PARP2")),
        Drug("eprenetapopt", (), "p53 reactivator", Action.ACTIVATOR, ("TP53",)),
        Drug(
            "sotorasib", (), "KRAS G12C inhibitor", Action.INHIBITOR, ("KRAS",),
            allele_specific=("KRAS G12C",),
        ),
    ]
)  # fmt: skip

TUMOURS = TumourTypes(
    [
        TumourType(CANCER, "cancer", umbrella=True),
        TumourType("DOID:1909", "melanoma", (CANCER,), ("MEL",)),
        TumourType("DOID:8923", "skin melanoma", ("DOID:1909",), ("SKCM",)),
        TumourType("DOID:9256", "colorectal cancer", (CANCER,), ("COADREAD",)),
        TumourType("DOID:3908", "lung non-small cell carcinoma", (CANCER,), ("NSCLC",)),
    ]
)

HELD = EvidenceItem(
    key="",
    curator=Curator.CIVIC,
    profile="BRAF V600E",
    evidence_type=EvidenceType.PREDICTIVE,
    supports=True,
    significance=SENSITIVITY,
    level=Level.B,
    tumour_type="Melanoma",
    doid="",
    therapies=("Vemurafenib",),
    interaction=Interaction.NONE,
    variant_origin="Somatic",
    statement="",
    rating=3,
    reviewed="2023-01-09",
    url="",
    citation=Citation("PubMed", "1"),
)


def item(profile, therapy="Drug", significance=SENSITIVITY, **fields):
    """Return a predictive statement; several therapies are separated by commas.

    Its key is made of all it says, so that two that differ have two keys.
    """
    therapies = tuple(therapy.split(","))
    made = replace(HELD, profile=profile, therapies=therapies, significance=significance, **fields)
    return made if made.key else replace(made, key=f"EID{crc32(repr(made).encode())}")


def functional(profile, significance, **fields):
    """Return a statement on what a variant does."""
    return item(profile, "", significance, evidence_type=EvidenceType.FUNCTIONAL, **fields)


def predicted(effect_class, probability=0.9):
    """Return what a classifier answers that is sure of one class as far as given."""
    rest = (1 - probability) / 8
    return read_prediction([probability if n == effect_class else rest for n in range(1, 10)])


def advise(gene, variation, *items, effect_class=None, others=None, disease=None):
    """Ask a base of these statements; other variants are written as ``KRAS G12D``."""
    effect = predicted(effect_class) if effect_class else None
    advisor = Advisor(EvidenceIndex(items, DRUGS), TUMOURS)
    sample = None if others is None else [Variant.read(*one.split(" ", 1)) for one in others]
    return advisor.advise(Variant.read(gene, variation, effect), disease=disease, others=sample)


def bases(gene, variation, *items, **asked):
    """Return the basis of each suggestion, the best first."""
    return [found.basis.value for found in advise(gene, variation, *items, **asked).suggestions]
