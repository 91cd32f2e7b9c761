"""The patient's sections of a report: what ``report.json`` holds of a case, beside its variants.

No name, no date of birth, no number of a register: what a case file does not ask for is not here.
Ages are in years, posteriors from 0 to 1, terms are ids of the Human Phenotype Ontology.
"""

from collections.abc import Iterable
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["contraindicated", "avoid", "caution", "adjust dose", "monitor"]
"""How much a caution weighs, the gravest first."""

FlagKind = Literal[
    "contraindicated",
    "avoid",
    "failed before",
    "stopped for toxicity",
    "caution",
    "adjust dose",
    "given before",
    "monitor",
]
"""What is flagged of a therapy, the gravest first."""

FLAG_KINDS: tuple[FlagKind, ...] = get_args(FlagKind)

FollowUpKind = Literal["confirm", "monitor", "retest", "refer", "living"]
VariantOrigin = Literal["somatic", "germline", "unknown", "test"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PatientSource(_Model):
    """Where a fact can be checked; ``url`` is null where there is none."""

    words: str
    url: str | None = None


class PatientFlag(_Model):
    """In short what bears on one therapy in this patient."""

    kind: FlagKind
    words: str = Field(description="Its ground, such as `QTc 490 ms`.")


class PatientFinding(_Model):
    """A symptom or sign, by its term of the Human Phenotype Ontology."""

    term: str
    label: str
    excluded: bool = Field(description="Whether it was looked for and is absent.")


class FoundInText(_Model):
    """A finding read from free text: to be confirmed, and used nowhere before that."""

    term: str
    label: str
    words: str = Field(description="As the text has it.")
    negated: bool
    relative: str = Field(description="Whose it is where it is a relative's, else empty.")
    uncertain: bool


class PatientTest(_Model):
    """A test result, its value in the canonical unit."""

    kind: str
    label: str
    words: str = Field(description="Value with unit, or category.")
    value: float | None
    unit: str
    category: str
    matters: list[str] = Field(description="Conditions of this patient that rest on it.")


class PatientCondition(_Model):
    """What of this patient matters to drugs."""

    key: str
    words: str
    ground: str = Field(description="What it is concluded from, such as `QTc 490 ms`.")


class TherapyGiven(_Model):
    """A previous therapy."""

    drugs: list[str]
    response: str = Field(description="The best one, empty where it is not known.")
    line: int | None
    stopped_for: str
    note: str
    failed: bool


class PatientCaution(_Model):
    """What speaks for care with a drug in this patient."""

    severity: Severity
    drugs: list[str] = Field(description="Those of the regimen that it is on.")
    subject: str = Field(description="Drug or class that the fact is on.")
    condition: str = Field(description="Key of the patient's condition.")
    ground: str
    what: str
    source: PatientSource


class PatientTherapy(_Model):
    """A therapy as it stands for this patient; never left out for a caution."""

    therapy: str
    drugs: list[str]
    direction: Literal["resistance", "sensitivity"]
    tier: str = Field(description="Of AMP, ASCO and CAP: `I` to `IV`.")
    level: str | None
    origin: Literal["curated", "predicted"]
    variant: int = Field(description="Number of the variant it rests on; 0 for a tumour marker.")
    rests_on: str = Field(description="Variant or marker in words, such as `EGFR L858R`.")
    variant_origin: VariantOrigin = Field(description="`test` where it rests on a tumour marker.")
    disease: str = Field(description="Tumour of the best evidence.")
    disease_match: bool | None
    requires: list[str]
    condition: str = Field(
        description="What must not be there and was not tested, in words; empty where nothing is."
    )
    conflicts: list[str]
    raised: str = Field(
        description="Why a statement against a therapy stands at the top: the therapy has failed, "
        "or is suggested; else empty."
    )
    cautions: list[PatientCaution] = Field(description="The gravest first.")
    not_on_file: list[str] = Field(
        description="Drugs of it for which the embedded table holds no caution at all."
    )
    prior: FlagKind | None = Field(
        description="What an earlier therapy flags of it: `failed before`, `stopped for toxicity`, "
        "`given before`; null where none does."
    )
    given: list[str] = Field(description="When it was given before, and how it was answered.")
    unchecked: list[str] = Field(description="What cautions ask for and the case does not say.")
    suggested_as: str = Field(
        description="Of a statement against a therapy: what suggests it, or more that holds it, "
        "all the same; empty where nothing does."
    )
    notes: list[str] = Field(description="What a reader should know besides.")
    sources: list[PatientSource] = Field(description="Statements and publications, the first few.")


class DiagnosisEvidence(_Model):
    """How one finding speaks for or against a disease."""

    term: str
    label: str
    excluded: bool
    words: str = Field(description="Why, such as how often the disease has it.")
    weight: float = Field(description="Natural logarithm of the likelihood ratio.")


class SyndromeMeaning(_Model):
    """A hereditary tumour syndrome, and what it means for the tumour at hand."""

    disease: str = Field(description="Id of OMIM.")
    name: str
    genes: list[str]
    inheritance: str
    tumours: list[str]
    of_tumour: bool = Field(description="Whether the tumour at hand is one of its tumours.")
    carrier: bool = Field(
        description="Whether it is recessive and one altered copy of the gene is known."
    )
    uncertain: bool = Field(
        description="Whether all that points to it is of uncertain significance: it has no "
        "meaning then."
    )
    established: bool = Field(
        description="Whether a pathogenic or likely pathogenic germline variant establishes it."
    )
    meaning: str
    ground: str = Field(description="The germline variant or the findings that point to it.")
    source: PatientSource


class PossibleDiagnosis(_Model):
    """A disease that fits the findings."""

    disease: str
    name: str
    posterior: float
    genes: list[str]
    germline: list[str] = Field(description="The patient's germline variants of these genes.")
    speaks_for: list[DiagnosisEvidence]
    speaks_against: list[DiagnosisEvidence]
    established: bool = Field(
        description="Whether a germline variant establishes it, whatever the posterior."
    )
    against_sex: bool = Field(description="Whether the patient's sex makes it less likely.")
    syndrome: SyndromeMeaning | None


class Diagnoses(_Model):
    """Diseases ranked by the findings, computed from annotations; no diagnosis."""

    candidates: list[PossibleDiagnosis] = Field(description="The first five, the best first.")
    unlisted: float = Field(description="Posterior of a disease that the annotations lack.")
    question: str = Field(
        description="The one finding whose answer would separate the leaders best; may be empty."
    )
    by_variant: list[str] = Field(
        description="Pathogenic and likely pathogenic germline variants: each stands by itself."
    )
    basis: str = Field(description="Release of ontology and annotations.")


class FollowUpLine(_Model):
    """One thing to do, with its ground."""

    kind: FollowUpKind
    what: str
    how_often: str = Field(description="How often or when; may be empty.")
    ground: str = Field(description="What in the case, or which suggested drugs, call for it.")
    drugs: list[str] = Field(description="Suggested drugs that call for it.")
    sources: list[PatientSource]


class Patient(_Model):
    """The patient's sections."""

    id: str
    summary: str = Field(description="The case in one line.")
    phenopacket: dict[str, Any] | None = Field(
        description="The case as GA4GH Phenopacket, version 2."
    )
    tests: list[PatientTest]
    previous_therapies: list[TherapyGiven]
    conditions: list[PatientCondition]
    findings: list[PatientFinding]
    to_confirm: list[FoundInText]
    history: list[str]
    family: list[str]
    medications: list[str]
    therapies: list[PatientTherapy] = Field(
        description="All of tier I and II, and the first ten of III and IV, as they stand for the "
        "patient."
    )
    diagnoses: Diagnoses | None
    syndromes: list[SyndromeMeaning] = Field(
        description="Hereditary tumour syndromes of genes with a germline variant."
    )
    follow_up: list[FollowUpLine]
    followed_drugs: list[str] = Field(description="Drugs whose monitoring is listed.")
    notes: list[str] = Field(description="What a reader should know.")


def gravity(flags: Iterable[PatientFlag], *, conflict: bool = False) -> int:
    """Say how grave the gravest flag is: 0 for none, more for worse.

    A conflict of the evidence, such as resistance that another variant brings, weighs more than
    any flag but a contraindication.

    Examples
    --------
    >>> grave = PatientFlag(kind="contraindicated", words="QTc 510 ms")
    >>> mild = PatientFlag(kind="monitor", words="LVEF 52 %")
    >>> gravity([]), gravity([mild]), gravity([mild], conflict=True), gravity([mild, grave])
    (0, 1, 8, 9)
    """
    found = [len(FLAG_KINDS) - FLAG_KINDS.index(one.kind) for one in flags]
    worst = max(found, default=0)
    most = len(FLAG_KINDS)
    return worst + 1 if worst == most else max(worst, most * conflict)
