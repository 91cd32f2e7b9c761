"""Answering what was taken in, from the model to the cards: of a file, or of a stored report."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.assessment import AssessmentRules
from intake.lab_row import LabRow
from literature.store import LiteratureStore
from pipeline.advisor import Knowledge, read_knowledge
from pipeline.lab_answers import Answered, Answerer, first_rows, text_words
from pipeline.lab_explanations import AT_A_TIME, with_explanations
from pipeline.lab_head import Answering
from pipeline.lab_intake import LabContent
from pipeline.lab_outputs import LabResult
from pipeline.lab_therapies import Cells, Described, Describer
from pipeline.models import load_model, model_words
from pipeline.progress import show_progress
from pipeline.settings import literature_file
from pipeline.spool import Spool
from reports.lab_report import Variant

NO_LITERATURE = "no literature store: variants are answered without text"
LITERATURE_OFF = "not read, on demand: variants are answered without text"


@dataclass(frozen=True)
class LabSpools:
    """What rests on disk while a file is worked on."""

    rows: Spool[LabRow]
    answers: Spool[Answered]
    variants: Spool[Variant]
    cells: Spool[Cells]


@dataclass(frozen=True)
class Opened:
    """What answers, opened.

    Parameters
    ----------
    answering : Answering
    answerer : Answerer
    knowledge : Knowledge
    """

    answering: Answering
    answerer: Answerer
    knowledge: Knowledge


def open_all(
    model: str | None, disease: str | None, rules: AssessmentRules, use_literature: bool
) -> Opened:
    """Open model, evidence base and literature store.

    Parameters
    ----------
    model : str, optional
        Folder or MLflow URI; the registered champion by default.
    disease : str, optional
        Tumour of all samples.
    rules : AssessmentRules
    use_literature : bool
        Whether texts of the literature store are read, if there is one.
    """
    trained = load_model(model)
    knowledge = read_knowledge()
    store = LiteratureStore(literature_file())
    there = use_literature and store.exists()
    without = NO_LITERATURE if use_literature else LITERATURE_OFF
    answering = Answering(
        trained=trained,
        model=model_words(model),
        knowledge=knowledge.words,
        literature=store.words() if there else without,
        disease=disease,
        rules=rules,
        texts=text_words(trained.card),
    )
    return Opened(answering, Answerer(trained, store if there else None), knowledge)


def answer_content(
    content: LabContent, opened: Opened, spools: LabSpools, most_cards: int | None
) -> LabResult:
    """Answer, describe and order all variants, and explain the first of them.

    Parameters
    ----------
    content : LabContent
    opened : Opened
    spools : LabSpools
    most_cards : int or None
        Variants that are explained, None for all.
    """
    answerer, disease = opened.answerer, opened.answering.disease
    answerer.answer_all(content, spools.answers, show_progress)
    described = Described(spools.variants, spools.cells, [], [])
    advisor = opened.knowledge.advisor
    Describer(advisor, disease, content, spools.answers, described).describe_all(show_progress)
    order = described.order()
    cards = _cards(content, answerer, described, order[:most_cards])
    return LabResult(content, described, order, cards)


@contextmanager
def lab_spools(folder: Path) -> Iterator[LabSpools]:
    """Open the spools in a folder of their own, which is removed in the end."""
    with TemporaryDirectory(prefix=".oncolit.", dir=folder) as work, ExitStack() as stack:
        yield LabSpools(
            rows=stack.enter_context(Spool(Path(work) / "rows")),
            answers=stack.enter_context(Spool(Path(work) / "answers")),
            variants=stack.enter_context(Spool(Path(work) / "variants")),
            cells=stack.enter_context(Spool(Path(work) / "cells")),
        )


def _cards(
    content: LabContent, answerer: Answerer, described: Described, places: Sequence[int]
) -> list[Variant]:
    cards: list[Variant] = []
    starts = range(0, len(places), AT_A_TIME)
    for start in show_progress(starts, len(starts), "Explanations"):
        chunk = places[start : start + AT_A_TIME]
        variants = list(described.spool.take(described.spooled_at[place] for place in chunk))
        rows = first_rows(content, [content.variants[place] for place in chunk])
        for variant in with_explanations(answerer, variants, rows):
            cards.append(variant.model_copy(update={"number": len(cards) + 1}))
    return cards
