"""The public modules of oncolit's rooms, found without importing any."""

import ast
import configparser
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def _rooms() -> tuple[str, ...]:
    """Return the rooms from the bottom up, as the rule for imports in setup.cfg orders them."""
    settings = configparser.ConfigParser()
    settings.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    layers = settings["importlinter:contract:layers"]["layers"].split("\n")
    rooms = [room.strip() for layer in reversed(layers) for room in layer.split("|")]
    return tuple(room for room in rooms if room not in {"", "webapp"})


ROOMS = _rooms()
"""Folders whose modules are in the reference; the web app has its page of routes."""


@dataclass(frozen=True)
class PublicModule:
    """A module and the first paragraph of its docstring, as reStructuredText."""

    room: str
    name: str
    summary: str


def room_summary(room: str) -> str:
    """Return what a room says of itself."""
    return _summary(REPOSITORY / room / "__init__.py")


def public_modules(room: str) -> tuple[PublicModule, ...]:
    """Return a room's modules by name, those that begin with an underscore left out."""
    return tuple(
        PublicModule(room, path.stem, _summary(path))
        for path in sorted((REPOSITORY / room).glob("*.py"))
        if not path.stem.startswith("_")
    )


def _summary(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split())
