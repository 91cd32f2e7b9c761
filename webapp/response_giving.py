"""Telling how a tumour responded: on a drug of the screen, with what is known of the tumour."""

from pipeline.lab_work import Sources
from pipeline.screened_profile import stored_profile
from response.profile import TumourProfile
from webapp.asked_tumour import AskedTumour
from webapp.cell_line_ranking import CellLineQuestionError, drug_names, known_tumour, ranker_of
from webapp.feedback import NewResponse
from webapp.stored_report import StoredReport


def on_tumour(sources: Sources, new: NewResponse, report: StoredReport | None) -> NewResponse:
    """Return a response as the screen names the drug, with what is known of the tumour.

    Parameters
    ----------
    sources : Sources
    new : NewResponse
    report : StoredReport, optional
        On the tumour, where it names a submission.

    Raises
    ------
    CellLineQuestionError
        The screen has no such drug or tissue.
    NoTumourError
        The report says nothing of such a tumour.
    NoRankerError
    """
    ranker = ranker_of(sources.cell_lines)
    drug = drug_names(ranker).find(new.subject)
    if drug is None:
        raise CellLineQuestionError(
            f"subject: {new.subject!r} is no drug of {ranker.screen_title}, by name, synonym or id"
        )
    sample, tumour = new.sample, new.tumour or AskedTumour()
    if report is not None:
        row = report.tumours.row(new.sample)
        told = report.tumours.tumour(row)
        sample = row.sample
        tumour = AskedTumour.of(stored_profile(told.profile) if told.profile else TumourProfile())
    else:
        tumour, _ = known_tumour(sources.cell_lines, sources.knowledge.advisor.tumours, tumour)
    return new.model_copy(update={"subject": drug.shown_name, "sample": sample, "tumour": tumour})


def screen_versions(sources: Sources) -> dict[str, str]:
    """Return which screen the drugs and tumours of a response are named by.

    Raises
    ------
    NoRankerError
    """
    ranker = ranker_of(sources.cell_lines)
    return {"screen": ranker.screen_title, "screen_version": ranker.screen_version}
