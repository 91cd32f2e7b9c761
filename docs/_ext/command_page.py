"""Every command of ``oncolit`` with its arguments, options and examples, as ``--help`` has them."""

import re
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import typer
from rst_text import block, escaped, heading, literal, table

_AS_IT_STANDS = "\b"
"""Before a paragraph whose lines are not wrapped."""

_LIST = re.compile(r"<list\[(.+?)\]>")


def command_page() -> str:
    """Return the page of all commands."""
    from webapp.cli import app

    root = typer.main.get_command(app)
    context = root.context_class(root, info_name="oncolit")
    found = list(_walk(context))
    rows = (
        (f":ref:`{_name(one)} <{label(_name(one))}>`", escaped(one.command.get_short_help_str(200)))
        for one in found
        if not _commands(one)
    )
    intro = "Installed as ``oncolit`` in ``.venv/bin``. Exit codes: 0 done, 2 wrong use or input "
    intro += "that cannot be read, 1 a fault of oncolit.\n\n"
    return (
        heading("Commands")
        + intro
        + table(("Command", "What it does"), rows)
        + "".join(_section(one) for one in found)
    )


def label(name: str) -> str:
    """Return the anchor of a command.

    Examples
    --------
    >>> label("oncolit data fetch")
    'command-oncolit-data-fetch'
    """
    return "command-" + name.replace(" ", "-")


def _walk(context: Any) -> Iterator[Any]:
    """Yield the context of every command and group below one."""
    for name, command in sorted(_commands(context).items()):
        if not command.hidden:
            below = command.context_class(command, info_name=name, parent=context)
            yield below
            yield from _walk(below)


def _commands(context: Any) -> dict[str, Any]:
    return getattr(context.command, "commands", {})


def _name(context: Any) -> str:
    return str(context.command_path)


def _section(context: Any) -> str:
    name, command = _name(context), context.command
    underline = "-" if name.count(" ") == 1 else "~"
    start = f".. _{label(name)}:\n\n" + heading(name, underline)
    if _commands(context):
        return start + _described(command.help)
    usage = command.get_usage(context).partition(": ")[2]
    return (
        start
        + _described(command.help)
        + block("code-block:: text", re.sub(r"\n\s+", " ", usage))
        + _parameters(context)
        + _described(command.epilog)
    )


def _parameters(context: Any) -> str:
    records = [one.get_help_record(context) for one in context.command.params]
    rows = [
        (literal(_LIST.sub(r"<\1> …", names)), escaped(" ".join(text.split())))
        for names, text in filter(None, records)
        if not names.startswith("--help")
    ]
    return table(("Argument or option", "Meaning"), rows, "35 65") if rows else ""


def _described(text: str | None) -> str:
    """Return paragraphs of help; those whose lines stand as they are as blocks."""
    pieces = []
    for paragraph in re.split(r"\n\s*\n", dedent(text or "").strip()):
        lines = paragraph.strip("\n")
        if lines.startswith(_AS_IT_STANDS):
            as_it_stands = dedent(lines.removeprefix(_AS_IT_STANDS).strip("\n"))
            pieces.append(block("code-block:: text", as_it_stands))
        elif lines:
            pieces.append(escaped(" ".join(lines.split())) + "\n\n")
    return "".join(pieces)
