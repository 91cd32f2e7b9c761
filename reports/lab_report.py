"""The report on a laboratory's file: what ``report.json`` holds, and what the pages are made from.

Its JSON schema is made from these models, see :func:`report_schema`. Probabilities and shares are
numbers from 0 to 1; classes are ``class1`` to ``class9``; days are ISO 8601.
"""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.cell_lines_report import CellLines, TumourCellLines
from reports.patient_report import Patient, PatientFlag

SCHEMA_VERSION = "1.2"
"""Of ``report.json``: the first number changes where readers must."""

ClassName = Literal[
    "class1", "class2", "class3", "class4", "class5", "class6", "class7", "class8", "class9"
]
Direction = Literal["resistance", "sensitivity"]
Group = Literal["gain", "loss", "switch", "neutral"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Counts(_Model):
    """Data rows of the file: ``rows`` is the sum of the three others."""

    rows: int
    assessed: int
    not_assessed: int
    rejected: int


class InputFile(_Model):
    """The file as it came."""

    name: str
    sha256: str
    bytes: int
    format: str = Field(description="Such as `MAF`, `VCF with VEP's CSQ`, `list of variants`.")
    compression: str = Field(description="`gzip`, `bgzip` or empty.")
    encoding: str
    build: str = Field(description="Genome build that the file names, empty where it does not.")
    notes: list[str]


class Versions(_Model):
    """What answered."""

    oncolit: str
    model: str = Field(
        description="Name of a folder, or MLflow URI with the version where one is known."
    )
    model_made: str
    model_sha256: str = Field(default="", description="Of the model's own file.")
    model_data: str = Field(description="SHA-256 of the model's training data.")
    model_trained_on_demo: bool
    model_variants: int = Field(description="Training variants.")
    knowledge: str
    literature: str
    texts: str = Field(default="", description="Which passages the model reads, in a sentence.")


class Citation(_Model):
    """A publication or a drug label; ``url`` is null where there is none."""

    source: str
    id: str
    url: str | None


class Evidence(_Model):
    """One curated statement."""

    evidence: str = Field(description="Such as `EID238`.")
    civic_level: str
    disease: str
    reviewed: str | None
    url: str | None


class Drug(_Model):
    """Facts on one drug."""

    name: str
    synonyms: list[str]
    drug_class: str
    targets: list[str]
    route: str
    monitoring: str
    warnings: str
    approved_biomarker: str


class Therapy(_Model):
    """One therapy that evidence speaks for (sensitivity) or against (resistance)."""

    therapy: str
    drugs: list[str]
    direction: Direction
    tier: str = Field(description="Of AMP, ASCO and CAP: `I` to `IV`.")
    level: str | None = Field(description="Of AMP, ASCO and CAP: `A` to `D`.")
    civic_level: str
    basis: str
    origin: Literal["curated", "predicted"]
    probability: float | None = Field(description="Of the predicted effect that it rests on.")
    evidence_for: str
    disease: str
    disease_match: bool | None
    requires: list[str]
    holds: bool = Field(
        default=True,
        description="It asks for nothing that is not known to be there, and nothing that is "
        "closer to the variant claims the opposite.",
    )
    germline: bool
    conflicts: list[str]
    flags: list[PatientFlag] = Field(
        default_factory=list,
        description="What bears on it in the patient, the gravest first; empty without one.",
    )
    statement: str
    best_statement: str = Field(description="The best statement's own text, as curated.")
    evidence: list[Evidence]
    opposing: list[Evidence]
    citations: list[Citation]


class Case(_Model):
    """How much like the training rows the variant is."""

    seen: str
    named: str


class Measured(_Model):
    """How often such answers were right on held-out training rows."""

    accuracy: float
    accuracy_low: float
    accuracy_high: float
    rows: int
    on: str


class Effect(_Model):
    """What the classifier answers."""

    answer: ClassName | Literal["abstain"]
    reason: str = Field(description="Why it abstains.")
    most_probable: ClassName
    label: str = Field(description="Of the most probable class.")
    probabilities: dict[ClassName, float]
    prediction_set: list[ClassName]
    group: Group | None
    group_probability: float
    case: Case
    measured: Measured | None
    training_class: ClassName | None = Field(
        default=None,
        description="Class of this very variant in the model's training data, whose label the "
        "answer has then seen; null where it is not among them.",
    )


class CuratedEffect(_Model):
    """What one functional statement says."""

    group: Group
    significance: str
    supports: bool
    evidence: str
    reviewed: str | None
    citations: list[Citation]


class CalledEffect(_Model):
    """The effect to go by: curated before type before prediction."""

    group: Group
    by: str


class SimilarVariant(_Model):
    """A training variant that resembles it."""

    gene: str
    variation: str
    effect: ClassName
    label: str
    likeness: float
    shared: list[str]


class Sentence(_Model):
    """A sentence on the variant, quoted, with what it names.

    Offsets count characters of ``text``; ``cues`` are as in evidence.jsonl.
    """

    text: str
    citation: Citation | None
    source: str = Field(
        default="",
        description="Where the text is from, such as `CIViC EID1863, PubMed 24035188`: a curated "
        "statement is not in the words of the paper that it cites.",
    )
    title: str
    relation: str
    mentions: list[tuple[int, int]]
    genes: list[tuple[int, int]]
    cues: list[dict[str, Any]]


class Push(_Model):
    """How much one view moved the answer, in nats of log odds."""

    words: str
    push: float


class Explanation(_Model):
    """What moved the answer; only of the variants that have a card."""

    words: str
    pushes: list[Push]
    similar: list[SimilarVariant]


class Literature(_Model):
    """What the literature store holds on the variant."""

    used: bool = Field(description="Whether the classifier read texts of the store.")
    passages: int
    citations: list[Citation]
    sentences: list[Sentence]


class Occurrence(_Model):
    """One row of the file with this variant."""

    line: int
    samples: list[str]
    chromosome: str
    position: int | None
    reference: str
    alternate: str
    hgvs_c: str
    transcript: str
    transcript_rule: str
    allele_fraction: float | None


class Variant(_Model):
    """One distinct variant, by gene and protein change, with all that is said of it."""

    number: int = Field(description="From 1, in the order of the report.")
    gene: str
    gene_symbol: str = Field(description="Approved by HGNC, or as given.")
    variation: str
    hgvs_p: str | None
    consequence: str
    notes: list[str]
    annotations: dict[str, str] = Field(
        default_factory=dict,
        description="In-silico annotations of its first row that has some, by VEP's field names.",
    )
    rows: int
    samples: int
    occurrences: list[Occurrence] = Field(description="The first ones; all are in report.tsv.")
    actionable: bool = Field(description="Whether a therapy of tier I or II speaks for or against.")
    best_tier: str | None
    effect: Effect
    curated: list[CuratedEffect]
    by_type: Group | None
    called: CalledEffect | None
    agreement: Literal["agrees", "conflicts"] | None
    beside: list[str] | None = Field(
        description="The sample's other variants with which therapies were read."
    )
    therapies: list[Therapy]
    withheld: list[dict[str, str]]
    warnings: list[str]
    contested: list[str]
    literature: Literature
    explanation: Explanation | None


class SampleTherapy(_Model):
    """A therapy as it stands for one sample, all its variants considered."""

    variant: int = Field(
        description="Its number; 0 where the therapy rests on a tumour marker of the patient's "
        "tests."
    )
    gene: str
    variation: str
    therapy: str
    direction: Direction
    tier: str
    level: str | None
    origin: Literal["curated", "predicted"]
    disease: str = Field(default="", description="Tumour of the best evidence.")
    requires: list[str]
    conflicts: list[str]
    flags: list[PatientFlag] = Field(default_factory=list, description="As of a variant's therapy.")


class Sample(_Model):
    """One sample; the name is empty where the file names none."""

    name: str
    rows: int
    assessed: int
    not_assessed: int
    variants: list[int]
    best_tier: str | None
    therapies: list[SampleTherapy] = Field(
        description="All of tier I and II, and the first ten of III and IV together."
    )


class Reason(_Model):
    """Why rows are not assessed, with the first of them; all are in report.tsv."""

    reason: str
    rows: int
    examples: list["ExampleRow"]


class ExampleRow(_Model):
    """A row as it stands in the file."""

    line: int
    value: str
    gene: str
    samples: list[str]


class RejectedRow(_Model):
    """A row that could not be read."""

    line: int
    value: str
    reason: str


class ReportHead(_Model):
    """All of the report but its variants, samples and rejected rows."""

    schema_version: str = SCHEMA_VERSION
    notice: str
    created: str = Field(description="Day on which the report was made.")
    disease: str | None
    file: InputFile
    counts: Counts
    rules: list[str] = Field(description="What decided which rows are assessed, in sentences.")
    advice: list[str] = Field(description="What the sender should do, such as annotate the file.")
    versions: Versions
    limits: list[str]
    n_variants: int
    n_actionable: int
    n_cards: int
    n_samples: int
    not_assessed: list[Reason]
    drugs: dict[str, Drug]
    patient: Patient | None = Field(
        default=None, description="Of a case; null for a laboratory's file."
    )
    cell_lines: CellLines | None = Field(
        default=None,
        description="What holds of the section on cell lines for every tumour; null in reports of "
        "schema 1.1.",
    )


class Report(ReportHead):
    """``report.json``."""

    variants: list[Variant]
    samples: list[Sample]
    rejected: list[RejectedRow]
    tumours: list[TumourCellLines] = Field(
        default_factory=list,
        description="What cell lines suggest: one a sample, in the order of the samples, one for a "
        "file without samples; empty where nothing was asked.",
    )


def report_schema() -> dict[str, Any]:
    """Return the JSON schema of ``report.json`` (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oncolit report",
        **Report.model_json_schema(mode="serialization"),
    }


if __name__ == "__main__":
    print(json.dumps(report_schema(), indent=1))
