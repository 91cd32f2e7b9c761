"""What a reader says of a class or a therapy that was suggested, or of how a tumour responded."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from pipeline.data_rows import MISSING_WORDS
from reports.lab_report import Direction
from variants.effect_class import CLASS_COLUMNS
from webapp.asked_tumour import AskedTumour, OneLine

MOST_COMMENT = 2000
"""Characters of a comment."""

MOST_SAMPLE = 300
"""Characters of a sample's name."""

_LINE_ENDS = "\r\n\t"


class Kind(StrEnum):
    """What feedback is about."""

    CLASS = "class"
    THERAPY = "therapy"
    RESPONSE = "response"


class Verdict(StrEnum):
    """What is said of a suggestion."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


class Outcome(StrEnum):
    """How a tumour responded to a drug: in the patient, or in a laboratory's own model of it."""

    RESPONDED = "responded"
    REFRACTORY = "refractory"
    SENSITIVE = "sensitive"
    RESISTANT = "resistant"


MEASURED = frozenset({Outcome.SENSITIVE, Outcome.RESISTANT})
"""Outcomes that a test of the laboratory's own says."""


def _readable(value: object) -> object:
    if not isinstance(value, str):
        return value
    value = value.strip()
    if not all(char.isprintable() or char in _LINE_ENDS for char in value):
        raise ValueError("expected text that can be printed")
    return value


Comment = Annotated[str, Field(max_length=MOST_COMMENT), BeforeValidator(_readable)]
SubmissionId = Annotated[str, Field(pattern=r"^[0-9a-f]{1,32}$")]


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
    gene: OneLine = Field(min_length=1, max_length=100, description="As the suggestion names it.")
    variation: OneLine = Field(min_length=1, max_length=500)
    kind: Literal[Kind.CLASS, Kind.THERAPY]
    subject: OneLine = Field(
        min_length=1,
        max_length=300,
        description="What was suggested: `class1` to `class9`, or a therapy's name.",
    )
    direction: Direction | None = Field(
        default=None,
        description="Of a therapy; may be left out where it is suggested in one direction only.",
    )
    verdict: Verdict
    correction: OneLine | None = Field(
        default=None,
        max_length=300,
        description="What it should be: with `correct`, and only then.",
    )
    comment: Comment = Field(default="", description="Name no patient.")
    disease: OneLine | None = Field(
        default=None, max_length=200, description="Tumour type asked for."
    )
    submission_id: SubmissionId | None = Field(
        default=None,
        description="Of whose report it speaks; none for a variant that was asked for by itself.",
    )
    number: int | None = Field(
        default=None, ge=1, le=2**31 - 1, description="Of the variant in that report."
    )

    @field_validator("gene", "variation")
    @classmethod
    def _there(cls, value: str) -> str:
        if value.casefold() in MISSING_WORDS:
            raise ValueError("expected a gene and a variation such as BRAF and V600E")
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


class NewResponse(BaseModel):
    """What a tumour did under a drug, in the patient or in a laboratory's own model of it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "submission_id": "0f3a5c0d7be94a2ab1d0c2c7f9e0a1b2",
                    "sample": "T1",
                    "kind": "response",
                    "subject": "Dabrafenib",
                    "verdict": "responded",
                },
                {
                    "kind": "response",
                    "subject": "Lapatinib",
                    "verdict": "resistant",
                    "percentile": 88,
                    "tumour": {"tissue": "breast", "mutated": ["PIK3CA"], "gained": ["ERBB2"]},
                },
            ]
        },
    )
    kind: Literal[Kind.RESPONSE]
    subject: OneLine = Field(
        min_length=1,
        max_length=300,
        description="The drug: its name, a synonym or the screen's id.",
    )
    verdict: Outcome = Field(
        description="Of the patient's tumour under treatment: `responded` or `refractory`. Of a "
        "test of your own, such as an organoid: `sensitive` or `resistant`."
    )
    percentile: float | None = Field(
        default=None,
        ge=0,
        le=100,
        allow_inf_nan=False,
        description="Of your own test among its tumours on this drug: 0 is the most sensitive.",
    )
    comment: Comment = Field(default="", description="Name no patient.")
    submission_id: SubmissionId | None = Field(
        default=None, description="Of the report on the tumour; else `tumour` says what it is."
    )
    sample: Annotated[str, Field(max_length=MOST_SAMPLE)] | None = Field(
        default=None, description="Of the report; may be left out where it has one."
    )
    tumour: AskedTumour | None = Field(
        default=None, description="Where there is no `submission_id`, and only then."
    )

    @model_validator(mode="after")
    def _fits(self) -> "NewResponse":
        if self.percentile is not None and self.verdict not in MEASURED:
            raise ValueError("percentile: expected with the verdict sensitive or resistant only")
        if (self.submission_id is None) == (self.tumour is None):
            raise ValueError("tumour: expected where there is no submission_id, and only then")
        if self.sample is not None and self.submission_id is None:
            raise ValueError("sample: expected with a submission_id only")
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
                    "sample": None,
                    "profile": None,
                    "percentile": None,
                    "versions": {"oncolit": "0.8.0", "model_made": "2026-01-30"},
                    "created": "2026-01-31T09:00:00Z",
                    "counts": True,
                }
            ]
        },
    )

    id: str
    gene: str | None = Field(description="Null for a response.")
    variation: str | None = Field(description="Null for a response.")
    kind: Kind
    subject: str
    direction: str | None
    verdict: Verdict | Outcome
    correction: str | None
    comment: str
    disease: str | None
    submission_id: str | None
    sample: str | None = Field(description="Of a response: the report's sample.")
    profile: AskedTumour | None = Field(description="Of a response: what is known of the tumour.")
    percentile: float | None = Field(description="Of a response, where a test measured it.")
    versions: dict[str, Any] = Field(description="That made the suggestion.")
    created: datetime
    counts: bool = Field(
        description="Whether it is the laboratory's latest word on this suggestion."
    )
