"""``oncolit literature search``: the passages on a variant, for a person or as JSON."""

import json
import sys
import textwrap
from collections.abc import Sequence

from literature.found import Found, FoundPassage, Match
from literature.lookup import find_passages
from literature.mentions import Naming
from literature.store import LiteratureStore
from pipeline.settings import literature_file
from text_features.mention import Span

SHOWN_CHARACTERS = 500
"""Characters of a passage that are shown around what was searched for."""

_BOLD, _PLAIN = "\033[1m", "\033[0m"
_WIDTH = 100
_RELATIONS = {
    Match.SAME: "",
    Match.RESIDUE: "the residue, exon or partner, not this variant",
    Match.GENE: "",
    Match.WORDS: "",
}
_NAMINGS = {
    Naming.PASSAGE: "",
    Naming.DOCUMENT: "the gene is named elsewhere in the document",
    Naming.RECORD: "about the variant, as its source says",
}


def describe_passages(gene: str, variation: str, most: int, *, as_json: bool) -> str:
    """Search, and write what was found.

    Raises
    ------
    LiteratureStoreError
        There is no store.
    """
    found = find_passages(LiteratureStore(literature_file()), gene, variation, most)
    return _as_json(found) if as_json else _as_text(found, marked=sys.stdout.isatty())


def _as_json(found: Found) -> str:
    return json.dumps(
        {
            "gene": found.gene,
            "variation": found.variation,
            "total": found.total,
            "note": found.note,
            "passages": [_record(passage) for passage in found.passages],
        },
        ensure_ascii=False,
        indent=1,
    )


def _record(passage: FoundPassage) -> dict[str, object]:
    citation = passage.citation
    return {
        "source": passage.source,
        "kind": passage.kind,
        "key": passage.key,
        "pmid": passage.pmid or None,
        "pmcid": passage.pmcid or None,
        "url": (citation.url or None) if citation else None,
        "title": passage.title,
        "journal": passage.journal,
        "year": passage.year,
        "section": passage.section,
        "relation": passage.relation.value,
        "naming": passage.naming.name.lower(),
        "spellings": list(dict.fromkeys(passage.text[a:b] for a, b in passage.spans)),
        "spans": [list(span) for span in passage.spans],
        "text": passage.text,
    }


def _as_text(found: Found, *, marked: bool) -> str:
    asked = " ".join(filter(None, (found.gene, found.variation)))
    shown = len(found.passages)
    passages = "1 passage" if found.total == 1 else f"{found.total:,} passages"
    head = f"{asked}: {passages}" + (f", the best {shown} shown" if shown < found.total else "")
    lines = [head, *([found.note] if found.note else [])]
    for number, passage in enumerate(found.passages, start=1):
        lines += ["", *_entry(number, passage, marked=marked)]
    return "\n".join(lines)


def _entry(number: int, passage: FoundPassage, *, marked: bool) -> list[str]:
    year = str(passage.year) if passage.year else ""
    about = (passage.source, passage.journal, year, passage.section,
             _RELATIONS[passage.relation], _NAMINGS[passage.naming])  # fmt: skip
    head = f"{number}. {passage.title}" if passage.title else f"{number}."
    text = _excerpt(passage, marked=marked)
    return [head, "   " + " | ".join(filter(None, about)), textwrap.indent(text, "   ")]


def _excerpt(passage: FoundPassage, *, marked: bool) -> str:
    """Cut the text around the first place behind the title that names what was asked."""
    skipped = passage.title_length
    spans = [(a - skipped, b - skipped) for a, b in passage.spans if a >= skipped]
    body = passage.body
    start = max(0, (spans[0][0] if spans else 0) - SHOWN_CHARACTERS // 3)
    start = body.find(" ", start) + 1 if start else 0
    end = min(len(body), start + SHOWN_CHARACTERS)
    end = body.rfind(" ", start, end) if end < len(body) and " " in body[start:end] else end
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    words = ("… " if start else "") + _marked(body[start:end], inside if marked else [])
    return textwrap.fill(
        " ".join(words.split()) + (" …" if end < len(body) else ""), _WIDTH,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _marked(text: str, spans: Sequence[Span]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}{_BOLD}{text[start:end]}{_PLAIN}{text[end:]}"
    return text
