"""Cases described by their findings, one JSON object a line, as many at a time as one likes.

``{"id": "case1", "sex": "FEMALE", "observed": ["HP:0000957"], "excluded": ["HP:0001250"]}``;
``disease`` (the diagnosis), ``genes`` and ``pmids`` (where it was published) may be there and are
for measuring only.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_GZIP = b"\x1f\x8b"
_SEXES = {"FEMALE": "female", "MALE": "male", "OTHER_SEX": "", "UNKNOWN_SEX": "", "": ""}


class PublishedCaseError(ValueError):
    """A line is no case."""


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """A patient's findings.

    Parameters
    ----------
    id : str
    sex : str
        ``female``, ``male`` or empty.
    observed, excluded : tuple of str
        HPO terms.
    disease : str
        The diagnosis, such as ``OMIM:162200``; empty where it is not said.
    genes, pmids : tuple of str
    """

    id: str
    sex: str
    observed: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    disease: str = ""
    genes: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()


def read_published_cases(path: Path) -> Iterator[PublishedCase | PublishedCaseError]:
    """Yield the cases of a file, plain or gzip, in order; in place of a bad line its error.

    Raises
    ------
    PublishedCaseError
        There is no such file, or it cannot be unpacked.
    """
    if not path.is_file():
        raise PublishedCaseError(f"{path}: no such file; expected cases, a JSON object a line")
    with path.open("rb") as start:
        is_packed = start.read(2) == _GZIP
    with gzip.open(path) if is_packed else path.open("rb") as lines:
        number = 0
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read_line(line, f"{path}, line {number}")
        except (gzip.BadGzipFile, EOFError) as error:
            raise PublishedCaseError(
                f"{path}, after line {number}: {error}, expected a whole gzip file"
            ) from error


def _read_line(line: bytes, where: str) -> PublishedCase | PublishedCaseError:
    try:
        record = json.loads(line.decode("utf-8"))
        if not isinstance(record, dict):
            return PublishedCaseError(f"{where}: got {_cut(record)}, expected a JSON object")
        return _make(record, where)
    except UnicodeDecodeError as error:
        return PublishedCaseError(f"{where}: byte {error.start} is not UTF-8, expected UTF-8")
    except (json.JSONDecodeError, RecursionError) as error:
        return PublishedCaseError(f"{where}: {error}, expected a JSON object")
    except PublishedCaseError as error:
        return error


def _make(record: dict[str, Any], where: str) -> PublishedCase:
    id, sex = record.get("id"), record.get("sex") or ""
    if not isinstance(id, str) or not id:
        raise PublishedCaseError(f"{where}: id {_cut(id)}, expected text that names the case")
    if not isinstance(sex, str) or sex.upper() not in _SEXES:
        expected = "MALE, FEMALE, OTHER_SEX or UNKNOWN_SEX"
        raise PublishedCaseError(f"{where}: sex {_cut(sex)}, expected {expected}")
    disease = record.get("disease") or ""
    if not isinstance(disease, str):
        raise PublishedCaseError(f"{where}: disease {_cut(disease)}, expected text")
    return PublishedCase(
        id,
        _SEXES[sex.upper()],
        _texts(record, "observed", where),
        _texts(record, "excluded", where),
        disease,
        _texts(record, "genes", where),
        _texts(record, "pmids", where),
    )


def _texts(record: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = record.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise PublishedCaseError(f"{where}: {key} {_cut(found)}, expected a list of texts")
    return tuple(found)


def _cut(value: object, most: int = 60) -> str:
    words = repr(value)
    return words if len(words) <= most else f"{words[:most]}…"
