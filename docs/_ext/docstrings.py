"""Sphinx extension: how docstrings and signatures look in the reference."""

import importlib
from typing import Any

from docutils import nodes
from public_modules import ROOMS, public_modules
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.ext.autodoc import mock
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

_AS_IT_STANDS = "\b"
"""Before a paragraph of a command's help whose lines are not wrapped."""

_LONGEST_VALUE = 60


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", _import_modules)
    app.connect("autodoc-process-docstring", _keep_lines)
    app.connect("autodoc-process-bases", _show_public_bases)
    app.add_transform(LessNoise)
    app.add_post_transform(ForeignTypes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class LessNoise(SphinxTransform):
    """No long values of constants, no word on being an object, no dashes of two hyphens."""

    default_priority = 500

    def apply(self, **_: Any) -> None:
        """Take them away, in one document."""
        for value in list(self.document.findall(addnodes.desc_annotation)):
            text = value.astext()
            if text.startswith(" = ") and len(text) > _LONGEST_VALUE:
                value.parent.remove(value)
        for content in self.document.findall(addnodes.desc_content):
            first = content.next_node(nodes.paragraph, descend=True)
            if first is not None and first.astext() == "Bases: object":
                first.parent.remove(first)
        for field in self.document.findall(nodes.field_body):
            for text in list(field.findall(nodes.Text)):
                if text.startswith((" -- ", ") -- ")):
                    text.parent.replace(text, nodes.Text(text.replace(" -- ", ": ", 1)))


class ForeignTypes(SphinxPostTransform):
    """Types of other packages in signatures become text: looking each up takes a minute."""

    default_priority = 5  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace them, in one document."""
        known = self.env.domains["py"].objects
        names = {name.rpartition(".")[2] for name in known}
        for node in list(self.document.findall(addnodes.pending_xref)):
            asked_for = "refwarn" in node  # a role in the text: it must lead somewhere
            target = str(node.get("reftarget", ""))
            leads_nowhere = target.rpartition(".")[2] not in names
            if node.get("refdomain") == "py" and leads_nowhere and not asked_for:
                node.replace_self(node.children)


def _import_modules(app: Sphinx) -> None:
    """Import all once, before the processes that read pages are forked."""
    with mock(app.config.autodoc_mock_imports):
        for room in ROOMS:
            for module in public_modules(room):
                importlib.import_module(f"{room}.{module.name}")


def _keep_lines(
    _app: Sphinx, _what: str, _name: str, _value: Any, _options: Any, lines: list[str]
) -> None:
    """Show the lines after a backspace as they stand."""
    shown: list[str] = []
    as_it_stands = False
    for line in lines:
        if line.strip() == _AS_IT_STANDS:
            as_it_stands = True
            shown += ["::", ""]
        else:
            as_it_stands = as_it_stands and bool(line.strip())
            shown.append(f"   {line}" if as_it_stands else line)
    lines[:] = shown


def _show_public_bases(
    _app: Sphinx, _name: str, _class: type, _options: Any, bases: list[type]
) -> None:
    """Show what a private base class is in its place."""
    bases[:] = [
        base.__base__ or base if getattr(base, "__name__", "").startswith("_") else base
        for base in bases
    ]
