"""The embedded table of curated evidence: drug labels and CIViC items, one a row.

The table has the columns :data:`EVIDENCE_COLUMNS`. An alteration is written without its gene, or
as a molecular profile that names its genes: ``V600E``, ``PIK3CA C420R OR PIK3CA E542K``. Drugs that
replace each other have each its row and make one statement.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from therapy.evidence_item import (
    Citation,
    Curator,
    Direction,
    EvidenceItem,
    EvidenceType,
    Interaction,
    Level,
)
from therapy.tab_table import read_rows

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

APPROVED = "approved"
"""Level of a drug label; it stands at A."""

_SOURCE = re.compile(
    r"FDA label: (?P<label>.+ \(.+\).*, (?P<year>[12][0-9]{3}))|CIViC (?P<eid>EID[1-9][0-9]*)"
)
_PMID = re.compile(r"(?:[1-9][0-9]{0,8})?")
_LEVELS = {APPROVED: Level.A} | {level.value: level for level in Level}
_SIGNIFICANCE = {
    Direction.SENSITIVITY.value: "Sensitivity/Response",
    Direction.RESISTANCE.value: "Resistance",
}
_ANYWHERE = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?query="
_BRAND = re.compile(r"\W.*")


class EvidenceTableError(ValueError):
    """The evidence table holds something that its format does not allow."""


def read_curated_table(path: Path) -> tuple[EvidenceItem, ...]:
    """Read the embedded table, statements in file order.

    Raises
    ------
    EvidenceTableError
        The header or a row is malformed; the message names file, line, value
        and what was expected.
    """
    items: dict[str, EvidenceItem] = {}
    for where, row in read_rows(path, EVIDENCE_COLUMNS, EvidenceTableError):
        item = _read_row(row, where)
        items[item.key] = _joined(items[item.key], item, where) if item.key in items else item
    return tuple(items.values())


def _read_row(row: dict[str, str], where: str) -> EvidenceItem:
    for column in EVIDENCE_COLUMNS[:4]:
        if not row[column].strip() or row[column] != row[column].strip():
            raise EvidenceTableError(
                f"{where}: {column} {row[column]!r}, expected text without outer spaces"
            )
    source = _SOURCE.fullmatch(row["source"])
    if source is None:
        expected = "'FDA label: Brand (generic), YEAR' or 'CIViC EID123'"
        raise EvidenceTableError(f"{where}: source {row['source']!r}, expected {expected}")
    if _PMID.fullmatch(row["pmid"]) is None:
        raise EvidenceTableError(f"{where}: pmid {row['pmid']!r}, expected digits or nothing")
    therapies = tuple(row["therapy"].split(" + "))
    return EvidenceItem(
        key=source["eid"] or f"{source['label']}: {_profile(row)}, {row['tumour_type']}",
        curator=Curator.CIVIC if source["eid"] else Curator.LABEL,
        profile=_profile(row),
        evidence_type=EvidenceType.PREDICTIVE,
        supports=True,
        significance=_SIGNIFICANCE[_one_of(list(_SIGNIFICANCE), row, "direction", where)],
        level=_LEVELS[_one_of(list(_LEVELS), row, "level", where)],
        tumour_type=row["tumour_type"],
        doid="",
        therapies=therapies,
        interaction=Interaction.COMBINATION if len(therapies) > 1 else Interaction.NONE,
        variant_origin="",
        statement="",
        rating=None,
        reviewed=source["year"] or "",
        url=_civic_url(source["eid"]) if source["eid"] else "",
        citation=_citation(row, source),
        reference=source["label"] or "",
    )


def _joined(first: EvidenceItem, other: EvidenceItem, where: str) -> EvidenceItem:
    """Put drugs that replace each other, each in a row of its own, into one statement."""
    therapies, interaction = (*first.therapies, *other.therapies), Interaction.SUBSTITUTES
    alike = replace(other, therapies=first.therapies, interaction=first.interaction) == first
    together = Interaction.COMBINATION in (first.interaction, other.interaction)
    if not alike or together or len(set(therapies)) < len(therapies):
        raise EvidenceTableError(
            f"{where}: {other.key} has an earlier row, expected another single therapy and nothing "
            "else that differs"
        )
    return replace(first, therapies=therapies, interaction=interaction)


def _profile(row: dict[str, str]) -> str:
    named = row["alteration"].startswith(f"{row['gene']} ") or "::" in row["alteration"]
    return row["alteration"] if named else f"{row['gene']} {row['alteration']}"


def _citation(row: dict[str, str], source: re.Match[str]) -> Citation:
    if source["label"]:
        brand = _BRAND.sub("", source["label"])
        return Citation(Curator.LABEL.value, source["label"], f"{_ANYWHERE}{brand}")
    if row["pmid"]:
        return Citation("PubMed", row["pmid"], f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid']}/")
    return Citation(Curator.CIVIC.value, source["eid"], _civic_url(source["eid"]))


def _civic_url(eid: str) -> str:
    return f"https://civicdb.org/links/evidence_items/{eid.removeprefix('EID')}"


def _one_of(allowed: Sequence[str], row: dict[str, str], column: str, where: str) -> str:
    if row[column] not in allowed:
        expected = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
        raise EvidenceTableError(f"{where}: {column} {row[column]!r}, expected {expected}")
    return row[column]
