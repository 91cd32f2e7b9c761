"""What ties a curated statement to a variant, the closest first.

Examples
--------
>>> [basis.value for basis in Basis]  # doctest: +NORMALIZE_WHITESPACE
['same_alteration', 'equivalent', 'same_codon', 'exon_or_domain', 'alteration_type',
 'gene_mutation', 'curated_effect', 'predicted_effect']
>>> Basis.SAME_CODON < Basis.GENE_MUTATION
True
"""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """A rung of the ladder; the strongest is the smallest."""

    SAME_ALTERATION = "same_alteration"
    EQUIVALENT = "equivalent"
    SAME_CODON = "same_codon"
    EXON_OR_DOMAIN = "exon_or_domain"
    ALTERATION_TYPE = "alteration_type"
    GENE_MUTATION = "gene_mutation"
    CURATED_EFFECT = "curated_effect"
    PREDICTED_EFFECT = "predicted_effect"

    @property
    def rank(self) -> int:
        """0 for the same alteration to 7 for a predicted effect."""
        return _RANKS[self]

    @property
    def is_own(self) -> bool:
        """Tell a statement on the variant itself or its codon from an inherited one."""
        return self in (Basis.SAME_ALTERATION, Basis.EQUIVALENT, Basis.SAME_CODON)

    @property
    def is_by_effect(self) -> bool:
        """Tell a statement on other variants that do the same, as known or as predicted."""
        return self in (Basis.CURATED_EFFECT, Basis.PREDICTED_EFFECT)

    @property
    def origin(self) -> "Origin":
        """Whether only a prediction ties the statement to the variant."""
        return Origin.PREDICTED if self is Basis.PREDICTED_EFFECT else Origin.CURATED

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Basis):
            return NotImplemented
        return self.rank < other.rank


class Origin(StrEnum):
    """Whether a suggestion rests on curation alone or on a predicted effect too."""

    CURATED = "curated"
    PREDICTED = "predicted"


_RANKS = {basis: rank for rank, basis in enumerate(Basis)}

MEANINGS = {
    Basis.SAME_ALTERATION: "evidence on this very alteration",
    Basis.EQUIVALENT: "evidence on the same alteration under another spelling",
    Basis.SAME_CODON: "evidence on the same codon",
    Basis.EXON_OR_DOMAIN: "evidence on the same exon or domain",
    Basis.ALTERATION_TYPE: "evidence on the same type of alteration",
    Basis.GENE_MUTATION: "evidence on any mutation of the gene, which the effect fits",
    Basis.CURATED_EFFECT: "evidence on other variants of the gene with the known effect",
    Basis.PREDICTED_EFFECT: "evidence on other variants of the gene with the predicted effect",
}
"""Each rung in words."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a curated alteration is to the one asked for.

    Parameters
    ----------
    basis : Basis
    is_member : bool
        Whether the curated alteration is, or contains, the one asked for. Otherwise they are
        siblings: two substitutions of one codon, two fusions of one kinase.
    """

    basis: Basis
    is_member: bool
