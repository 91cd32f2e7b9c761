"""A report as it rests on disk, of which a page or one variant is read at a time.

``report.json`` has a line a variant. Beside it rest the place of each line and, of each variant,
what a list shows, so that neither a list nor one variant reads the whole.
"""

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.lab_outputs import REPORT_RECORD
from reports.lab_report import Group, ReportHead, Therapy, Variant
from reports.lab_templates import standing
from webapp.record_lines import list_items
from webapp.stored_tumours import StoredTumours, index_tumours

_HEAD = "head.json"
_PLACES = "variants.places"
_ROWS = "variants.jsonl"
_FIRST_VARIANT = b'"variants": ['
_MOST_THERAPIES = 3


class StoredReportError(ValueError):
    """There is no such report or variant."""


class VariantRow(BaseModel):
    """A variant as a list shows it."""

    model_config = ConfigDict(frozen=True)

    number: int
    gene: str
    variation: str
    answer: str
    label: str
    probability: float
    actionable: bool
    best_tier: str | None
    taken_as: Group | None
    taken_from: str
    against: list[str]
    in_favour: list[str]
    samples: int
    rows: int


@dataclass(frozen=True)
class RowPage:
    """Some rows of a list.

    Parameters
    ----------
    rows : tuple of VariantRow
    total : int
        Rows that fit what was asked for.
    """

    rows: tuple[VariantRow, ...]
    total: int


@dataclass(frozen=True)
class StoredReport:
    """A report on disk.

    Parameters
    ----------
    folder : Path
        As :func:`pipeline.annotate.write_report` and then :func:`index_report` wrote it.
    """

    folder: Path

    @cached_property
    def head(self) -> ReportHead:
        """All but its variants, samples and rejected rows."""
        try:
            return ReportHead.model_validate_json((self.folder / _HEAD).read_bytes())
        except FileNotFoundError as error:
            raise StoredReportError("there is no report") from error

    @property
    def tumours(self) -> StoredTumours:
        """What cell lines suggest for its tumours."""
        return StoredTumours(self.folder)

    def variant(self, number: int) -> Variant:
        """Read one variant.

        Parameters
        ----------
        number : int
            From 1, in the order of the report.

        Raises
        ------
        StoredReportError
            The report has no such variant.
        """
        size = array("q").itemsize
        with (self.folder / _PLACES).open("rb") as places:
            places.seek(max(number - 1, 0) * size)
            found = array("q", places.read(size) if number > 0 else b"")
        if not found:
            raise StoredReportError(
                f"no variant {number}; expected a number from 1 to {self.head.n_variants}"
            )
        with (self.folder / REPORT_RECORD).open("rb") as record:
            record.seek(found[0])
            return Variant.model_validate_json(record.readline().rstrip().rstrip(b","))

    def rows(
        self,
        start: int,
        limit: int,
        words: str = "",
        *,
        actionable: bool = False,
        answer: str = "",
    ) -> RowPage:
        """List variants.

        Parameters
        ----------
        start, limit : int
            First row, from 0, and how many.
        words : str
            Each must be in the gene or the variation.
        actionable : bool
            Only those with a therapy of tier I or II.
        answer : str
            Only those of this class, or ``abstain``; empty for any.
        """
        asked = words.casefold().split()
        found, total = [], 0
        for row in self._rows():
            name = f"{row.gene} {row.variation}".casefold()
            fits = (row.actionable or not actionable) and answer in ("", row.answer)
            if fits and all(word in name for word in asked):
                if start <= total < start + limit:
                    found.append(row)
                total += 1
        return RowPage(tuple(found), total)

    def _rows(self) -> Iterator[VariantRow]:
        with (self.folder / _ROWS).open("rb") as lines:
            for line in lines:
                yield VariantRow.model_construct(**json.loads(line))


def index_report(folder: Path, head: ReportHead) -> None:
    """Write what :class:`StoredReport` reads besides ``report.json``.

    Parameters
    ----------
    folder : Path
        Of a report that has just been written.
    head : ReportHead
    """
    places = array("q")
    (folder / _HEAD).write_text(head.model_dump_json(), encoding="utf-8")
    with (folder / _ROWS).open("w", encoding="utf-8", newline="\n") as rows:
        for place, variant in _variants(folder / REPORT_RECORD):
            places.append(place)
            rows.write(_row(variant).model_dump_json() + "\n")
    (folder / _PLACES).write_bytes(places.tobytes())
    index_tumours(folder, lambda: (one for _, one in _variants(folder / REPORT_RECORD)))


def _variants(record: Path) -> Iterator[tuple[int, Variant]]:
    for place, line in list_items(record, _FIRST_VARIANT):
        yield place, Variant.model_validate_json(line)


def _row(variant: Variant) -> VariantRow:
    effect = variant.effect
    return VariantRow(
        number=variant.number,
        gene=variant.gene,
        variation=variant.variation,
        answer=effect.answer,
        label=effect.label,
        probability=round(effect.probabilities[effect.most_probable], 4),
        actionable=variant.actionable,
        best_tier=variant.best_tier,
        taken_as=variant.called.group if variant.called else None,
        taken_from=variant.called.by if variant.called else "",
        against=_first_therapies(variant, "resistance"),
        in_favour=_first_therapies(variant, "sensitivity"),
        samples=variant.samples,
        rows=variant.rows,
    )


def _first_therapies(variant: Variant, direction: str) -> list[str]:
    """Name the first therapies of a direction that hold, each with its standing."""
    those = [one for one in variant.therapies if one.holds and one.direction == direction]
    return [
        f"{one.therapy} ({standing(one.tier, one.level)}{_mark(one)})"
        for one in those[:_MOST_THERAPIES]
    ]


def _mark(therapy: Therapy) -> str:
    marks = (
        "PREDICTED" if therapy.origin == "predicted" else "",
        "CONFLICT" if therapy.conflicts else "",
        therapy.flags[0].kind.upper() if therapy.flags else "",  # of the patient, the gravest first
    )
    return "".join(f", {mark}" for mark in marks if mark)
