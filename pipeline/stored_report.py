"""Reading a ``report.json`` that ``oncolit annotate`` wrote, today or with an older version.

Of an older version of the same major number, what it lacks is taken as empty where that is allowed;
of a newer one, what is not known here is left out. Either is said.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from reports.lab_report import SCHEMA_VERSION, Report

MOST_BYTES = 1 << 29
"""Largest file that is read; reading takes about ten times as much memory."""

_ROUNDS = 4
_EMPTY: dict[str, Any] = {"list_type": list, "dict_type": dict}

_Place = tuple[int | str, ...]


class StoredReportError(ValueError):
    """The file is no report that can be read."""


@dataclass(frozen=True)
class StoredReport:
    """A report that was read.

    Parameters
    ----------
    report : Report
    sha256 : str
        Of the file.
    notes : tuple of str
        What was missing or left out.
    """

    report: Report
    sha256: str
    notes: tuple[str, ...] = ()


class _Version(BaseModel):
    schema_version: str


def read_stored_report(path: Path) -> StoredReport:
    """Read a report.

    Raises
    ------
    StoredReportError
        There is no such file, it is no report, is too large or broken off, is of another major
        version of the schema, or contradicts itself.
    """
    data = _read(path)
    version = _version(path, data)
    notes: list[str] = []
    try:
        report = Report.model_validate_json(data)
    except ValidationError as error:
        if version == SCHEMA_VERSION:
            raise _not_sound(path, _problems(error)) from error
        report = _read_other(path, json.loads(data), error, notes)
    _check(path, report)
    return StoredReport(report, hashlib.sha256(data).hexdigest(), tuple(notes))


def _read(path: Path) -> bytes:
    if not path.exists():
        raise StoredReportError(f"{path}: there is no such file")
    if not path.is_file():
        raise StoredReportError(f"{path}: no file; expected report.json of oncolit annotate")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise StoredReportError(
            f"{path}: {size / 1e9:.1f} GB; expected a report.json of at most "
            f"{MOST_BYTES / 1e9:.1f} GB"
        )
    return path.read_bytes()


def _version(path: Path, data: bytes) -> str:
    """Return the schema's version; its first number is ours."""
    try:
        version = _Version.model_validate_json(data).schema_version
    except ValidationError as error:
        [first, *_] = error.errors(include_url=False)
        if first["type"] == "json_invalid":
            why = f"no JSON, or broken off ({first['msg'].removeprefix('Invalid JSON: ')})"
        else:
            why = "names no schema_version"
        raise StoredReportError(
            f"{path}: {why}; expected report.json of oncolit annotate"
        ) from error
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise StoredReportError(
            f"{path}: report of schema {version}; this oncolit reads schema "
            f"{SCHEMA_VERSION.partition('.')[0]}.x (it writes {SCHEMA_VERSION}): annotate the "
            "file again"
        )
    return version


def _read_other(
    path: Path, record: dict[str, Any], error: ValidationError, notes: list[str]
) -> Report:
    """Read a report of another minor version, with what is missing taken as empty."""
    filled: set[_Place] = set()
    extra: set[_Place] = set()
    for _ in range(_ROUNDS):
        for problem in _problems(error):
            if not _mended(record, problem, filled, extra):
                raise _not_sound(path, [problem]) from error
        try:
            report = Report.model_validate(record)
        except ValidationError as again:
            error = again
            continue
        version = report.schema_version
        if filled:
            notes.append(
                f"The earlier report, of schema {version}, does not hold {_names(filled)}: taken "
                "as empty."
            )
        if extra:
            notes.append(f"Left out of the earlier report, of schema {version}: {_names(extra)}.")
        return report
    raise _not_sound(path, _problems(error)) from error


def _mended(
    record: Any, problem: Mapping[str, Any], filled: set[_Place], extra: set[_Place]
) -> bool:
    place, kind = tuple(problem["loc"]), problem["type"]
    for step in place[:-1]:
        record = record[step]
    if kind == "missing":
        filled.add(place)
        record[place[-1]] = None
    elif kind == "extra_forbidden":
        extra.add(place)
        del record[place[-1]]
    elif kind in _EMPTY and place in filled:
        record[place[-1]] = _EMPTY[kind]()
    else:
        return False
    return True


def _names(places: set[_Place]) -> str:
    return ", ".join(sorted({_field(place) for place in places}))


def _field(place: Sequence[int | str]) -> str:
    return ".".join(str(step) for step in place if isinstance(step, str))


def _problems(error: ValidationError) -> Sequence[Mapping[str, Any]]:
    return error.errors(include_url=False, include_input=False)


def _not_sound(path: Path, problems: Sequence[Mapping[str, Any]]) -> StoredReportError:
    first = problems[0]
    where = ".".join(map(str, first["loc"])) or "the file"
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return StoredReportError(
        f"{path}: {where}: {first['msg']}{more}; expected report.json of oncolit annotate"
    )


def _check(path: Path, report: Report) -> None:
    """Refuse a report that contradicts itself."""
    numbers = {variant.number for variant in report.variants}
    if len(numbers) < len(report.variants):
        raise StoredReportError(f"{path}: variants share a number; expected each to have its own")
    for variant in report.variants:
        if not variant.gene or not variant.occurrences:
            raise StoredReportError(
                f"{path}: variant {variant.number} has no gene or no occurrence; expected both"
            )
    for sample in report.samples:
        unknown = set(sample.variants) - numbers
        if unknown:
            raise StoredReportError(
                f"{path}: sample {sample.name!r} has variant {min(unknown)}, which is not there"
            )
