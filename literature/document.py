"""What is kept of the literature: documents, and what a reader says of records it cannot use."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from therapy.evidence_item import Citation

READING_VERSION = 1
"""Raised whenever texts are cut or read differently; files are then read again on import."""

_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/{}/"
_PMC = "https://pmc.ncbi.nlm.nih.gov/articles/{}/"
_VALUE_LENGTH = 200


class LiteratureFileError(ValueError):
    """A file cannot be read, or not to its end."""


class DocumentKind(StrEnum):
    """Where a document was read from."""

    CIVIC = "civic"
    PUBMED = "pubmed"
    PMC = "pmc"
    BIOC = "bioc"
    TABLE = "table"
    KAGGLE = "kaggle"


SOURCE_LEVELS = {
    DocumentKind.CIVIC: 0,
    DocumentKind.PUBMED: 10,
    DocumentKind.PMC: 11,
    DocumentKind.BIOC: 12,
    DocumentKind.TABLE: 13,
    DocumentKind.KAGGLE: 14,
}
"""Breaks ties between passages, the smallest first; CIViC's level A to E adds 0 to 4."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document.

    Parameters
    ----------
    name : str
        Such as ``abstract``, ``RESULTS``; empty where it has none.
    text : str
        As it came, not cleaned.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One paper, statement or text.

    Parameters
    ----------
    kind : DocumentKind
    key : str
        Names it among those of its kind: a PMID, ``PMC123``, ``EID1409``, ``training_text row 17``.
    title : str
        Empty where it has none.
    sections : tuple of Section
    pmid, pmcid : str
        Empty where the source gives none; never guessed.
    journal : str
    year : int, optional
    citation : Citation, optional
        Where it was published.
    level : int
        See :data:`SOURCE_LEVELS`.
    about : tuple of (str, str)
        Gene and variation that the source itself says the document is about.
    revised : str
        Date of this state of it, ``2026-05-26`` or its beginning, empty where not known; it does
        not count as content.
    """

    kind: DocumentKind
    key: str
    title: str
    sections: tuple[Section, ...]
    pmid: str = ""
    pmcid: str = ""
    journal: str = ""
    year: int | None = None
    citation: Citation | None = None
    level: int = 0
    about: tuple[tuple[str, str], ...] = ()
    revised: str = field(default="", repr=False)

    @property
    def digest(self) -> str:
        """Hash of all that is kept of it and of the way it is read."""
        content = f"{READING_VERSION} {self!r}"
        return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def size(self) -> int:
        """Characters of its sections."""
        return sum(len(section.text) for section in self.sections)


@dataclass(frozen=True, slots=True)
class DeletedDocument:
    """A document that its source has withdrawn."""

    kind: DocumentKind
    key: str


class FaultAction(StrEnum):
    """What was done about a faulty record."""

    REJECTED = "rejected"
    REPAIRED = "repaired"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class RecordFault:
    """A record that is not, or not wholly, used.

    Parameters
    ----------
    place : str
        Such as ``line 17`` or ``record 3``, counted from 1.
    value : str
        What stands there, cut to 200 characters.
    reason : str
        What is wrong and what was expected.
    action : FaultAction
    """

    place: str
    value: str
    reason: str
    action: FaultAction = FaultAction.REJECTED


Record = Document | DeletedDocument | RecordFault
"""What a reader yields."""


def make_document(
    kind: DocumentKind, key: str, title: str, sections: tuple[Section, ...], place: str,
    *, pmid: str = "", pmcid: str = "", journal: str = "", year: int | None = None,
    revised: str = "",
) -> Document | RecordFault:  # fmt: skip
    """Make a document that is cited by its PMID or PMCID; one without any text is rejected."""
    key, title, journal = map(_sound, (key, title, journal))
    kept = tuple(section for section in sections if section.text.strip())
    if not kept and not title.strip():
        return fault(place, key, "expected a title or a text, found neither")
    return Document(
        kind, key, title.strip(), kept, pmid, pmcid, journal, year,
        citation_of(pmid, pmcid), SOURCE_LEVELS[kind], revised=revised,
    )  # fmt: skip


def _sound(text: str) -> str:
    """Replace halves of characters, which JSON can hold, by a question mark."""
    return text.encode("utf-8", "replace").decode()


def citation_of(pmid: str, pmcid: str) -> Citation | None:
    """Cite a paper by its PMID, else by its PMCID.

    Examples
    --------
    >>> citation_of("", "PMC3").url, citation_of("", "") is None
    ('https://pmc.ncbi.nlm.nih.gov/articles/PMC3/', True)
    """
    if pmid:
        return Citation("PubMed", pmid, _PUBMED.format(pmid))
    return Citation("PMC", pmcid, _PMC.format(pmcid)) if pmcid else None


def fault(
    place: str, value: str, reason: str, action: FaultAction = FaultAction.REJECTED
) -> RecordFault:
    """Make a fault; a long value is cut."""
    cut = value if len(value) <= _VALUE_LENGTH else value[:_VALUE_LENGTH] + "…"
    return RecordFault(place, cut, reason, action)


def as_pmcid(text: str) -> str:
    """Spell a PMCID with its letters, empty for anything else.

    Examples
    --------
    >>> as_pmcid("PMC123.1"), as_pmcid("123"), as_pmcid("x")
    ('PMC123', 'PMC123', '')
    """
    digits = text.strip().upper().removeprefix("PMC").partition(".")[0]
    return f"PMC{digits}" if digits.isascii() and digits.isdigit() else ""


def as_pmid(text: str) -> str:
    """Return a PMID's digits, empty for anything else.

    Examples
    --------
    >>> as_pmid(" 20979469"), as_pmid("20979469.0"), as_pmid("0")
    ('20979469', '20979469', '')
    """
    digits = text.strip().removesuffix(".0").lstrip("0")
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 9 else ""


def as_year(text: str) -> int | None:
    """Read the first four characters as a year from 1600 on, or None.

    Examples
    --------
    >>> as_year("1998 Dec-1999 Jan"), as_year("Dec")
    (1998, None)
    """
    digits = text.strip()[:4]
    good = len(digits) == 4 and digits.isascii() and digits.isdigit() and int(digits) >= 1600
    return int(digits) if good else None
