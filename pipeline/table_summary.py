"""``summary.json``: what tables on a large file rest on, and what its rows came to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from intake.lab_reader import Content, LabReader
from intake.lab_row import Outcome
from pipeline.lab_head import LIMITS, Answering, describe_file, rule_words
from pipeline.table_tally import Tally
from reports.lab_report import Counts, InputFile, Versions
from therapy.suggestion import RESEARCH_USE

CITATIONS = (
    "report.tsv names curated statements by their number in the evidence base (curated_effect); "
    "annotated.maf, where the input is a MAF, cites them in MUTATION_EFFECT_CITATIONS and "
    "TX_CITATIONS. oncolit therapies GENE VARIATION tells each with its citations."
)
TABLE_LIMITS = (
    "Each row is answered by itself: its therapies are those of its variant alone, whatever else "
    "the sample has, and variants are neither numbered nor ranked nor explained.",
)
"""What a reader must know besides the limits of every report."""


class TableSummary(BaseModel):
    """All that is said of a file whose rows stand in tables alone."""

    model_config = ConfigDict(extra="forbid")

    notice: str
    created: str
    disease: str | None
    file: InputFile
    counts: Counts
    not_assessed: dict[str, int] = Field(description="Rows by reason, the most first.")
    rejected: dict[str, int] = Field(description="Rows by reason, the most first.")
    answers: dict[str, int] = Field(
        description="Assessed rows of report.tsv by what is answered: class or `abstain`."
    )
    taken_from: dict[str, int] = Field(
        description="Assessed rows of report.tsv by what says the effect to go by: `curated`, "
        "`type or residue`, `predicted`, or `nothing`."
    )
    best_tier: dict[str, int] = Field(
        description="Assessed rows of report.tsv by the best tier of a therapy, or `none`."
    )
    curated: int = Field(description="Assessed rows of report.tsv with a curated effect.")
    text_used: int = Field(
        description="Assessed rows of report.tsv of whose variant the model read texts."
    )
    rules: list[str]
    advice: list[str]
    versions: Versions
    citations: str
    limits: list[str]

    def words(self) -> Iterator[str]:
        """Say it in short."""
        counts = self.counts
        yield (
            f"{self.file.name}: {self.file.format}, {counts.rows} rows: {counts.assessed} "
            f"assessed, {counts.not_assessed} not assessed, {counts.rejected} rejected."
        )
        named = sum(self.answers.values()) - self.answers.get("abstain", 0)
        actionable = sum(self.best_tier.get(tier, 0) for tier in ("I", "II"))
        yield (
            f"Rows of report.tsv that name a class: {named}; rows with a therapy of tier I or II: "
            f"{actionable}."
        )
        yield from self.advice


def make_summary(
    content: Content, reader: LabReader, answering: Answering, advice: list[str], tally: Tally
) -> TableSummary:
    """Make the summary of a file that was read to its end.

    Parameters
    ----------
    content : Content
    reader : LabReader
    answering : Answering
    advice : list of str
        What the sender should do.
    tally : Tally
        Of all rows.
    """
    outcomes = tally.outcomes
    return TableSummary(
        notice=RESEARCH_USE,
        created=datetime.now(UTC).date().isoformat(),
        disease=answering.disease,
        file=describe_file(content, reader),
        counts=Counts(
            rows=outcomes.total(),
            assessed=outcomes[Outcome.ASSESSED],
            not_assessed=outcomes[Outcome.NOT_ASSESSED],
            rejected=outcomes[Outcome.REJECTED],
        ),
        not_assessed=_ordered(tally.reasons[Outcome.NOT_ASSESSED]),
        rejected=_ordered(tally.reasons[Outcome.REJECTED]),
        answers=dict(sorted(tally.answers.items())),
        taken_from=dict(sorted(tally.taken_from.items())),
        best_tier=dict(sorted(tally.tiers.items())),
        curated=tally.curated,
        text_used=tally.with_text,
        rules=list(rule_words(answering.rules)),
        advice=advice,
        versions=answering.versions,
        citations=CITATIONS,
        limits=[*LIMITS, *TABLE_LIMITS],
    )


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(Counter(counts).items(), key=lambda found: (-found[1], found[0])))
