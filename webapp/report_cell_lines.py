"""What cell lines suggest now for a tumour of a stored report, with what the laboratory told."""

from pipeline.advisor import Knowledge
from pipeline.case_again import patient_again
from pipeline.cell_line_source import CellLineSource
from pipeline.screened_profile import stored_profile
from reports.cell_lines_report import UsedProfile
from reports.lab_report import ReportHead
from webapp.asked_tumour import AskedTumour
from webapp.caller import Caller
from webapp.cell_line_ranking import (
    CellLineQuestionError,
    ProfiledSample,
    asked_profile,
    drug_names,
    known_tumour,
    rank_live,
    ranker_of,
)
from webapp.live_cell_lines import LiveCellLines
from webapp.response_interactions import interactions_of, read_told
from webapp.services import Services
from webapp.stored_report import StoredReport
from webapp.stored_tumours import NoTumourError

OF_REPORT = "the report"
"""Ground of what a report of another screen says of a tumour."""

OTHER_SCREEN = (
    "The report was made with another screen: only what both have features for is used. Send the "
    "file again for all of it."
)


def live_of_report(
    services: Services,
    caller: Caller,
    submission_id: str,
    report: StoredReport,
    sample: str | None,
) -> LiveCellLines:
    """Rank drugs now for a tumour of a report.

    Parameters
    ----------
    services : Services
    caller : Caller
        Whose laboratory's responses enter.
    submission_id : str
    report : StoredReport
    sample : str or None
        None for the only one.

    Raises
    ------
    NoRankerError
    NoTumourError
    """
    sources = services.sources.current
    ranker = ranker_of(sources.cell_lines)
    tumour = profiled_sample(sources.cell_lines, sources.knowledge, report, sample)
    words = read_told(services.database, caller)
    told = interactions_of(words, drug_names(ranker), submission_id, tumour.sample)
    return rank_live(sources.cell_lines, sources.knowledge, tumour, told)


def profiled_sample(
    source: CellLineSource, knowledge: Knowledge, report: StoredReport, sample: str | None
) -> ProfiledSample:
    """Return a tumour of a report as it is to be ranked, its patient with it.

    Raises
    ------
    NoTumourError
    """
    tumours = report.tumours
    row = tumours.row(sample)
    stored = tumours.tumour(row)
    if stored.profile is None:
        raise NoTumourError(f"nothing is ranked for it: {stored.reason}")
    profile, notes = _profile_now(source, knowledge, report.head, stored.profile)
    patient = patient_again(report.head, knowledge)
    if patient.kept:
        notes.append(f"Cautions for the patient were not looked up. {patient.kept}")
    return ProfiledSample(row.sample, profile, tumours.therapies(row), patient.view, tuple(notes))


def _profile_now(
    source: CellLineSource, knowledge: Knowledge, head: ReportHead, profile: UsedProfile
) -> tuple[UsedProfile, list[str]]:
    """Return a stored profile in the words of the ranker's screen, with what was lost."""
    ranker = ranker_of(source)
    if head.cell_lines is None or head.cell_lines.version == ranker.screen_version:
        return profile, []
    tumour = AskedTumour.of(stored_profile(profile))
    ground = profile.tissue_ground
    try:
        tumour, _ = known_tumour(source, knowledge.advisor.tumours, tumour)
    except CellLineQuestionError:
        ground = f"{ranker.screen_title} has no {tumour.tissue}"
        tumour = tumour.model_copy(update={"tissue": ""})
    return asked_profile(ranker, tumour, ground, OF_REPORT), [OTHER_SCREEN]
