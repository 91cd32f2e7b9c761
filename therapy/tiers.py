"""Tiers of AMP, ASCO and CAP for a suggestion, from CIViC's level and what it was curated for.

=============  ===========  ==============
CIViC's level  same tumour  another tumour
=============  ===========  ==============
A              I-A          II-C
B              I-B          II-C
C, D           II-D         II-D
E              III          III
=============  ===========  ==============

The table holds for evidence on the alteration itself or on a group that contains it. Evidence on a
sibling (another substitution of the codon, another fusion of the kinase) and on any mutation of the
gene gives II-C at best: what holds for many variants together need not hold for each. A drug label
is for any mutation if it says so. Where only a known effect ties evidence to the variant it is III,
and a predicted basis is III at best. Tier IV is left to variants curated as unaltered, for what is
curated on another change of their codon. Without a tumour type the tier is the one that holds in
the tumour of the evidence.

Source: Li et al., J Mol Diagn 2017, PMID 27993330; levels, https://civic.readthedocs.io

Examples
--------
>>> str(assign_tier(CivicLevel.A, Basis.SAME_ALTERATION, same_tumour=True))
'I-A'
>>> str(assign_tier(CivicLevel.A, Basis.SAME_ALTERATION, same_tumour=False))
'II-C'
>>> str(assign_tier(CivicLevel.A, Basis.PREDICTED_EFFECT, same_tumour=True))
'III'
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from therapy.basis import Basis
from therapy.evidence_item import Level as CivicLevel


class Tier(IntEnum):
    """Clinical significance, the strongest first."""

    I = 1  # noqa: E741 - the guideline's numerals
    II = 2
    III = 3
    IV = 4


class AmpLevel(StrEnum):
    """The guideline's own levels of evidence, given within tiers I and II."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    NONE = ""


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """A tier with the guideline's level.

    Parameters
    ----------
    tier : Tier
    level : AmpLevel
        Empty in tiers III and IV.
    """

    tier: Tier
    level: AmpLevel = AmpLevel.NONE

    def __str__(self) -> str:
        return f"{self.tier.name}-{self.level}" if self.level else self.tier.name


_IN_SAME_TUMOUR = {
    CivicLevel.A: Standing(Tier.I, AmpLevel.A),
    CivicLevel.B: Standing(Tier.I, AmpLevel.B),
}
_ELSEWHERE = Standing(Tier.II, AmpLevel.C)
_WEAK = {
    CivicLevel.C: Standing(Tier.II, AmpLevel.D),
    CivicLevel.D: Standing(Tier.II, AmpLevel.D),
    CivicLevel.E: Standing(Tier.III),
}


def assign_tier(
    level: CivicLevel,
    basis: Basis,
    *,
    same_tumour: bool,
    is_member: bool = True,
    is_label: bool = False,
    is_neutral: bool = False,
) -> Standing:
    """Return the tier of a statement for a variant.

    Parameters
    ----------
    level : CivicLevel
        CIViC's level; a drug label stands at A.
    basis : Basis
    same_tumour : bool
        Whether the evidence serves the tumour asked for; True where none was asked for.
    is_member : bool
        False where curated alteration and variant are siblings.
    is_label : bool
        Whether the statement is a drug label.
    is_neutral : bool
        Whether the variant is curated as unaltered.
    """
    own = basis in (Basis.SAME_ALTERATION, Basis.EQUIVALENT)
    if is_neutral and not own:
        return Standing(Tier.IV)
    if basis.is_by_effect:
        return Standing(Tier.III)
    if level in _WEAK:
        return _WEAK[level]
    holds = is_member and (is_label or basis is not Basis.GENE_MUTATION)
    return _IN_SAME_TUMOUR[level] if same_tumour and holds else _ELSEWHERE
