"""One row of a CIViC evidence file, as an evidence item in CIViC's present words.

Sources: CIViC's constants (https://github.com/griffithlab/civic-v2) for the words of today; for
what became of older words, the statements that CIViC's files of 2017-02 and 2026-05 share.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from therapy.civic_variants import profile_of
from therapy.evidence_item import (
    Citation,
    Curator,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)

NAMES = {
    "profile": ("molecular_profile",),
    "gene": ("gene",),
    "variant": ("variant",),
    "tumour_type": ("disease",),
    "doid": ("doid",),
    "therapies": ("therapies", "drugs"),
    "interaction": ("therapy_interaction_type", "drug_interaction_type"),
    "evidence_type": ("evidence_type",),
    "evidence_direction": ("evidence_direction",),
    "level": ("evidence_level",),
    "significance": ("significance", "clinical_significance"),
    "statement": ("evidence_statement",),
    "citation_id": ("citation_id", "pubmed_id"),
    "source_type": ("source_type",),
    "reference": ("citation",),
    "rating": ("rating",),
    "status": ("evidence_status",),
    "evidence_id": ("evidence_id",),
    "variant_origin": ("variant_origin",),
    "reviewed": ("last_review_date",),
    "flagged": ("is_flagged",),
}
"""What is read, and the columns of CIViC's files that have held it, the present one first."""

NEEDED = (
    "tumour_type", "therapies", "evidence_type", "evidence_direction", "level",
    "significance", "citation_id", "status", "evidence_id",
)  # fmt: skip
"""Must be there in every file, and a profile or gene and variant."""

ACCEPTED = "accepted"
"""Status of a statement that CIViC's editors have passed."""

SIGNIFICANCES = (
    "Sensitivity/Response", "Resistance", "Reduced Sensitivity", "Adverse Response",
    "Better Outcome", "Poor Outcome", "Positive", "Negative", "Predisposition",
    "Protectiveness", "Oncogenicity", "Oncogenic", "Likely Oncogenic", "Gain of Function",
    "Loss of Function", "Unaltered Function", "Neomorphic", "Dominant Negative", "Unknown",
    "Pathogenic", "Likely Pathogenic", "Benign", "Likely Benign", "Uncertain Significance", "N/A",
)  # fmt: skip
"""CIViC's words of today."""

_OLD_SIGNIFICANCES = {
    "Sensitivity": "Sensitivity/Response",
    "Resistance or Non-Response": "Resistance",
}
_ORIGINS = ("Somatic", "Rare Germline", "Common Germline", "Combined", "Mixed", "Unknown", "N/A")
_OLD_ORIGINS = {
    "Somatic Mutation": "Somatic",
    "Germline Mutation": "Rare Germline",
    "Germline Polymorphism": "Common Germline",
}
_SUPPORTS = {"Supports": True, "Does Not Support": False, "N/A": None}
_STATUSES = (ACCEPTED, "submitted", "rejected")
_SOURCES = ("PubMed", "ASCO", "ASH")
_FLAGS = {"": False, "false": False, "true": True}

_BETWEEN_THERAPIES = re.compile(r",(?! )")
"""CIViC joins with a bare comma; one with a space belongs to a name."""

_Word = TypeVar("_Word", Level, EvidenceType, Interaction)


class RowFaultError(ValueError):
    """A field is malformed.

    Parameters
    ----------
    name : str
        Of :data:`NAMES`; empty where the row as a whole is malformed.
    value, expected : str
    """

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name} {value!r}: expected {expected}")
        self.name, self.value, self.expected = name, value, expected


@dataclass(frozen=True, slots=True)
class Statement:
    """A sound row.

    Parameters
    ----------
    item : EvidenceItem
    status : str
        ``accepted``, ``submitted`` or ``rejected``.
    takes_side : bool
        False where the evidence direction is N/A: the source neither supports nor contradicts.
    """

    item: EvidenceItem
    status: str
    takes_side: bool


def read_row(row: Mapping[str, str]) -> Statement:
    """Read a row, given by the names of :data:`NAMES`; what the file lacks is missing.

    Raises
    ------
    RowFaultError
        A field is malformed.
    """
    number = _digits(row, "evidence_id")
    supports = _one_of(row, "evidence_direction", _SUPPORTS)
    item = EvidenceItem(
        key=f"EID{number}",
        curator=Curator.CIVIC,
        profile=_profile(row),
        evidence_type=_word(row, "evidence_type", EvidenceType),
        supports=supports is not False,
        significance=_present(row, "significance", SIGNIFICANCES, _OLD_SIGNIFICANCES),
        level=_word(row, "level", Level),
        tumour_type=row["tumour_type"],
        doid=_digits(row, "doid", may_lack=True),
        therapies=split_therapies(row["therapies"]),
        interaction=_word(row, "interaction", Interaction),
        variant_origin=_present(row, "variant_origin", _ORIGINS, _OLD_ORIGINS),
        statement=row.get("statement", ""),
        rating=_rating(row),
        reviewed=_day(row),
        url=f"https://civicdb.org/links/evidence_items/{number}",
        citation=_citation(row),
        reference=row.get("reference", ""),
        flagged=_one_of(row, "flagged", _FLAGS),
    )
    status = _one_of(row, "status", {word: word for word in _STATUSES})
    return Statement(item, status, takes_side=supports is not None)


def split_therapies(text: str) -> tuple[str, ...]:
    """Split names that CIViC has joined with commas.

    Examples
    --------
    >>> split_therapies("Cetuximab,BEZ235 (NVP-BEZ235, Dactolisib)")
    ('Cetuximab', 'BEZ235 (NVP-BEZ235, Dactolisib)')
    >>> split_therapies("2,4-pyrimidinediamine")
    ('2,4-pyrimidinediamine',)
    """
    names: list[str] = []
    for part in _BETWEEN_THERAPIES.split(text):
        if names and names[-1].isdigit():
            names[-1] = f"{names[-1]},{part.strip()}"
        else:
            names.append(part.strip())
    return tuple(dict.fromkeys(name for name in names if name))


def _profile(row: Mapping[str, str]) -> str:
    if "profile" in row:
        if row["profile"]:
            return row["profile"]
        raise RowFaultError("profile", "", "a profile such as BRAF V600E")
    for name in ("gene", "variant"):
        if not row[name]:
            raise RowFaultError(name, "", "a name")
    return profile_of(row["gene"], row["variant"])


def _citation(row: Mapping[str, str]) -> Citation:
    source = _present(row, "source_type", _SOURCES, {}) or "PubMed"
    number = row["citation_id"]
    if source == "PubMed":
        number = _digits(row, "citation_id")
        return Citation(source, number, f"https://pubmed.ncbi.nlm.nih.gov/{number}/")
    if not number:
        raise RowFaultError("citation_id", "", f"what {source} calls the abstract")
    is_doi = number.startswith("10.") and "/" in number
    return Citation(source, number, f"https://doi.org/{number}" if is_doi else "")


def _digits(row: Mapping[str, str], name: str, *, may_lack: bool = False) -> str:
    text = row.get(name, "")
    if re.fullmatch(r"[0-9]+", text) or (may_lack and not text):
        return text
    raise _fault(row, name, "a number in digits" + (" or nothing" if may_lack else ""))


def _rating(row: Mapping[str, str]) -> int | None:
    text = row.get("rating", "")
    if text and text not in {"1", "2", "3", "4", "5"}:
        raise _fault(row, "rating", "1 to 5 or nothing")
    return int(text) if text else None


def _day(row: Mapping[str, str]) -> str:
    """Cut the time from a date such as ``2023-01-09 21:46:26 UTC``."""
    text = row.get("reviewed", "")
    day, _, _ = text.replace("T", " ", 1).partition(" ")
    if not text:
        return ""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise _fault(row, "reviewed", "a date such as 2023-01-09") from None


def _word(row: Mapping[str, str], name: str, words: type[_Word]) -> _Word:
    return _one_of(row, name, {word.value: word for word in words})


def _present(
    row: Mapping[str, str], name: str, words: tuple[str, ...], old: Mapping[str, str]
) -> str:
    """Return the word of today; nothing stays nothing."""
    return _one_of(row, name, {"": "", **{word: word for word in words}, **old})


_Meaning = TypeVar("_Meaning")


def _one_of(row: Mapping[str, str], name: str, known: Mapping[str, _Meaning]) -> _Meaning:
    text = row.get(name, "").casefold()
    for word, meaning in known.items():
        if word.casefold() == text:
            return meaning
    words = ", ".join(word for word in known if word)
    raise _fault(row, name, f"one of: {words}" + (" or nothing" if "" in known else ""))


def _fault(row: Mapping[str, str], name: str, expected: str) -> RowFaultError:
    return RowFaultError(name, row.get(name, ""), expected)
