"""What a reader says of one suggestion: of an effect class or of a therapy."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.data_rows import MISSING_WORDS
from variants.effect_class import CLASS_COLUMNS

MOST_COMMENT = 2000
"""Characters of a comment."""

_LINE_ENDS = "\r\n\t"


class Kind(StrEnum):
    """What a suggestion is about."""

    CLASS = "class"
    THERAPY = "therapy"


class Verdict(StrEnum):
    """What is said of a suggestion."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


class NewFeedback(BaseModel):
    """What a reader says of one suggestion."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "gene": "KIT",
                    "variation": "D816V",
                    "kind": "class",
                    "subject": "class7",
                    "verdict": "accept",
                },
                {
                    "submission_id": "0f3a5c0d7be94a2ab1d0c2c7f9e0a1b2",
                    "gene": "EGFR",
                    "variation": "T790M",
                    "kind": "therapy",
                    "subject": "gefitinib",
                    "direction": "resistance",
                    "verdict": "correct",
                    "correction": "osimertinib",
                    "comment": "Sequence after progression on gefitinib.",
                },
            ]
        },
    )
    gene: str = Field(min_length=1, max_length=100, description="As the suggestion names it.")
    variation: str = Field(min_length=1, max_length=500)
    kind: Kind
    subject: str = Field(
        min_length=1,
        max_length=300,
        description="What was suggested: `class1` to `class9`, or a therapy's name.",
    )
    direction: Literal["sensitivity", "resistance"] | None = Field(
        default=None,
        description="Of a therapy; may be left out where it is suggested in one direction only.",
    )
    verdict: Verdict
    correction: str | None = Field(
        default=None,
        max_length=300,
        description="What it should be: with `correct`, and only then.",
    )
    comment: str = Field(default="", max_length=MOST_COMMENT, description="Name no patient.")
    disease: str | None = Field(default=None, max_length=200, description="Tumour type asked for.")
    submission_id: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{1,32}$",
        description="Of whose report it speaks; none for a variant that was asked for by itself.",
    )
    number: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="Of the variant in that report."
    )

    @field_validator("gene", "variation", "subject", "correction", "disease", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        value = value.strip()
        if not value.isprintable() or "\ufffd" in value:
            raise ValueError("expected one line of text that can be printed")
        return value

    @field_validator("gene", "variation")
    @classmethod
    def _there(cls, value: str) -> str:
        if value.casefold() in MISSING_WORDS:
            raise ValueError("expected a gene and a variation such as BRAF and V600E")
        return value

    @field_validator("comment", mode="before")
    @classmethod
    def _readable(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        value = value.strip()
        if not all(char.isprintable() or char in _LINE_ENDS for char in value):
            raise ValueError("expected text that can be printed")
        return value

    @model_validator(mode="after")
    def _fits(self) -> "NewFeedback":
        if (self.verdict is Verdict.CORRECT) != bool(self.correction):
            raise ValueError("correction: expected with the verdict correct, and only then")
        if self.kind is Kind.CLASS:
            for name, value in (("subject", self.subject), ("correction", self.correction)):
                if value and value not in CLASS_COLUMNS:
                    raise ValueError(f"{name}: expected class1 to class9 with the kind class")
            if self.direction is not None:
                raise ValueError("direction: expected with the kind therapy only")
        if self.correction and self.correction.casefold() == self.subject.casefold():
            raise ValueError("correction: expected another than the one that was suggested")
        if self.number is not None and self.submission_id is None:
            raise ValueError("number: expected with a submission_id only")
        return self


class GivenFeedback(BaseModel):
    """Feedback as it was given."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "3c1f5c0d7be94a2ab1d0c2c7f9e0a1b2",
                    "gene": "KIT",
                    "variation": "D816V",
                    "kind": "class",
                    "subject": "class7",
                    "direction": None,
                    "verdict": "accept",
                    "correction": None,
                    "comment": "",
                    "disease": None,
                    "submission_id": None,
                    "versions": {"oncolit": "0.8.0", "model_made": "2026-01-30"},
                    "created": "2026-01-31T09:00:00Z",
                    "counts": True,
                }
            ]
        },
    )

    id: str
    gene: str
    variation: str
    kind: Kind
    subject: str
    direction: str | None
    verdict: Verdict
    correction: str | None
    comment: str
    disease: str | None
    submission_id: str | None
    versions: dict[str, Any] = Field(description="That made the suggestion.")
    created: datetime
    counts: bool = Field(
        description="Whether it is the laboratory's latest word on this suggestion."
    )
