"""What cell lines suggest for every tumour of a file, kept on disk until it is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.cell_line_section import CellLineSuggester
from pipeline.cell_line_source import CellLineSource, describe_source
from pipeline.lab_answers import Progress
from pipeline.lab_intake import LabContent
from pipeline.lab_standing import PatientView
from pipeline.lab_therapies import Described
from pipeline.spool import Spool
from pipeline.tumour_profile import Contribution, contribution_of
from reports.actionable import claims_of
from reports.cell_lines_report import CellLines, TumourCellLines
from reports.lab_report import Variant
from therapy.advice import Advisor


@dataclass(frozen=True)
class CellLineAnswers:
    """The section on cell lines of a report.

    Parameters
    ----------
    head : CellLines
    tumours : Spool of TumourCellLines
        One a sample, in the order of the file; one for a file without samples; none without a
        ranker.
    """

    head: CellLines
    tumours: Spool[TumourCellLines]


def ask_cell_lines(
    content: LabContent,
    described: Described,
    source: CellLineSource,
    advisor: Advisor,
    disease: str | None,
    tumours: Spool[TumourCellLines],
    progress: Progress,
    patient: PatientView | None = None,
) -> CellLineAnswers:
    """Say what cell lines suggest for every tumour of a file.

    Parameters
    ----------
    content : LabContent
    described : Described
        Of its variants and samples.
    source : CellLineSource
    advisor : Advisor
        Its drugs and tumour types.
    disease : str, optional
        Tumour type of all tumours.
    tumours : Spool of TumourCellLines
        To be filled.
    progress : callable
    patient : PatientView, optional
        Where the tumour is one patient's.
    """
    head = describe_source(source)
    if source.ranker is None:
        return CellLineAnswers(head, tumours)
    suggester = CellLineSuggester(
        source.ranker, source, advisor.index.drugs, advisor.tumours, disease, patient
    )
    brought = _contributions(described, patient)
    for one in progress(described.samples, len(described.samples), "Cell lines"):
        found = [brought[place] for place in one.variants]
        tumours.append(suggester.suggest(one.name, found, one.therapies, one.not_assessed))
    if not described.samples and content.variants:
        therapies = [claim for one in described.spool for claim in claims_of(one)]
        not_assessed = sum(count for count, _ in content.reasons.values())
        tumours.append(suggester.suggest("", brought, therapies, not_assessed))
    return CellLineAnswers(head, tumours)


def _contributions(described: Described, patient: PatientView | None) -> Sequence[Contribution]:
    """Return what each variant brings, by its place in the file."""
    found = list(_brought(described.spool, patient))
    return [found[at] for at in described.spooled_at]


def _brought(variants: Iterable[Variant], patient: PatientView | None) -> Iterator[Contribution]:
    for variant in variants:
        lines = [at.line for at in variant.occurrences] if patient else ()
        yield contribution_of(variant, patient.why_set_aside(lines) if patient else "")
