"""What a stored report says of each tumour by cell lines, found without reading the whole.

``report.json`` has a line a sample and a line a tumour. Beside it rest the places of both, with
what a list of tumours shows; of a file without samples the therapies of its one tumour, too.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.lab_outputs import REPORT_RECORD
from reports.actionable import claims_of
from reports.cell_lines_report import TumourCellLines
from reports.lab_report import Sample, SampleTherapy, Variant
from webapp.record_lines import list_items

_ROWS = "tumours.jsonl"
_THERAPIES = "therapies.jsonl"
_SAMPLES = b'"samples": ['
_TUMOURS = b'"tumours": ['


class NoTumourError(ValueError):
    """The report says nothing of such a tumour."""


class TumourRow(BaseModel):
    """A tumour as a list shows it."""

    model_config = ConfigDict(frozen=True)

    sample: str
    reason: str
    used: list[str]
    first: list[str]
    tumour_at: int
    sample_at: int | None


class StoredTumours:
    """The tumours of a report on disk.

    Parameters
    ----------
    folder : Path
        Of the report, after :func:`index_tumours`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self) -> list[TumourRow]:
        """List all, in the order of the report; none where cell lines were not asked."""
        try:
            with (self._folder / _ROWS).open("rb") as lines:
                return [TumourRow.model_validate_json(line) for line in lines]
        except FileNotFoundError:  # of a report of an older version
            return []

    def row(self, sample: str | None) -> TumourRow:
        """Find one.

        Parameters
        ----------
        sample : str or None
            None for the only one.

        Raises
        ------
        NoTumourError
        """
        rows = self.rows()
        if not rows:
            raise NoTumourError(
                "the report was made without cell lines: send the file again, where a ranker of "
                "drugs is trained"
            )
        if sample is None and len(rows) > 1:
            raise NoTumourError(f"sample: expected one of the report's {len(rows)} samples")
        found = [row for row in rows if sample is None or row.sample == sample]
        if not found:
            raise NoTumourError(f"sample: the report has no sample {sample!r}")
        return found[0]

    def tumour(self, row: TumourRow) -> TumourCellLines:
        """Read what the report says of a tumour."""
        return TumourCellLines.model_validate_json(self._line(row.tumour_at))

    def therapies(self, row: TumourRow) -> list[SampleTherapy]:
        """Read the curated therapies of a tumour."""
        if row.sample_at is not None:
            return Sample.model_validate_json(self._line(row.sample_at)).therapies
        with (self._folder / _THERAPIES).open("rb") as lines:
            return [SampleTherapy.model_validate_json(line) for line in lines]

    def _line(self, place: int) -> bytes:
        with (self._folder / REPORT_RECORD).open("rb") as record:
            record.seek(place)
            return record.readline().rstrip().rstrip(b",")


def index_tumours(folder: Path, variants: Callable[[], Iterable[Variant]]) -> None:
    """Write what :class:`StoredTumours` reads besides ``report.json``.

    Parameters
    ----------
    folder : Path
    variants : callable
        Reads those of the report.
    """
    record = folder / REPORT_RECORD
    samples = {json.loads(line)["name"]: place for place, line in list_items(record, _SAMPLES)}
    tumours = [
        _row(TumourCellLines.model_validate_json(line), place, samples)
        for place, line in list_items(record, _TUMOURS)
    ]
    _write(folder / _ROWS, tumours)
    if any(row.sample_at is None for row in tumours):
        _write(folder / _THERAPIES, (claim for one in variants() for claim in claims_of(one)))


def _write(path: Path, items: Iterable[BaseModel]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for item in items:
            lines.write(item.model_dump_json() + "\n")


def _row(told: TumourCellLines, place: int, samples: Mapping[str, int]) -> TumourRow:
    used = told.profile.used if told.profile else []
    return TumourRow(
        sample=told.sample,
        reason=told.reason,
        used=[one.words for one in used],
        first=[one.drug for one in told.shown],
        tumour_at=place,
        sample_at=samples.get(told.sample),
    )
