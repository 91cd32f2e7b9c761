"""Asking cell lines about a tumour that is in no report."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.cell_line_source import CellLineSource, Ranker, describe_source
from reports.cell_lines_report import CellLines
from response.drug import ScreenedDrug
from response.profile import KnownResponse
from therapy.tumour_types import TumourTypes
from webapp.asked_tumour import AskedTumour, OneLine
from webapp.caller import Caller, Scope
from webapp.cell_line_ranking import (
    CellLineQuestionError,
    ProfiledSample,
    asked_profile,
    drug_names,
    known_tumour,
    rank_live,
    ranker_of,
)
from webapp.feedback import Outcome
from webapp.live_cell_lines import LiveCellLines
from webapp.response_interactions import (
    Interaction,
    Told,
    interactions_of,
    percentile_of,
    read_told,
)
from webapp.services import Services

MOST_KNOWN = 100
"""Responses that may come with a question."""

NOT_CURATED = "Curated evidence was not asked: it speaks of variants, and is found under therapies."
NOT_READ = "What your laboratory told does not enter: the key has no scope 'read'."


class TumourResponse(BaseModel):
    """A response that comes with a question, and is kept nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drug: OneLine = Field(
        min_length=1, max_length=300, description="Its name, a synonym or the screen's id."
    )
    outcome: Outcome | None = Field(default=None, description="As of feedback.")
    percentile: float | None = Field(
        default=None,
        ge=0,
        le=100,
        allow_inf_nan=False,
        description="Goes before the outcome: 0 is the most sensitive.",
    )
    tumour: AskedTumour | None = Field(
        default=None, description="That responded; null for the very tumour that is asked about."
    )

    @model_validator(mode="after")
    def _says_something(self) -> "TumourResponse":
        if self.outcome is None and self.percentile is None:
            raise ValueError("expected an outcome or a percentile")
        return self


class CellLineQuestion(AskedTumour):
    """A tumour for which drugs are to be ranked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tissue": "skin",
                    "mutated": ["BRAF"],
                    "lost": ["CDKN2A"],
                    "known": [{"drug": "Dabrafenib", "outcome": "refractory"}],
                }
            ]
        }
    )
    known: Annotated[list[TumourResponse], Field(max_length=MOST_KNOWN)] = Field(
        default=[], description="Responses of this tumour, or of others like it."
    )
    own: bool = Field(
        default=True, description="Whether what your laboratory told of its tumours enters."
    )


class ScreenDrug(BaseModel):
    """A drug of the screen."""

    drug: str = Field(description="Its name, or its id in words.")
    drug_id: str
    synonyms: list[str]
    targets: list[str]
    pathway: str

    @classmethod
    def of(cls, drug: ScreenedDrug) -> "ScreenDrug":
        """Make the record of a drug."""
        return cls(
            drug=drug.shown_name,
            drug_id=drug.drug_id,
            synonyms=list(drug.synonyms),
            targets=list(drug.targets),
            pathway=drug.pathway,
        )


class ScreenFacts(BaseModel):
    """What cell lines can be asked; lists are empty where no ranker is trained."""

    cell_lines: CellLines
    tissues: list[str]
    mutated: list[str] = Field(
        description="Genes that the screen has as mutated, by HGNC's symbol."
    )
    gained: list[str]
    lost: list[str]
    fused: list[str] = Field(description="Fusions, such as `BCR::ABL1`.")
    drugs: list[ScreenDrug] = Field(description="One a substance.")


def screen_facts(source: CellLineSource) -> ScreenFacts:
    """Say what cell lines can be asked."""
    ranker = source.ranker
    if ranker is None:
        nothing: list[str] = []
        return ScreenFacts(
            cell_lines=describe_source(source), tissues=nothing, mutated=nothing, gained=nothing,
            lost=nothing, fused=nothing, drugs=[],
        )  # fmt: skip
    substances: dict[str, ScreenedDrug] = {}
    for drug in ranker.drugs:
        substances.setdefault(drug.substance, drug)
    return ScreenFacts(
        cell_lines=describe_source(source),
        tissues=sorted(ranker.tissues, key=str.casefold),
        mutated=sorted(ranker.genes_mutated),
        gained=sorted(ranker.genes_gained),
        lost=sorted(ranker.genes_lost),
        fused=sorted(ranker.fusions),
        drugs=[ScreenDrug.of(drug) for drug in substances.values()],
    )


def ask_cell_lines(services: Services, caller: Caller, question: CellLineQuestion) -> LiveCellLines:
    """Rank drugs for a tumour.

    Parameters
    ----------
    services : Services
    caller : Caller
        Whose laboratory's responses enter, where the key may read them.
    question : CellLineQuestion

    Raises
    ------
    CellLineQuestionError
        The screen has no such tissue or drug.
    NoRankerError
    """
    sources = services.sources.current
    source, tumours = sources.cell_lines, sources.knowledge.advisor.tumours
    ranker = ranker_of(source)
    tumour, ground = known_tumour(source, tumours, question)
    own, notes = Told(), [NOT_CURATED]
    if question.own and Scope.READ in caller.scopes:
        own = interactions_of(read_told(services.database, caller), drug_names(ranker))
    elif question.own:
        notes.append(NOT_READ)
    sent = tuple(
        _interaction(source, tumours, tumour, one, f"known.{number}")
        for number, one in enumerate(question.known)
    )
    told = Told((*sent, *own.entered), own.left_out)
    profile = asked_profile(ranker, tumour, ground)
    return rank_live(
        source, sources.knowledge, ProfiledSample("", profile, notes=tuple(notes)), told
    )


def _interaction(
    source: CellLineSource,
    tumours: TumourTypes,
    asked: AskedTumour,
    sent: TumourResponse,
    field: str,
) -> Interaction:
    ranker: Ranker = ranker_of(source)
    drug = drug_names(ranker).find(sent.drug)
    if drug is None:
        raise CellLineQuestionError(
            f"{field}.drug: {sent.drug!r} is no drug of {ranker.screen_title}, by name, synonym "
            "or id"
        )
    try:
        tumour = asked if sent.tumour is None else known_tumour(source, tumours, sent.tumour)[0]
    except CellLineQuestionError as error:
        raise CellLineQuestionError(f"{field}.tumour.{error}") from error
    percentile = percentile_of(sent.outcome, sent.percentile)
    known = KnownResponse(drug.drug_id, percentile, tumour.profile, sent.tumour is None)
    return Interaction(drug, known, sent.outcome, measured=sent.percentile is not None)
