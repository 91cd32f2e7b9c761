"""Every tunable of params.yaml: its value there, what is allowed, and its comment."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from public_modules import REPOSITORY
from rst_text import escaped, heading, literal, table

from pipeline.parameters import Parameters

_SECTION = re.compile(r"(\w+):\s*$")
_TOP = re.compile(r"(\w+):\s+(\S.*?)(?:\s+#\s+(.*))?$")
_VALUE = re.compile(r"  (\w+):\s*(.*?)(?:\s+#\s+(.*))?$")
_COMMENT = re.compile(r"  #\s*(.*)$")
_BOUNDS = (
    ("minimum", "at least {}"), ("exclusiveMinimum", "above {}"),
    ("maximum", "at most {}"), ("exclusiveMaximum", "below {}"),
)  # fmt: skip


def parameter_page() -> str:
    """Return the page of all tunables, a section of params.yaml each."""
    written = _written()
    schema = Parameters.model_json_schema()
    intro = "Change one for a run with ``dvc exp run -S classifier.max_depth=4``; a name that is "
    intro += "misspelt or a value out of range ends the run with one line.\n\n"
    sections = {
        name: schema["$defs"][field["$ref"].rpartition("/")[2]]
        for name, field in schema["properties"].items()
        if "$ref" in field
    }
    top = {name: field for name, field in schema["properties"].items() if name not in sections}
    described = inspect.cleandoc(schema["description"]).partition("\n\n")[2]
    return (
        heading("Parameters")
        + intro
        + heading("At the top", "-")
        + f"{described}\n\n"
        + _values("", top, written)
        + "".join(
            heading(name, "-")
            + f"{model['description']}\n\n"
            + _values(f"{name}.", model["properties"], written)
            for name, model in sections.items()
        )
    )


def _values(prefix: str, fields: dict[str, Any], written: dict[str, tuple[str, str]]) -> str:
    """Return a table of values, what is allowed and what they mean."""
    rows = []
    for name, field in fields.items():
        value, comment = written.get(f"{prefix}{name}", (str(field.get("default", "")), ""))
        rows.append(
            (literal(name), literal(_shortened(value)), escaped(_allowed(field)), escaped(comment))
        )
    return table(("Name", "Value", "Allowed", "Meaning"), rows)


def _allowed(field: dict[str, Any]) -> str:
    """Say what values a field takes.

    Examples
    --------
    >>> _allowed({"type": "integer", "minimum": 2})
    'integer, at least 2'
    """
    if "enum" in field:
        return ", ".join(choice or "nothing" for choice in field["enum"])
    kinds = [one.get("type", "") for one in field.get("anyOf", [field])]
    bounds = [words.format(field[key]) for key, words in _BOUNDS if key in field]
    named = " or ".join("nothing" if kind == "null" else kind for kind in kinds)
    return ", ".join([named, *bounds])


def _written() -> dict[str, tuple[str, str]]:
    """Return value and comment in params.yaml by dotted name."""
    return dict(_lines((REPOSITORY / "params.yaml").read_text(encoding="utf-8")))


def _lines(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    section = ""
    above: list[str] = []
    for line in text.splitlines():
        if started := _SECTION.match(line):
            section, above = started[1], []
        elif top := _TOP.match(line):
            yield top[1], (top[2], top[3] or "")
        elif comment := _COMMENT.match(line):
            above.append(comment[1])
        elif value := _VALUE.match(line):
            said = [*above, value[3]] if value[3] else above
            yield f"{section}.{value[1]}", (value[2], " ".join(said))
            above = []


def _shortened(value: str) -> str:
    return value if len(value) <= 40 else value[:37] + "…"
