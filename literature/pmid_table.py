"""Tables of abstracts, TSV or CSV: columns pmid, title, abstract or text, year and journal."""

import csv
from collections.abc import Iterator, Mapping
from io import TextIOWrapper

from literature.document import (
    DocumentKind,
    FaultAction,
    Record,
    Section,
    as_pmcid,
    as_pmid,
    as_year,
    fault,
    make_document,
)
from literature.opening import LiteratureFile

LONGEST_FIELD = 10_000_000
"""Characters; a longer one is taken for a quote without its end."""

_NAMES = {
    "pmid": ("pmid", "pubmed_id", "pubmedid", "pubmed id"),
    "pmcid": ("pmcid", "pmc_id", "pmc"),
    "title": ("title", "article_title", "articletitle"),
    "abstract": ("abstract", "abstracttext", "abstract_text"),
    "text": ("text", "full_text", "fulltext", "passage", "sentence"),
    "year": ("year", "publication_year", "pubyear", "pub_year", "date"),
    "journal": ("journal", "journal_title"),
}


def is_pmid_table(head: str) -> bool:
    """Tell by the first characters of a file: a header with a PMID and a text."""
    columns = _columns(head.splitlines()[0])
    return "pmid" in columns and not columns.keys().isdisjoint(("title", "abstract", "text"))


def read_pmid_table(file: LiteratureFile) -> Iterator[Record]:
    """Read a document a row."""
    header = file.head().splitlines()[0]
    columns = _columns(header)
    width, delimiter = len(header.split(_delimiter(header))), _delimiter(header)
    csv.field_size_limit(LONGEST_FIELD)
    with file.opened() as handle:
        lines = TextIOWrapper(handle, encoding="utf-8-sig", errors="replace", newline="")
        rows = csv.reader(lines, delimiter=delimiter)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield fault(f"line {rows.line_num}", "", f"expected a row of the table: {error}")
                continue
            if rows.line_num > 1 and any(cell.strip() for cell in cells):
                yield from _row(cells, columns, width, f"line {rows.line_num}")


def _delimiter(header: str) -> str:
    return "\t" if "\t" in header else ","


def _columns(header: str) -> dict[str, int]:
    names = [name.strip().strip('"').casefold() for name in header.split(_delimiter(header))]
    return {
        name: names.index(spelling)
        for name, spellings in _NAMES.items()
        for spelling in spellings[::-1]
        if spelling in names
    }


def _row(cells: list[str], columns: Mapping[str, int], width: int, place: str) -> Iterator[Record]:
    if len(cells) != width:
        yield fault(place, "\t".join(cells), f"{len(cells)} fields, expected {width}")
        return
    row = {name: cells[number].strip() for name, number in columns.items()}
    pmid = as_pmid(row["pmid"])
    if not pmid:
        yield fault(place, row["pmid"], "expected a PMID in digits")
        return
    texts = tuple(Section(name, row.get(name, "")) for name in ("abstract", "text"))
    if any("\ufffd" in text for text in (row.get("title", ""), *(part.text for part in texts))):
        yield fault(
            place, pmid, "not UTF-8; such bytes were replaced by U+FFFD", FaultAction.REPAIRED
        )
    yield make_document(
        DocumentKind.TABLE, pmid, row.get("title", ""), texts, place, pmid=pmid,
        pmcid=as_pmcid(row.get("pmcid", "")), journal=row.get("journal", ""),
        year=as_year(row.get("year", "")),
    )  # fmt: skip
