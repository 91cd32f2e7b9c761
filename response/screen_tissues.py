"""The tissue of a drug screen that a tumour type belongs to.

An own table gives tumour types of the Disease Ontology or OncoTree the tissue under which screens
list such lines: the words of GDSC release 17, then those of newer releases. A type without a row
has the tissue of the nearest types above it; a row without a tissue says that no line of a
screen's tissues is like it, as of uveal melanoma.

Examples
--------
>>> from therapy.tumour_types import TumourType
>>> tumours = TumourTypes([
...     TumourType("DOID:162", "cancer", umbrella=True),
...     TumourType("DOID:1909", "melanoma", ("DOID:162",)),
...     TumourType("DOID:8923", "skin melanoma", ("DOID:1909",)),
... ])
>>> tissues = ScreenTissues({"DOID:1909": ("skin",)})
>>> tissues.find("skin melanoma", tumours, ["skin", "breast"])
FoundTissue(tissue='skin', ground='skin melanoma')
>>> tissues.find("cancer", tumours, ["skin", "breast"]).ground
'cancer has no one tissue in this screen'
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from therapy.tab_table import read_rows
from therapy.tumour_types import TumourType, TumourTypes

SCREEN_TISSUE_COLUMNS = ("doid", "name", "tissues")
"""The table's header; several words for a tissue are joined with ``|``, the first that a screen
has holds."""

_MOST_NAMED = 4


class ScreenTissueError(ValueError):
    """The table of tissues holds something that its format does not allow."""


@dataclass(frozen=True, slots=True)
class FoundTissue:
    """The tissue of a tumour in a screen.

    Attributes
    ----------
    tissue : str
        In the screen's word; empty where there is none.
    ground : str
        The tumour type that it follows from, or why there is none.
    """

    tissue: str
    ground: str


class ScreenTissues:
    """Words for tissues by tumour type.

    Parameters
    ----------
    words : mapping of str to tuple of str
        By id of the tumour type; an empty tuple for a type that no tissue is like.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._words = dict(words)

    def find(
        self, disease: str | None, tumours: TumourTypes, tissues: Collection[str]
    ) -> FoundTissue:
        """Find the tissue of a tumour type.

        Parameters
        ----------
        disease : str or None
            Any name, id or code of a tumour type.
        tumours : TumourTypes
        tissues : collection of str
            All words that the screen has for tissues.
        """
        if not disease or not disease.strip():
            return FoundTissue("", "no tumour type was given")
        known = tumours.find(disease)
        if known is None:
            return FoundTissue("", f"tumour type {disease.strip()!r} is not known")
        named = self._nearest(known, tumours)
        found = {word for word in (_first(words, tissues) for words in named) if word}
        if len(found) == 1:
            return FoundTissue(found.pop(), known.name)
        below = sorted(self._below(known, tumours, tissues))
        if not named and 1 < len(below) <= _MOST_NAMED:
            *first, last = below
            return FoundTissue(
                "",
                f"{known.name} may stand under {', '.join(first)} or {last}: a closer tumour type "
                "would tell",
            )
        return FoundTissue("", f"{known.name} has no one tissue in this screen")

    def _nearest(self, known: TumourType, tumours: TumourTypes) -> set[tuple[str, ...]]:
        """Return the rows of the nearest types with one, level by level upwards."""
        level = [known]
        while level:
            rows = {self._words[one.doid] for one in level if one.doid in self._words}
            if rows:
                return rows
            ids = {parent for one in level for parent in one.parents}
            level = [found for found in map(tumours.find, sorted(ids)) if found is not None]
        return set()

    def _below(self, known: TumourType, tumours: TumourTypes, tissues: Collection[str]) -> set[str]:
        """Return the tissues of the types under one."""
        types = (tumours.find(doid) for doid in self._words)
        below = (one for one in types if one and known.doid in tumours.ancestors(one))
        return {word for one in below if (word := _first(self._words[one.doid], tissues))}


def read_screen_tissues(path: Path) -> ScreenTissues:
    """Read the table.

    Raises
    ------
    ScreenTissueError
        The header or a row is malformed, or a tumour type has two rows; the message names file,
        line, value and what was expected.
    """
    words: dict[str, tuple[str, ...]] = {}
    for where, row in read_rows(path, SCREEN_TISSUE_COLUMNS, ScreenTissueError):
        doid = row["doid"].strip()
        if not doid or doid in words:
            raise ScreenTissueError(f"{where}: got {doid!r}, expected each tumour type once")
        words[doid] = tuple(part.strip() for part in row["tissues"].split("|") if part.strip())
    return ScreenTissues(words)


def _first(words: tuple[str, ...], tissues: Collection[str]) -> str:
    """Return the first word that the screen has, empty where it has none."""
    return next((word for word in words if word in tissues), "")
