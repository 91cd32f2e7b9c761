"""Variants found in the tumour that may have been inherited, and why.

Which genes, which allele fractions and which ages call for a germline sample follows the ESMO
Precision Medicine Working Group: Mandelker 2019, PMID 31050713, and Kuzbari 2023, PMID 36529447.
Genes beyond the seven that Kuzbari 2023 names for every tumour are asked for only in a tumour to
which they predispose, which is narrower than Mandelker 2019. Genes of inherited myeloid disease
follow the European LeukemiaNet, Döhner 2022, PMID 35797463.

Examples
--------
>>> from patients.case import Case, CaseVariant, Origin
>>> from therapy.tumour_types import TumourTypes
>>> found = CaseVariant("BRCA2", "S1982fs", Origin.SOMATIC, allele_fraction=0.48)
>>> [suspicion] = suspect_germline(Case("a", variants=(found,)), TumourTypes([]), {})
>>> print(suspicion.reason)
in BRCA2 a germline sample is recommended whatever the tumour; it truncates the protein; its \
allele fraction of 0.48 is near one half
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from patients.case import Case, CaseVariant, Origin, TestKind
from patients.tumour_syndromes import TumourSyndrome, syndromes_of_gene
from therapy.alterations import Alteration, AlterationKind, read_alteration
from therapy.tumour_names import is_tumour_id
from therapy.tumour_types import HAEMATOLOGIC, TumourTypes
from variants.gene_facts import BENIGN_STOPS
from variants.gene_roles import GeneRole, role_of
from variants.gene_symbols import comparable_symbol

IN_EVERY_TUMOUR = frozenset({"BRCA1", "BRCA2", "MLH1", "MSH2", "MSH6", "PALB2", "RET"})
"""The most actionable genes of Kuzbari 2023, whatever the tumour."""

IN_THEIR_TUMOURS = frozenset(
    {"ATM", "BAP1", "BRIP1", "CHEK2", "FH", "FLCN", "MUTYH", "PMS2", "POLE", "RAD51C", "RAD51D"}
    | {"SDHA", "SDHAF2", "SDHB", "SDHC", "SDHD", "TSC2", "VHL"}
)
"""Asked for where the gene predisposes to the tumour."""

IN_THE_YOUNG = frozenset({"APC", "NF1", "RB1", "TP53"})
"""Nearly always of the tumour itself, and asked for only below :data:`YOUNG`."""

IN_MYELOID_DISEASE = frozenset({"ANKRD26", "CEBPA", "DDX41", "ETV6", "GATA2", "RUNX1"})
"""Of inherited myeloid disease, asked for in tumours of the blood."""

YOUNG = 30
"""Years. Source: Mandelker 2019."""

LEAST_FRACTION = 0.3
"""Of the alleles of a substitution that may be inherited. Source: Mandelker 2019."""

LEAST_INDEL_FRACTION = 0.2
"""The same of an insertion or deletion, which aligners count too low."""

NEAR_HALF = (0.4, 0.6)
"""Fractions that a heterozygous germline variant shows without loss of an allele."""

RET_CODONS = frozenset({609, 611, 618, 620, 630, 634, 768, 790, 804, 883, 891, 918})
"""Codons of multiple endocrine neoplasia 2. Source: Wells 2015, PMID 25810047."""

HYPERMUTATED = 10
"""Mutations per megabase."""

PATHOGENIC = frozenset({"pathogenic", "likely pathogenic"})

_MORE_TUMOURS = {
    "ATM": ("breast cancer", "pancreatic cancer", "prostate cancer"),
    "BRIP1": ("ovarian cancer",),
    "RAD51C": ("ovarian cancer", "breast cancer"),
    "RAD51D": ("ovarian cancer", "breast cancer"),
}
"""Beside those of the gene's dominant syndromes in OMIM. Source: ASCO, PMID 38175972 and
https://doi.org/10.1200/JCO.19.02960."""

_DOMINANT = "autosomal dominant"
_RECESSIVE = frozenset({"MUTYH"})
_ESMO = (
    "ESMO Precision Medicine Working Group: Kuzbari 2023, PMID 36529447; "
    "Mandelker 2019, PMID 31050713"
)
_ELN = "European LeukemiaNet: Döhner 2022, PMID 35797463"
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
_LOSING = frozenset({AlterationKind.TRUNCATION, AlterationKind.START_LOST, AlterationKind.SPLICE})
_NO_SMALL_VARIANT = frozenset(
    {AlterationKind.FUSION, AlterationKind.AMPLIFICATION, AlterationKind.GENE_DELETION}
)
_NOT_LOST_BY_STOPS = frozenset({"POLE"})
_INDEL = re.compile(r"fs|del|ins|dup", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GermlineSuspicion:
    """A variant that may have been inherited.

    Parameters
    ----------
    variant : CaseVariant
    reason : str
        In words, each ground after a semicolon.
    source, url : str
        Of the recommendation.
    """

    variant: CaseVariant
    reason: str
    source: str
    url: str


def suspect_germline(
    case: Case, tumours: TumourTypes, syndromes: Mapping[str, TumourSyndrome]
) -> tuple[GermlineSuspicion, ...]:
    """Return the variants of the tumour that may have been inherited.

    A variant whose origin is not known counts as found in the tumour where the case has one.
    What is known as germline is never suspected.

    Parameters
    ----------
    syndromes : mapping of TumourSyndrome
        By disease, as :func:`patients.tumour_syndromes.read_tumour_syndromes` gives them.
    """
    known = {_change(variant) for variant in case.variants_of(Origin.GERMLINE)}
    asked = [Origin.SOMATIC, *([Origin.UNKNOWN] if case.tumour else [])]
    found = []
    for variant in case.variants:
        if variant.origin not in asked or _change(variant) in known:
            continue
        grounds = _grounds(variant, case, tumours, syndromes)
        if grounds:
            source, page = (
                (_ELN, "35797463/")
                if comparable_symbol(variant.gene) in IN_MYELOID_DISEASE
                else (_ESMO, "36529447/")
            )
            found.append(GermlineSuspicion(variant, "; ".join(grounds), source, f"{_PUBMED}{page}"))
    return tuple(found)


def is_harmful(variant: CaseVariant) -> str:
    """Say why a variant counts as pathogenic, nothing where it does not.

    It does where it was classed so, or where it has no class, truncates the protein and the gene
    is one that drives tumours by its loss.

    Examples
    --------
    >>> is_harmful(CaseVariant("TP53", "R213*")), is_harmful(CaseVariant("TP53", "P72R"))
    ('it truncates the protein', '')
    """
    if variant.pathogenicity:
        classed = variant.pathogenicity.casefold() in PATHOGENIC
        return f"it is classed {variant.pathogenicity.casefold()}" if classed else ""
    gene, alteration = comparable_symbol(variant.gene), read_variant(variant)
    if gene == "RET" and alteration.first in RET_CODONS:
        return f"codon {alteration.first} is one of multiple endocrine neoplasia 2"
    losing = alteration.kind in _LOSING and gene not in _NOT_LOST_BY_STOPS
    if not losing or (gene, alteration.name) in BENIGN_STOPS:
        return ""
    return "it truncates the protein" if role_of(gene) is GeneRole.TUMOUR_SUPPRESSOR else ""


def read_variant(variant: CaseVariant) -> Alteration:
    """Read the first description of a variant that is understood."""
    texts = [text for text in (variant.variation, variant.hgvs_p, variant.hgvs_c) if text]
    read = [read_alteration(text.rpartition(":")[2]) for text in texts]
    understood = (found for found in read if found.kind is not AlterationKind.OTHER)
    return next(understood, read[0] if read else Alteration(AlterationKind.OTHER, ""))


def _grounds(
    variant: CaseVariant,
    case: Case,
    tumours: TumourTypes,
    syndromes: Mapping[str, TumourSyndrome],
) -> tuple[str, ...]:
    """Return why a variant may be inherited, nothing where one ground is missing."""
    if read_variant(variant).kind in _NO_SMALL_VARIANT:
        return ()
    gene = comparable_symbol(variant.gene)
    rule, harm, fraction = (
        _rule(gene, case, tumours, syndromes),
        is_harmful(variant),
        _fraction(variant),
    )
    if not (rule and harm and fraction) or (gene in _RECESSIVE and not _both_lost(gene, case)):
        return ()
    return (rule, harm, fraction, *_doubts(case))


def _rule(
    gene: str, case: Case, tumours: TumourTypes, syndromes: Mapping[str, TumourSyndrome]
) -> str:
    tumour = (case.tumour.name or case.tumour.code) if case.tumour else ""
    found = tumours.find(tumour) if is_tumour_id(tumour) else None
    tumour = found.name if found else tumour
    if gene in IN_EVERY_TUMOUR:
        return f"in {gene} a germline sample is recommended whatever the tumour"
    if gene in IN_THEIR_TUMOURS and _predisposes(gene, tumour, tumours, syndromes):
        return f"{gene} predisposes to {tumour}"
    if gene in IN_THE_YOUNG and case.age and case.age.in_years < YOUNG:
        return f"in {gene} a germline sample is recommended below {YOUNG} years"
    blood = tumours.relation(HAEMATOLOGIC, tumour).serves if tumour else False
    if gene in IN_MYELOID_DISEASE and blood:
        return f"{gene} is a gene of inherited myeloid disease"
    return ""


def _predisposes(
    gene: str, tumour: str, tumours: TumourTypes, syndromes: Mapping[str, TumourSyndrome]
) -> bool:
    if not tumour:
        return False
    own = [
        syndrome
        for syndrome in syndromes_of_gene(syndromes, gene)
        if syndrome.inheritance.startswith(_DOMINANT) or gene in _RECESSIVE
    ]
    more = _MORE_TUMOURS.get(gene, ())
    return any(syndrome.explains(tumour, tumours) for syndrome in own) or any(
        tumours.relation(name, tumour).serves for name in more
    )


def _fraction(variant: CaseVariant) -> str:
    """Say what the allele fraction allows, nothing where it is too low."""
    fraction = variant.allele_fraction
    if fraction is None:
        return "its allele fraction is not given"
    texts = (variant.variation, variant.hgvs_p, variant.hgvs_c)
    least = LEAST_INDEL_FRACTION if any(map(_INDEL.search, texts)) else LEAST_FRACTION
    if fraction <= least:
        return ""
    low, high = NEAR_HALF
    if low <= fraction <= high:
        return f"its allele fraction of {fraction:g} is near one half"
    return f"its allele fraction of {fraction:g} is above {least:g}"


def _both_lost(gene: str, case: Case) -> bool:
    own = [variant for variant in case.variants if comparable_symbol(variant.gene) == gene]
    return len(own) > 1 or any("homozygous" in variant.zygosity for variant in own)


def _doubts(case: Case) -> tuple[str, ...]:
    msi, burden = case.test(TestKind.MSI), case.test(TestKind.TMB)
    unstable = msi is not None and msi.category == "high"
    many = burden is not None and burden.value is not None and burden.value >= HYPERMUTATED
    if not (unstable or many):
        return ()
    return ("in a tumour with so many mutations it may still have arisen there",)


def _change(variant: CaseVariant) -> tuple[str, str]:
    return comparable_symbol(variant.gene), read_variant(variant).name
