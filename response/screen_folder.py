"""A folder with a drug screen, read: GDSC's files in two formats, or a laboratory's own.

What a file is, its columns tell, not its name. What is good is kept; what is not is reported with
its file and line. Profiles without any response, and drugs without any, are left out. Profiles and
drugs stand in the order of their ids, so that what is learnt does not depend on that of the files.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from response.gdsc_dose_responses import read_dose_responses
from response.gdsc_lists import read_drug_list, read_feature_list, read_line_list
from response.gdsc_release17 import read_feature_matrix, read_ic50_matrix
from response.own_screen import read_own_drugs, read_own_profiles, read_own_responses
from response.screen import Screen
from response.screen_assembly import (
    describe_drugs,
    first_texts,
    id_order,
    join_features,
    measured_part,
    notes_on,
)
from response.screen_files import TableHeader, read_headers, read_table
from response.screen_parts import DrugTable, ProfileTable, ResponseTable, some
from response.screen_table_kinds import RESPONSE_KINDS, TableKind, kind_of
from response.screen_tables import ScreenError, ScreenTable, rejected_frame

SCREEN_RECORD = "screen.json"
"""Written beside a screen's files when they are fetched; not a table of it."""

_PROFILE_READERS = {
    TableKind.FEATURE_MATRIX: read_feature_matrix,
    TableKind.FEATURE_LIST: read_feature_list,
    TableKind.OWN_PROFILES: read_own_profiles,
    TableKind.LINE_LIST: read_line_list,
}
"""Tables of profiles; what an earlier one says stays."""


_Tables = Mapping[TableKind, Sequence[ScreenTable]]
_Part = ResponseTable | ProfileTable | DrugTable


@dataclass(frozen=True, eq=False)
class ScreenRead:
    """A screen, and what was left out of it.

    Attributes
    ----------
    screen : Screen
    rejected : DataFrame
        Columns file, line, value, reason: a row for each row or cell that was left out.
    notes : tuple of str
        What else a reader should know.
    files : tuple of str
        Names of the files that it was read from.
    """

    screen: Screen
    rejected: pd.DataFrame
    notes: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Found:
    """A folder's tables by kind, and its files: those with such a table, and the others."""

    tables: Mapping[TableKind, Sequence[TableHeader]]
    used: tuple[str, ...]
    unused: tuple[str, ...]


def read_screen(folder: Path) -> ScreenRead:
    """Read the screen in a folder.

    Raises
    ------
    ScreenError
        There is no such folder, it holds no table of responses or several of them, a file cannot
        be read, or no response is good.
    """
    found = _find_tables(folder)
    tables = {kind: [read_table(h) for h in headers] for kind, headers in found.tables.items()}
    responses = _read_responses(tables, folder)
    profiles = [read(t) for kind, read in _PROFILE_READERS.items() for t in tables.get(kind, ())]
    listed = _read_drugs(tables)
    measured, unmeasured = measured_part(responses)
    measured = measured.loc[sorted(measured.index, key=id_order), :]
    measured = measured[sorted(measured.columns, key=id_order)]
    if measured.empty:
        raise ScreenError(_no_response(folder, responses))
    features, missing = join_features(profiles, measured)
    own = TableKind.OWN_RESPONSES in tables
    screen = Screen(
        responses=measured,
        tissues=first_texts(measured, [table.tissues for table in profiles], or_id=False),
        features=features,
        drugs=describe_drugs(measured, responses, listed, own=own),
        names=first_texts(
            measured, [responses.names, *(table.names for table in profiles)], or_id=True
        ),
        unit=responses.unit,
        version=_version(tables),
        title=responses.title,
    )
    parts: tuple[_Part, ...] = (responses, *profiles, listed)
    said = [note for part in parts for note in part.notes]
    not_read = [f"files not read: {some(found.unused)}"] if found.unused else []
    return ScreenRead(
        screen=screen,
        rejected=rejected_frame(bad for part in parts for bad in part.rejected),
        notes=(*said, *unmeasured, *missing, *notes_on(screen, listed), *not_read),
        files=found.used,
    )


def screen_files(folder: Path) -> tuple[str, ...]:
    """Name the files of a folder that its screen would be read from, of which the headers tell.

    Raises
    ------
    ScreenError
        There is no such folder, it holds no table of responses or several of them, or a file cannot
        be read.
    """
    return _find_tables(folder).used


def _find_tables(folder: Path) -> _Found:
    if not folder.is_dir():
        problem = "is no folder" if folder.exists() else "no such folder"
        raise ScreenError(f"{folder}: {problem}; expected a folder with a drug screen")
    tables: dict[TableKind, list[TableHeader]] = {}
    used: dict[str, bool] = {}
    columns: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or path.name == SCREEN_RECORD or not path.is_file():
            continue
        headers = read_headers(path)
        kinds = [(kind, h) for h in headers if (kind := kind_of(h.columns))]
        columns[path.name] = "; ".join(some(header.columns) for header in headers)
        for kind, header in kinds:
            tables.setdefault(kind, []).append(header)
        used[path.name] = bool(kinds)
    found = _Found(
        tables,
        tuple(name for name, good in used.items() if good),
        tuple(name for name, good in used.items() if not good),
    )
    _check_tables(folder, found, columns)
    return found


def _check_tables(folder: Path, found: _Found, columns: Mapping[str, str]) -> None:
    names = {kind: [header.name for header in found.tables[kind]] for kind in found.tables}
    kinds = [kind for kind in RESPONSE_KINDS if kind in names]
    if not kinds:
        read = [f"{name}: {kind}" for kind in names for name in names[kind]]
        read += [f"{name}: {columns[name] or 'no table'}" for name in found.unused]
        raise ScreenError(
            f"{folder}: no table of responses; found {some(read) or 'nothing'}; "
            f"expected {'; or '.join(RESPONSE_KINDS)}"
        )
    for kind, files in names.items():
        if len(files) > 1 and kind is not TableKind.DOSE_RESPONSES:
            raise ScreenError(f"{folder}: {' and '.join(files)}: each is {kind}; expected one file")
    if len(kinds) > 1:
        files = [names[kind][0] for kind in kinds]
        raise ScreenError(
            f"{folder}: {' and '.join(files)} hold responses in different formats; expected one "
            "screen a folder"
        )


def _read_responses(tables: _Tables, folder: Path) -> ResponseTable:
    if matrix := tables.get(TableKind.IC50_MATRIX):
        return read_ic50_matrix(matrix[0])
    if fitted := tables.get(TableKind.DOSE_RESPONSES):
        return read_dose_responses(fitted)
    own = tables[TableKind.OWN_RESPONSES][0]
    return read_own_responses(own, f"screen {folder.resolve().name}")


def _read_drugs(tables: _Tables) -> DrugTable:
    if listed := tables.get(TableKind.DRUG_LIST):
        return read_drug_list(listed[0])
    if own := tables.get(TableKind.OWN_DRUGS):
        return read_own_drugs(own[0])
    return DrugTable({})


def _version(tables: _Tables) -> str:
    """Digest the content of the files that were read, whatever their names and packing."""
    digest = hashlib.sha256()
    for kind in TableKind:
        for content in sorted(table.sha256 for table in tables.get(kind, ())):
            digest.update(f"{kind.name} {content}\n".encode())
    return digest.hexdigest()


def _no_response(folder: Path, responses: ResponseTable) -> str:
    if not responses.rejected:
        return f"{folder}: no response in the table; expected at least one"
    first = responses.rejected[0]
    return (
        f"{folder}: no good response; the first of {len(responses.rejected):,} rejections: "
        f"{first.file}, line {first.line}: {first.value!r}: {first.reason}"
    )
