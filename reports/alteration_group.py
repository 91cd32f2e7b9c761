"""Groups of alterations as an oncoprint draws them, by consequence.

Terms are the Sequence Ontology's, http://www.sequenceontology.org.

Examples
--------
>>> alteration_group("stop_gained", "R213*").value
'truncating'
>>> alteration_group("", "V600E").value
'missense'
>>> alteration_group("", "Amplification").value
'amplification'
"""

from enum import StrEnum

from variants.variation_grammar import VariationError, parse_variation


class AlterationGroup(StrEnum):
    """What a change is at a glance; the first of several counts when samples are sorted."""

    AMPLIFICATION = "amplification"
    GENE_DELETION = "deletion of the gene"
    FUSION = "fusion"
    TRUNCATING = "truncating"
    SPLICE = "splice site"
    IN_FRAME = "in-frame"
    MISSENSE = "missense"
    OTHER = "other"


MEANINGS = {
    AlterationGroup.AMPLIFICATION: "more copies of the gene",
    AlterationGroup.GENE_DELETION: "the gene is lost",
    AlterationGroup.FUSION: "two genes joined",
    AlterationGroup.TRUNCATING: "stop gained, frameshift, start or stop lost",
    AlterationGroup.SPLICE: "a splice site is lost",
    AlterationGroup.IN_FRAME: "residues gained or lost in frame",
    AlterationGroup.MISSENSE: "one residue for another",
    AlterationGroup.OTHER: "another consequence, or none stated",
}
"""Each group in a few words."""

_TERMS = {
    AlterationGroup.AMPLIFICATION: ("transcript_amplification",),
    AlterationGroup.GENE_DELETION: ("transcript_ablation",),
    AlterationGroup.FUSION: ("gene_fusion",),
    AlterationGroup.TRUNCATING: (
        "stop_gained", "frameshift_variant", "start_lost", "initiator_codon_variant", "stop_lost",
        "feature_truncation",
    ),
    AlterationGroup.SPLICE: (
        "splice_acceptor_variant", "splice_donor_variant", "splice_site_variant",
        "splicing_variant",
    ),
    AlterationGroup.IN_FRAME: ("inframe_insertion", "inframe_deletion"),
    AlterationGroup.MISSENSE: ("missense_variant",),
}  # fmt: skip

_GROUPS = {term: group for group, terms in _TERMS.items() for term in terms}


def alteration_group(consequence: str, variation: str) -> AlterationGroup:
    """Return the group of a variant.

    Parameters
    ----------
    consequence : str
        Sequence Ontology term, empty where the file states none: then the spelling decides.
    variation : str
        Any spelling.
    """
    return _GROUPS.get(consequence or _spelt(variation), AlterationGroup.OTHER)


def _spelt(variation: str) -> str:
    try:
        return parse_variation(variation).consequence or ""
    except VariationError:
        return ""
