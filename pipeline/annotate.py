"""``oncolit annotate``: a laboratory's file in, a report out."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_file import open_content
from intake.lab_row import LabRow
from literature.store import LiteratureStore
from pipeline.advisor import Knowledge, read_knowledge, unknown_tumour
from pipeline.lab_answers import Answered, Answerer, first_rows
from pipeline.lab_explanations import AT_A_TIME, with_explanations
from pipeline.lab_head import Answering, describe_file, make_head
from pipeline.lab_intake import LabContent, take_in
from pipeline.lab_outputs import OUTPUTS, REPORT_PAGE, LabResult, write_outputs
from pipeline.lab_therapies import Cells, Described, Describer
from pipeline.models import load_model, model_words
from pipeline.progress import show_progress
from pipeline.settings import literature_file
from pipeline.spool import Spool
from pipeline.whole_folder import whole_folder
from reports.lab_report import ReportHead, Variant

MOST_CARDS = 500
"""Variants with a card and an explanation, unless all are asked for."""

NO_LITERATURE = "no literature store: variants are answered without text"


class AnnotateError(ValueError):
    """The command is asked for what it cannot do."""


@dataclass(frozen=True)
class _Spools:
    """What rests on disk while a file is worked on."""

    rows: Spool[LabRow]
    answers: Spool[Answered]
    variants: Spool[Variant]
    cells: Spool[Cells]


def annotate_file(
    file: Path,
    out: Path,
    model: str | None = None,
    disease: str | None = None,
    rules: AssessmentRules | None = None,
    most_cards: int | None = MOST_CARDS,
    use_literature: bool = True,
) -> str:
    """Write the report on a laboratory's file; nothing is written where that fails.

    Parameters
    ----------
    file, out : Path
        ``out`` is a folder; it is made where it is not there.
    model : str, optional
        Folder or MLflow URI; the registered champion by default.
    disease : str, optional
        Tumour of all samples.
    rules : AssessmentRules, optional
        Which rows are assessed.
    most_cards : int or None
        Variants that are explained, None for all.
    use_literature : bool
        Whether texts of the literature store are read.

    Returns
    -------
    str
        What was done, for the person who asked.
    """
    rules = rules or AssessmentRules()
    content = read_content(file)
    reader = open_content(content, rules)
    answering, answerer, knowledge = _open_all(model, disease, rules, use_literature)
    with whole_folder(out, OUTPUTS, keep=(file,)) as folder, _spools(folder.parent) as spools:
        taken = take_in(show_progress(reader.rows(), None, "Rows"), spools.rows)
        result = _answer(taken, answerer, knowledge, disease, spools, most_cards)
        head = make_head(
            taken,
            describe_file(content, reader),
            [*unknown_tumour(knowledge.advisor.tumours, disease), *dict.fromkeys(reader.advice)],
            answering,
            result.described.n_actionable,
            len(result.cards),
            result.described.drugs,
        )
        is_maf = reader.format == "MAF"
        write_outputs(folder, head, result, content.lines() if is_maf else None)
    return _summary(head, out)


def read_most_cards(text: str) -> int | None:
    """Read how many variants are explained: a whole number, or None for ``all``.

    Raises
    ------
    AnnotateError
        It is neither.
    """
    if text.strip().casefold() == "all":
        return None
    if not text.strip().isdecimal():
        raise AnnotateError(f"--explain {text!r}: expected a whole number or all")
    return int(text)


def _open_all(
    model: str | None, disease: str | None, rules: AssessmentRules, use_literature: bool
) -> tuple[Answering, Answerer, Knowledge]:
    trained = load_model(model)
    knowledge = read_knowledge()
    store = LiteratureStore(literature_file())
    there = use_literature and store.exists()
    answering = Answering(
        trained=trained,
        model=model_words(model),
        knowledge=knowledge.words,
        literature=store.words() if there else NO_LITERATURE,
        disease=disease,
        rules=rules,
    )
    return answering, Answerer(trained, store if there else None), knowledge


def _answer(
    content: LabContent,
    answerer: Answerer,
    knowledge: Knowledge,
    disease: str | None,
    spools: _Spools,
    most_cards: int | None,
) -> LabResult:
    answerer.answer_all(content, spools.answers, show_progress)
    described = Described(spools.variants, spools.cells, [], [])
    describer = Describer(knowledge.advisor, disease, content, spools.answers, described)
    describer.describe_all(show_progress)
    order = described.order()
    cards = _cards(content, answerer, described, order[:most_cards])
    return LabResult(content, described, order, cards)


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


@contextmanager
def _spools(folder: Path) -> Iterator[_Spools]:
    with TemporaryDirectory(prefix=".oncolit.", dir=folder) as work, ExitStack() as stack:
        yield _Spools(
            rows=stack.enter_context(Spool(Path(work) / "rows")),
            answers=stack.enter_context(Spool(Path(work) / "answers")),
            variants=stack.enter_context(Spool(Path(work) / "variants")),
            cells=stack.enter_context(Spool(Path(work) / "cells")),
        )


def _summary(head: ReportHead, out: Path) -> str:
    counts = head.counts
    lines = [
        f"{head.file.name}: {head.file.format}, {counts.rows} rows: {counts.assessed} assessed, "
        f"{counts.not_assessed} not assessed, {counts.rejected} rejected.",
        f"{head.n_variants} distinct variants in {head.n_samples} samples, "
        f"{head.n_actionable} with a therapy of tier I or II.",
        *head.advice,
        f"Wrote {out / REPORT_PAGE}",
    ]
    return "\n".join(lines)
