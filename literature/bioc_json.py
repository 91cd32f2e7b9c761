"""BioC in JSON: collections, lists of them, single documents, or one document a line.

A collection may be of any size: documents are taken from the text one at a time.
"""

import json
import re
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from json import JSONDecodeError, JSONDecoder
from typing import Any

from literature.bioc import BioCPassage, bioc_document
from literature.document import LiteratureFileError, Record, fault
from literature.opening import LiteratureFile

MOST_CHARACTERS = 64_000_000
"""Of one document."""

_CHUNK = 1 << 18
_STRING = r'"(?:[^"\\]|\\.)*+"'
_NEXT_OBJECT = re.compile(rf'(?:[^{{"]|{_STRING})*+(?=\{{)', re.DOTALL)
_STRINGS = re.compile(_STRING, re.DOTALL)
_LISTS = re.compile(r'"(?P<list>documents|PubTator3)"\s*:\s*\[|"(?P<own>passages)"\s*:')
_SOURCE = re.compile(r'"source"\s*:\s*"(?P<source>[^"\\]*)"')


def is_bioc_json(head: str) -> bool:
    """Tell by the first characters of a file."""
    return head.lstrip()[:1] in ("{", "[") and _LISTS.search(head) is not None


def read_bioc_json(file: LiteratureFile) -> Iterator[Record]:
    """Read documents.

    Raises
    ------
    LiteratureFileError
        The file is cut off or no JSON; what was yielded before is good.
    """
    number = 0
    with file.opened() as handle:
        text = _Text(TextIOWrapper(handle, encoding="utf-8-sig", errors="replace"))
        try:
            for found in text.documents():
                number += 1
                yield _document(found, text.source, f"record {number}")
        except JSONDecodeError as error:
            raise LiteratureFileError(
                f"{file.path}: cut off or no JSON after {number:,} records: {error.msg}"
            ) from error


class _Text:
    """The part of the file that has been read and not yet used."""

    def __init__(self, handle: TextIOWrapper) -> None:
        self._handle = handle
        self._buffer = ""
        self._decoder = JSONDecoder()
        self._open = 0
        self.source = ""

    def documents(self) -> Iterator[dict[str, Any]]:
        while self._skip_to_object():
            if inside := self._list_begins():
                header = _SOURCE.search(self._buffer, 0, inside)
                self.source = header["source"] if header else self.source
                self._use(inside)
                continue
            found = self._take_object()
            if isinstance(found.get("passages"), list):
                yield found

    def _read_more(self) -> bool:
        chunk = self._handle.read(max(_CHUNK, len(self._buffer)))
        self._buffer += chunk
        return bool(chunk)

    def _use(self, end: int) -> None:
        """Go on behind text that is no document, and count the brackets in it."""
        plain = _STRINGS.sub("", self._buffer[:end])
        self._open += sum(plain.count(sign) for sign in "{[")
        self._open -= sum(plain.count(sign) for sign in "}]")
        self._buffer = self._buffer[end:]

    def _skip_to_object(self) -> bool:
        while True:
            if match := _NEXT_OBJECT.match(self._buffer):
                self._use(match.end())
                return True
            if not self._read_more():
                self._use(len(self._buffer))
                if self._open:
                    raise JSONDecodeError("brackets are left open", "", 0)
                return False

    def _list_begins(self) -> int:
        """Return where the list of a collection's documents begins, 0 for a document."""
        while True:
            match = _LISTS.search(self._buffer)
            if match:
                return match.end() if match["list"] else 0
            if len(self._buffer) > _CHUNK or not self._read_more():
                return 0

    def _take_object(self) -> dict[str, Any]:
        while True:
            try:
                found, end = self._decoder.raw_decode(self._buffer)
            except RecursionError as error:
                raise JSONDecodeError("brackets are nested too deeply", "", 0) from error
            except JSONDecodeError:
                if len(self._buffer) > MOST_CHARACTERS or not self._read_more():
                    raise
                continue
            except ValueError as error:
                raise JSONDecodeError("a number of thousands of digits", "", 0) from error
            self._buffer = self._buffer[end:]
            return dict(found)


def _document(found: Mapping[str, Any], source: str, place: str) -> Record:
    try:
        return bioc_document(
            str(found.get("id") or found.get("_id") or ""), source, _words(found, "infons"),
            [
                BioCPassage(_words(passage, "infons"), _text(passage))
                for passage in found["passages"]
            ],
            place,
        )  # fmt: skip
    except (AttributeError, TypeError, KeyError):
        return fault(place, json.dumps(found)[:200], "expected BioC's id, passages and infons")


def _words(element: Mapping[str, Any], name: str) -> dict[str, str]:
    """Take what is text or a number, from the infons or beside them, as PubTator writes it."""
    beside = {key: element[key] for key in ("pmid", "pmcid", "journal", "date") if key in element}
    both = {**beside, **(element.get(name) or {})}
    return {key: str(value) for key, value in both.items() if isinstance(value, str | int)}


def _text(passage: Mapping[str, Any]) -> str:
    own = passage.get("text") or ""
    sentences = (str(one.get("text") or "") for one in passage.get("sentences") or ())
    return str(own) or " ".join(sentences)
