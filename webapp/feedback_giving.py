"""Giving feedback: only on what was suggested, with the versions that suggested it."""

from collections.abc import Mapping
from typing import Any

from pipeline.feedback_rows import variant_key
from reports.lab_report import Variant
from variants.gene_symbols import comparable_symbol
from webapp.caller import Caller
from webapp.feedback import GivenFeedback, Kind, NewFeedback
from webapp.feedback_store import FeedbackStore, GoneError
from webapp.problems import Problem
from webapp.services import Services
from webapp.stored_report import StoredReport, StoredReportError
from webapp.submissions import NoSubmissionError
from webapp.tables import Status


class NotSuggestedError(ValueError):
    """The report does not suggest what the feedback speaks of."""


def give_feedback(services: Services, caller: Caller, new: NewFeedback) -> GivenFeedback:
    """Keep feedback on a suggestion.

    Parameters
    ----------
    services : Services
    caller : Caller
    new : NewFeedback
        With a submission: on its report, whose versions are kept with it. Without: on a variant
        that was asked for by itself, and what answers now counts as what answered.

    Raises
    ------
    Problem
        404: the laboratory has no such submission, or it is gone; 409: its report is not made;
        422: the report does not suggest it.
    """
    versions: Mapping[str, Any]
    try:
        if new.submission_id is None:
            versions = services.sources.current.versions.model_dump(mode="json")
        else:
            report = _own_report(services, caller, new.submission_id)
            new = on_report(report, new)
            versions = report.head.versions.model_dump(mode="json")
        return FeedbackStore(services.database).add(caller, new, versions)
    except NotSuggestedError as error:
        raise Problem(422, str(error)) from error
    except (NoSubmissionError, StoredReportError, GoneError) as error:
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
