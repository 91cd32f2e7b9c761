"""Feedback as training data: ``oncolit feedback export``.

``training_variants`` is a table of a data folder, which the next pipeline run can take up, see
:mod:`pipeline.feedback_rows`. The same feedback always gives the same files, byte for byte.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.data_folder import VARIANTS_FILE
from pipeline.feedback_rows import variant_key
from pipeline.whole_folder import whole_folder
from variants.schema import CLASS, GENE, ID, VARIATION
from webapp.audit import Action, record
from webapp.database import Database
from webapp.feedback import Kind, Verdict
from webapp.feedback_decisions import ClassWord, Decision, decide
from webapp.feedback_store import suggestion_of
from webapp.interactions_export import INTERACTION_COLUMNS, INTERACTIONS_FILE, interaction_rows
from webapp.tables import Feedback, Laboratory

NOT_EXPORTED_FILE = "not_exported.tsv"
THERAPY_FILE = "therapy_feedback.tsv"
SUMMARY_FILE = "feedback.json"

FIRST_ID = 900_000_000_000_000
"""IDs start here: no data set counts so far, and every reader of numbers holds them exactly."""

NOT_EXPORTED_COLUMNS = (GENE, VARIATION, "said", "reason", "feedback")
THERAPY_COLUMNS = (
    GENE, VARIATION, "disease", "therapy", "direction", "verdict", "correction", "comment",
    "laboratory", "given", "model", "knowledge", "feedback",
)  # fmt: skip

_IDS = 10**14
_NAMES = frozenset(
    {VARIANTS_FILE, NOT_EXPORTED_FILE, THERAPY_FILE, INTERACTIONS_FILE, SUMMARY_FILE}
)
_ECHO = (
    "Accepted classes are the model's own answers: a model that learns from them confirms itself. "
    "Corrected classes alone: oncolit feedback export --only corrected."
)


class NothingToExportError(ValueError):
    """There is no such feedback, or no such laboratory."""


@dataclass(frozen=True)
class Asked:
    """Which feedback is exported.

    Parameters
    ----------
    laboratory : str, optional
        Its name; all by default.
    since : date, optional
        Given on this day, in UTC, or later.
    only_corrected : bool
        Whether classes that were only accepted are left out.
    """

    laboratory: str | None = None
    since: date | None = None
    only_corrected: bool = False


@dataclass(frozen=True)
class Exported:
    """What was written.

    Parameters
    ----------
    rows : int
        Of ``training_variants``.
    corrected : int
        Of these, those that a laboratory corrected.
    not_exported : int
        Variants with feedback and without a class.
    therapies : int
        Words on therapies.
    responses : int
        Words on how tumours responded.
    """

    rows: int
    corrected: int
    not_exported: int
    therapies: int
    responses: int


def export_feedback(database: Database, out: Path, asked: Asked) -> Exported:
    """Write feedback as training data into a folder, all files or none.

    Raises
    ------
    NothingToExportError
        There is no such feedback, or no such laboratory.
    OutputFolderError
        The folder cannot take the files.
    """
    with database.session() as session:
        rows, names = _feedback(session, asked)
        record(session, None, Action.FEEDBACK_EXPORTED)
    decisions = decide(
        (_word(row) for row in rows if row.kind == Kind.CLASS),
        only_corrected=asked.only_corrected,
    )
    latest = _latest(rows)
    therapies = [row for row in latest if row.kind == Kind.THERAPY]
    responses = list(interaction_rows(latest, names))
    taken = [one for one in decisions if one.label is not None]
    left = [one for one in decisions if one.label is None]
    with whole_folder(out, _NAMES) as folder:
        _write(folder / VARIANTS_FILE, ",", (ID, GENE, VARIATION, CLASS), _variant_rows(taken))
        _write(folder / NOT_EXPORTED_FILE, "\t", NOT_EXPORTED_COLUMNS, map(_left_row, left))
        therapy_rows = (_therapy_row(row, names) for row in therapies)
        _write(folder / THERAPY_FILE, "\t", THERAPY_COLUMNS, therapy_rows)
        _write(folder / INTERACTIONS_FILE, ",", INTERACTION_COLUMNS, responses)
        summary = _summary(asked, rows, taken, left)
        summary |= {"therapies": len(therapies), "responses": len(responses)}
        text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
        (folder / SUMMARY_FILE).write_text(text, encoding="utf-8")
    corrected = sum(one.corrected for one in taken)
    return Exported(len(taken), corrected, len(left), len(therapies), len(responses))


def assign_ids(variants: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Give each variant an ID of its own, the same in every export.

    Examples
    --------
    >>> ids = assign_ids([("KIT", "D816V"), ("BRAF", "V600E")])
    >>> ids == assign_ids([("BRAF", "V600E"), ("KIT", "D816V")])
    True
    >>> all(FIRST_ID <= number < 2**53 for number in ids.values())
    True
    """
    ids: dict[tuple[str, str], int] = {}
    taken: set[int] = set()
    for variant in sorted(variants):
        digest = hashlib.sha256("\t".join(variant).encode()).digest()
        place = int.from_bytes(digest[:8]) % _IDS
        while FIRST_ID + place in taken:
            place = (place + 1) % _IDS
        ids[variant] = FIRST_ID + place
        taken.add(ids[variant])
    return ids


def _feedback(session: Session, asked: Asked) -> tuple[list[Feedback], dict[str, str]]:
    """Read the feedback, the earliest first, and the names of laboratories by id."""
    names = {one.id: one.name for one in session.scalars(select(Laboratory))}
    query = select(Feedback).order_by(Feedback.created, Feedback.id)
    if asked.laboratory is not None:
        ids = [known for known, name in names.items() if name == asked.laboratory]
        if not ids:
            known = ", ".join(sorted(names.values()))
            raise NothingToExportError(f"no laboratory {asked.laboratory!r}; there are: {known}")
        query = query.where(Feedback.laboratory_id == ids[0])
    if asked.since is not None:
        start = datetime.combine(asked.since, time(), UTC)
        query = query.where(Feedback.created >= start)
    rows = list(session.scalars(query))
    if not rows:
        of = f" of laboratory {asked.laboratory!r}" if asked.laboratory else ""
        since = f" since {asked.since}" if asked.since else ""
        raise NothingToExportError(f"no feedback{of}{since}: nothing was written")
    return rows, names


def _latest(rows: Iterable[Feedback]) -> list[Feedback]:
    """Return the latest word on each suggestion, by variant and then as they were given."""
    found = {suggestion_of(row): row for row in rows}
    return sorted(found.values(), key=lambda row: (row.variant, row.created, row.id))


def _word(row: Feedback) -> ClassWord:
    return ClassWord(
        row.id,
        row.laboratory_id,
        variant_key(row.gene, row.variation),
        row.subject,
        Verdict(row.verdict),
        row.correction,
        row.created,
    )


def _variant_rows(decisions: Sequence[Decision]) -> Iterable[tuple[object, ...]]:
    ids = assign_ids(one.variant for one in decisions)
    for one in decisions:
        yield ids[one.variant], *one.variant, (one.label or "").removeprefix("class")


def _left_row(decision: Decision) -> tuple[object, ...]:
    return *decision.variant, decision.said, decision.reason, " ".join(decision.ids)


def _therapy_row(row: Feedback, names: dict[str, str]) -> tuple[object, ...]:
    return (
        row.gene, row.variation, row.disease or "", row.subject, row.direction or "", row.verdict,
        row.correction or "", row.comment, names[row.laboratory_id], row.created.isoformat(),
        row.versions.get("model", ""), row.versions.get("knowledge", ""), row.id,
    )  # fmt: skip


def _write(
    path: Path, delimiter: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(" ".join(str(cell).split()) for cell in row)


def _summary(
    asked: Asked,
    rows: Sequence[Feedback],
    taken: Sequence[Decision],
    left: Sequence[Decision],
) -> dict[str, Any]:
    """Say what is in the folder, and which versions the feedback speaks of."""
    return {
        "files": {
            VARIANTS_FILE: "one row a variant with the class that laboratories agree on; "
            "data.feedback of params.yaml takes up the folder",
            NOT_EXPORTED_FILE: "variants with feedback and without such a class, with the reason",
            THERAPY_FILE: "the latest word of each laboratory on each therapy; no stage reads it",
            INTERACTIONS_FILE: "how tumours responded to drugs, as the long table of a screen; "
            "responses are percentiles, 0 the most sensitive; no stage reads it",
        },
        "asked": {
            "laboratory": asked.laboratory,
            "since": asked.since.isoformat() if asked.since else None,
            "only": "corrected" if asked.only_corrected else None,
        },
        "warning": None if asked.only_corrected else _ECHO,
        "feedback": len(rows),
        "training_variants": len(taken),
        "corrected": sum(one.corrected for one in taken),
        "accepted": sum(not one.corrected for one in taken),
        "classes": dict(sorted(Counter(one.label for one in taken if one.label).items())),
        "not_exported": dict(sorted(Counter(one.reason for one in left).items())),
        "versions": _versions(rows),
    }


def _versions(rows: Sequence[Feedback]) -> list[dict[str, Any]]:
    """Count feedback by the versions that made the suggestions."""
    names = ("oncolit", "model", "model_made", "model_sha256", "model_data", "knowledge")
    counted = Counter(tuple(str(row.versions.get(name, "")) for name in names) for row in rows)
    return [
        dict(zip(names, values, strict=True)) | {"feedback": number}
        for values, number in sorted(counted.items())
    ]
