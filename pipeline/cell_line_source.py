"""What the section on cell lines is made from: the trained ranker, tissues, known responses.

A ranker is optional: a report without one says why in a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.response_model import ResponseModelError, open_ranker
from pipeline.settings import knowledge_folder
from reports.cell_lines_report import CellLines, ScreenAccuracy
from response.answer import Ranking
from response.drug import ScreenedDrug
from response.profile import KnownResponse, TumourProfile
from response.screen_tissues import ScreenTissues, read_screen_tissues

TISSUE_TABLE = "screen_tissues.tsv"

NOT_ASKED = "Cell lines were not asked."
UNUSABLE = (
    "The ranker of drugs that was trained here cannot be used: oncolit response rank says why."
)
NOT_TRAINED = (
    "No ranker of drugs is trained here: oncolit data fetch gdsc, then oncolit response train."
)


class Ranker(Protocol):
    """What is asked of :class:`response.ranker.DrugRanker`."""

    screen_title: str
    screen_version: str
    unit: str
    drugs: tuple[ScreenedDrug, ...]
    tissues: tuple[str, ...]
    genes_mutated: frozenset[str]
    genes_gained: frozenset[str]
    genes_lost: frozenset[str]
    fusions: frozenset[str]
    accuracy: Mapping[str, float]

    def rank(
        self,
        tumour: TumourProfile,
        known: Sequence[KnownResponse] = (),
        *,
        explained: int = 5,
    ) -> Ranking:
        """Rank all substances for a tumour."""
        ...


@dataclass(frozen=True)
class CellLineSource:
    """What cell lines are asked with.

    Parameters
    ----------
    ranker : Ranker, optional
    tissues : ScreenTissues
    known : tuple of KnownResponse
        Responses of patients' tumours that clinicians told.
    reason : str
        Why there is no ranker, in a sentence.
    """

    ranker: Ranker | None = None
    tissues: ScreenTissues = field(default_factory=lambda: ScreenTissues({}))
    known: tuple[KnownResponse, ...] = ()
    reason: str = NOT_ASKED


def make_source(ranker: Ranker | None, known: Sequence[KnownResponse] = ()) -> CellLineSource:
    """Put a ranker together with the table of tissues.

    Parameters
    ----------
    ranker : Ranker, optional
        None where none was trained.
    known : sequence of KnownResponse
    """
    if ranker is None:
        return CellLineSource(reason=NOT_TRAINED)
    tissues = read_screen_tissues(knowledge_folder() / TISSUE_TABLE)
    return CellLineSource(ranker, tissues, tuple(known), "")


def describe_source(source: CellLineSource) -> CellLines:
    """Say what holds of the section for every tumour."""
    ranker = source.ranker
    if ranker is None:
        return CellLines(reason=source.reason)
    substances = {drug.substance: drug for drug in ranker.drugs}
    return CellLines(
        reason="",
        screen=ranker.screen_title,
        version=ranker.screen_version,
        unit=ranker.unit,
        n_drugs=len(substances),
        n_drugs_named=sum(bool(drug.name.strip()) for drug in substances.values()),
        n_known=len(source.known),
        accuracy=ScreenAccuracy(
            **{name: ranker.accuracy.get(name) for name in ScreenAccuracy.model_fields}
        ),
    )


def open_cell_lines() -> CellLineSource:
    """Open the ranker that was trained here; without one that can be used, say why."""
    try:
        return make_source(open_ranker())
    except ResponseModelError:
        return CellLineSource(reason=UNUSABLE)
