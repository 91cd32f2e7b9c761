"""Variants of CIViC's older files, put as molecular profiles.

An older file names a gene and one variant, and a variant may hold several alterations:
``EML4-ALK C1156Y`` of ALK. A present one names a molecular profile,
``EML4::ALK Fusion AND ALK C1156Y``.
Source: https://civic.readthedocs.io/en/latest/model/molecular_profiles.html

Examples
--------
>>> profile_of("BRAF", "V600E"), profile_of("ALK", "ALK FUSIONS")
('BRAF V600E', 'v::ALK Fusion')
>>> profile_of("ABL1", "BCR-ABL F317L")
'BCR::ABL1 Fusion AND ABL1 F317L'
"""

import re

from variants.variation import Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType

_MUTATED_FUSION = re.compile(r"(?P<gene>\S+) FUSION (?P<change>\S+)", re.IGNORECASE)
"""``ALK FUSION G1202R``: a change in a fusion whose partner is not named."""


def profile_of(gene: str, variant: str) -> str:
    """Write a gene and its variant as a molecular profile.

    Where the variant is one alteration, or in a spelling that is not read, its words stay.

    Examples
    --------
    >>> profile_of("ALK", "ALK FUSION G1202R")
    'v::ALK Fusion AND ALK G1202R'
    >>> profile_of("NPM1", "EXON 12 MUTATION")
    'NPM1 EXON 12 MUTATION'
    """
    gene, variant = gene.strip(), " ".join(variant.split())
    if (match := _MUTATED_FUSION.fullmatch(variant)) and match["gene"].upper() == gene.upper():
        return f"v::{gene} Fusion AND {gene} {match['change']}"
    try:
        variation = parse_variation(_without_gene(gene, variant))
    except VariationError:
        return f"{gene} {variant}"
    if variation.parts:
        return " AND ".join(_alteration(gene, part, part.name) for part in variation.parts)
    return _alteration(gene, variation, variant)


def _alteration(gene: str, variation: Variation, text: str) -> str:
    """Write one alteration; a fusion names its genes itself, ``v`` is any partner."""
    if variation.type is not VariationType.FUSION or variation.fusion is None:
        return f"{gene} {text}"
    named = [partner for partner in variation.fusion.partners if partner]
    return variation.name if len(named) > 1 else f"v::{(named or [gene])[0]} Fusion"


def _without_gene(gene: str, variant: str) -> str:
    first, _, rest = variant.partition(" ")
    return rest if rest and first.upper() == gene.upper() else variant
