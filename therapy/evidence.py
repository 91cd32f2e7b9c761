"""The curated evidence table: which therapy an alteration speaks for or against.

One row is one statement of a drug label or of CIViC (https://civicdb.org, CC0).
The file is UTF-8 and tab-separated, without quoting, and starts with the header
in :data:`EVIDENCE_COLUMNS`.

Examples
--------
>>> Level.APPROVED < Level.A < Level.D
True
>>> Direction("resistance")
<Direction.RESISTANCE: 'resistance'>
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering
from pathlib import Path

EVIDENCE_COLUMNS = (
    "gene",
    "alteration",
    "tumour_type",
    "therapy",
    "direction",
    "level",
    "source",
    "pmid",
)
"""The table's header, in order."""

_SOURCE = re.compile(r"FDA label: .+ \(.+\).*, [12][0-9]{3}|CIViC EID[1-9][0-9]*")
_PMID = re.compile(r"(?:[1-9][0-9]{0,8})?")


class EvidenceTableError(ValueError):
    """The evidence table holds something that its format does not allow."""


class Direction(Enum):
    """Whether the alteration speaks for or against the therapy."""

    SENSITIVITY = "sensitivity"
    RESISTANCE = "resistance"

    @property
    def rank(self) -> int:
        """0 for sensitivity, 1 for resistance."""
        return list(Direction).index(self)


@total_ordering
class Level(Enum):
    """Strength of evidence; the strongest is the smallest.

    ``approved`` is a drug label; A to D are CIViC's levels: validated, clinical,
    case study, preclinical. Source: https://civic.readthedocs.io
    """

    APPROVED = "approved"
    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def rank(self) -> int:
        """0 for an approved label to 4 for level D."""
        return list(Level).index(self)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Level):
            return NotImplemented
        return self.rank < other.rank


@dataclass(frozen=True)
class EvidenceItem:
    """One row of the evidence table.

    Parameters
    ----------
    gene : str
        HGNC symbol.
    alteration : str
        ``V600E``, ``V600``, ``Exon 19 deletion``, ``Fusion``, ``Mutation`` …
    tumour_type : str
        Where the statement was made; ``Cancer`` is any tumour.
    therapy : str
        Drug, or drugs given together joined with `` + ``.
    direction : Direction
        Sensitivity or resistance.
    level : Level
        Strength of the evidence.
    source : str
        ``FDA label: Brand (generic), YEAR``, drugs given together joined with ``with``,
        or ``CIViC EID123``.
    pmid : str
        PubMed id in digits, empty where there is none.
    """

    gene: str
    alteration: str
    tumour_type: str
    therapy: str
    direction: Direction
    level: Level
    source: str
    pmid: str


def read_evidence(path: Path) -> tuple[EvidenceItem, ...]:
    """Read the evidence table, rows in file order.

    Raises
    ------
    EvidenceTableError
        The header or a row is malformed; the message names file, line, value
        and what was expected.
    """
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise EvidenceTableError(
            f"{path}: byte {error.start} is not UTF-8, expected a UTF-8 table"
        ) from error
    if tuple(lines[0].split("\t")) != EVIDENCE_COLUMNS:
        raise EvidenceTableError(
            f"{path}, line 1: got {lines[0]!r}, expected the columns "
            f"{', '.join(EVIDENCE_COLUMNS)} separated by tabs"
        )
    return tuple(
        _read_row(line.split("\t"), f"{path}, line {number}")
        for number, line in enumerate(lines[1:], start=2)
    )


def _read_row(cells: Sequence[str], where: str) -> EvidenceItem:
    if len(cells) != len(EVIDENCE_COLUMNS):
        raise EvidenceTableError(
            f"{where}: got {len(cells)} columns in {' | '.join(cells)!r}, "
            f"expected {len(EVIDENCE_COLUMNS)}"
        )
    row = dict(zip(EVIDENCE_COLUMNS, cells, strict=True))
    for column in EVIDENCE_COLUMNS[:4]:
        if not row[column].strip() or row[column] != row[column].strip():
            raise EvidenceTableError(
                f"{where}: {column} {row[column]!r}, expected text without outer spaces"
            )
    _require(_SOURCE, row, "source", "'FDA label: Brand (generic), YEAR' or 'CIViC EID123'", where)
    _require(_PMID, row, "pmid", "digits or nothing", where)
    return EvidenceItem(
        gene=row["gene"],
        alteration=row["alteration"],
        tumour_type=row["tumour_type"],
        therapy=row["therapy"],
        direction=Direction(_one_of([d.value for d in Direction], row, "direction", where)),
        level=Level(_one_of([level.value for level in Level], row, "level", where)),
        source=row["source"],
        pmid=row["pmid"],
    )


def _require(
    pattern: re.Pattern[str], row: dict[str, str], column: str, expected: str, where: str
) -> None:
    if pattern.fullmatch(row[column]) is None:
        raise EvidenceTableError(f"{where}: {column} {row[column]!r}, expected {expected}")


def _one_of(allowed: Sequence[str], row: dict[str, str], column: str, where: str) -> str:
    if row[column] not in allowed:
        expected = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
        raise EvidenceTableError(f"{where}: {column} {row[column]!r}, expected {expected}")
    return row[column]
