"""What oncolit itself knows of screened drugs, where a screen's files say nothing.

``screen_drugs.tsv`` names the GDSC ids of licensed drugs, of some that reached clinical trials, and
of the substances that stand under two ids; the genes that a drug acts on come from ``drugs.tsv``.
"""

from functools import cache
from pathlib import Path

from response.target_genes import TARGET_TABLE
from therapy.drugs import Drugs, read_drugs
from therapy.tab_table import read_rows

SCREEN_DRUG_TABLE = TARGET_TABLE.with_name("screen_drugs.tsv")
"""GDSC's drug ids."""

SCREEN_DRUG_COLUMNS = ("drug_id", "name")
"""Its header."""


class ScreenDrugTableError(ValueError):
    """The table of GDSC's drug ids holds something that its format does not allow."""


def known_name(drug_id: str) -> str:
    """Return the name of the drug that GDSC screened under an id, empty where it is not known.

    Examples
    --------
    >>> known_name("1373"), known_name("257")
    ('dabrafenib', '')
    """
    return _names().get(drug_id, "")


def known_genes(name: str) -> tuple[str, ...]:
    """Return the genes that a drug acts on, sorted, none where the drug is not known.

    Examples
    --------
    >>> known_genes("Trametinib"), known_genes("cisplatin")
    (('MAP2K1', 'MAP2K2'), ())
    """
    drug = _drugs().find(name) if name else None
    return tuple(sorted(drug.targets)) if drug else ()


def read_screen_drugs(path: Path) -> dict[str, str]:
    """Read the table of GDSC's drug ids: names by id.

    Raises
    ------
    ScreenDrugTableError
        The header or a row is malformed, or an id is there twice.
    """
    names: dict[str, str] = {}
    for where, row in read_rows(path, SCREEN_DRUG_COLUMNS, ScreenDrugTableError):
        drug_id, name = row["drug_id"], row["name"]
        if not drug_id.isdigit() or not name or drug_id in names:
            raise ScreenDrugTableError(
                f"{where}: {drug_id!r}, {name!r}; expected a number, once, and a name"
            )
        names[drug_id] = name
    return names


@cache
def _names() -> dict[str, str]:
    return read_screen_drugs(SCREEN_DRUG_TABLE)


@cache
def _drugs() -> Drugs:
    return read_drugs(TARGET_TABLE.with_name("drugs.tsv"))
