"""Facts on cancer drugs, and one name for each.

The table has the columns :data:`DRUG_COLUMNS`; lists are joined with ``|``.

Examples
--------
>>> drugs = Drugs([Drug("dabrafenib", ("tafinlar", "GSK2118436"), "BRAF inhibitor",
...                     Action.INHIBITOR, ("BRAF",))])
>>> drugs.normal_name("Dabrafenib Mesylate"), drugs.normal_name("GSK-2118436")
('dabrafenib', 'dabrafenib')
>>> drugs.find("Dabrafenib").lowers_target
True
>>> drugs.normal_name(" Unheard Of ")
'unheard of'
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from therapy.tab_table import read_rows

DRUG_COLUMNS = (
    "name",
    "synonyms",
    "class",
    "action",
    "targets",
    "route",
    "monitoring",
    "warnings",
    "approved_biomarker",
    "allele_specific",
    "source",
)
"""The table's header, in order."""

NO_BIOMARKER = "none"
"""Of an approved drug that needs no biomarker."""

_SALTS = re.compile(
    r"[ -](?:mono|di)?(?:hydrochloride|mesylate|mesilate|dimesylate|maleate|malate|ditosylate"
    r"|tosylate|phosphate|phosphate hydrate|succinate|fumarate|camsylate|dimethyl sulfoxide"
    r"|sulfate|tartrate|citrate|acetate|sodium|calcium|hydrobromide|esylate|anhydrous)$"
)
_BETWEEN = re.compile(r"[\s_‐‑–—-]+")


class DrugTableError(ValueError):
    """The drug table holds something that its format does not allow."""


class Action(StrEnum):
    """What a drug does to its target, or to the cell."""

    INHIBITOR = "inhibitor"
    DEGRADER = "degrader"
    ANTAGONIST = "antagonist"
    BLOCKING_ANTIBODY = "blocking antibody"
    AGONIST = "agonist"
    ACTIVATOR = "activator"
    BINDING_ANTIBODY = "binding antibody"
    ANTIBODY_DRUG_CONJUGATE = "antibody-drug conjugate"
    CELL_THERAPY = "cell therapy"
    CYTOTOXIC = "cytotoxic"
    DIFFERENTIATING = "differentiating agent"
    HORMONE = "hormone"
    IMMUNOMODULATOR = "immunomodulator"
    RADIOLIGAND = "radioligand"
    OTHER = "other"


LOWERING = frozenset(
    {Action.INHIBITOR, Action.DEGRADER, Action.ANTAGONIST, Action.BLOCKING_ANTIBODY}
)
"""Actions that need an active target and lower what it does."""


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug.

    Parameters
    ----------
    name : str
        International nonproprietary name in small letters, or the code of a substance.
    synonyms : tuple of str
        Brands, codes and other spellings.
    drug_class : str
    action : Action
    targets : tuple of str
        Approved gene symbols of what it is meant to act on, none for a cytotoxic.
    route : str
        How it is given; empty where not approved.
    monitoring, warnings : str
        In a few words; empty where not approved.
    approved_biomarker : str
        What it is approved for by the FDA, ``none`` where without a biomarker, empty where it is
        not approved.
    allele_specific : tuple of str
        Alterations that it is for, as molecular profiles; no other variant inherits it.
    source : str
        Where the facts can be checked.
    """

    name: str
    synonyms: tuple[str, ...]
    drug_class: str
    action: Action
    targets: tuple[str, ...]
    route: str = ""
    monitoring: str = ""
    warnings: str = ""
    approved_biomarker: str = ""
    allele_specific: tuple[str, ...] = ()
    source: str = ""

    @property
    def lowers_target(self) -> bool:
        """Whether it lowers what its targets do, so that a lost target leaves it nothing to do."""
        return self.action in LOWERING


class Drugs:
    """Drugs by any of their names.

    Parameters
    ----------
    drugs : iterable of Drug

    Raises
    ------
    DrugTableError
        Two drugs share a name.
    """

    def __init__(self, drugs: Iterable[Drug]) -> None:
        self._drugs = tuple(drugs)
        self._by_key: dict[str, Drug] = {}
        self._found: dict[str, Drug | None] = {}
        for drug in self._drugs:
            for name in dict.fromkeys(map(_key, (drug.name, *drug.synonyms))):
                other = self._by_key.setdefault(name, drug)
                if other is not drug:
                    raise DrugTableError(f"{other.name} and {drug.name} share the name {name!r}")

    def __iter__(self) -> Iterator[Drug]:
        return iter(self._drugs)

    def __len__(self) -> int:
        return len(self._drugs)

    def find(self, name: str) -> Drug | None:
        """Return a drug by its name or a synonym; capitals, hyphens and salts do not matter."""
        if name not in self._found:
            key = _key(name)
            found = self._by_key.get(key) or self._by_key.get(_key(_SALTS.sub("", _small(name))))
            self._found[name] = found
        return self._found[name]

    def normal_name(self, name: str) -> str:
        """Return the drug's name, or the text in small letters where it is not known."""
        drug = self.find(name)
        return drug.name if drug else _small(name)


def read_drugs(path: Path) -> Drugs:
    """Read the table of drugs.

    Raises
    ------
    DrugTableError
        The header or a row is malformed, or two drugs share a name; the message names file, line,
        value and what was expected.
    """
    drugs = [_read_row(row, where) for where, row in read_rows(path, DRUG_COLUMNS, DrugTableError)]
    try:
        return Drugs(drugs)
    except DrugTableError as error:
        raise DrugTableError(f"{path}: {error}, expected each name once") from error


def _read_row(cells: Mapping[str, str], where: str) -> Drug:
    row = {column: cell.strip() for column, cell in cells.items()}
    for column in ("name", "class", "source"):
        if not row[column]:
            raise DrugTableError(f"{where}: {column} is empty, expected text")
    if row["action"] not in set(Action):
        expected = ", ".join(Action)
        raise DrugTableError(f"{where}: action {row['action']!r}, expected one of {expected}")
    return Drug(
        row["name"],
        _listed(row["synonyms"]),
        row["class"],
        Action(row["action"]),
        _listed(row["targets"]),
        row["route"],
        row["monitoring"],
        row["warnings"],
        row["approved_biomarker"],
        _listed(row["allele_specific"]),
        row["source"],
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _small(name: str) -> str:
    return " ".join(name.casefold().split())


def _key(name: str) -> str:
    return _BETWEEN.sub("", name.casefold())
