"""``oncolit annotate``: a laboratory's file in, a report out."""

from pathlib import Path

from engine.job import Engine
from engine.local_engine import IN_PROCESS
from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.lab_file import open_content
from intake.lab_reader import Content, LabReader
from pipeline.advisor import unknown_tumour
from pipeline.cell_line_source import CellLineSource
from pipeline.lab_answers import Progress
from pipeline.lab_engine import open_lab_engine
from pipeline.lab_head import describe_file, make_head
from pipeline.lab_intake import take_in
from pipeline.lab_outputs import OUTPUTS, REPORT_PAGE, write_outputs
from pipeline.lab_work import Opened, answer_content, lab_spools, open_sources
from pipeline.progress import show_progress
from pipeline.whole_folder import whole_folder
from reports.lab_report import ReportHead

MOST_CARDS = 500
"""Variants with a card and an explanation, unless all are asked for."""


class AnnotateError(ValueError):
    """The command is asked for what it cannot do."""


def annotate_file(
    file: Path,
    out: Path,
    model: str | None = None,
    disease: str | None = None,
    rules: AssessmentRules | None = None,
    most_cards: int | None = MOST_CARDS,
    use_literature: bool = True,
    cell_lines: CellLineSource | None = None,
    *,
    engine: str | None = None,
    scheduler: str | None = None,
    params: Path | None = None,
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
    cell_lines : CellLineSource, optional
        The ranker that was trained here by default, if there is one.
    engine, scheduler : str, optional
        Where variants are answered; by default as params.yaml says.
    params : Path, optional
        Another params.yaml; of it only where work runs is read.

    Returns
    -------
    str
        What was done, for the person who asked.
    """
    rules = rules or AssessmentRules()
    content = read_content(file)
    reader = open_content(content, rules)
    opened = open_sources(model, use_literature, cell_lines).for_file(disease, rules)
    with open_lab_engine(engine, scheduler, params) as found:
        head = write_report(content, reader, out, opened, most_cards=most_cards, engine=found)
    return _summary(head, out)


def write_report(
    content: Content,
    reader: LabReader,
    out: Path,
    opened: Opened,
    *,
    most_cards: int | None = MOST_CARDS,
    progress: Progress = show_progress,
    engine: Engine = IN_PROCESS,
) -> ReportHead:
    """Write the report on a file that has been opened.

    Parameters
    ----------
    content : Content
    reader : LabReader
    out : Path
    opened : Opened
    most_cards : int or None
        Variants that are explained, None for all.
    progress : callable
        Shows how far it is.
    engine : Engine
        Answers, describes and explains variants.
    """
    with (
        whole_folder(out, OUTPUTS, keep=(content.path,)) as folder,
        lab_spools(folder.parent) as spools,
    ):
        taken = take_in(progress(reader.rows(), None, "Rows"), spools.rows)
        result = answer_content(taken, opened, spools, most_cards, progress, engine=engine)
        unknown = unknown_tumour(opened.knowledge.advisor.tumours, opened.answering.disease)
        head = make_head(
            taken,
            describe_file(content, reader),
            [*unknown, *dict.fromkeys(reader.advice)],
            opened.answering,
            result.described.n_actionable,
            len(result.cards),
            result.described.drugs,
            result.cell_lines.head,
        )
        is_maf = reader.format == "MAF"
        write_outputs(folder, head, result, content.lines() if is_maf else None)
    return head


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
