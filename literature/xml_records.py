"""Records of large XML files, one at a time, in constant memory.

Entities that a file declares are refused, external ones are never fetched.
"""

from collections.abc import Collection, Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from literature.document import LiteratureFileError
from literature.opening import LiteratureFile

MOST_DEEP = 200
"""Elements within one another; PMC's own texts have fewer than fifty."""


def read_records(file: LiteratureFile, tags: Collection[str]) -> Iterator[Element]:
    """Yield each outermost element of these names; it is empty after the next is asked for.

    Names are without their namespace, within a record too.

    Raises
    ------
    LiteratureFileError
        The file is cut off, is no well-formed XML, or declares entities. What was yielded before
        is good.
    """
    count = 0
    with file.opened() as handle:
        try:
            for element in _outermost(handle, tags):
                count += 1
                yield element
        except ParseError as error:
            raise LiteratureFileError(
                f"{file.path}: cut off or no well-formed XML after {count:,} records: {error}"
            ) from error
        except (LookupError, UnicodeError) as error:
            raise LiteratureFileError(f"{file.path}: expected UTF-8; {error}") from error
        except _TooDeepError as error:
            raise LiteratureFileError(
                f"{file.path}: elements stand more than {MOST_DEEP} deep in one another after "
                f"{count:,} records"
            ) from error
        except DefusedXmlException as error:
            raise LiteratureFileError(
                f"{file.path}: declares entities of its own, which are refused: {error}"
            ) from error


class _TooDeepError(Exception):
    """What is read by recursion would not end well."""


def text_of(element: Element | None, leave_out: Collection[str] = ()) -> str:
    """Return all text within an element in single spaces, empty for None."""
    return "" if element is None else " ".join("".join(_pieces(element, leave_out)).split())


def _pieces(element: Element, leave_out: Collection[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in leave_out:
            yield from _pieces(child, leave_out)
        yield child.tail or ""


def _outermost(handle: IO[bytes], tags: Collection[str]) -> Iterator[Element]:
    parents: list[Element] = []
    record: Element | None = None
    events = iterparse(handle, events=("start", "end"), forbid_dtd=False, forbid_entities=True)
    for event, element in events:
        if event == "start":
            if "}" in element.tag:
                element.tag = element.tag.rpartition("}")[2]
            if record is None and element.tag in tags:
                record = element
            parents.append(element)
            if len(parents) > MOST_DEEP:
                raise _TooDeepError
            continue
        parents.pop()
        if record is not None and element is record:
            yield record
            record = None
            _drop(element, parents)
        elif record is None and len(parents) == 1:
            _drop(element, parents)


def _drop(element: Element, parents: list[Element]) -> None:
    element.clear()
    if parents:
        parents[-1].remove(element)
