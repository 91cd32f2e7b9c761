"""A page a room with a table of its modules, and a page a module that autodoc fills."""

from collections.abc import Iterator

from public_modules import ROOMS, PublicModule, public_modules, room_summary
from rst_text import heading, table


def room_table() -> str:
    """Return a table of the rooms."""
    return table(
        ("Room", "What is in it", "Modules"),
        (
            (f":doc:`{room}`", room_summary(room), str(len(public_modules(room))))
            for room in ROOMS
        ),
    )  # fmt: skip


def module_pages() -> Iterator[tuple[str, str]]:
    """Yield the path of each page, from the folder of the reference, and its text."""
    for room in ROOMS:
        modules = public_modules(room)
        yield f"{room}.rst", _room_page(room, modules)
        for module in modules:
            name = f"{room}.{module.name}"
            yield f"{room}/{module.name}.rst", heading(name) + f".. automodule:: {name}\n"


def _room_page(room: str, modules: tuple[PublicModule, ...]) -> str:
    rows = ((f":doc:`{module.name} <{room}/{module.name}>`", module.summary) for module in modules)
    toctree = "\n".join(f"   {module.name} <{room}/{module.name}>" for module in modules)
    return (
        heading(room)
        + f"{room_summary(room)}\n\n"
        + table(("Module", "What it is about"), rows)
        + f".. toctree::\n   :hidden:\n\n{toctree}\n"
    )
