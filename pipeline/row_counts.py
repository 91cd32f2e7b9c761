"""How many rows of a data folder's files were read, kept and lost."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.data_rows import DROPPED, REJECTED, REPAIRED, RowFault
from pipeline.hotspot_table import HotspotTable
from pipeline.side_tables import SideRows


def count_rows(
    kept: int, rows: int, faults: Iterable[RowFault], side: Mapping[str, SideRows[Any]]
) -> dict[str, int]:
    """Count the rows of the variants and, by kind, of what is said of them.

    Parameters
    ----------
    kept, rows : int
        Variants kept, and rows read.
    faults : iterable of RowFault
        Of the variants.
    side : mapping
        By the singular of the kind: ``text``, ``embedding``, ``annotation``.
    """
    faults = tuple(faults)
    counts = {
        "rows_read": rows,
        "variants_kept": kept,
        "rows_rejected": _lines_with(faults, REJECTED),
        "rows_repaired": _lines_with(faults, REPAIRED),
    }
    for name, found in side.items():
        counts[f"{name}s_read"] = found.rows
        counts[f"{name}s_kept"] = len(found.values)
        for action in (REJECTED, DROPPED, REPAIRED):
            counts[f"{name}s_{action}"] = _lines_with(found.faults, action)
        counts[f"variants_without_{name}"] = kept - len(found.values)
    return counts


def count_hotspots(table: HotspotTable) -> dict[str, int]:
    """Count the rows of a hotspot table."""
    rejected = _lines_with(table.faults, REJECTED)
    return {
        "hotspots_read": table.rows,
        "hotspots_kept": table.rows - rejected,
        "hotspots_rejected": rejected,
    }


def _lines_with(faults: Iterable[RowFault], action: str) -> int:
    return len({fault.line for fault in faults if fault.action == action})
