"""What is known of a patient's tumour, in the words of a screen."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TumourProfile:
    """A tumour whose drug responses are asked for.

    Attributes
    ----------
    tissue : str
        One of the screen's tissues, such as ``skin``; empty where it has no such tissue or the
        tumour is not known.
    mutated, gained, lost : frozenset of str
        HGNC symbols of genes with a coding change that is not known to be neutral, of amplified
        genes, and of deleted genes.
    microsatellite_instability : bool or None
        None where it was not tested.
    fused : frozenset of str
        Fusions by their partners' HGNC symbols, such as ``BCR::ABL1``.
    """

    tissue: str = ""
    mutated: frozenset[str] = field(default_factory=frozenset)
    gained: frozenset[str] = field(default_factory=frozenset)
    lost: frozenset[str] = field(default_factory=frozenset)
    microsatellite_instability: bool | None = None
    fused: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class KnownResponse:
    """A response that is known of the tumour asked about, or of one like it: an interaction.

    Attributes
    ----------
    drug_id : str
    percentile : float
        0 to 100 among the screen's profiles on that drug: low is sensitive.
    profile : TumourProfile
        Of the tumour that answered.
    same_tumour : bool
        It is the very tumour that is asked about.
    """

    drug_id: str
    percentile: float
    profile: TumourProfile
    same_tumour: bool = False
