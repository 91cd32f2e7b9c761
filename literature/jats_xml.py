"""PMC's full texts in JATS XML: one article, or a set of them.

Read are title, abstracts, paragraphs of the body by section, and captions of tables and figures;
not read are references, formulas, cells of tables and reviews that are published with an article.
Source: https://jats.nlm.nih.gov
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

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
from literature.xml_records import read_records, text_of

_ROOT = re.compile(r"<(?:[\w-]+:)?(?:pmc-articleset|article|articles)[\s>]")
_RETRACTED = frozenset({"retraction", "partial-retraction"})
_FORMULAS = frozenset({"tex-math", "math", "inline-formula", "disp-formula"})
_CAPTIONED = {"table-wrap": "table", "fig": "figure"}
_LEFT_OUT = _FORMULAS | _CAPTIONED.keys() | {"table", "fn", "ref-list", "bibr"}
_SETS = frozenset({
    "list", "list-item", "boxed-text", "disp-quote", "def-list", "def-item", "def", "fig-group",
    "table-wrap-group", "statement", "supplementary-material",
})  # fmt: skip


def is_jats_xml(head: str) -> bool:
    """Tell by the first characters of a file."""
    return _ROOT.search(head) is not None


def read_jats_xml(file: LiteratureFile) -> Iterator[Record]:
    """Read articles."""
    for number, article in enumerate(read_records(file, {"article"}), start=1):
        yield _article(article, f"record {number}")


def _article(article: Element, place: str) -> Record:
    meta = article.find("front/article-meta")
    if meta is None:
        return fault(place, text_of(article)[:80], "expected front/article-meta with an id")
    _mark_references(article)
    ids = {name.get("pub-id-type", ""): text_of(name) for name in meta.findall("article-id")}
    pmcid = as_pmcid(ids.get("pmcid") or ids.get("pmc") or ids.get("pmcaid") or "")
    pmid = as_pmid(ids.get("pmid", ""))
    key = pmcid or pmid or ids.get("doi", "")
    if not key:
        return fault(place, ", ".join(ids.values()), "expected a PMCID, a PMID or a DOI")
    if article.get("article-type") in _RETRACTED:
        return fault(place, key, "is the notice of a retraction", FaultAction.LEFT_OUT)
    return make_document(
        DocumentKind.PMC, key, text_of(meta.find("title-group/article-title"), _LEFT_OUT),
        (*_abstracts(meta), *_body(article.find("body"))), place, pmid=pmid, pmcid=pmcid,
        journal=text_of(article.find(".//journal-meta//journal-title")), year=_year(meta),
    )  # fmt: skip


def _mark_references(article: Element) -> None:
    """Name call-outs of references so that they can be left out."""
    for link in article.iter("xref"):
        if link.get("ref-type") == "bibr":
            link.tag = "bibr"


def _abstracts(meta: Element) -> Iterator[Section]:
    for abstract in meta.findall("abstract"):
        yield from _blocks(abstract, "abstract")


def _body(body: Element | None) -> Iterator[Section]:
    if body is not None:
        yield from _blocks(body, "")


def _blocks(element: Element, section: str) -> Iterator[Section]:
    """Yield runs of paragraphs of one section, and captions by themselves."""
    paragraphs: list[str] = []
    for child in element:
        if child.tag == "p":
            paragraphs.append(text_of(child, _LEFT_OUT))
            for kind in _CAPTIONED:
                for inner in child.iter(kind):
                    yield _caption(inner)
            continue
        if child.tag in _CAPTIONED:
            yield _caption(child)
        elif child.tag == "sec":
            yield from _joined(section, paragraphs)
            yield from _blocks(child, text_of(child.find("title"), _LEFT_OUT) or section)
        elif child.tag in _SETS:
            yield from _joined(section, paragraphs)
            yield from _blocks(child, section)
    yield from _joined(section, paragraphs)


def _joined(section: str, paragraphs: list[str]) -> Iterator[Section]:
    if text := "\n\n".join(filter(None, paragraphs)):
        yield Section(section, text)
    paragraphs.clear()


def _caption(element: Element) -> Section:
    parts = (text_of(element.find(path), _FORMULAS | {"bibr"}) for path in ("label", "caption"))
    return Section(_CAPTIONED[element.tag], " ".join(part for part in parts if part))


def _year(meta: Element) -> int | None:
    years = (as_year(text_of(date.find("year"))) for date in meta.findall("pub-date"))
    return min((year for year in years if year), default=None)
