"""Ranking drugs by cell lines for one tumour, with what a laboratory told of responses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.advisor import Knowledge
from pipeline.cell_line_section import CellLineSuggester
from pipeline.cell_line_source import CellLineSource, Ranker, describe_source
from pipeline.lab_standing import PatientView
from pipeline.screened_profile import screened_profile, stored_profile, used_profile
from pipeline.tumour_profile import Change, Contribution, profile_tumour
from reports.cell_lines_report import MOST_SHOWN, TumourCellLines, UsedProfile
from reports.lab_report import SampleTherapy
from response.answer import DrugAnswer, Ranking
from response.screen_tissues import FoundTissue
from therapy.suggestion import RESEARCH_USE
from therapy.tumour_types import TumourTypes
from webapp.asked_tumour import AskedTumour
from webapp.live_cell_lines import (
    LeftOutResponse,
    LiveCellLines,
    MovedDrug,
    entered_response,
)
from webapp.response_interactions import TOLD_WORDS, DrugNames, Told

AS_ASKED = "as asked"
"""Ground of what was told of a tumour."""

_MOST_NAMED = 40


class CellLineQuestionError(ValueError):
    """What is asked cannot be put to the screen."""


class NoRankerError(ValueError):
    """No ranker of drugs can be asked here; the message says why."""


@dataclass(frozen=True)
class ProfiledSample:
    """A tumour that is to be ranked.

    Parameters
    ----------
    sample : str
    profile : UsedProfile
    therapies : sequence of SampleTherapy
        That are curated for it.
    patient : PatientView, optional
        Whose tumour it is.
    notes : tuple of str
        What a reader should know.
    """

    sample: str
    profile: UsedProfile
    therapies: Sequence[SampleTherapy] = ()
    patient: PatientView | None = None
    notes: tuple[str, ...] = ()


def ranker_of(source: CellLineSource) -> Ranker:
    """Return the ranker.

    Raises
    ------
    NoRankerError
    """
    if source.ranker is None:
        raise NoRankerError(source.reason)
    return source.ranker


def drug_names(ranker: Ranker) -> DrugNames:
    """Return the names of a screen's drugs."""
    return DrugNames(ranker.drugs)


def known_tumour(
    source: CellLineSource, tumours: TumourTypes, tumour: AskedTumour
) -> tuple[AskedTumour, str]:
    """Return a tumour with the screen's own word for its tissue, and what that follows from.

    Parameters
    ----------
    source : CellLineSource
    tumours : TumourTypes
    tumour : AskedTumour
        Its tissue may be a tumour type, by name, DOID or OncoTree code.

    Raises
    ------
    CellLineQuestionError
        The tissue is none of the screen's.
    """
    ranker = ranker_of(source)
    if not tumour.tissue:
        return tumour, "no tumour type was given"
    words = {word.casefold(): word for word in ranker.tissues}
    word = words.get(tumour.tissue.casefold())
    found = FoundTissue(word, AS_ASKED) if word else source.tissues.find(
        tumour.tissue, tumours, ranker.tissues
    )  # fmt: skip
    if not found.tissue:
        named = ", ".join(sorted(ranker.tissues, key=str.casefold)[:_MOST_NAMED])
        raise CellLineQuestionError(f"tissue: {found.ground}; expected one of {named}")
    return tumour.model_copy(update={"tissue": found.tissue}), found.ground


def asked_profile(
    ranker: Ranker, tumour: AskedTumour, tissue_ground: str, ground: str = AS_ASKED
) -> UsedProfile:
    """Say what of a tumour that was asked about the screen has features for.

    Parameters
    ----------
    ranker : Ranker
    tumour : AskedTumour
    tissue_ground : str
        What its tissue follows from, or why there is none.
    ground : str
        What the rest follows from.
    """
    contributions = [
        Contribution(ground, gene, change)
        for change, genes in (
            (Change.MUTATED, tumour.mutated),
            (Change.GAINED, tumour.gained),
            (Change.LOST, tumour.lost),
            (Change.FUSED, tumour.fused),
        )
        for gene in genes
    ]
    profiled = profile_tumour(contributions, tumour.tissue, (tumour.msi, ground))
    asked = screened_profile(profiled.profile, ranker)
    return used_profile(profiled, asked, FoundTissue(tumour.tissue, tissue_ground), 0)


def rank_live(
    source: CellLineSource, knowledge: Knowledge, tumour: ProfiledSample, told: Told
) -> LiveCellLines:
    """Rank drugs for a tumour, and say where what was told moved them.

    Parameters
    ----------
    source : CellLineSource
    knowledge : Knowledge
    tumour : ProfiledSample
    told : Told

    Raises
    ------
    NoRankerError
    """
    ranker = ranker_of(source)
    with_told = replace(source, known=told.known)
    index, tumours = knowledge.advisor.index, knowledge.advisor.tumours
    suggester = CellLineSuggester(ranker, with_told, index.drugs, tumours, None, tumour.patient)
    suggested = suggester.suggest_again(tumour.sample, tumour.profile, tumour.therapies)
    moved: list[MovedDrug] = []
    if told.known and not suggested.reason:
        before = ranker.rank(stored_profile(tumour.profile), (), explained=0)
        moved = moved_drugs(before, suggester.ranking(tumour.profile))
    return LiveCellLines(
        notice=RESEARCH_USE,
        cell_lines=describe_source(with_told),
        tumour=_with_told(suggested, told),
        entered=[entered_response(one) for one in told.entered],
        left_out=[LeftOutResponse(drug=one.subject, feedback=one.id) for one in told.left_out],
        moved=_worth_telling(moved, told),
        n_moved=len(moved),
        notes=list(tumour.notes),
    )


def _with_told(suggested: TumourCellLines, told: Told) -> TumourCellLines:
    """Say by each drug what was told of it in this very tumour, wherever it is ranked now."""
    words: dict[str, list[str]] = {}
    for one in told.entered:
        if one.known.same_tumour and one.outcome:
            words.setdefault(one.known.drug_id, []).append(TOLD_WORDS[one.outcome])
    drugs = [
        drug.model_copy(update={"given": [*words.get(drug.drug_id, ()), *drug.given]})
        for drug in suggested.drugs
    ]
    return suggested.model_copy(update={"drugs": drugs})


def moved_drugs(before: Ranking, now: Ranking) -> list[MovedDrug]:
    """Return the drugs that stand elsewhere with known responses, in their order now.

    Parameters
    ----------
    before, now : Ranking
        Of one tumour, without and with the responses.
    """
    earlier_places = _places(before.drugs)
    moved = []
    for substance, (place, answer) in _places(now.drugs).items():
        earlier, was = earlier_places[substance]
        if earlier != place:
            moved.append(
                MovedDrug(
                    drug=answer.drug.shown_name,
                    place=place,
                    place_before=earlier,
                    percentile=round(answer.percentile, 1),
                    percentile_before=round(was.percentile, 1),
                    told=answer.told,
                )
            )
    return moved


def _places(drugs: Sequence[DrugAnswer]) -> dict[str, tuple[int, DrugAnswer]]:
    return {one.drug.substance: (place, one) for place, one in enumerate(drugs, start=1)}


def _worth_telling(moved: Sequence[MovedDrug], told: Told) -> list[MovedDrug]:
    """Keep those that stand among the first, or stood there, and those told of this tumour."""
    own = {one.drug.shown_name for one in told.entered if one.known.same_tumour}
    return [
        one for one in moved if min(one.place, one.place_before) <= MOST_SHOWN or one.drug in own
    ]
