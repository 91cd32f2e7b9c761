"""Answering what was taken in, from the model to the cards: of a file, or of a stored report."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from intake.assessment import AssessmentRules
from intake.lab_row import LabRow, LabVariant
from literature.store import LiteratureStore
from pipeline.advisor import Knowledge, read_knowledge
from pipeline.cell_line_answers import ask_cell_lines
from pipeline.cell_line_source import CellLineSource, open_cell_lines
from pipeline.lab_answers import Answered, Answerer, Progress, first_rows, text_words
from pipeline.lab_description import Cells
from pipeline.lab_engine import for_jobs, share
from pipeline.lab_explanations import AT_A_TIME, with_explanations
from pipeline.lab_head import Answering, make_versions
from pipeline.lab_intake import LabContent
from pipeline.lab_outputs import LabResult
from pipeline.lab_standing import PatientView
from pipeline.lab_therapies import Described, Describer
from pipeline.models import load_model, model_words
from pipeline.progress import show_progress
from pipeline.settings import literature_file
from pipeline.spool import Spool
from reports.cell_lines_report import TumourCellLines
from reports.lab_report import Variant, Versions

NO_LITERATURE = "no literature store: variants are answered without text"
LITERATURE_OFF = "not read, on demand: variants are answered without text"


@dataclass(frozen=True)
class LabSpools:
    """What rests on disk while a file is worked on."""

    rows: Spool[LabRow]
    answers: Spool[Answered]
    variants: Spool[Variant]
    cells: Spool[Cells]
    tumours: Spool[TumourCellLines]


@dataclass(frozen=True)
class Opened:
    """What answers a file, opened.

    Parameters
    ----------
    answering : Answering
    answerer : Answerer
    knowledge : Knowledge
    cell_lines : CellLineSource
    """

    answering: Answering
    answerer: Answerer
    knowledge: Knowledge
    cell_lines: CellLineSource = field(default_factory=CellLineSource)


@dataclass(frozen=True)
class Sources:
    """What answers, whatever the file.

    Parameters
    ----------
    answerer : Answerer
        Holds the model.
    knowledge : Knowledge
    versions : Versions
    cell_lines : CellLineSource
    """

    answerer: Answerer
    knowledge: Knowledge
    versions: Versions
    cell_lines: CellLineSource = field(default_factory=CellLineSource)

    def for_file(self, disease: str | None, rules: AssessmentRules) -> Opened:
        """Say how a file is to be answered.

        Parameters
        ----------
        disease : str, optional
            Tumour of all samples.
        rules : AssessmentRules
        """
        answering = Answering(self.versions, disease, rules)
        return Opened(answering, self.answerer, self.knowledge, self.cell_lines)


def open_sources(
    model: str | None, use_literature: bool = True, cell_lines: CellLineSource | None = None
) -> Sources:
    """Open model, evidence base, literature store and the ranker of drugs.

    Parameters
    ----------
    model : str, optional
        Folder or MLflow URI; the registered champion by default.
    use_literature : bool
        Whether texts of the literature store are read, if there is one.
    cell_lines : CellLineSource, optional
        The ranker that was trained here by default, if there is one.
    """
    trained = load_model(model)
    knowledge = read_knowledge()
    store = LiteratureStore(literature_file())
    there = use_literature and store.exists()
    without = NO_LITERATURE if use_literature else LITERATURE_OFF
    versions = make_versions(
        trained,
        model_words(model),
        knowledge.words,
        store.words() if there else without,
        text_words(trained.card),
    )
    return Sources(
        Answerer(trained, store if there else None),
        knowledge,
        versions,
        open_cell_lines() if cell_lines is None else cell_lines,
    )


def answer_content(
    content: LabContent,
    opened: Opened,
    spools: LabSpools,
    most_cards: int | None,
    progress: Progress = show_progress,
    patient: PatientView | None = None,
    engine: Engine = IN_PROCESS,
) -> LabResult:
    """Answer, describe and order all variants, and explain the first of them.

    Parameters
    ----------
    content : LabContent
    opened : Opened
    spools : LabSpools
    most_cards : int or None
        Variants that are explained, None for all.
    progress : callable
        Shows how far it is.
    patient : PatientView, optional
        Where all rows are one patient's.
    engine : Engine
        Answers, describes and explains variants.
    """
    answerer, disease = opened.answerer, opened.answering.disease
    answerer.answer_all(content, spools.answers, progress, engine)
    described = Described(spools.variants, spools.cells, [], [])
    advisor = opened.knowledge.advisor
    describer = Describer(advisor, disease, content, spools.answers, described, patient, engine)
    describer.describe_all(progress)
    order = described.order()
    cards = _cards(content, answerer, described, order[:most_cards], progress, engine)
    cell_lines = ask_cell_lines(
        content, described, opened.cell_lines, advisor, disease, spools.tumours, progress, patient
    )
    return LabResult(content, described, order, cards, cell_lines)


@contextmanager
def lab_spools(folder: Path) -> Iterator[LabSpools]:
    """Open the spools in a folder of their own, which is removed in the end."""
    with TemporaryDirectory(prefix=".oncolit.", dir=folder) as work, ExitStack() as stack:
        yield LabSpools(
            rows=stack.enter_context(Spool(Path(work) / "rows")),
            answers=stack.enter_context(Spool(Path(work) / "answers")),
            variants=stack.enter_context(Spool(Path(work) / "variants")),
            cells=stack.enter_context(Spool(Path(work) / "cells")),
            tumours=stack.enter_context(Spool(Path(work) / "tumours")),
        )


def _cards(
    content: LabContent,
    answerer: Answerer,
    described: Described,
    places: Sequence[int],
    progress: Progress,
    engine: Engine,
) -> list[Variant]:
    starts = range(0, len(places), AT_A_TIME)

    def job(shared: Answerer, start: int) -> Job[list[Variant]]:
        chunk = places[start : start + AT_A_TIME]
        variants = list(described.spool.take(described.spooled_at[place] for place in chunk))
        rows = first_rows(content, [content.variants[place] for place in chunk])
        return Job(_explain, (shared, variants, rows))

    engine = for_jobs(engine, len(starts) // 2)
    shared = share(engine, answerer)
    explained = engine.run(job(shared, start) for start in starts)
    found = chain.from_iterable(progress(explained, len(starts), "Explanations"))
    return [one.model_copy(update={"number": at}) for at, one in enumerate(found, start=1)]


def _explain(
    answerer: Answerer, variants: Sequence[Variant], rows: Sequence[LabVariant]
) -> list[Variant]:
    return list(with_explanations(answerer, variants, rows))
