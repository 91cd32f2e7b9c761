"""Giving feedback: on what was suggested, with the versions that suggested it, or on a response."""

from pipeline.feedback_rows import variant_key
from reports.lab_report import Variant
from variants.gene_symbols import comparable_symbol
from webapp.caller import Caller
from webapp.cell_line_ranking import CellLineQuestionError, NoRankerError
from webapp.feedback import GivenFeedback, Kind, NewFeedback, NewResponse
from webapp.feedback_store import FeedbackStore, GoneError, NoFeedbackError
from webapp.problems import Problem
from webapp.response_giving import on_tumour, screen_versions
from webapp.services import Services
from webapp.stored_report import StoredReport, StoredReportError
from webapp.stored_tumours import NoTumourError
from webapp.submissions import NoSubmissionError
from webapp.tables import Status


class NotSuggestedError(ValueError):
    """The report does not suggest what the feedback speaks of."""


def give_feedback(
    services: Services, caller: Caller, new: NewFeedback | NewResponse
) -> GivenFeedback:
    """Keep feedback on a suggestion, or on how a tumour responded.

    Parameters
    ----------
    services : Services
    caller : Caller
    new : NewFeedback or NewResponse
        With a submission: on its report, whose versions are kept with it. Without: on a variant
        or a tumour that was asked for by itself, and what answers now counts as what answered.

    Raises
    ------
    Problem
        404: the laboratory has no such submission, it is gone, or nothing ranks drugs here;
        409: its report is not made; 422: the report does not suggest it, or the screen has no such
        drug.
    """
    sources = services.sources.current
    try:
        report = None
        if new.submission_id is not None:
            report = _own_report(services, caller, new.submission_id)
        versions = (report.head.versions if report else sources.versions).model_dump(mode="json")
        if isinstance(new, NewResponse):
            new = on_tumour(sources, new, report)
            versions |= screen_versions(sources)
        elif report is not None:
            new = on_report(report, new)
        return FeedbackStore(services.database).add(caller, new, versions)
    except (NotSuggestedError, CellLineQuestionError, NoTumourError) as error:
        raise Problem(422, str(error)) from error
    except (NoSubmissionError, StoredReportError, NoRankerError, GoneError) as error:
        raise Problem(404, str(error)) from error


def delete_own_feedback(services: Services, caller: Caller, feedback_id: str) -> None:
    """Delete one of the laboratory's feedback.

    Raises
    ------
    Problem
        404.
    """
    try:
        FeedbackStore(services.database).delete(caller, feedback_id)
    except NoFeedbackError as error:
        raise Problem(404, str(error)) from error


def on_report(report: StoredReport, new: NewFeedback) -> NewFeedback:
    """Return feedback as the report names what it speaks of.

    Raises
    ------
    NotSuggestedError
        The report has no such variant, or does not suggest it.
    """
    variant = _variant(report, new)
    if new.kind is Kind.CLASS:
        _check_class(variant, new)
        direction = None
    else:
        direction = _direction(variant, new)
    named = {"gene": variant.gene, "variation": variant.variation, "direction": direction}
    return new.model_copy(update=named | {"disease": report.head.disease})


def _own_report(services: Services, caller: Caller, submission_id: str) -> StoredReport:
    row = services.submissions.get(caller.laboratory_id, submission_id)
    if row.status != Status.DONE:
        raise Problem(409, f"the submission is {row.status}, its report is not made")
    return StoredReport(services.submissions.report_folder(submission_id))


def _variant(report: StoredReport, new: NewFeedback) -> Variant:
    """Find the variant by its number, or else by its names in any spelling."""
    asked = variant_key(new.gene, new.variation)
    if new.number is not None:
        try:
            found = report.variant(new.number)
        except StoredReportError as error:
            raise NotSuggestedError(str(error)) from error
        if variant_key(found.gene, found.variation) == asked:
            return found
        raise NotSuggestedError(
            f"variant {new.number} of the report is {found.gene} {found.variation}, "
            f"not {new.gene} {new.variation}"
        )
    for row in report.rows(0, report.head.n_variants).rows:
        gene_fits = comparable_symbol(row.gene) == asked[0]
        if gene_fits and variant_key(row.gene, row.variation) == asked:
            return report.variant(row.number)
    raise NotSuggestedError(f"the report has no variant {new.gene} {new.variation}")


def _check_class(variant: Variant, new: NewFeedback) -> None:
    if new.subject not in (variant.effect.answer, variant.effect.most_probable):
        raise NotSuggestedError(
            f"subject: {new.subject} was not suggested for {variant.gene} {variant.variation}; "
            f"expected {variant.effect.most_probable}"
        )


def _direction(variant: Variant, new: NewFeedback) -> str:
    """Return whether the therapy was suggested for or against."""
    found = {one.direction for one in variant.therapies if one.therapy == new.subject}
    if not found:
        raise NotSuggestedError(
            f"subject: {new.subject!r} is no therapy in the report on {variant.gene} "
            f"{variant.variation}"
        )
    if new.direction is None:
        if len(found) > 1:
            raise NotSuggestedError(
                f"direction: {new.subject} is suggested in both; expected sensitivity or resistance"
            )
        return found.pop()
    if new.direction not in found:
        raise NotSuggestedError(f"direction: {new.subject} is suggested as {found.pop()} only")
    return new.direction
