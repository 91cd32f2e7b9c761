"""CIViC's accepted evidence statements as documents, each with its paper and what it is about."""

import re
from collections.abc import Iterator

from literature.document import (
    SOURCE_LEVELS,
    Document,
    DocumentKind,
    FaultAction,
    LiteratureFileError,
    Record,
    Section,
    fault,
)
from literature.opening import LiteratureFile
from therapy.civic_file import CivicFileError, read_civic_file
from therapy.evidence_item import EvidenceItem, Level
from therapy.molecular_profile import MolecularProfileError, parse_profile

_LEVELS = tuple(Level)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def is_civic_file(head: str) -> bool:
    """Tell by the first characters of a file."""
    columns = head.splitlines()[0].split("\t")
    return "evidence_id" in columns and "evidence_type" in columns


def read_civic_statements(file: LiteratureFile) -> Iterator[Record]:
    """Read a document for each statement that is kept; see :mod:`therapy.civic_file`.

    Raises
    ------
    LiteratureFileError
        The file as a whole is no evidence file.
    """
    try:
        found = read_civic_file(file.path)
    except CivicFileError as error:
        raise LiteratureFileError(str(error)) from error
    for row in found.faults:
        yield fault(f"line {row.line}", row.value, f"{row.column}: expected {row.expected}")
    for reason, count in found.left_out:
        yield fault("", f"{count} rows", reason, FaultAction.LEFT_OUT)
    for item in found.items:
        if item.statement:
            yield _document(item, found.dated or "")
        else:
            yield fault("", item.key, "no evidence statement", FaultAction.LEFT_OUT)


def _document(item: EvidenceItem, dated: str) -> Document:
    years = _YEAR.findall(item.reference)
    pmid = item.citation.id if item.citation.source == "PubMed" else ""
    return Document(
        DocumentKind.CIVIC, item.key, ", ".join(filter(None, (item.profile, item.tumour_type))),
        (Section(f"evidence statement, level {item.level.value}", item.statement),),
        pmid=pmid, year=int(years[-1]) if years else None, citation=item.citation,
        level=SOURCE_LEVELS[DocumentKind.CIVIC] + _LEVELS.index(item.level),
        about=_about(item.profile), revised=dated,
    )  # fmt: skip


def _about(profile: str) -> tuple[tuple[str, str], ...]:
    """Return what must be there in some clause; a profile that is not read says nothing."""
    try:
        clauses = parse_profile(profile).clauses
    except MolecularProfileError:
        return ()
    named = ((part.gene, part.variation.name) for one in clauses for part in one.present)
    return tuple(dict.fromkeys(named))
