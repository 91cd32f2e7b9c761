"""A tumour of which cell lines are asked, as requests name it and as feedback is kept with it.

Nothing in it is a person's: a tissue, genes, fusions and microsatellite instability.
"""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.tumour_profile import fusion_in
from response.profile import TumourProfile
from response.screen_feature import ANY_PARTNER, fusion_name
from variants.gene_symbols import approved_symbol, resolve_symbol

MOST_GENES = 500
"""Genes of one kind, and fusions."""

MOST_TISSUE = 100
"""Characters of a tissue."""

_OTHER = fusion_name((ANY_PARTNER,))


def one_line(value: object) -> object:
    """Strip a text; refuse what is not one line that can be printed.

    Raises
    ------
    ValueError
    """
    if not isinstance(value, str):
        return value
    value = value.strip()
    if not value.isprintable() or "\ufffd" in value:
        raise ValueError("expected one line of text that can be printed")
    return value


OneLine = Annotated[str, BeforeValidator(one_line)]
"""One line of text that can be printed."""

Gene = Annotated[str, Field(min_length=1, max_length=50), BeforeValidator(one_line)]


def _approved(genes: list[str]) -> list[str]:
    """Return approved symbols, each once, in the order of names."""
    return sorted({approved_symbol(gene) for gene in genes})


Genes = Annotated[
    list[Gene], Field(max_length=MOST_GENES, examples=[["BRAF"]]), AfterValidator(_approved)
]
"""Symbols of genes, which become HGNC's approved ones."""


def read_fused(text: str) -> str:
    """Read a fusion of two genes as a screen names it.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> read_fused("bcr-abl"), read_fused("EWSR1-FLI1 fusion"), read_fused("EWSR1::other")
    ('BCR::ABL1', 'EWSR1::FLI1', 'EWSR1::other')
    """
    first, _, second = text.partition("::")
    known = resolve_symbol(first).approved
    if known and second.casefold() == _OTHER:
        return fusion_name((known, ANY_PARTNER))
    found = fusion_in(text) or fusion_in(f"{text} fusion")
    if not found:
        raise ValueError(f"{text!r} is no fusion of two known genes; expected such as BCR::ABL1")
    return found


def _read_fusions(fusions: list[str]) -> list[str]:
    return sorted({read_fused(fusion) for fusion in fusions})


Fusions = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=100), BeforeValidator(one_line)]],
    Field(max_length=MOST_GENES, examples=[["BCR::ABL1"]]),
    AfterValidator(_read_fusions),
]
"""Fusions by their partners, which become HGNC's approved symbols."""


class AskedTumour(BaseModel):
    """What is known of a tumour, in the words of the screen (`GET /api/v1/cell-lines`)."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"tissue": "skin", "mutated": ["BRAF"], "lost": ["CDKN2A"], "msi": False}]
        },
    )
    tissue: OneLine = Field(
        default="",
        max_length=MOST_TISSUE,
        description="One of the screen's tissues; empty where it has none such.",
    )
    mutated: Genes = Field(
        default=[], description="With a coding change that is not known to be neutral."
    )
    gained: Genes = Field(default=[], description="Amplified.")
    lost: Genes = Field(default=[], description="Deleted.")
    fused: Fusions = Field(
        default=[],
        description="Fusions of two genes, such as `BCR::ABL1`; `EWSR1::other` where the partner "
        "is another than the screen names.",
    )
    msi: bool | None = Field(
        default=None, description="Microsatellite instability; null where it was not tested."
    )

    @classmethod
    def of(cls, profile: TumourProfile) -> Self:
        """Return what a profile says."""
        return cls(
            tissue=profile.tissue,
            mutated=sorted(profile.mutated),
            gained=sorted(profile.gained),
            lost=sorted(profile.lost),
            fused=sorted(profile.fused),
            msi=profile.microsatellite_instability,
        )

    @property
    def profile(self) -> TumourProfile:
        """The same for a ranker."""
        return TumourProfile(
            self.tissue,
            frozenset(self.mutated),
            frozenset(self.gained),
            frozenset(self.lost),
            self.msi,
            frozenset(self.fused),
        )

    @property
    def words(self) -> str:
        """The same for a reader.

        Examples
        --------
        >>> AskedTumour(tissue="skin", mutated=["BRAF"], lost=["CDKN2A"]).words
        'skin; BRAF mutated; CDKN2A lost'
        """
        named = (
            (self.mutated, "mutated"),
            (self.gained, "gained"),
            (self.lost, "lost"),
            (self.fused, "fusion" if len(self.fused) == 1 else "fusions"),
        )
        genes = [f"{_some(ones)} {what}" for ones, what in named if ones]
        msi = {True: ["microsatellite instability"], False: ["microsatellite stable"], None: []}
        return "; ".join([self.tissue or "tissue not known", *genes, *msi[self.msi]])


def _some(genes: Iterable[str], most: int = 12) -> str:
    """Name genes, the first of many."""
    names = list(genes)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
