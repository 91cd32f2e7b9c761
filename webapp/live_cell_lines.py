"""What cell lines suggest now, with what a laboratory told: the records of the live ranking.

A stored report stays as it was made, from the screen alone. Beside it stands what the ranker says
now, and where the laboratory's own responses moved a drug.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from reports.cell_lines_report import CellLines, TumourCellLines
from webapp.asked_tumour import AskedTumour
from webapp.feedback import Outcome
from webapp.response_interactions import Interaction


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class EnteredResponse(_Model):
    """A response that entered the ranking."""

    drug: str
    outcome: Outcome | None = Field(description="Null where only a percentile was given.")
    percentile: float = Field(
        description="Of the laboratory's own test, or what the outcome stands for: 0 is the most "
        "sensitive."
    )
    measured: bool = Field(description="Whether a test gave the percentile.")
    tumour: AskedTumour
    same_tumour: bool = Field(
        description="Whether it is the very tumour that is asked about; one of another moves it as "
        "far as the two are alike."
    )
    feedback: str | None = Field(description="Its id; null where it came with the question.")
    given: datetime | None

    @property
    def words(self) -> str:
        """The tumour, for a reader."""
        return "this tumour" if self.same_tumour else self.tumour.words


class LeftOutResponse(_Model):
    """A response on a drug that the screen does not have."""

    drug: str
    feedback: str


class MovedDrug(_Model):
    """A drug that stands elsewhere with the responses than without."""

    drug: str
    place: int
    place_before: int
    percentile: float
    percentile_before: float
    told: bool = Field(
        description="Whether it stands where it was told to stand in this very tumour; then "
        "nothing is predicted."
    )


class LiveCellLines(_Model):
    """What cell lines suggest now for one tumour."""

    notice: str
    cell_lines: CellLines
    tumour: TumourCellLines
    entered: list[EnteredResponse] = Field(description="The newest first.")
    left_out: list[LeftOutResponse]
    moved: list[MovedDrug] = Field(
        description="Of the first five drugs with and without the responses, and of those that "
        "were told of this very tumour."
    )
    n_moved: int = Field(description="Drugs of all that stand elsewhere.")
    notes: list[str] = Field(description="What a reader should know of the answer.")


def entered_response(one: Interaction) -> EnteredResponse:
    """Return the record of a response that entered."""
    return EnteredResponse(
        drug=one.drug.shown_name,
        outcome=one.outcome,
        percentile=one.known.percentile,
        measured=one.measured,
        tumour=AskedTumour.of(one.known.profile),
        same_tumour=one.known.same_tumour,
        feedback=one.feedback or None,
        given=one.given,
    )
