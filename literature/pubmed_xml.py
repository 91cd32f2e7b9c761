"""PubMed's XML: baseline and update files, and what E-utilities' efetch returns.

Source: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from literature.document import (
    DeletedDocument,
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
from literature.xml_records import read_records, text_of

_RETRACTED = "Retracted Publication"


def is_pubmed_xml(head: str) -> bool:
    """Tell by the first characters of a file."""
    return "<PubmedArticleSet" in head or "<PubmedArticle>" in head or "<PubmedArticle " in head


def read_pubmed_xml(file: LiteratureFile) -> Iterator[Record]:
    """Read articles with title and abstract, and what the file deletes.

    Retracted publications are left out, and one that was there before is deleted.
    """
    records = read_records(file, {"PubmedArticle", "PubmedBookArticle", "DeleteCitation"})
    for number, record in enumerate(records, start=1):
        if record.tag == "DeleteCitation":
            for pmid in record.findall("PMID"):
                yield DeletedDocument(DocumentKind.PUBMED, as_pmid(text_of(pmid)))
        else:
            yield from _article(record, f"record {number}")


def _article(record: Element, place: str) -> Iterator[Record]:
    citation = record.find("MedlineCitation")
    citation = record.find("BookDocument") if citation is None else citation
    if citation is None:
        yield fault(place, record.tag, "expected a MedlineCitation")
        return
    pmid = as_pmid(text_of(citation.find("PMID")))
    article = citation.find("Article")
    article = citation if article is None else article
    if not pmid:
        yield fault(place, text_of(citation.find("PMID")), "expected a PMID in digits")
        return
    if any(text_of(kind) == _RETRACTED for kind in article.iter("PublicationType")):
        yield DeletedDocument(DocumentKind.PUBMED, pmid)
        yield fault(place, f"PMID {pmid}", "was retracted", FaultAction.LEFT_OUT)
        return
    yield make_document(
        DocumentKind.PUBMED, pmid, _title(article), tuple(_abstract(article)), place,
        pmid=pmid, pmcid=_pmcid(record), journal=_journal(article), year=_year(article),
        revised=_date(citation.find("DateRevised")),
    )  # fmt: skip


def _title(article: Element) -> str:
    title = text_of(article.find("ArticleTitle")) or text_of(article.find("Book/BookTitle"))
    bracketed = title.startswith("[") and title.rstrip(".").endswith("]")
    return title.rstrip(".").strip("[]") if bracketed else title  # a translated title


def _abstract(article: Element) -> Iterator[Section]:
    for part in article.findall("Abstract/AbstractText"):
        yield Section(part.get("Label") or "abstract", text_of(part))


def _journal(article: Element) -> str:
    return text_of(article.find("Journal/Title")) or text_of(article.find("Book/BookTitle"))


def _year(article: Element) -> int | None:
    for path in ("Journal/JournalIssue/PubDate/Year", "Journal/JournalIssue/PubDate/MedlineDate",
                 "ArticleDate/Year", "Book/PubDate/Year"):  # fmt: skip
        if year := as_year(text_of(article.find(path))):
            return year
    return None


def _date(element: Element | None) -> str:
    if element is None:
        return ""
    year, *rest = (text_of(element.find(name)) for name in ("Year", "Month", "Day"))
    return "-".join([year, *(part.zfill(2) for part in rest if part)])


def _pmcid(record: Element) -> str:
    for name in record.findall("PubmedData/ArticleIdList/ArticleId"):
        if name.get("IdType") == "pmc":
            return as_pmcid(text_of(name))
    return ""
