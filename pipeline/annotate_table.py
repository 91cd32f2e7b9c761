"""``oncolit annotate --table-only``: tables on a file of any length, a part at a time.

Parts are read and answered as jobs of an engine and written in the order of the file; memory holds
some parts and does not grow with the file.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from engine.job import Engine, Job
from engine.local_engine import IN_PROCESS
from intake.assessment import AssessmentRules
from intake.content import read_content
from intake.file_parts import (
    PART_LINES,
    Part,
    PartedFile,
    can_be_parted,
    first_build,
    parts_of,
    takes_build,
)
from intake.lab_file import open_content
from intake.lab_reader import Content, LabReader
from intake.lab_row import LabRow
from intake.row_notes import RowNotes
from pipeline.advisor import unknown_tumour
from pipeline.cell_line_source import CellLineSource
from pipeline.lab_answers import Progress
from pipeline.lab_engine import for_jobs, open_lab_engine, share
from pipeline.lab_outputs import (
    ANNOTATED_MAF,
    OUTPUTS,
    REJECTED_TABLE,
    REPORT_TABLE,
    SUMMARY_RECORD,
)
from pipeline.lab_work import Opened, open_sources
from pipeline.progress import show_progress
from pipeline.table_answers import PartTables, TableAnswerer, answer_part, answer_rows
from pipeline.table_summary import TableSummary, make_summary
from pipeline.table_tally import Tally
from pipeline.whole_folder import whole_folder
from reports.lab_table import COLUMNS, REJECTED_COLUMNS

BYTES_PER_PART = 1 << 18
"""Of a compressed file, about; it says whether local processes are worth their start."""


@dataclass
class _Written:
    """What was written so far."""

    tally: Tally
    counted: RowNotes
    build: str = ""


def annotate_table(
    file: Path,
    out: Path,
    model: str | None = None,
    disease: str | None = None,
    rules: AssessmentRules | None = None,
    use_literature: bool = True,
    engine: str | None = None,
    scheduler: str | None = None,
    params: Path | None = None,
) -> str:
    """Write the tables on a laboratory's file; nothing is written where that fails.

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
    use_literature : bool
        Whether texts of the literature store are read.
    engine, scheduler : str, optional
        Where parts are answered; by default as params.yaml says.
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
    opened = open_sources(model, use_literature, CellLineSource()).for_file(disease, rules)
    with open_lab_engine(engine, scheduler, params) as found:
        n_parts = content.path.stat().st_size // BYTES_PER_PART
        summary = write_table(content, reader, out, opened, for_jobs(found, n_parts))
    return "\n".join([*summary.words(), f"Wrote {out / REPORT_TABLE}"])


def write_table(
    content: Content,
    reader: LabReader,
    out: Path,
    opened: Opened,
    engine: Engine = IN_PROCESS,
    progress: Progress = show_progress,
) -> TableSummary:
    """Write the tables on a file that has been opened.

    Parameters
    ----------
    content : Content
    reader : LabReader
    out : Path
    opened : Opened
    engine : Engine
        Answers the parts.
    progress : callable
        Shows how far it is.
    """
    answerer = TableAnswerer(
        opened.answerer,
        opened.knowledge.advisor,
        opened.answering.disease,
        PartedFile.of(content, opened.answering.rules),
        reader.format == "MAF",
    )
    written = _Written(Tally(), RowNotes())
    with whole_folder(out, OUTPUTS, keep=(content.path,)) as folder:
        with ExitStack() as stack:
            shared = share(engine, answerer)
            found = _parts(content, reader, answerer, shared, engine, written)
            table = stack.enter_context(_opened(folder / REPORT_TABLE, COLUMNS))
            rejected = stack.enter_context(_opened(folder / REJECTED_TABLE, REJECTED_COLUMNS))
            maf = stack.enter_context(_opened(folder / ANNOTATED_MAF)) if answerer.is_maf else None
            for part in progress(found, None, "Parts"):
                table.write(part.table)
                rejected.write(part.rejected)
                if maf:
                    maf.write(part.maf)
                written.tally.absorb(part.tally)
        unknown = unknown_tumour(opened.knowledge.advisor.tumours, opened.answering.disease)
        advice = [*unknown, *dict.fromkeys(reader.advice)]
        summary = make_summary(content, reader, opened.answering, advice, written.tally)
        with _opened(folder / SUMMARY_RECORD) as stream:
            stream.write(summary.model_dump_json(indent=1) + "\n")
    return summary


def _parts(
    content: Content,
    reader: LabReader,
    answerer: TableAnswerer,
    shared: TableAnswerer,
    engine: Engine,
    written: _Written,
) -> Iterator[PartTables]:
    """Yield the parts of a file in order; at the end the reader tells what it would have told."""
    if not can_be_parted(reader):
        yield from engine.run(Job(answer_rows, (shared, rows)) for rows in _batches(reader.rows()))
        return
    build = first_build(answerer.file) if takes_build(reader) else ""
    waiting: deque[Part] = deque()

    def jobs() -> Iterator[Job[PartTables]]:
        for place, part in enumerate(parts_of(content, reader)):
            waiting.append(part.after(build if place else ""))
            yield Job(answer_part, (shared, waiting[-1]))

    for answered in engine.run(jobs()):
        tables, part = answered, waiting.popleft()
        if takes_build(reader) and part.build != written.build:
            # Not what the first lines of the file let expect.
            tables = answer_part(answerer, part.after(written.build))
        written.build = tables.build
        written.counted.absorb(tables.counted)
        yield tables
    if written.tally.outcomes:
        reader.build = written.build
        reader.notes += written.counted.told()
    else:
        deque(reader.rows(), maxlen=0)  # there are none, which is a note


def _batches(rows: Iterator[LabRow]) -> Iterator[list[LabRow]]:
    while batch := list(islice(rows, PART_LINES)):
        yield batch


def _opened(path: Path, columns: Sequence[str] = ()) -> TextIO:
    stream = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
    if columns:
        stream.write("\t".join(columns) + "\n")
    return stream
