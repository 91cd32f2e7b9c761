"""BioC in XML: a collection of documents with passages."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from literature.bioc import BioCPassage, bioc_document
from literature.document import Record
from literature.opening import LiteratureFile
from literature.xml_records import read_records, text_of

_COLLECTION = re.compile(r"<collection[\s>]")


def is_bioc_xml(head: str) -> bool:
    """Tell by the first characters of a file."""
    return _COLLECTION.search(head) is not None


def read_bioc_xml(file: LiteratureFile) -> Iterator[Record]:
    """Read documents."""
    source, number = "", 0
    for element in read_records(file, {"source", "document"}):
        if element.tag == "source":
            source = text_of(element)
            continue
        number += 1
        yield bioc_document(
            text_of(element.find("id")), source, _infons(element), _passages(element),
            f"record {number}",
        )  # fmt: skip


def _infons(element: Element) -> dict[str, str]:
    return {infon.get("key", ""): text_of(infon) for infon in element.findall("infon")}


def _passages(document: Element) -> list[BioCPassage]:
    """Take the text of each passage, which may be given by sentences."""
    return [
        BioCPassage(
            _infons(passage),
            text_of(passage.find("text"))
            or " ".join(text_of(one) for one in passage.findall("sentence/text")),
        )
        for passage in document.findall("passage")
    ]
