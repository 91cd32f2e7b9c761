"""What cell lines suggest: the section of a report that rests on a drug screen, in ``report.json``.

Preclinical, tier IV at most, and apart from all that is curated. A percentile is among the
screen's measured cell lines on one drug: 0 is the most sensitive line, 100 the most resistant.
Places count from 1, the lowest expected percentile first.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.patient_report import PatientFlag

LABELS = ("preclinical", "tier IV at most", "research tool")
"""Said with every ranking."""

MOST_SHOWN = 5
"""Drugs that are explained."""

Standing = Literal["licensed", "not licensed", "not in the drug table"]
"""What the drug table knows of a screened drug."""

Relation = Literal["alone", "in combination", "same target"]
"""How a curated therapy stands to a screened drug."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScreenAccuracy(_Model):
    """How the ranker did on cell lines that it had not learnt from; null where not measured."""

    rmse: float | None = Field(description="Root mean squared error, in the screen's unit.")
    rmse_drug_mean: float | None = Field(description="The same of each drug's mean response.")
    pearson_per_drug: float | None = Field(
        description="Correlation of predicted and measured response, mean over drugs; each drug's "
        "mean response has none."
    )
    interval_coverage: float | None = Field(
        description="Share of intervals that held the measured response."
    )
    interval_level: float | None = Field(description="Share that they are made to hold.")


class CellLines(_Model):
    """What holds of the section for every tumour of the report."""

    reason: str = Field(description="Why nothing is ranked; empty where a ranker was there.")
    labels: list[str] = Field(default_factory=lambda: list(LABELS))
    screen: str = Field(default="", description="Such as `GDSC release 17`.")
    version: str = Field(default="", description="SHA-256 over the screen's files.")
    unit: str = Field(default="", description="Of the measured response.")
    n_drugs: int = Field(default=0, description="Substances that are ranked.")
    n_drugs_named: int = Field(default=0, description="Of them those that the screen names.")
    n_known: int = Field(
        default=0, description="Responses of patients' tumours, as clinicians gave them, in use."
    )
    accuracy: ScreenAccuracy | None = None


class UsedFeature(_Model):
    """Something of the tumour that the screen has a feature for."""

    words: str = Field(description="Such as `BRAF mutated`.")
    rests_on: list[str] = Field(description="Variants, tests or the tumour type; the first few.")


class LeftOut(_Model):
    """Variants that do not count, for one reason."""

    reason: str
    n: int
    variants: list[str] = Field(description="The first few.")


class UsedProfile(_Model):
    """What of a tumour was used, and what was not."""

    tissue: str = Field(description="In the screen's word, empty where there is none.")
    tissue_ground: str = Field(description="The tumour type, or why there is no tissue.")
    mutated: list[str] = Field(
        description="Genes, by HGNC's symbol, that the screen knows mutated."
    )
    gained: list[str]
    lost: list[str]
    fused: list[str] = Field(
        default_factory=list, description="Fusions by both partners, such as `BCR::ABL1`."
    )
    microsatellite_instability: bool | None
    used: list[UsedFeature]
    without_feature: list[str] = Field(
        description="What the tumour has and the screen has no feature for; the first few."
    )
    n_without_feature: int
    left_out: list[LeftOut]


class FeaturePush(_Model):
    """How much a feature moved a prediction."""

    feature: str
    change: float = Field(
        description="In standard deviations of the drug's measured responses; below 0 is towards "
        "sensitive."
    )


class NearCellLine(_Model):
    """A cell line that is like the tumour."""

    name: str
    tissue: str
    similarity: float = Field(description="0 to 1.")
    shared: list[str]
    percentile: float | None = Field(description="Of its measured response to the drug.")


class CuratedClaim(_Model):
    """What curated evidence in the same report says of a screened drug."""

    therapy: str
    direction: Literal["resistance", "sensitivity"]
    relation: Relation = Field(
        description="`alone`: the drug itself; `in combination`: the therapy holds it among "
        "others; `same target`: another drug with a target in common."
    )
    tier: str
    level: str | None
    origin: Literal["curated", "predicted"]
    disease: str = Field(description="Tumour of the best evidence.")
    rests_on: str = Field(description="Variant or marker.")


class RankedDrug(_Model):
    """Where one drug stands for a tumour."""

    place: int
    drug: str = Field(description="As the screen names it, or its id.")
    drug_id: str
    known_as: str = Field(description="Its name in the drug table, empty where it is not there.")
    standing: Standing
    percentile: float = Field(description="Expected: the mean over what the response may be.")
    low: float
    high: float
    told: bool = Field(
        default=False,
        description="Whether the percentile is what was told of this very tumour; then nothing is "
        "predicted.",
    )
    licensed_for: str = Field(
        default="",
        description="Alterations and tumours that it is licensed for, `none` where it is licensed "
        "without a biomarker; empty where it is not licensed.",
    )
    against: str = Field(
        default="",
        description="Best resistance to the drug itself in the same report: who says so, tier and "
        "variant; empty where none is told.",
    )
    flags: list[PatientFlag] = Field(
        default_factory=list, description="What bears on it in the patient, the gravest first."
    )
    given: list[str] = Field(
        default_factory=list, description="What the patient's earlier therapies mean for it."
    )


class SuggestedDrug(RankedDrug):
    """One of the first drugs of the ranking."""

    drug_class: str = Field(description="Of the drug table, empty where it is not there.")
    targets: list[str] = Field(description="As the screen writes them.")
    pathway: str
    response: float = Field(description="Predicted, or told, in the screen's unit.")
    pushes: list[FeaturePush] = Field(description="Largest first; of the explained drugs.")
    lines: list[NearCellLine] = Field(
        description="The nearest on which the drug was measured; of the explained drugs."
    )
    curated: list[CuratedClaim] = Field(description="Resistance first, then the best tier.")
    no_cautions_on_file: bool = Field(
        default=False, description="Whether the patient may meet cautions and none is on file."
    )


class CuratedDrugPlace(_Model):
    """Where a drug stands that curated evidence suggests."""

    drug: str
    therapy: str = Field(description="The best therapy that holds it.")
    tier: str
    level: str | None
    ranked: RankedDrug | None = Field(description="Null where it was not screened.")


class TumourCellLines(_Model):
    """What cell lines suggest for one tumour."""

    sample: str = Field(description="Empty where the file names none.")
    reason: str = Field(description="Why nothing is ranked for it; empty where something is.")
    profile: UsedProfile | None
    unseen: list[str] = Field(
        default_factory=list,
        description="Variants with curated therapies of tier I or II that the screen has no "
        "feature for.",
    )
    nearest: list[NearCellLine] = Field(description="Whatever the drug.")
    drugs: list[SuggestedDrug] = Field(
        description="The first twenty that the screen names, or of all where it names none; the "
        "first five are explained."
    )
    n_unnamed_above: int = Field(
        description="Compounds without a name that stand above the fifth and are not among them."
    )
    licensed: list[RankedDrug] = Field(
        description="The first five that the drug table has licensed."
    )
    curated: list[CuratedDrugPlace] = Field(
        description="Where the drugs stand that curated evidence suggests, the best tier first."
    )

    @property
    def shown(self) -> Sequence[SuggestedDrug]:
        """The drugs that are explained."""
        return self.drugs[:MOST_SHOWN]


def agreement_words(drug: SuggestedDrug) -> list[str]:
    """Say how what is curated in the same report stands to a drug; one line a statement.

    Examples
    --------
    >>> told = SuggestedDrug(
    ...     place=1, drug="Dabrafenib", drug_id="1373", known_as="dabrafenib", percentile=3,
    ...     standing="licensed", low=0, high=20, drug_class="", targets=["BRAF"], pathway="",
    ...     response=-1, pushes=[], lines=[], curated=[],
    ... )
    >>> agreement_words(told)
    ['nothing curated']
    """
    groups: dict[tuple[str, str, str], list[CuratedClaim]] = {}
    for one in drug.curated:
        groups.setdefault((one.direction, one.relation, one.origin), []).append(one)
    return [_claim_words(group) for group in groups.values()] or ["nothing curated"]


def _claim_words(claims: Sequence[CuratedClaim]) -> str:
    best, n_more = claims[0], len(claims) - 1
    tier = f"{best.tier}-{best.level}" if best.level else best.tier
    where = f" in {best.disease}" if best.disease else ""
    ground = f", on {best.rests_on}" if best.direction == "resistance" else ""
    more = f", and {n_more} more" if n_more else ""
    by = "a predicted effect" if best.origin == "predicted" else "curated evidence"
    return f"{_heading(best, by)}: tier {tier}, {best.therapy}{where}{ground}{more}"


def _heading(claim: CuratedClaim, by: str) -> str:
    if claim.direction == "resistance":
        together = " to a combination" if claim.relation == "in combination" else ""
        return f"{by} says resistance{together}"
    if claim.relation == "same target":
        return f"{by} suggests another drug of its target"
    together = " as part of a combination" if claim.relation == "in combination" else ""
    return f"also suggested by {by}{together}"
