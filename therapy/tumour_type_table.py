"""The embedded table of tumour types.

Several values of a cell are joined with ``|``; ``umbrella`` and ``status`` are ``yes`` or empty.
"""

from pathlib import Path

from therapy.tab_table import read_rows
from therapy.tumour_names import comparable_name, is_tumour_id
from therapy.tumour_types import TumourType, TumourTypeError

TUMOUR_TYPE_COLUMNS = ("doid", "name", "parents", "oncotree", "synonyms", "umbrella", "status")
"""The table's header, in order; several values of one cell are joined with ``|``."""


def read_tumour_types(path: Path) -> tuple[TumourType, ...]:
    """Read the table of tumour types.

    Raises
    ------
    TumourTypeError
        The header or a row is not as expected, or two rows have a name or a synonym in common;
        the message says file, line, value and what was expected.
    """
    types: list[TumourType] = []
    named: dict[str, str] = {}
    for where, row in read_rows(path, TUMOUR_TYPE_COLUMNS, TumourTypeError):
        tumour_type = _read_row(row, where)
        for text in (tumour_type.name, *tumour_type.synonyms):
            owner = named.setdefault(comparable_name(text), tumour_type.doid)
            if owner != tumour_type.doid:
                raise TumourTypeError(
                    f"{where}: expected a name of its own, {owner} has {text!r} too"
                )
        types.append(tumour_type)
    return tuple(types)


def _read_row(row: dict[str, str], where: str) -> TumourType:
    for value in (row["doid"], *_several(row["parents"])):
        if not is_tumour_id(value):
            raise TumourTypeError(f"{where}: expected an id such as DOID:1909, found {value!r}")
    if not comparable_name(row["name"]):
        raise TumourTypeError(f"{where}: expected a name, found {row['name']!r}")
    for column in ("umbrella", "status"):
        if row[column] not in ("", "yes"):
            raise TumourTypeError(f"{where}: expected yes or nothing, found {row[column]!r}")
    return TumourType(
        row["doid"],
        row["name"],
        _several(row["parents"]),
        _several(row["oncotree"]),
        _several(row["synonyms"]),
        row["umbrella"] == "yes",
        row["status"] == "yes",
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
