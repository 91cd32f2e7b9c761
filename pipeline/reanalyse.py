"""``oncolit reanalyse``: an old report's variants against what is known and learnt today."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TextIO

from intake.assessment import AssessmentRules
from pipeline.advisor import unknown_tumour
from pipeline.case_again import patient_again
from pipeline.cell_line_source import CellLineSource
from pipeline.lab_head import make_head
from pipeline.lab_outputs import (
    ANNOTATED_MAF,
    CHANGES_PAGE,
    CHANGES_RECORD,
    CHANGES_TABLE,
    COHORT_PAGE,
    MOST_LISTED,
    OUTPUTS,
    REJECTED_TABLE,
    REPORT_PAGE,
    REPORT_RECORD,
    REPORT_TABLE,
    SUMMARY_RECORD,
    LabResult,
    write_cell_lines,
)
from pipeline.lab_stored import stored_content
from pipeline.lab_work import Opened, answer_content, lab_spools, open_sources
from pipeline.stored_report import StoredReport, read_stored_report
from pipeline.whole_folder import whole_folder
from reports.changes_page import render_changes_page
from reports.changes_table import write_changes_table
from reports.cohort_page import render_cohort_page
from reports.lab_changes import CAUSE_LABELS, KIND_WORDS, Changes
from reports.lab_comparison import EarlierReport, compare_reports
from reports.lab_json import write_report_json
from reports.lab_page import render_lab_report
from reports.lab_report import Report, ReportHead

NOT_WRITTEN = (REPORT_TABLE, REJECTED_TABLE, ANNOTATED_MAF, SUMMARY_RECORD)
"""Files that need the laboratory's own; where they lie, they are of another run."""


class ReanalyseError(ValueError):
    """The command is asked for what it cannot do."""


def reanalyse_report(
    file: Path,
    out: Path,
    model: str | None = None,
    disease: str | None = None,
    most_cards: int | None = None,
    use_literature: bool = True,
    cell_lines: CellLineSource | None = None,
) -> str:
    """Write a new report on an old one's variants, and what changed; all of it or nothing.

    Parameters
    ----------
    file : Path
        ``report.json``.
    out : Path
        A folder; it is made where it is not there.
    model : str, optional
        Folder or MLflow URI; the registered champion by default.
    disease : str, optional
        Tumour of all samples; by default the old report's, empty for none.
    most_cards : int or None
        Variants that are explained, None for all.
    use_literature : bool
        Whether texts of the literature store are read.
    cell_lines : CellLineSource, optional
        The ranker that was trained here by default, if there is one.

    Returns
    -------
    str
        What changed, for the person who asked.
    """
    stored = read_stored_report(file)
    old = stored.report
    _refuse_other_run(out)
    disease = old.disease if disease is None else disease.strip() or None
    opened = open_sources(model, use_literature, cell_lines).for_file(disease, AssessmentRules())
    patient = patient_again(old, opened.knowledge)
    if patient.kept:  # which variants are inherited is not known
        opened = replace(opened, cell_lines=CellLineSource(reason=patient.kept))
    with whole_folder(out, OUTPUTS, keep=(file,)) as folder, lab_spools(folder.parent) as spools:
        content = stored_content(old, spools.rows)
        result = answer_content(content, opened, spools, most_cards, patient=patient.view)
        unknown = unknown_tumour(opened.knowledge.advisor.tumours, disease)
        head = patient.add_to(_head(old, result, opened, unknown), result)
        changes = compare_reports(
            EarlierReport(old, stored.sha256),
            head,
            result.variants(),
            result.samples(),
            [*unknown, *_notes(stored, result), *filter(None, [patient.kept])],
            result.cell_lines.tumours,
        )
        _write_report(folder, head, result, old)
        _write_changes(folder, head, changes)
    return "\n".join(_summary(changes, out))


def _refuse_other_run(out: Path) -> None:
    """Keep reports apart: tables of another run would stand beside the new report."""
    there = [name for name in NOT_WRITTEN if (out / name).exists()]
    if there:
        raise ReanalyseError(
            f"{out}: holds {there[0]} of another run, which reanalyse does not write; expected "
            "another folder"
        )


def _head(old: Report, result: LabResult, opened: Opened, unknown: list[str]) -> ReportHead:
    """Make the head of the new report; the file, its counts and reasons stay as they were."""
    of_old_disease = f"Tumour type {old.disease!r} is not known"
    note = (
        f"Analysed again from the report of {old.created}, without the file: rows, counts and why "
        "rows are not assessed are that report's, whose tables hold every row."
    )
    head = make_head(
        result.content,
        old.file.model_copy(update={"notes": [*old.file.notes, note]}),
        [*unknown, *(one for one in old.advice if not one.startswith(of_old_disease))],
        opened.answering,
        result.described.n_actionable,
        len(result.cards),
        result.described.drugs,
        result.cell_lines.head,
    )
    return head.model_copy(update={"rules": old.rules, "not_assessed": old.not_assessed})


def _notes(stored: StoredReport, result: LabResult) -> Iterator[str]:
    yield from stored.notes
    merged = len(stored.report.variants) - len(result.content.variants)
    if merged:
        yield f"{merged} variants are the same as another one now that their genes have one name."


def _write_report(folder: Path, head: ReportHead, result: LabResult, old: Report) -> None:
    samples = result.samples()
    with _opened(folder / REPORT_RECORD) as stream:
        write_report_json(
            stream,
            head,
            result.variants(),
            samples,
            old.rejected,
            result.cell_lines.tumours,
        )
    write_cell_lines(folder, result)
    listed = list(islice(result.without_cards(), MOST_LISTED))
    with _opened(folder / REPORT_PAGE) as stream:
        stream.writelines(
            render_lab_report(
                head,
                result.cards,
                listed,
                samples,
                old.rejected[:MOST_LISTED],
                result.first_tumours(),
            )
        )
    if len(samples) > 1:
        with _opened(folder / COHORT_PAGE) as stream:
            stream.writelines(render_cohort_page(head, result.variants(), samples))


def _write_changes(folder: Path, head: ReportHead, changes: Changes) -> None:
    with _opened(folder / CHANGES_RECORD) as stream:
        stream.write(changes.model_dump_json(indent=1) + "\n")
    with _opened(folder / CHANGES_TABLE) as stream:
        write_changes_table(stream, changes)
    with _opened(folder / CHANGES_PAGE) as stream:
        stream.writelines(render_changes_page(head, changes))


def _summary(changes: Changes, out: Path) -> Iterator[str]:
    yield f"{changes.file}, report of {changes.before.created}: {changes.n_variants} variants."
    yield changes.verdict
    counts = [f"{KIND_WORDS[kind]} {count}" for kind, count in changes.counts.items()]
    if counts:
        yield f"Variants by what changed: {', '.join(counts)}."
    for cause in changes.causes:
        yield f"{CAUSE_LABELS[cause.name]}: {cause.words}."
    yield from changes.notes
    yield f"Wrote {out / CHANGES_PAGE} and {out / REPORT_PAGE}"


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
