"""Free text in a phenopacket: files whose address is the text itself (RFC 2397).

Examples
--------
>>> from patients.case import Case
>>> files = write_notes(Case("a", text="No fever."))
>>> files[0]["uri"]
'data:text/plain;charset=utf-8,No%20fever.'
>>> with_notes(Case("a"), {"files": files}).text
'No fever.'
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from patients.case import Case
from patients.phenopacket_terms import Json

ADDRESS = "data:text/plain;charset=utf-8,"

FIELD = "oncolitField"
"""Attribute that says of which field a file is the text."""


def write_notes(case: Case) -> list[Json]:
    """Write free text and all notes."""
    return [
        {"uri": ADDRESS + quote(text), "fileAttributes": {FIELD: name, "fileFormat": "text/plain"}}
        for name, text in _notes(case)
        if text
    ]


def with_notes(case: Case, packet: Json) -> Case:
    """Return a case with the free text and notes of a phenopacket."""
    notes = {
        file["fileAttributes"][FIELD]: unquote(file["uri"].removeprefix(ADDRESS)).strip()
        for file in packet.get("files", ())
        if is_note(file)
    }
    return replace(
        case,
        text=notes.get("text", ""),
        note=notes.get("note", ""),
        history=tuple(
            replace(entry, note=notes.get(f"history[{index}].note", ""))
            for index, entry in enumerate(case.history)
        ),
        therapies=tuple(
            replace(therapy, note=notes.get(f"therapies[{index}].note", ""))
            for index, therapy in enumerate(case.therapies)
        ),
    )


def is_note(file: Json) -> bool:
    """Tell a file that :func:`write_notes` wrote."""
    return FIELD in file.get("fileAttributes", {}) and file.get("uri", "").startswith(ADDRESS)


def _notes(case: Case) -> Iterator[tuple[str, str]]:
    yield "text", case.text
    yield "note", case.note
    for index, entry in enumerate(case.history):
        yield f"history[{index}].note", entry.note
    for index, therapy in enumerate(case.therapies):
        yield f"therapies[{index}].note", therapy.note
