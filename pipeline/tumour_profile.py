"""The profile of a tumour, in the words of a drug screen, from the variants of a report.

A coding change that alters the protein makes a gene mutated, unless it is curated or surely
predicted to be neutral: the effects that the report has already decide, nothing is predicted anew.
An amplification or a gain of copies makes it gained, a deletion of the gene lost. What does not
count is kept with the reason.

Examples
--------
>>> changed_as("missense_variant", "V600E"), changed_as("", "Amplification")
(<Change.MUTATED: 'mutated'>, <Change.GAINED: 'gained'>)
>>> changed_as("intron_variant", "V600E"), changed_as("", "EML4-ALK Fusion")
('intronic', 'fusion: the screen has no feature for fusions')
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reports.lab_report import Variant
from response.profile import TumourProfile
from variants.consequence import MEANINGS
from variants.variation import Direction, Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType as Type

FUSION = "fusion: the screen has no feature for fusions"

MSI = "microsatellite instability"
"""The feature in words, as the screen's own."""

_UNREAD = "not read as a change of the protein"
_NOT_HOMOZYGOUS = "a loss of copies that is not said to be of both"


class Change(StrEnum):
    """What a profile says of a gene."""

    MUTATED = "mutated"
    GAINED = "gained"
    LOST = "lost"


_BY_TERM: Mapping[str, Change | str] = {
    "transcript_amplification": Change.GAINED,
    "transcript_ablation": Change.LOST,
    "gene_fusion": FUSION,
    **MEANINGS,
    **dict.fromkeys(
        (
            "splice_acceptor_variant", "splice_donor_variant", "splice_site_variant",
            "stop_gained", "frameshift_variant", "stop_lost", "start_lost",
            "initiator_codon_variant", "feature_elongation", "feature_truncation",
            "inframe_insertion", "inframe_deletion", "missense_variant",
            "protein_altering_variant",
        ),
        Change.MUTATED,
    ),
}  # fmt: skip
"""What a consequence of the Sequence Ontology makes of a gene, or why it makes nothing of it."""

_BY_TYPE: Mapping[Type, Change | str] = {
    **dict.fromkeys(
        (
            Type.SUBSTITUTION, Type.NONSENSE, Type.FRAMESHIFT, Type.DELETION, Type.INSERTION,
            Type.DELINS, Type.DUPLICATION, Type.EXTENSION, Type.START_LOST, Type.NO_PROTEIN,
            Type.SPLICE, Type.EXON_EVENT, Type.DOMAIN_EVENT, Type.TRUNCATION, Type.GENE_DELETION,
            Type.POSITION, Type.NAMED_EVENT, Type.GAIN_OF_FUNCTION, Type.LOSS_OF_FUNCTION,
            Type.ANY_MUTATION, Type.COMBINATION,
        ),
        Change.MUTATED,
    ),
    Type.AMPLIFICATION: Change.GAINED,
    Type.COPY_NUMBER: "a change of copies that is neither a gain nor a deletion",
    Type.FUSION: FUSION,
    Type.REARRANGEMENT: FUSION,
    Type.SYNONYMOUS: "synonymous",
    Type.UNKNOWN_EFFECT: "effect on the protein not known",
    Type.INTRON_EVENT: "intronic",
    Type.UNTRANSLATED_REGION: "in an untranslated region",
    Type.PROMOTER: "in the promoter",
    Type.EXPRESSION: "expression, no change of the gene",
    Type.METHYLATION: "methylation, no change of the gene",
    Type.MODIFICATION: "of the protein, no change of the gene",
    Type.LOCALISATION: "of the protein, no change of the gene",
    Type.WILD_TYPE: "wild type",
    Type.POLYMORPHISM: "polymorphism",
    Type.NUCLEOTIDE_CHANGE: "given by its nucleotides alone",
}  # fmt: skip
"""The same by the spelling, where the file states no consequence."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one variant brings into a profile.

    Parameters
    ----------
    name : str
        Of the variant: ``BRAF V600E``.
    gene : str
        Approved by HGNC, or as given.
    change : Change, optional
        None where it does not count.
    reason : str
        Why it does not count.
    """

    name: str
    gene: str
    change: Change | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProfiledTumour:
    """A profile with what it rests on.

    Parameters
    ----------
    profile : TumourProfile
    grounds : mapping
        By change and gene: the variants, or markers of a test, that it rests on.
    left_out : mapping of str to tuple of str
        By reason: the variants that do not count.
    msi_ground : str
        What says whether microsatellites are stable; empty where that is not known.
    """

    profile: TumourProfile
    grounds: Mapping[tuple[Change, str], tuple[str, ...]] = field(default_factory=dict)
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    msi_ground: str = ""


def contribution_of(variant: Variant, set_aside: str = "") -> Contribution:
    """Return what a variant of a report brings into the profile of a tumour that has it.

    Parameters
    ----------
    variant : Variant
    set_aside : str
        Why it is none of the tumour's, empty where it may be.
    """
    name, gene = f"{variant.gene} {variant.variation}", variant.gene_symbol or variant.gene
    found = set_aside or changed_as(variant.consequence, variant.variation)
    if found is Change.MUTATED and (neutral := _why_neutral(variant)):
        found = neutral
    if isinstance(found, Change):
        return Contribution(name, gene, found)
    return Contribution(name, gene, None, found)


def changed_as(consequence: str, variation: str) -> Change | str:
    """Return what a variant makes of its gene, or why it makes nothing of it.

    Parameters
    ----------
    consequence : str
        Sequence Ontology term, empty where the file states none; it outranks the spelling.
    variation : str
        Any spelling.
    """
    if consequence in _BY_TERM:
        return _BY_TERM[consequence]
    try:
        read = parse_variation(variation)
    except VariationError:
        return _UNREAD
    return _spelt(read)


def profile_tumour(
    contributions: Iterable[Contribution],
    tissue: str = "",
    microsatellites: tuple[bool | None, str] = (None, ""),
) -> ProfiledTumour:
    """Make the profile of one tumour.

    Parameters
    ----------
    contributions : iterable of Contribution
        Of all its variants, and of what its tests say of a gene.
    tissue : str
        In the screen's word, empty where not known.
    microsatellites : (bool or None, str)
        Whether they are unstable, None where not tested, and what says so.
    """
    grounds: dict[tuple[Change, str], list[str]] = defaultdict(list)
    left_out: dict[str, list[str]] = defaultdict(list)
    for one in contributions:
        if one.change is None:
            left_out[one.reason].append(one.name)
        else:
            grounds[one.change, one.gene].append(one.name)
    genes = {
        change: frozenset(gene for kind, gene in grounds if kind is change) for change in Change
    }
    return ProfiledTumour(
        TumourProfile(
            tissue,
            genes[Change.MUTATED],
            genes[Change.GAINED],
            genes[Change.LOST],
            microsatellites[0],
        ),
        {key: tuple(names) for key, names in grounds.items()},
        {reason: tuple(names) for reason, names in left_out.items()},
        microsatellites[1],
    )


def _spelt(read: Variation) -> Change | str:
    if read.type is Type.SPLICE and read.term in MEANINGS:
        return MEANINGS[read.term]
    if read.type is Type.GENE_DELETION and read.name == "Deletion":
        return Change.LOST  # any other of this type is a part of the gene
    if read.type is Type.COPY_NUMBER and read.direction is Direction.UP:
        return Change.GAINED
    if read.type is Type.COPY_NUMBER and read.direction is Direction.DOWN:
        return _NOT_HOMOZYGOUS
    return _BY_TYPE.get(read.type, _UNREAD)


def _why_neutral(variant: Variant) -> str:
    """Say who says that a variant is neutral, empty where that is not its effect to go by."""
    called = variant.called
    if called is None or called.group != "neutral":
        return ""
    if called.by == "predicted":
        return "predicted to be neutral"
    return f"neutral, as {'curated' if called.by == 'curated' else f'its {called.by} says'}"
