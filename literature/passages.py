"""Passages of a document: parts of a few sentences that are found and shown as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from literature.document import Document
from text_features.cleaning import clean
from text_features.mention import Span
from text_features.sentences import sentence_spans

LONGEST = 1500
"""Characters of a passage; the title of the document makes the first one longer."""

_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class CutDocument:
    """A cleaned document and where its passages lie.

    Parameters
    ----------
    text : str
        Title and sections, cleaned, parted by blank lines.
    sentences : tuple of Span
    passages : tuple of Span
        In order, without overlap; the first begins with the title.
    sections : tuple of str
        Name of each passage's section.
    """

    text: str
    sentences: tuple[Span, ...]
    passages: tuple[Span, ...]
    sections: tuple[str, ...]


def cut_document(document: Document) -> CutDocument:
    r"""Clean a document and cut it at ends of sentences.

    Examples
    --------
    >>> from literature.document import DocumentKind, Section
    >>> parts = (Section("AIM", "To see."), Section("RESULTS", "We saw. It was."))
    >>> cut = cut_document(Document(DocumentKind.PUBMED, "1", "A title", parts))
    >>> [cut.text[start:end] for start, end in cut.passages]
    ['A title\n\nTo see.', 'We saw. It was.']
    """
    parts = [("", clean(document.title))]
    parts += [(section.name, clean(section.text)) for section in document.sections]
    parts = [(name, text) for name, text in parts if text]
    has_title = bool(document.title.strip() and parts and not parts[0][0])
    text = _BREAK.join(text for _, text in parts)
    sentences = tuple(sentence_spans(text))
    passages, sections, begin = [], [], 0
    for name, part in parts:
        end = begin + len(part)
        for passage in _pieces(_within(sentences, begin, end)):
            passages.append(passage)
            sections.append(name)
        begin = end + len(_BREAK)
    if has_title and len(passages) > 1:
        passages[:2] = [(passages[0][0], passages[1][1])]
        sections = sections[1:]
    return CutDocument(text, sentences, tuple(passages), tuple(sections))


def _within(sentences: tuple[Span, ...], begin: int, end: int) -> list[Span]:
    return [span for span in sentences if begin <= span[0] < end]


def _pieces(sentences: list[Span]) -> Iterator[Span]:
    """Put sentences together; a section a little too long is cut in the middle."""
    if not sentences:
        return
    whole = sentences[-1][1] - sentences[0][0]
    most = whole / -(-whole // LONGEST)
    start = sentences[0][0]
    for place, (_, end) in enumerate(sentences):
        following = sentences[place + 1][1] if place + 1 < len(sentences) else None
        if following is None or following - start > LONGEST or end - start >= most:
            yield start, end
            if following is not None:
                start = sentences[place + 1][0]
