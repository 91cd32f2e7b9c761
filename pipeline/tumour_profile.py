"""The profile of a tumour, in the words of a drug screen, from the variants of a report.

A coding change that alters the protein makes a gene mutated, unless it is curated or surely
predicted to be neutral: the effects that the report has already decide, nothing is predicted anew.
An amplification or a gain of copies makes it gained, a deletion of the gene lost. A fusion counts
by both its partners, in the order given. What does not count is kept with the reason.

Examples
--------
>>> changed_as("missense_variant", "V600E"), changed_as("", "Amplification")
(<Change.MUTATED: 'mutated'>, <Change.GAINED: 'gained'>)
>>> changed_as("intron_variant", "V600E"), changed_as("", "EML4-ALK Fusion")
('intronic', <Change.FUSED: 'fusion'>)
>>> fusion_in("BCR-ABL fusion"), fusion_in("ALK Fusion")
('BCR::ABL1', '')
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reports.lab_report import Variant
from response.profile import TumourProfile
from response.screen_feature import fusion_name
from variants.consequence import MEANINGS
from variants.gene_symbols import approved_symbol, resolve_symbol
from variants.variation import Direction, Variation
from variants.variation_grammar import VariationError, parse_variation
from variants.variation_type import VariationType as Type

ONE_PARTNER = "fusion without two partners that HGNC knows"

MSI = "microsatellite instability"
"""The feature in words, as the screen's own."""

_UNREAD = "not read as a change of the protein"
_NOT_HOMOZYGOUS = "a loss of copies that is not said to be of both"


class Change(StrEnum):
    """What a profile says of a gene, or of two that are joined."""

    MUTATED = "mutated"
    GAINED = "gained"
    LOST = "lost"
    FUSED = "fusion"


_BY_TERM: Mapping[str, Change | str] = {
    "transcript_amplification": Change.GAINED,
    "transcript_ablation": Change.LOST,
    "gene_fusion": Change.FUSED,
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
    Type.FUSION: Change.FUSED,
    Type.REARRANGEMENT: Change.FUSED,
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
        Approved by HGNC, or as given; of a fusion both partners: ``BCR::ABL1``.
    change : Change, optional
        None where it does not count.
    reason : str
        Why it does not count.
    fusion : str
        That the variant is a change of: ``BCR::ABL1`` of ``BCR-ABL1 T315I``.
    """

    name: str
    gene: str
    change: Change | None
    reason: str = ""
    fusion: str = ""


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
    fusion = fusion_in(variant.variation)
    if found is Change.FUSED:
        return Contribution(name, fusion, found)
    if isinstance(found, Change):
        return Contribution(name, gene, found, fusion=fusion)
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
    try:
        read = parse_variation(variation)
    except VariationError:
        read = None
    found = _BY_TERM.get(consequence) or (_spelt(read) if read else _UNREAD)
    return ONE_PARTNER if found is Change.FUSED and not _joined(read) else found


def altered_words(gene: str, variation: str) -> str:
    """Say what a profile holds of a variation, empty where it holds nothing of it.

    Examples
    --------
    >>> altered_words("HER2", "Amplification"), altered_words("ABL1", "BCR-ABL Fusion")
    ('ERBB2 gained', 'BCR::ABL1 fusion')
    """
    match changed_as("", variation):
        case Change.FUSED as change:
            return f"{fusion_in(variation)} {change}"
        case Change() as change:
            return f"{approved_symbol(gene)} {change}"
        case _:
            return ""


def fusion_in(variation: str) -> str:
    """Name the fusion in a variation by its partners' HGNC symbols, empty where there is none.

    Both partners are known to HGNC; they stand in the order given.
    """
    try:
        return _joined(parse_variation(variation))
    except VariationError:
        return ""


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
            continue
        grounds[one.change, one.gene].append(one.name)
        if one.fusion:
            grounds[Change.FUSED, one.fusion].append(one.name)
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
            genes[Change.FUSED],
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


def _joined(read: Variation | None) -> str:
    """Name a fusion, or that of a combination, by its partners; empty where one is not known."""
    if read is None:
        return ""
    if read.fusion is None:
        return next(filter(None, map(_joined, read.parts)), "")
    known = [symbol for one in read.fusion.partners if (symbol := resolve_symbol(one).approved)]
    return fusion_name(known) if len(known) == len(read.fusion.partners) == 2 else ""


def _why_neutral(variant: Variant) -> str:
    """Say who says that a variant is neutral, empty where that is not its effect to go by."""
    called = variant.called
    if called is None or called.group != "neutral":
        return ""
    if called.by == "predicted":
        return "predicted to be neutral"
    return f"neutral, as {'curated' if called.by == 'curated' else f'its {called.by} says'}"
