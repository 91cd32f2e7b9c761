"""What changed between an earlier report and its re-analysis: what ``changes.json`` holds.

Its JSON schema is made from these models, see :func:`changes_schema`. The pages and tables on
changes are made from them, too.
"""

import json
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from reports.lab_report import Direction, Versions

CHANGES_SCHEMA_VERSION = "1.1"
"""Of ``changes.json``: the first number changes where readers must."""

LEAST_MOVE = 0.05
"""A probability that moved by this or less is no change."""

Kind = Literal[
    "actionable", "best_tier", "therapy_gained", "therapy_lost", "direction", "standing", "basis",
    "origin", "requires", "evidence", "conflicts", "warnings", "contested", "withheld",
    "curated_effect_gained", "curated_effect_lost", "called", "agreement", "answer",
    "most_probable", "group", "probability", "prediction_set", "literature",
]  # fmt: skip
"""What may change, what matters most first."""

KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds in their order."""

KIND_WORDS: dict[Kind, str] = {
    "actionable": "actionable",
    "best_tier": "best tier",
    "therapy_gained": "therapy gained",
    "therapy_lost": "therapy lost",
    "direction": "direction",
    "standing": "tier",
    "basis": "basis",
    "origin": "origin",
    "requires": "what it requires",
    "evidence": "statements behind a therapy",
    "conflicts": "conflicts",
    "warnings": "warnings",
    "contested": "contested claims",
    "withheld": "what is withheld",
    "curated_effect_gained": "curated effect gained",
    "curated_effect_lost": "curated effect lost",
    "called": "effect taken",
    "agreement": "agreement of curated and predicted",
    "answer": "predicted class",
    "most_probable": "most probable class",
    "group": "predicted direction of effect",
    "probability": "probability",
    "prediction_set": "prediction set",
    "literature": "literature",
}
"""Each kind as a person reads it."""

CauseName = Literal[
    "model", "evidence", "literature", "disease", "screen", "oncolit", "curated_effect",
    "prediction", "neighbour", "unknown",
]  # fmt: skip
"""What a change may come from."""

CAUSE_WORDS: dict[CauseName, str] = {
    "model": "another model",
    "evidence": "another evidence base",
    "literature": "other literature",
    "disease": "another disease",
    "screen": "another drug screen, or other responses told",
    "oncolit": "another version of oncolit",
    "curated_effect": "the changed curated effect",
    "prediction": "the changed prediction",
    "neighbour": "the changed prediction of another variant of the sample",
    "unknown": "no cause is known",
}
"""Each cause as a person reads it."""

CAUSE_LABELS: dict[CauseName, str] = {
    "model": "Model",
    "evidence": "Evidence base",
    "literature": "Literature",
    "disease": "Disease",
    "screen": "Cell lines",
    "oncolit": "oncolit",
}
"""What differs between two reports, by the cause that it may be."""


SAME = ": model, evidence base, literature, disease and oncolit are the same then and now"
"""Said where nothing differs that could change an answer."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(_Model):
    """One of the two reports."""

    created: str = Field(description="Day on which it was made.")
    sha256: str = Field(description="Of the earlier report.json; empty for the re-analysis.")
    disease: str | None
    versions: Versions
    screen: str = Field(default="", description="The drug screen of the section on cell lines.")


class Cause(_Model):
    """Something that differs between the two reports."""

    name: CauseName
    words: str = Field(description="What it was then and is now.")


class Change(_Model):
    """One difference, with all that may have caused it: only what differs is named.

    Where there are several causes, each may be the one; `prediction`, `curated_effect` and
    `neighbour` are followed by what those may come from.
    """

    kind: Kind
    therapy: str | None = Field(description="The therapy that it is on, as it is named now.")
    direction: Direction | None = Field(description="Of that therapy.")
    before: str | None = Field(description="None where there was nothing.")
    after: str | None = Field(description="None where there is nothing.")
    evidence_gained: list[str] = Field(description="Keys of statements there now and not then.")
    evidence_lost: list[str] = Field(description="Keys of statements there then and not now.")
    causes: list[CauseName]


class VariantChanges(_Model):
    """A variant of which something changed."""

    number: int = Field(description="In the re-analysis.")
    number_before: int = Field(description="In the earlier report.")
    gene: str
    variation: str
    samples: list[str] = Field(description="The first samples that carry it.")
    n_samples: int
    changes: list[Change]


class SampleChange(_Model):
    """A sample whose best tier changed."""

    name: str = Field(description="Empty where the file names none.")
    before: str | None
    after: str | None
    variants: list[int] = Field(description="Its variants, by number, of which therapies changed.")
    causes: list[CauseName]


class CellLineChange(_Model):
    """A tumour whose first drugs by cell lines changed."""

    sample: str = Field(description="Empty where the file names none.")
    before: list[str] = Field(description="The first five, in their order; empty where none was.")
    after: list[str]
    causes: list[CauseName]


class Changes(_Model):
    """``changes.json``."""

    schema_version: str = CHANGES_SCHEMA_VERSION
    notice: str
    file: str = Field(description="Name of the laboratory's file.")
    before: Side
    after: Side
    causes: list[Cause] = Field(description="All that differs, whether or not it changed anything.")
    notes: list[str] = Field(description="What a reader of the comparison should know.")
    least_move: float = Field(description="A probability that moved by this or less is no change.")
    n_variants: int
    n_unchanged: int
    counts: dict[Kind, int] = Field(description="Variants with a change of each kind.")
    variants: list[VariantChanges]
    samples: list[SampleChange]
    only_before: list[str] = Field(description="Variants of the earlier report alone.")
    only_after: list[str] = Field(description="Variants of the re-analysis alone.")
    cell_lines: list[CellLineChange] = Field(
        default_factory=list, description="Where both reports ask cell lines."
    )

    @property
    def nothing_changed(self) -> bool:
        """Whether both reports say the same."""
        return not (
            self.variants or self.samples or self.only_before or self.only_after or self.cell_lines
        )

    @property
    def verdict(self) -> str:
        """Say in a line or two how much changed."""
        differing = ", ".join(CAUSE_LABELS[cause.name] for cause in self.causes)
        if self.nothing_changed:
            return (
                f"Nothing changed{f', although these differ: {differing}' if differing else SAME}."
            )
        said = (
            f"{_number(len(self.variants), 'variant')} changed, {self.n_unchanged:,} did not; "
            f"{_number(len(self.samples), 'sample')} with another best tier."
        )
        if self.cell_lines:
            tumours = _number(len(self.cell_lines), "tumour")
            said = f"{said} Other first drugs by cell lines: {tumours}."
        return said if differing else f"{said} No cause is known{SAME}."


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def changes_schema() -> dict[str, Any]:
    """Return the JSON schema of ``changes.json`` (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oncolit changes between two reports",
        **Changes.model_json_schema(mode="serialization"),
    }


if __name__ == "__main__":
    print(json.dumps(changes_schema(), indent=1))
