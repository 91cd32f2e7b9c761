"""A drug as a screen names it."""

import re
from dataclasses import dataclass

_CONCENTRATION = re.compile(r"\(\s*\d+(\.\d+)?\s*[nuµμm]M\s*\)\s*$")


@dataclass(frozen=True, slots=True)
class ScreenedDrug:
    """A drug of a screen; the same substance may have been screened under two ids.

    Attributes
    ----------
    drug_id : str
        The screen's own id, such as ``1373``.
    name : str
        Empty where the screen's files name none.
    synonyms : tuple of str
    targets : tuple of str
        As the screen writes them, such as ``PI3K (class 1)``.
    target_genes : tuple of str
        HGNC symbols of the genes that the targets stand for, sorted.
    pathway : str
        Such as ``ERK MAPK signaling``; empty where not known.
    """

    drug_id: str
    name: str = ""
    synonyms: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    target_genes: tuple[str, ...] = ()
    pathway: str = ""

    @property
    def shown_name(self) -> str:
        """The name, or the id where there is none."""
        return self.name or f"drug {self.drug_id}"

    @property
    def substance(self) -> str:
        """What two ids of one substance share: the name in small letters, else the id.

        Examples
        --------
        >>> ScreenedDrug("1378", "Bleomycin (50 uM)").substance
        'bleomycin'
        """
        return _CONCENTRATION.sub("", self.name).strip().casefold() or self.drug_id
