"""What a reader of one format is given, and what it gives back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from intake.assessment import AssessmentRules
from intake.lab_row import LabRow


@dataclass(frozen=True, slots=True)
class LabLine:
    """One physical line without its line end.

    Parameters
    ----------
    number : int
        From 1.
    text : str
        Cut where the line is too long.
    fault : str
        Why it cannot be used as it stands, such as its length; empty where it can.
    """

    number: int
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Content:
    """A file as far as it is known before its format is.

    Parameters
    ----------
    path : Path
    compression : str
        ``gzip``, ``bgzip`` or empty.
    encoding : str
        Such as ``UTF-8``; ``workbook`` for an Office Open XML spreadsheet, which has no lines.
    head : tuple of LabLine
        Its first lines, blank ones left out.
    lines : callable
        Reads all lines from the start, blank ones left out, one at a time.
    """

    path: Path
    compression: str
    encoding: str
    head: tuple[LabLine, ...]
    lines: Callable[[], Iterator[LabLine]]

    @property
    def is_workbook(self) -> bool:
        """Whether it is a spreadsheet."""
        return self.encoding == "workbook"


class LabReader(Protocol):
    """Reads one file of one format, a row at a time.

    Attributes
    ----------
    format : str
        In words, such as ``MAF`` or ``VCF with VEP's CSQ``.
    build : str
        Genome build, empty where the file names none; complete once all rows are read.
    notes, advice : list of str
        What the reader of the report should know, and what the sender should do; complete once all
        rows are read.
    header_names : list of str
        Names of samples and sheets that stand beside the rows, such as in a header; complete once
        all rows are read.
    """

    format: str
    build: str
    notes: list[str]
    advice: list[str]
    header_names: list[str]

    def rows(self) -> Iterator[LabRow]:
        """Read every data row once, in the order of the file."""


Recogniser = Callable[[Content, AssessmentRules], LabReader | None]
"""Tells whether a file is of one format and returns its reader, else None.

Raises LabFileError where it is of the format but cannot be read.
"""
