"""The features of a screen that tell of what a curated statement is about."""

from collections.abc import Iterable

from response.feature_lookup import FeatureLookup
from response.screen_feature import FeatureKind, ScreenFeature
from therapy.alterations import AlterationKind, sort_variation
from therapy.evidence_item import EvidenceItem
from therapy.molecular_profile import (
    GeneAlteration,
    MolecularProfile,
    MolecularProfileError,
    parse_profile,
)

POLYMORPHISM = "Common Germline"
"""Variant origin of a statement on what many people are born with: no change of the tumour."""

POLYMORPHISMS = frozenset({"ABCB1 S893T"})
"""Profiles of such variants (rs2032582) that are curated without their origin."""

FEATURE_KINDS = {
    **dict.fromkeys(
        (
            AlterationKind.SUBSTITUTION,
            AlterationKind.RESIDUE,
            AlterationKind.TRUNCATION,
            AlterationKind.START_LOST,
            AlterationKind.INFRAME_DELETION,
            AlterationKind.INFRAME_INSERTION,
            AlterationKind.INFRAME_REPLACEMENT,
            AlterationKind.SPLICE,
            AlterationKind.EXON_DELETION,
            AlterationKind.EXON_INSERTION,
            AlterationKind.EXON_SKIPPING,
            AlterationKind.EXON_MUTATION,
            AlterationKind.EXON_FRAMESHIFT,
            AlterationKind.DOMAIN,
            AlterationKind.MUTATION,
            AlterationKind.GAIN_OF_FUNCTION,
            AlterationKind.LOSS_OF_FUNCTION,
            AlterationKind.TANDEM_DUPLICATION,
        ),
        FeatureKind.MUTATION,
    ),
    AlterationKind.AMPLIFICATION: FeatureKind.GAIN,
    AlterationKind.GENE_DELETION: FeatureKind.LOSS,
}
"""Where a screen notes an alteration; a loss of function in general counts as a mutation."""


class NotTestableError(ValueError):
    """A screen cannot be asked about a statement; the message is the reason."""


class FactFeatures:
    """Finds the features that a statement's alterations would be noted as.

    Parameters
    ----------
    features : iterable of str
        Names in the screen's file. Genes under previous symbols are found too, and so are fusions
        such as ``BCR-ABL_mut``.
    """

    def __init__(self, features: Iterable[str]) -> None:
        self._lookup = FeatureLookup(features)

    def find(self, item: EvidenceItem) -> tuple[ScreenFeature, ...]:
        """Return the features of which any says what the statement is about.

        Raises
        ------
        NotTestableError
            There are none, or features cannot say it.
        """
        if item.variant_origin == POLYMORPHISM or item.profile in POLYMORPHISMS:
            raise NotTestableError("inherited polymorphism")
        alterations = _alternatives(item.profile).alterations
        found = (feature for alteration in alterations for feature in self._features(alteration))
        return tuple(sorted(dict.fromkeys(found), key=lambda feature: feature.name))

    def _features(self, alteration: GeneAlteration) -> list[ScreenFeature]:
        kind = sort_variation(alteration.variation).kind
        if kind is AlterationKind.FUSION:
            if found := self._lookup.of_fusion(alteration.genes):
                return found
            raise NotTestableError("fusion without a feature")
        if kind is AlterationKind.WILD_TYPE:
            raise NotTestableError("gene without alteration")
        if kind not in FEATURE_KINDS:
            raise NotTestableError("expression, methylation and others that no feature tells")
        if found := self._lookup.of_gene(FEATURE_KINDS[kind], alteration.gene):
            return found
        raise NotTestableError(f"no feature for the {FEATURE_KINDS[kind]} of this gene")


def _alternatives(text: str) -> MolecularProfile:
    """Read a profile of one alteration, or of several of one gene of which any will do."""
    try:
        profile = parse_profile(text)
    except MolecularProfileError as error:
        raise NotTestableError("molecular profile not read") from error
    if any(clause.absent or len(clause.present) != 1 for clause in profile.clauses):
        raise NotTestableError("several alterations together, or one without another")
    if len({alteration.genes for alteration in profile.alterations}) > 1:
        raise NotTestableError("alterations of several genes")
    return profile
