"""The worked cases that come with oncolit, to be put into the form."""

import logging
from functools import lru_cache
from pathlib import Path

from patients.case_file import CaseError, read_case
from pipeline.settings import checkout
from webapp.case_form import Values, values_of
from webapp.case_phenotypes import open_phenotypes

_LOG = logging.getLogger(__name__)
_ENDINGS = (".yaml", ".yml", ".json")


def examples_folder() -> Path:
    """Return the folder of the worked cases, which an installation may lack."""
    return checkout() / "data" / "demo" / "cases"


@lru_cache(maxsize=1)
def example_names() -> tuple[str, ...]:
    """Return the names of the examples, in the order of their files."""
    return tuple(sorted(_files()))


def example_values(name: str) -> Values | None:
    """Return the form that an example makes; None where there is none of this name."""
    file = _files().get(name)
    if file is None:
        return None
    try:
        return values_of(read_case(file, open_phenotypes().ontology))
    except CaseError:
        _LOG.error("example %s cannot be read", name)
        return None


def _files() -> dict[str, Path]:
    folder = examples_folder()
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {file.stem: file for file in found if file.suffix in _ENDINGS}
