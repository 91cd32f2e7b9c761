"""What a BioC document becomes, whichever of BioC's two spellings it was read from.

A PMID or PMCID is taken only where the file says that it is one: by an infon, or because the
collection is PubMed's, PubTator's or PMC's. Source: https://bioc.sourceforge.net,
https://www.ncbi.nlm.nih.gov/research/bionlp/APIs
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from literature.document import (
    DocumentKind,
    Record,
    Section,
    as_pmcid,
    as_pmid,
    as_year,
    fault,
    make_document,
)

_TITLES = frozenset({"title", "front"})
_LEFT_OUT = frozenset({"ref", "comp_int", "auth_cont", "ack_fund"})
_OF_PUBMED = ("pubmed", "pubtator", "medline")


@dataclass(frozen=True, slots=True)
class BioCPassage:
    """A passage as it stands.

    Parameters
    ----------
    infons : mapping
    text : str
    """

    infons: Mapping[str, str]
    text: str


def bioc_document(
    name: str, source: str, infons: Mapping[str, str], passages: Sequence[BioCPassage], place: str
) -> Record:
    """Make a document.

    Parameters
    ----------
    name : str
        The document's id.
    source : str
        The collection's source.
    infons : mapping
        The document's own.
    passages : sequence of BioCPassage
    place : str
        For messages.
    """
    if not name.strip():
        return fault(place, "", "expected an id of the document")
    known = {**(passages[0].infons if passages else {}), **infons}
    pmid, pmcid = _ids(name.strip(), source.casefold(), known)
    title = next((part.text for part in passages if _kind(part) in _TITLES and part.text), "")
    sections = tuple(
        Section(_section(part), part.text)
        for part in passages
        if part.text and part.text != title and _kind(part) not in _LEFT_OUT
        and part.infons.get("section_type", "").casefold() not in _LEFT_OUT
    )  # fmt: skip
    return make_document(
        DocumentKind.BIOC, pmid or pmcid or name.strip(), title, sections, place,
        pmid=pmid, pmcid=pmcid, journal=known.get("journal", ""), year=as_year(_date(known)),
    )  # fmt: skip


def _ids(name: str, source: str, infons: Mapping[str, str]) -> tuple[str, str]:
    pmid = as_pmid(infons.get("article-id_pmid") or infons.get("pmid") or "")
    pmcid = as_pmcid(infons.get("article-id_pmc") or infons.get("pmcid") or "")
    if name.upper().startswith("PMC"):
        pmcid = pmcid or as_pmcid(name)
    elif not pmid and not pmcid:
        if any(word in source for word in _OF_PUBMED):
            pmid = as_pmid(name)
        elif source == "pmc":
            pmcid = as_pmcid(name)
    return pmid, pmcid


def _date(infons: Mapping[str, str]) -> str:
    return infons.get("year") or infons.get("date") or ""


def _kind(passage: BioCPassage) -> str:
    return passage.infons.get("type", "").casefold()


def _section(passage: BioCPassage) -> str:
    infons = passage.infons
    return infons.get("section_type") or infons.get("section") or infons.get("type") or ""
