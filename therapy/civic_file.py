"""CIViC's evidence files (TSV, plain or gzipped) of any age.

Columns are found by name. Files from before molecular profiles name a gene and a variant,
older ones also ``drugs``, ``clinical_significance`` and ``pubmed_id``; where several drugs
stand in a file that does not say how they belong together, neither does the item.
A field in quotes that doubles the quotes inside it is unquoted; all other quotes are text.
Source: https://civicdb.org/releases/main, https://civic.readthedocs.io

Only accepted statements are kept. What is left out is counted, a row with a malformed field
is rejected with its line, and a profile that is not read stays, with the reason.
"""

import csv
import gzip
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from therapy.civic_row import ACCEPTED, NAMES, NEEDED, RowFaultError, Statement, read_row
from therapy.evidence_item import EvidenceItem, EvidenceType
from therapy.molecular_profile import MolecularProfileError, parse_profile

TAKES_NO_SIDE = "predictive, but with the direction N/A"
"""Why a predictive statement that neither supports nor contradicts is left out."""

_GZIP = b"\x1f\x8b"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO_DATE = re.compile(r"(?<!\d)(20\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d)")
_RELEASE_DATE = re.compile(rf"(?<!\d)(\d\d)-({'|'.join(_MONTHS)})-(20\d\d)(?!\d)", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


TAB = b"\t"

MOST_REJECTED, MANY_ROWS = 0.1, 100
"""Share of malformed rows above which a file of so many rows is broken: nothing of it is kept."""


class CivicFileError(ValueError):
    """The file as a whole is no evidence file of CIViC."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row with a malformed field.

    Parameters
    ----------
    line : int
        1-based, the header is line 1.
    column, value, expected : str
        Empty column where the row as a whole is malformed.
    """

    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.value!r}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class UnreadProfile:
    """A molecular profile that is kept as text only, with the reason."""

    profile: str
    reason: str


@dataclass(frozen=True, slots=True)
class CivicFile:
    """What an evidence file holds.

    Parameters
    ----------
    name : str
        File name without its folder.
    sha256 : str
        Of the content, unpacked.
    columns : tuple of str
        Those that are read, in the order of the file.
    rows : int
        Kept, left out and rejected together.
    items : tuple of EvidenceItem
        In the order of the file.
    left_out : tuple of (str, int)
        Sound rows that were not kept: reason and count.
    faults : tuple of RejectedRow
    unread : tuple of UnreadProfile
        Each once, in the order of the file.
    """

    name: str
    sha256: str
    columns: tuple[str, ...]
    rows: int
    items: tuple[EvidenceItem, ...]
    left_out: tuple[tuple[str, int], ...]
    faults: tuple[RejectedRow, ...]
    unread: tuple[UnreadProfile, ...]

    @property
    def reviewed(self) -> str | None:
        """Date of the newest review, None where the file tells none."""
        return max((item.reviewed for item in self.items), default="") or None

    @property
    def dated(self) -> str | None:
        """How old the data are: the newest review, else the date in the file's name."""
        return self.reviewed or date_in_name(self.name)

    @property
    def dated_by(self) -> str:
        """Say where :attr:`dated` is from; empty where there is none."""
        if self.reviewed:
            return "newest review"
        return "file name" if self.dated else ""


def date_in_name(name: str) -> str | None:
    """Find the date in a file's name, to the month or the day.

    Examples
    --------
    >>> date_in_name("civic_ClinicalEvidence_2017-02.tsv")
    '2017-02'
    >>> date_in_name("01-May-2023-ClinicalEvidenceSummaries.tsv")
    '2023-05-01'
    """
    if match := _ISO_DATE.search(name):
        return match[0]
    if match := _RELEASE_DATE.search(name):
        return f"{match[3]}-{_MONTHS.index(match[2].lower()) + 1:02}-{match[1]}"
    return None


def read_civic_file(path: Path) -> CivicFile:
    """Read an evidence file.

    Raises
    ------
    CivicFileError
        The file is empty, cut off or packed wrongly, lacks a column, or holds no statement
        that could be kept.
    OSError
        It cannot be opened.
    """
    content = _unpacked(path)
    lines = content.split(b"\n")
    places, width = _places(lines[0], path)
    rows = _Rows()
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            rows.take(number, line, places, width)
    _refuse_broken(path, lines, rows)
    if not rows.kept:
        first = f"; the first: {rows.faults[0]}" if rows.faults else ""
        raise CivicFileError(
            f"{path}: expected accepted evidence statements, found none in {rows.seen} rows, "
            f"of which {len(rows.faults)} rejected{first}"
        )
    items = tuple(item for _, item in rows.kept.values())
    return CivicFile(
        name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        columns=tuple(column for column, _ in sorted(places.values(), key=lambda pair: pair[1])),
        rows=rows.seen,
        items=items,
        left_out=tuple(sorted(rows.left_out.items())),
        faults=tuple(rows.faults),
        unread=unread_profiles(items),
    )


def _refuse_broken(path: Path, lines: Sequence[bytes], rows: "_Rows") -> None:
    """Refuse a file that ends in the middle of a row, or of which too many rows are malformed."""
    last = lines[-1]
    if last.strip():
        if rows.faults and rows.faults[-1].line == len(lines):
            raise CivicFileError(f"{path}: cut off, its last line is {rows.faults[-1]}")
        if last.endswith(TAB):
            raise CivicFileError(f"{path}: cut off, line {len(lines)} ends in the middle of a row")
    if rows.seen >= MANY_ROWS and rows.kept and len(rows.faults) > MOST_REJECTED * rows.seen:
        raise CivicFileError(
            f"{path}: {len(rows.faults)} of {rows.seen} rows are malformed, expected at most "
            f"{MOST_REJECTED:.0%}; the first: {rows.faults[0]}"
        )


def unread_profiles(items: Sequence[EvidenceItem]) -> tuple[UnreadProfile, ...]:
    """List the profiles that :func:`therapy.molecular_profile.parse_profile` does not read."""
    unread = []
    for profile in dict.fromkeys(item.profile for item in items):
        try:
            parse_profile(profile)
        except MolecularProfileError as error:
            unread.append(UnreadProfile(profile, str(error)))
    return tuple(unread)


@dataclass
class _Rows:
    """What has been read so far."""

    seen: int = 0
    kept: dict[str, tuple[int, EvidenceItem]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[RejectedRow] = field(default_factory=list)

    def take(
        self, number: int, line: bytes, places: Mapping[str, tuple[str, int]], width: int
    ) -> None:
        """Read a line and keep it, leave it out or reject it."""
        self.seen += 1
        try:
            cells = _cells(line, width)
            statement = read_row({name: cells[place] for name, (_, place) in places.items()})
            self._keep(number, statement)
        except RowFaultError as error:
            column = places[error.name][0] if error.name else ""
            self.faults.append(RejectedRow(number, column, error.value, error.expected))

    def _keep(self, number: int, statement: Statement) -> None:
        item = statement.item
        if statement.status != ACCEPTED:
            self.left_out[f"not accepted: {statement.status}"] += 1
        elif item.evidence_type is EvidenceType.PREDICTIVE and not statement.takes_side:
            self.left_out[TAKES_NO_SIDE] += 1
        elif item.key in self.kept:
            line = self.kept[item.key][0]
            raise RowFaultError("evidence_id", item.key, f"a new number, it is line {line}'s")
        else:
            self.kept[item.key] = number, item


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if not content.startswith(_GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise CivicFileError(f"{path}: expected a whole gzip file, got {error}") from error


def _places(header: bytes, path: Path) -> tuple[dict[str, tuple[str, int]], int]:
    """Find what is read among the columns: name and place, and the columns in all."""
    columns = header.removesuffix(b"\r").decode("utf-8-sig", errors="replace").split("\t")
    columns = [column.strip().strip('"') for column in columns]
    places = {
        name: (column, columns.index(column))
        for name, spellings in NAMES.items()
        for column in [next((word for word in spellings if word in columns), None)]
        if column is not None
    }
    missing = [" or ".join(NAMES[name]) for name in NEEDED if name not in places]
    if "profile" not in places and not {"gene", "variant"} <= places.keys():
        missing.insert(0, "molecular_profile (or gene and variant)")
    if missing:
        found = f"{len(columns)} columns, {columns[0][:40]!r} first" if header else "nothing"
        raise CivicFileError(
            f"{path}: expected an evidence file of CIViC, tab-separated, with {', '.join(missing)}"
            f" in line 1; found {found}"
        )
    return places, len(columns)


def _cells(line: bytes, width: int) -> list[str]:
    """Split a line; tabs inside a field that is wholly in quotes do not count.

    Raises
    ------
    RowFaultError
        It has another number of fields than the header, or is no UTF-8.
    """
    try:
        text = line.removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError as error:
        raise RowFaultError("", repr(line[error.start : error.end]), "UTF-8") from error
    cells = text.split("\t")
    if len(cells) != width and '"' in text:
        with suppress(csv.Error):
            cells = next(csv.reader([text.replace("\r", " ")], delimiter="\t"), [])
    if len(cells) != width:
        raise RowFaultError("", f"{len(cells)} fields", f"{width}, as in the header")
    return [" ".join(_unquoted(cell).split()) for cell in cells]


def _unquoted(cell: str) -> str:
    match = _QUOTED.fullmatch(cell) if cell.startswith('"') else None
    return match[1].replace('""', '"') if match else cell
