"""One curated statement about an alteration, whoever curated it.

CIViC's words are used throughout (https://civic.readthedocs.io): evidence type, significance,
level, rating, therapy interaction. Drug labels are put in the same words.

Examples
--------
>>> Level("A") < Level("C")
True
>>> direction_of("Reduced Sensitivity")
<Direction.RESISTANCE: 'resistance'>
>>> direction_of("Adverse Response") is None
True
"""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Whether an alteration speaks for or against a therapy."""

    SENSITIVITY = "sensitivity"
    RESISTANCE = "resistance"


class Level(StrEnum):
    """CIViC's levels, which sort from the strongest.

    Validated association, clinical evidence, case study, preclinical evidence, inferential
    association. The label of an approved drug stands at ``A``.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class EvidenceType(StrEnum):
    """What a statement is about."""

    PREDICTIVE = "Predictive"
    FUNCTIONAL = "Functional"
    ONCOGENIC = "Oncogenic"
    DIAGNOSTIC = "Diagnostic"
    PROGNOSTIC = "Prognostic"
    PREDISPOSING = "Predisposing"


class Interaction(StrEnum):
    """How several therapies of one statement belong together."""

    NONE = ""
    COMBINATION = "Combination"
    SEQUENTIAL = "Sequential"
    SUBSTITUTES = "Substitutes"


class Curator(StrEnum):
    """Where a statement comes from."""

    CIVIC = "CIViC"
    LABEL = "FDA label"


DIRECTIONS = {
    "Sensitivity/Response": Direction.SENSITIVITY,
    "Resistance": Direction.RESISTANCE,
    "Reduced Sensitivity": Direction.RESISTANCE,
}
"""Significance of predictive statements that speak for or against a therapy."""

ADVERSE_RESPONSE = "Adverse Response"
"""Significance of a predictive statement that warns: harm, neither response nor resistance."""

GERMLINE_ORIGINS = frozenset({"Rare Germline", "Common Germline"})
"""Variant origins of statements on what is inherited."""


def direction_of(significance: str) -> Direction | None:
    """Return the direction that a significance claims, None where it claims none."""
    return DIRECTIONS.get(significance)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement was published.

    Parameters
    ----------
    source : str
        ``PubMed``, ``ASCO``, ``ASH``, ``CIViC`` or ``FDA label``.
    id : str
        As the source numbers it: a PubMed id in digits, ``EID1409``; of a label brand, generic
        name and year of approval.
    url : str
        Empty where there is none.
    """

    source: str
    id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One curated statement.

    Parameters
    ----------
    key : str
        Names the statement among all: ``EID1409``; of a label also what it is for.
    curator : Curator
    profile : str
        Molecular profile in CIViC's grammar, such as ``EGFR L858R AND EGFR T790M``.
    evidence_type : EvidenceType
    supports : bool
        False where the source says *Does Not Support*: the claim itself is contested, which is
        no claim of the opposite.
    significance : str
        CIViC's word, such as ``Sensitivity/Response``, ``Loss of Function``.
    level : Level
    tumour_type : str
        As the source names it; empty where it names none.
    doid : str
        Disease Ontology's number in digits, empty where there is none.
    therapies : tuple of str
        In the order of the source.
    interaction : Interaction
    variant_origin : str
        CIViC's word: ``Somatic``, ``Rare Germline``, …; empty where not said.
    statement : str
        The curator's sentences, for display.
    rating : int or None
        CIViC's trust in the evidence, 1 to 5.
    reviewed : str
        Date of the last review, such as ``2023-01-09``, or year of a label; empty if not known.
    url : str
        The statement at its source.
    citation : Citation
    reference : str
        The citation in words, such as ``Levine et al., 2005``.
    flagged : bool
        Whether CIViC's editors have an open question about the statement.
    """

    key: str
    curator: Curator
    profile: str
    evidence_type: EvidenceType
    supports: bool
    significance: str
    level: Level
    tumour_type: str
    doid: str
    therapies: tuple[str, ...]
    interaction: Interaction
    variant_origin: str
    statement: str
    rating: int | None
    reviewed: str
    url: str
    citation: Citation
    reference: str = ""
    flagged: bool = False

    @property
    def direction(self) -> Direction | None:
        """What it claims of its therapies, None where it is no claim for or against one."""
        if self.evidence_type is not EvidenceType.PREDICTIVE:
            return None
        return direction_of(self.significance)

    @property
    def is_germline(self) -> bool:
        """Tell a statement on an inherited variant."""
        return self.variant_origin in GERMLINE_ORIGINS

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where it was published and, of CIViC, the statement itself."""
        if self.curator is Curator.CIVIC:
            return (self.citation, Citation(Curator.CIVIC.value, self.key, self.url))
        return (self.citation,)

    @property
    def regimens(self) -> tuple[tuple[str, ...], ...]:
        """What may be given by itself: substitutes one by one, all others whole.

        Examples
        --------
        See :func:`split_regimens`.
        """
        return split_regimens(self.therapies, self.interaction)


def split_regimens(
    therapies: tuple[str, ...], interaction: Interaction
) -> tuple[tuple[str, ...], ...]:
    """Split substitutes into single therapies; a combination or a sequence stays whole.

    Examples
    --------
    >>> split_regimens(("Afatinib", "Gefitinib"), Interaction.SUBSTITUTES)
    (('Afatinib',), ('Gefitinib',))
    >>> split_regimens(("Dabrafenib", "Trametinib"), Interaction.COMBINATION)
    (('Dabrafenib', 'Trametinib'),)
    """
    if not therapies:
        return ()
    if interaction is Interaction.SUBSTITUTES:
        return tuple((therapy,) for therapy in therapies)
    return (therapies,)
