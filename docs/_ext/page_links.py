"""Sphinx extension: links of Markdown pages that GitHub follows, too, to what is no page."""

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_COPIED = ("sample_report", "report.schema.json", "changes.schema.json")
"""Opened from the site as they are, at the path that they have in docs/."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_transform(FilesLinked)
    app.connect("build-finished", _copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class FilesLinked(SphinxTransform):
    """A link to a copied file opens it; one out of docs/ is only named: the site ends there."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Change them, in one document."""
        for link in list(self.document.findall(addnodes.download_reference)):
            target = link["reftarget"]
            if target.split("/")[0] in _COPIED:
                link.replace_self(nodes.reference("", "", *link.children, refuri=target))
        for link in list(self.document.findall(addnodes.pending_xref)):
            outside = Path(link.get("reftarget", "")).is_absolute()
            if link.get("reftype") == "myst" and outside:
                link.replace_self(link.children)


def _copy(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for name in _COPIED:
        source, target = Path(app.srcdir) / name, Path(app.outdir) / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)
