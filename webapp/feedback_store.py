"""Feedback in the database.

Nothing that was said is changed: who thinks again says it again, and the latest word of a
laboratory on one suggestion counts. A laboratory sees its own feedback only.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline.feedback_rows import variant_key
from webapp.audit import Action, record
from webapp.caller import Caller
from webapp.clock import now
from webapp.database import Database
from webapp.feedback import GivenFeedback, Kind, NewFeedback, NewResponse
from webapp.pagination import PageRequest, Slice, newest_first, page_of_rows
from webapp.tables import Feedback

__all__ = ["FeedbackStore", "GivenFeedback", "GoneError", "NewFeedback", "NewResponse",
           "NoFeedbackError", "comparable_variant", "suggestion_of"]  # fmt: skip

_AT_ONCE = 200


class NoFeedbackError(ValueError):
    """The laboratory gave no such feedback."""


class GoneError(ValueError):
    """What the feedback is on was deleted while it was given."""


class FeedbackStore:
    """Feedback in the database.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, caller: Caller, new: NewFeedback | NewResponse, versions: Mapping[str, Any]
    ) -> GivenFeedback:
        """Keep what was said, beside what was said before.

        Whether the suggestion was made is for :mod:`webapp.feedback_giving` to see.

        Parameters
        ----------
        caller : Caller
        new : NewFeedback or NewResponse
            A response with its tumour.
        versions : mapping
            That made the suggestion.

        Raises
        ------
        GoneError
            The submission was deleted meanwhile.
        """
        feedback_id = secrets.token_hex(16)
        row = Feedback(
            id=feedback_id,
            laboratory_id=caller.laboratory_id,
            key_id=caller.key_id,
            versions=dict(versions),
            created=now(),
            **_columns(new, feedback_id),
        )
        try:
            with self._database.session() as session:
                session.add(row)
                session.flush()
                record(session, caller, Action.FEEDBACK_GIVEN, row.id)
        except IntegrityError as error:
            raise GoneError("the submission was deleted") from error
        return _given(row, counts=True)

    def list(self, caller: Caller, page: PageRequest) -> Slice[GivenFeedback]:
        """Return the laboratory's feedback, the newest first."""
        own = select(Feedback).where(Feedback.laboratory_id == caller.laboratory_id)
        with self._database.reading() as session:
            rows = session.scalars(newest_first(own, Feedback.created, Feedback.id, page)).all()
            given = {one.id: one for one in _with_counts(session, caller, rows)}
        return page_of_rows(rows, page, lambda row: (row.created, row.id)).map(
            lambda row: given[row.id]
        )

    def get(self, caller: Caller, feedback_id: str) -> GivenFeedback:
        """Return one of the laboratory's.

        Raises
        ------
        NoFeedbackError
        """
        with self._database.reading() as session:
            [given] = _with_counts(session, caller, [_own(session, caller, feedback_id)])
            return given

    def of_variants(
        self, caller: Caller, pairs: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], Sequence[GivenFeedback]]:
        """Return what the laboratory said of variants, the newest first.

        Parameters
        ----------
        caller : Caller
        pairs : iterable of (str, str)
            Gene and variation, in any spelling.

        Returns
        -------
        dict
            By the pair as asked; pairs without feedback are not in it.
        """
        asked = {pair: comparable_variant(*pair) for pair in pairs}
        keys = sorted(set(asked.values()))
        with self._database.reading() as session:
            rows = _on_variants(session, caller, keys)
        found: dict[str, Sequence[GivenFeedback]] = {}
        for row, given in zip(rows, _marked(rows, rows), strict=True):
            found[row.variant] = [*found.get(row.variant, ()), given]
        return {pair: found[key] for pair, key in asked.items() if key in found}

    def of_submission(self, caller: Caller, submission_id: str) -> Sequence[GivenFeedback]:
        """Return what the laboratory said of a report, the newest first."""
        with self._database.reading() as session:
            statement = _newest_of(caller).where(Feedback.submission_id == submission_id)
            return _with_counts(session, caller, session.scalars(statement).all())

    def responses(self, caller: Caller, most: int) -> Sequence[GivenFeedback]:
        """Return what the laboratory said of how tumours responded, the newest first.

        Parameters
        ----------
        caller : Caller
        most : int
            Words that are returned, whether they count or not.
        """
        with self._database.reading() as session:
            statement = _newest_of(caller).where(Feedback.kind == Kind.RESPONSE).limit(most)
            rows = session.scalars(statement).all()
        return _marked(rows, rows)  # what counts is the newest of a tumour

    def delete(self, caller: Caller, feedback_id: str) -> None:
        """Take back what was said.

        Raises
        ------
        NoFeedbackError
            The laboratory gave no such feedback.
        """
        with self._database.session() as session:
            session.delete(_own(session, caller, feedback_id))
            session.flush()
            record(session, caller, Action.FEEDBACK_DELETED, feedback_id)


def comparable_variant(gene: str, variation: str) -> str:
    """Return gene and variation as they are compared, in one text.

    Examples
    --------
    >>> comparable_variant("HER2", "p.Val777Leu")
    'ERBB2 V777L'
    """
    return " ".join(variant_key(gene, variation))


def comparable_tumour(feedback_id: str, submission_id: str | None, sample: str | None) -> str:
    """Return what tells tumours apart.

    Of a tumour that is in no report nothing says whether it is one that was spoken of before: each
    word on one is on a tumour of its own.
    """
    if submission_id is None:
        return f"tumour {feedback_id}"
    return f"sample {submission_id} {sample or ''}"


def suggestion_of(row: Feedback) -> tuple[str | None, ...]:
    """Return what is equal for two words of one laboratory on one suggestion."""
    return (row.laboratory_id, row.variant, row.kind, row.subject, row.direction)


def _columns(new: NewFeedback | NewResponse, feedback_id: str) -> dict[str, Any]:
    """Return what the table holds of what was said."""
    if isinstance(new, NewFeedback):
        variant = comparable_variant(new.gene, new.variation)
        return {"variant": variant, **new.model_dump(mode="json", exclude={"number"})}
    return {
        "gene": "",
        "variation": "",
        "variant": comparable_tumour(feedback_id, new.submission_id, new.sample),
        "profile": new.tumour.model_dump(mode="json") if new.tumour else None,
        **new.model_dump(mode="json", exclude={"tumour"}),
    }


def _newest_of(caller: Caller) -> Select[Feedback]:
    own = select(Feedback).where(Feedback.laboratory_id == caller.laboratory_id)
    return own.order_by(Feedback.created.desc(), Feedback.id.desc())


def _own(session: Session, caller: Caller, feedback_id: str) -> Feedback:
    found = session.get(Feedback, feedback_id)
    if found is None or found.laboratory_id != caller.laboratory_id:
        raise NoFeedbackError(f"no feedback {feedback_id}")
    return found


def _with_counts(
    session: Session, caller: Caller, rows: Sequence[Feedback]
) -> Sequence[GivenFeedback]:
    """Tell of some rows which are the latest words, whatever else was said of their variants."""
    variants = sorted({row.variant for row in rows})
    return _marked(rows, _on_variants(session, caller, variants))


def _on_variants(session: Session, caller: Caller, variants: Sequence[str]) -> list[Feedback]:
    """Return all that the laboratory said of variants, the newest first of each."""
    return [
        row
        for start in range(0, len(variants), _AT_ONCE)
        for row in session.scalars(
            _newest_of(caller).where(Feedback.variant.in_(variants[start : start + _AT_ONCE]))
        )
    ]


def _marked(rows: Sequence[Feedback], every: Iterable[Feedback]) -> Sequence[GivenFeedback]:
    """Tell of some rows which are the latest words among all, the newest first."""
    latest: dict[tuple[str | None, ...], str] = {}
    for row in every:
        latest.setdefault(suggestion_of(row), row.id)
    return [_given(row, counts=latest[suggestion_of(row)] == row.id) for row in rows]


def _given(row: Feedback, *, counts: bool) -> GivenFeedback:
    fields = {name: getattr(row, name) for name in GivenFeedback.model_fields if name != "counts"}
    for name in ("gene", "variation"):
        fields[name] = fields[name] or None
    return GivenFeedback(**fields, counts=counts)
