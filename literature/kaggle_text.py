"""Texts in Kaggle's form, ``ID||Text``, with the variants file beside them where there is one.

Rows with the same text are one document, named by the first of them. No PMID is made up.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from literature.document import (
    SOURCE_LEVELS,
    Document,
    DocumentKind,
    FaultAction,
    Record,
    Section,
    fault,
)
from literature.opening import LiteratureFile

_HEADER = re.compile(rb"\s*ID\s*(?:,|\|\|)\s*Text\s*\Z", re.IGNORECASE)
_ROW = re.compile(r"\s*(?:ID\s*(?:,|\|\|)\s*Text\s*(?:\r?\n|\Z)|[0-9]{1,18}\|\|)", re.IGNORECASE)
_MISSING = frozenset({"", "null", "nan"})
_ID = re.compile(r"[0-9]{1,18}")


def is_kaggle_text(head: str) -> bool:
    """Tell by the first characters of a file."""
    return _ROW.match(head) is not None


def variants_file_of(path: Path) -> Path | None:
    """Return the variants file beside ``training_text``: ``training_variants``."""
    name = path.name.removesuffix(".gz")
    if "text" not in name:
        return None
    beside = path.with_name(name.replace("text", "variants"))
    return beside if beside.is_file() else None


def read_kaggle_text(file: LiteratureFile) -> Iterator[Record]:
    """Read a document for each distinct text."""
    rows_of = _rows_by_text(file)
    beside = variants_file_of(file.path)
    variants = _variants(beside) if beside else {}
    name = file.path.name.removesuffix(".gz")
    for number, raw in file.lines():
        if number == 1 and _HEADER.match(raw.removeprefix(b"\xef\xbb\xbf")):
            continue
        identifier, bars, text = _parts(raw)
        if not bars or not _ID.fullmatch(identifier):
            yield fault(f"line {number}", raw[:200].decode("utf-8", "replace"),
                        "expected ID||Text with an ID in digits")  # fmt: skip
        elif text.casefold() in _MISSING:
            reason = "a row without text"
            yield fault(f"line {number}", identifier, reason, FaultAction.LEFT_OUT)
        else:
            rows = rows_of[_key(text)]
            if rows[0] == identifier:
                if "\ufffd" in text:
                    reason = "not UTF-8; such bytes were replaced by U+FFFD"
                    yield fault(f"line {number}", identifier, reason, FaultAction.REPAIRED)
                yield _document(name, rows, text, variants)


def _document(
    name: str, rows: list[str], text: str, variants: Mapping[str, tuple[str, str]]
) -> Document:
    about = tuple(dict.fromkeys(variants[row] for row in rows if row in variants))
    return Document(
        DocumentKind.KAGGLE, f"{name} row {rows[0]}", "", (Section("", text),),
        level=SOURCE_LEVELS[DocumentKind.KAGGLE], about=about,
    )  # fmt: skip


def _rows_by_text(file: LiteratureFile) -> dict[bytes, list[str]]:
    rows: dict[bytes, list[str]] = {}
    for _, raw in file.lines():
        identifier, bars, text = _parts(raw)
        if bars:
            rows.setdefault(_key(text), []).append(identifier)
    return rows


def _parts(raw: bytes) -> tuple[str, str, str]:
    identifier, bars, text = raw.decode("utf-8", "replace").partition("||")
    return identifier.removeprefix("\ufeff").strip(), bars, text.strip()


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()


def _variants(path: Path) -> dict[str, tuple[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as handle:
        rows = csv.DictReader(handle, skipinitialspace=True)
        return {
            row["ID"].strip(): (row["Gene"].strip(), row["Variation"].strip())
            for row in rows
            if row.get("ID") and row.get("Gene") and row.get("Variation")
        }
