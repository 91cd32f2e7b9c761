"""Opens a laboratory's file as the format that it is, whatever its name."""

from pathlib import Path

from intake.assessment import AssessmentRules
from intake.cna_table import recognise_cna
from intake.content import lacks_bgzip_end, read_content
from intake.content_kinds import EXPECTED
from intake.lab_reader import Content, LabReader, Recogniser
from intake.lab_row import LabFileError, cut_value
from intake.sv_table import recognise_sv
from intake.variant_list import recognise_list
from intake.variant_table import recognise_table
from intake.vcf import recognise_vcf
from intake.workbook import recognise_workbook

RECOGNISERS: tuple[Recogniser, ...] = (
    recognise_vcf,
    recognise_workbook,
    recognise_cna,
    recognise_sv,
    recognise_table,
    recognise_list,
)
"""Formats in the order in which they are tried: the more particular first."""

NO_END_MARK = (
    "The bgzip file has no end mark: it may be cut off after a whole block. Compare its size with "
    "the sender's."
)


def open_lab_file(path: Path, rules: AssessmentRules) -> LabReader:
    """Recognise a file by its content and return its reader.

    Raises
    ------
    LabFileError
        The file cannot be opened, is of no known format, or of one and cannot be read as it.
    """
    return open_content(read_content(path), rules)


def open_content(content: Content, rules: AssessmentRules) -> LabReader:
    """Return the reader of a file whose bytes have been looked at.

    Raises
    ------
    LabFileError
        It is of no known format, or of one and cannot be read as it.
    """
    for recognise in RECOGNISERS:
        reader = recognise(content, rules)
        if reader is not None:
            if lacks_bgzip_end(content):
                reader.notes.append(NO_END_MARK)
            return reader
    raise LabFileError(f"{content.path}: {_first(content)}; expected {EXPECTED}")


def describe(content: Content, reader: LabReader) -> str:
    """Say what a file is, such as ``VCF with VEP's CSQ, bgzip, UTF-8``."""
    return ", ".join(
        part for part in (reader.format, content.compression, content.encoding) if part
    )


def _first(content: Content) -> str:
    if content.is_workbook:
        return "a workbook without a sheet that can be read"
    line = content.head[0]
    return f"no known format; line {line.number} is {cut_value(line.text.strip())!r}"
