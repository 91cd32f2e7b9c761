"""The formats that are read, each recognised by a file's content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from literature.bioc_json import is_bioc_json, read_bioc_json
from literature.bioc_xml import is_bioc_xml, read_bioc_xml
from literature.civic_statements import is_civic_file, read_civic_statements
from literature.document import DocumentKind, LiteratureFileError, Record
from literature.jats_xml import is_jats_xml, read_jats_xml
from literature.kaggle_text import is_kaggle_text, read_kaggle_text, variants_file_of
from literature.opening import LiteratureFile
from literature.pmid_table import is_pmid_table, read_pmid_table
from literature.pubmed_xml import is_pubmed_xml, read_pubmed_xml


def _nothing_beside(_path: Path) -> None:
    return None


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    name : str
        In words.
    kind : DocumentKind
    is_format : callable
        Tells by the first characters of a file.
    read : callable
        Reads the records of a file, one at a time.
    beside : callable
        Returns the second file that is read with one, None where there is none.
    """

    name: str
    kind: DocumentKind
    is_format: Callable[[str], bool]
    read: Callable[[LiteratureFile], Iterator[Record]]
    beside: Callable[[Path], Path | None] = _nothing_beside


FORMATS = (
    Format("PubMed XML", DocumentKind.PUBMED, is_pubmed_xml, read_pubmed_xml),
    Format("BioC XML", DocumentKind.BIOC, is_bioc_xml, read_bioc_xml),
    Format("PMC JATS XML", DocumentKind.PMC, is_jats_xml, read_jats_xml),
    Format("BioC JSON", DocumentKind.BIOC, is_bioc_json, read_bioc_json),
    Format("CIViC statements", DocumentKind.CIVIC, is_civic_file, read_civic_statements),
    Format("Kaggle text", DocumentKind.KAGGLE, is_kaggle_text, read_kaggle_text, variants_file_of),
    Format("table with PMIDs", DocumentKind.TABLE, is_pmid_table, read_pmid_table),
)
"""In the order in which they are tried."""


def recognise(file: LiteratureFile, kind: DocumentKind | None = None) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    file : LiteratureFile
    kind : DocumentKind, optional
        The file must be of this kind.

    Raises
    ------
    LiteratureFileError
        It is of no known format, or of another kind.
    """
    head = file.head()
    for known in FORMATS:
        if (kind is None or known.kind is kind) and known.is_format(head):
            return known
    names = ", ".join(known.name for known in FORMATS if kind is None or known.kind is kind)
    start = " ".join(head[:60].split())
    raise LiteratureFileError(f"{file.path}: expected {names}; the file begins {start!r}")
