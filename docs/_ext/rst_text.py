"""Pieces of reStructuredText."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import indent

DOCS = Path(__file__).resolve().parents[1]

_PAGE_NAMED = re.compile(r"\bdocs/(\w+)\.md\b")
_MARKUP = re.compile(r"([\\*`_|]|(?<!http)(?<!https):(?=//))")


def heading(text: str, underline: str = "=") -> str:
    """Return a heading and a blank line."""
    return f"{text}\n{underline * len(text)}\n\n"


def block(directive: str, content: str) -> str:
    """Return a directive, such as ``code-block:: text``, with its content."""
    return f".. {directive}\n\n{indent(content, '   ')}\n\n"


def escaped(text: str) -> str:
    """Return plain text as reStructuredText that shows it, pages of docs/ as links."""
    parts = _PAGE_NAMED.split(text)
    names = [f":doc:`/{name}`" if (DOCS / f"{name}.md").is_file() else name for name in parts[1::2]]
    plain = [_MARKUP.sub(r"\\\1", part) for part in parts[::2]]
    return "".join(piece for pair in zip(plain, [*names, ""], strict=True) for piece in pair)


def literal(text: str) -> str:
    """Return text in the type of code; nothing for nothing."""
    return f"``{text}``" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], widths: str = "auto") -> str:
    """Return a table; its cells are reStructuredText of one line."""
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (columns, *rows):
        lines += [
            f"   {'* -' if place == 0 else '  -'} {cell}".rstrip() for place, cell in enumerate(row)
        ]
    return "\n".join(lines) + "\n\n"
