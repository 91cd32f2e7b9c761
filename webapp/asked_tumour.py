"""A tumour of which cell lines are asked, as requests name it and as feedback is kept with it.

Nothing in it is a person's: a tissue, genes and microsatellite instability.
"""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from response.profile import TumourProfile
from variants.gene_symbols import approved_symbol

MOST_GENES = 500
"""Genes of one kind."""

MOST_TISSUE = 100
"""Characters of a tissue."""


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
        )

    @property
    def words(self) -> str:
        """The same for a reader.

        Examples
        --------
        >>> AskedTumour(tissue="skin", mutated=["BRAF"], lost=["CDKN2A"]).words
        'skin; BRAF mutated; CDKN2A lost'
        """
        named = ((self.mutated, "mutated"), (self.gained, "gained"), (self.lost, "lost"))
        genes = [f"{_some(ones)} {what}" for ones, what in named if ones]
        msi = {True: ["microsatellite instability"], False: ["microsatellite stable"], None: []}
        return "; ".join([self.tissue or "tissue not known", *genes, *msi[self.msi]])


def _some(genes: Iterable[str], most: int = 12) -> str:
    """Name genes, the first of many."""
    names = list(genes)
    more = f" and {len(names) - most} more genes" if len(names) > most else ""
    return ", ".join(names[:most]) + more
