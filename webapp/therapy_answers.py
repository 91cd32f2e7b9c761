"""What a search of the evidence answers: advice on a variant, or curated statements."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from reports.lab_report import (
    CalledEffect,
    Citation,
    CuratedEffect,
    Direction,
    Effect,
    Group,
    Therapy,
)
from reports.therapy_record import citation_record
from therapy.evidence_item import EvidenceItem

_STATEMENT: dict[str, JsonValue] = {
    "evidence": "EID1409",
    "curator": "CIViC",
    "genes": ["BRAF"],
    "profile": "BRAF V600E",
    "therapies": ["vemurafenib"],
    "significance": "Sensitivity/Response",
    "direction": "sensitivity",
    "supports": True,
    "civic_level": "A",
    "rating": 5,
    "disease": "Skin Melanoma",
    "disease_relation": "narrower",
    "statement": "What the curators wrote.",
    "germline": False,
    "reviewed": "2023-01-09",
    "flagged": False,
    "url": "https://civicdb.org/links/evidence/1409",
    "citations": [{"source": "PubMed", "id": "21639808", "url": None}],
}


class Statement(BaseModel):
    """One curated statement on a therapy."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [_STATEMENT]})

    evidence: str
    curator: str
    genes: list[str] = Field(description="Approved symbols; empty where the profile is not read.")
    profile: str = Field(description="Molecular profile, as curated.")
    therapies: list[str] = Field(description="Regimens, drugs by their normal names.")
    significance: str
    direction: Direction | None = Field(description="Null where it is neither, but a warning.")
    supports: bool = Field(description="False where it says that the claim does not hold.")
    civic_level: str
    rating: int | None
    disease: str
    disease_relation: str | None = Field(description="Of its tumour to the one asked for.")
    statement: str = Field(description="The curators' own text.")
    germline: bool
    reviewed: str | None
    flagged: bool
    url: str | None
    citations: list[Citation]

    @classmethod
    def of(
        cls, item: EvidenceItem, genes: list[str], therapies: list[str], relation: str | None
    ) -> "Statement":
        """Make one from an item of the evidence base."""
        return cls(
            evidence=item.key,
            curator=item.curator.value,
            genes=genes,
            profile=item.profile,
            therapies=therapies,
            significance=item.significance,
            direction=item.direction.value if item.direction else None,
            supports=item.supports,
            civic_level=item.level.value,
            rating=item.rating,
            disease=item.tumour_type,
            disease_relation=relation,
            statement=item.statement,
            germline=item.is_germline,
            reviewed=item.reviewed or None,
            flagged=item.flagged,
            url=item.url or None,
            citations=[Citation(**citation_record(one)) for one in item.citations],
        )


class _Found(BaseModel):
    notice: str
    drug: str | None = Field(description="As asked.")
    disease: str | None = Field(description="As asked.")
    notes: list[str] = Field(description="What was not understood, and what may have been meant.")
    total: int = Field(description="On all pages.")
    next_cursor: str | None = Field(description="Of the next page; null where this is the last.")


class StatementsFound(_Found):
    """Statements on a gene, a drug or a tumour type, the best first."""

    kind: Literal["statements"] = "statements"
    gene: str | None = Field(description="As asked.")
    items: list[Statement]


class AdviceFound(_Found):
    """Therapies for and against, for one variant: curated before predicted, then by tier."""

    kind: Literal["advice"] = "advice"
    gene: str = Field(description="As asked.")
    gene_symbol: str = Field(description="Approved by HGNC, or as given.")
    variation: str = Field(description="As asked.")
    actionable: bool = Field(description="Whether a therapy of tier I or II speaks for or against.")
    best_tier: str | None
    effect: Effect | None = Field(description="What the classifier answers, where it was asked.")
    curated: list[CuratedEffect]
    called: CalledEffect | None = Field(description="The effect to go by.")
    by_type: Group | None
    agreement: Literal["agrees", "conflicts"] | None
    beside: list[str] | None
    withheld: list[dict[str, str]]
    warnings: list[str]
    contested: list[str]
    items: list[Therapy]
