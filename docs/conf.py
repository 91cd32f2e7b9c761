"""Settings of the site that ``make docs`` builds from this folder."""

import sys
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from public_modules import ROOMS

project = "oncolit"
author = "the oncolit contributors"
copyright = "the oncolit contributors"
release = version = installed_version("oncolit")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docstrings",
    "page_links",
    "reference_pages",
]
exclude_patterns = ["_build", "_ext", "sample_report"]
smartquotes = False

# Markdown and the notebook
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "off"  # the tour is committed with what its cells print
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # they would come from another host

# Docstrings
autodoc_default_options = {
    "members": True,
    "show-inheritance": True,
    "ignore-module-all": True,  # what a module passes on is documented where it is
    # scikit-learn adds these to every estimator
    "exclude-members": ",".join(
        f"set_{method}_request" for method in ("fit", "predict", "transform", "score")
    ),
}
autodoc_member_order = "bysource"
autodoc_use_type_comments = False
autodoc_mock_imports = [  # packages of extras, which the reference does without
    name
    for name in ("dask", "distributed", "onnxruntime", "tokenizers", "torch", "transformers")
    if find_spec(name) is None
]
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
python_maximum_signature_line_length = 88
add_module_names = False
toc_object_entries_show_parents = "hide"

# A link to anything of oncolit must lead somewhere. Types of other packages, private base classes
# and type variables have no page.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", rf"(?!({'|'.join(ROOMS)})\.).*"),
    ("py:class", r".*\._\w+"),
    ("py:obj", r".*\.\w+"),
]
suppress_warnings = [
    "ref.python",  # a type's short name that two modules have
    "misc.highlighting_failure",  # CSV, and shell cells of the notebook
]

html_theme = "pydata_sphinx_theme"
html_theme_options = {
    "collapse_navigation": True,
    "header_links_before_dropdown": 6,
    "logo": {"text": "oncolit"},
    "navbar_align": "left",
    "navbar_persistent": [],
    "navbar_end": ["search-button", "theme-switcher"],
    "footer_start": ["research_use"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "pygments_light_style": "a11y-light",
    "pygments_dark_style": "a11y-dark",
}
# A list of its siblings beside each module would take a quarter of the time; the room has it.
html_sidebars: dict[str, list[str]] = {
    page: [] for page in ("index", "tour", "glossary", "search", "reference/*/*")
}
html_use_index = False
html_domain_indices = False
html_title = "oncolit"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["oncolit.css"]
html_copy_source = False
html_show_sourcelink = False
