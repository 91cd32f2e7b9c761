"""Sphinx extension: writes the reference's pages before anything is read.

They go to docs/reference, which git ignores; nothing in them is kept by hand.
"""

from pathlib import Path
from typing import Any

from command_page import command_page
from module_pages import module_pages, room_table
from parameter_page import parameter_page
from public_modules import ROOMS
from route_page import route_page
from rst_text import heading
from sphinx.application import Sphinx

_INTRO = "Made from the code when this site is built.\n\n"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", _write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write_pages(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "reference"
    pages = {
        "index.rst": _index(),
        "commands.rst": command_page(),
        "parameters.rst": parameter_page(),
        "routes.rst": route_page(),
        **dict(module_pages()),
    }
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in folder.rglob("*.rst"):
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()


def _index() -> str:
    """Return the reference's first page."""
    toctree = "\n".join(f"   {page}" for page in ("commands", "parameters", "routes", *ROOMS))
    return (
        heading("Reference")
        + _INTRO
        + "- :doc:`commands`: every command, its arguments and options\n"
        + "- :doc:`parameters`: every tunable of ``params.yaml``\n"
        + "- :doc:`routes`: the REST API's routes\n\n"
        + heading("Rooms", "-")
        + "The code is in rooms; each imports only from rooms that stand before it.\n\n"
        + room_table()
        + f".. toctree::\n   :hidden:\n\n{toctree}\n"
    )
