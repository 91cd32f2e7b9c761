"""Drugs that a patient takes for other reasons and that do not go with a cancer drug.

The table has the columns :data:`COLUMNS`; synonyms are joined with ``|``. A drug has a row for each
condition of :mod:`patients.condition_list` that taking it brings. What is put on the skin or into
the eye does not count.

Examples
--------
>>> table = InteractingDrugs([InteractingDrug("itraconazole", ("Sporanox",),
...     "strong_cyp3a4_inhibitor", "FDA", "https://www.fda.gov")])
>>> [drug.name for drug in table.taken("Sporanox 200 mg twice daily")]
['itraconazole']
>>> table.taken("ketoconazole shampoo")
()
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from patients.condition_list import CONDITIONS
from therapy.tab_table import read_rows

COLUMNS = ("name", "synonyms", "condition", "source", "url")
"""The table's header, in order."""

TABLE = Path(__file__).parents[1] / "data" / "knowledge" / "interacting_drugs.tsv"
"""The checkout's own table."""

_LOCAL = re.compile(
    r"\b(?:topical|cream|ointment|shampoo|gel|lotion|eye ?drops?|ophthalmic|vaginal)\b", re.I
)


class InteractingDrugError(ValueError):
    """The table of interacting drugs holds something that its format does not allow."""


@dataclass(frozen=True, slots=True)
class InteractingDrug:
    """One drug and one reason to look at it.

    Parameters
    ----------
    name : str
    synonyms : tuple of str
        Brands and other spellings.
    condition : str
        Key of the condition that it brings.
    source, url : str
    """

    name: str
    synonyms: tuple[str, ...]
    condition: str
    source: str
    url: str


class InteractingDrugs:
    """Interacting drugs by any of their names.

    Parameters
    ----------
    drugs : iterable of InteractingDrug
    """

    def __init__(self, drugs: Iterable[InteractingDrug]) -> None:
        self.drugs = tuple(drugs)
        self._patterns = [
            (re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _names(drug)))})(?!\w)", re.I), drug)
            for drug in self.drugs
        ]

    def taken(self, medication: str) -> tuple[InteractingDrug, ...]:
        """Return the rows of each drug that one entry of a list of medications names."""
        if _LOCAL.search(medication):
            return ()
        return tuple(drug for pattern, drug in self._patterns if pattern.search(medication))


@lru_cache(maxsize=4)
def read_interacting_drugs(path: Path = TABLE) -> InteractingDrugs:
    """Read the table.

    Raises
    ------
    InteractingDrugError
        The header or a row is malformed; the message names file, line, value and what was expected.
    """
    drugs: dict[tuple[str, str], InteractingDrug] = {}
    for where, row in read_rows(path, COLUMNS, InteractingDrugError):
        drug = _read_row(row, where)
        key = (drug.name.casefold(), drug.condition)
        if key in drugs:
            raise InteractingDrugError(
                f"{where}: {drug.name} has an earlier row for {drug.condition}, expected one"
            )
        drugs[key] = drug
    return InteractingDrugs(drugs.values())


def _read_row(row: dict[str, str], where: str) -> InteractingDrug:
    for column in ("name", "source"):
        if not row[column].strip():
            raise InteractingDrugError(f"{where}: {column} is empty, expected text")
    allowed = [key for key, condition in CONDITIONS.items() if condition.in_medication]
    if row["condition"] not in allowed:
        expected = ", ".join(allowed)
        raise InteractingDrugError(
            f"{where}: condition {row['condition']!r}, expected one of {expected}"
        )
    if not row["url"].startswith("https://"):
        raise InteractingDrugError(f"{where}: url {row['url']!r}, expected https://…")
    synonyms = tuple(name.strip() for name in row["synonyms"].split("|") if name.strip())
    return InteractingDrug(row["name"], synonyms, row["condition"], row["source"], row["url"])


def _names(drug: InteractingDrug) -> tuple[str, ...]:
    return (drug.name, *drug.synonyms)
