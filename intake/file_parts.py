"""A file in parts of some thousand lines, each read by itself as if those before had been read.

What a row says may depend on rows before it in two ways: in a VCF a header may stand among the
records, so a part is given the header lines that hold for it; in a table the first row with a
genome build decides, so a part is given the build, and whoever puts parts together must see that it
was the right one (:attr:`ReadPart.build`). Workbooks, copy-number and structural tables are read
whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeGuard

from intake.assessment import AssessmentRules
from intake.lab_file import open_content
from intake.lab_reader import Content, LabLine, LabReader
from intake.lab_row import LabFileError, LabRow
from intake.row_notes import RowNotes
from intake.variant_list import VariantList
from intake.variant_table import VariantTable
from intake.vcf import VcfReader
from intake.vcf_build import named_builds
from intake.vcf_header import begins_header, names_columns

PART_LINES = 4096
PART_CHARACTERS = 4 << 20
"""Length of a part: as many lines, or where they are long as many characters."""


class PartReader(LabReader, Protocol):
    """A reader of rows that hardly depend on each other.

    Attributes
    ----------
    counted : RowNotes
        What of the notes is counted row by row; complete once all rows are read.
    """

    @property
    def counted(self) -> RowNotes:
        """What of the notes is counted row by row."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that follow each other, as they are sent to another process.

    Parameters
    ----------
    numbers : list of int
    texts : list of str
    faults : dict of str
        By the line's place; see :class:`intake.lab_reader.LabLine`.
    before : tuple of LabLine
        Lines of a VCF that stand before it and that its records are read by.
    build : str
        Genome build that a table's rows before it named.
    """

    numbers: list[int]
    texts: list[str]
    faults: dict[int, str]
    before: tuple[LabLine, ...] = ()
    build: str = ""

    @classmethod
    def of(cls, lines: Sequence[LabLine], before: tuple[LabLine, ...] = ()) -> "Part":
        """Make a part of lines."""
        faults = {place: line.fault for place, line in enumerate(lines) if line.fault}
        return cls([line.number for line in lines], [line.text for line in lines], faults, before)

    def after(self, build: str) -> "Part":
        """Return it as it is where rows before it named a genome build."""
        return replace(self, build=build)

    def lines(self) -> Iterator[LabLine]:
        """Return its lines."""
        for place, (number, text) in enumerate(zip(self.numbers, self.texts, strict=True)):
            yield LabLine(number, text, self.faults.get(place, ""))


@dataclass(frozen=True, slots=True)
class ReadPart:
    """The rows of a part.

    Parameters
    ----------
    rows : list of LabRow
    build : str
        Genome build once they are read.
    counted : RowNotes
    """

    rows: list[LabRow]
    build: str
    counted: RowNotes = field(default_factory=RowNotes)


@dataclass(frozen=True)
class PartedFile:
    """What a part is read with; can be pickled.

    The file itself need not be there where a part is read.

    Parameters
    ----------
    path : Path
        For messages.
    encoding : str
    head : tuple of LabLine
    rules : AssessmentRules
    """

    path: Path
    encoding: str
    head: tuple[LabLine, ...]
    rules: AssessmentRules

    @classmethod
    def of(cls, content: Content, rules: AssessmentRules) -> "PartedFile":
        """Keep what is known of a file."""
        return cls(content.path, content.encoding, content.head, rules)

    def read(self, part: Part) -> ReadPart:
        """Read the rows of a part.

        Raises
        ------
        LabFileError
            The file is not read in parts.
        """

        def lines() -> Iterator[LabLine]:
            return chain(part.before, part.lines())

        # Without the compression, of which the file would be asked: the lines are here.
        content = Content(self.path, "", self.encoding, self.head, lines)
        reader = open_content(content, self.rules)
        if not can_be_parted(reader):
            raise LabFileError(f"{self.path}: {reader.format} is not read in parts")
        if isinstance(reader, VariantTable):
            reader.build = part.build
        if isinstance(reader, VcfReader) and part.numbers:
            reader.count_from = part.numbers[0]
        rows = list(reader.rows())
        return ReadPart(rows, reader.build, reader.counted)


def can_be_parted(reader: LabReader) -> TypeGuard[PartReader]:
    """Tell whether a reader's file may be read in parts."""
    return isinstance(reader, (VcfReader, VariantTable, VariantList))


def takes_build(reader: LabReader) -> bool:
    """Tell whether what its rows are read as depends on the build that rows before them named."""
    return isinstance(reader, VariantTable)


def parts_of(content: Content, reader: PartReader) -> Iterator[Part]:
    """Cut a file into parts, of which a table's have still to be given the build.

    Every line is in one part; those of the header that a VCF begins with are before the first.
    """
    headers = _Headers(reader)
    lines: list[LabLine] = []
    before: tuple[LabLine, ...] = ()
    length = 0
    for line in content.lines():
        if line.number <= headers.end:
            headers.add(line)
            continue
        if not lines:
            before = headers.before()
        headers.add(line)
        lines.append(line)
        length += len(line.text)
        if len(lines) == PART_LINES or length >= PART_CHARACTERS:
            yield Part.of(lines, before)
            lines, length = [], 0
    if lines:
        yield Part.of(lines, before)


def first_build(file: PartedFile) -> str:
    """Return the build that the first lines of a file name, empty where they do not."""
    return file.read(Part.of(file.head)).build


class _Headers:
    """Lines that the records of a VCF are read by; none of another file.

    Of files put together those of the first are enough with those of the one that is being read,
    the line that named the columns last, and the first one that names a genome build.
    """

    def __init__(self, reader: LabReader) -> None:
        self.end = reader.header_end if isinstance(reader, VcfReader) else 0
        self._has_build = bool(reader.build)
        self._first: list[LabLine] = []
        self._later: list[LabLine] = []
        self._build: list[LabLine] = []
        self._columns: list[LabLine] = []

    def add(self, line: LabLine) -> None:
        """Take the next line of the file."""
        if not self.end or not line.text.startswith("#"):
            return
        if line.number <= self.end:
            self._first.append(line)
            return
        if begins_header(line.text):
            self._later = [*self._build, *self._columns]
        if names_columns(line.text):
            self._columns = [line]
        elif not line.text.startswith("##"):
            return
        elif not self._has_build and named_builds(line.text):
            self._has_build, self._build = True, [line]
        self._later.append(line)

    def before(self) -> tuple[LabLine, ...]:
        """Return what the records of the next part are read by."""
        return (*self._first, *self._later)
