"""Hereditary tumour syndromes: which tumours they bring, and what that means for treatment.

The table has the columns :data:`TUMOUR_SYNDROME_COLUMNS`; several values of a cell are joined
with ``|``. Diseases are those of OMIM that the Human Phenotype Ontology annotates. Each row names
its source: GeneReviews (https://www.ncbi.nlm.nih.gov/books/NBK1116/), OMIM or a publication.

Examples
--------
>>> from therapy.tumour_types import TumourType, TumourTypes
>>> types = TumourTypes([
...     TumourType("DOID:9256", "colorectal cancer"),
...     TumourType("DOID:1520", "colon carcinoma", ("DOID:9256",)),
...     TumourType("DOID:1909", "melanoma"),
... ])
>>> lynch = TumourSyndrome("OMIM:120435", "Lynch syndrome 1", ("MSH2",), "autosomal dominant",
...                        ("colorectal cancer",), "It is surveyed.", "GeneReviews", "https://a")
>>> lynch.explains("colon carcinoma", types), lynch.explains("melanoma", types)
(True, False)
>>> [syndrome.name for syndrome in syndromes_of_gene({lynch.disease: lynch}, "msh2")]
['Lynch syndrome 1']
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from therapy.tab_table import read_rows
from therapy.tumour_types import TumourTypes
from variants.gene_symbols import comparable_symbol

TUMOUR_SYNDROME_COLUMNS = (
    "disease",
    "name",
    "genes",
    "inheritance",
    "tumours",
    "meaning",
    "source",
    "url",
)
"""The table's header, in order."""

_DISEASE = re.compile(r"OMIM:[1-9][0-9]{5}")
_MAY_BE_EMPTY = frozenset({"genes"})
_LINK = "https://"


class TumourSyndromeError(ValueError):
    """The table of tumour syndromes holds something that its format does not allow."""


@dataclass(frozen=True, slots=True)
class TumourSyndrome:
    """One hereditary tumour syndrome.

    Parameters
    ----------
    disease : str
        Such as ``OMIM:151623``.
    name : str
    genes : tuple of str
        Approved symbols; none where no single gene is the cause.
    inheritance : str
    tumours : tuple of str
        Names of tumour types, or of tumours that have no type of their own.
    meaning : str
        For the tumour at hand, its treatment or what is watched, in one or two sentences.
    source, url : str
        Where that can be checked.
    """

    disease: str
    name: str
    genes: tuple[str, ...]
    inheritance: str
    tumours: tuple[str, ...]
    meaning: str
    source: str
    url: str

    def explains(self, tumour_name: str, tumours: TumourTypes) -> bool:
        """Tell whether a patient's tumour is one of the syndrome's.

        It is so too where the patient's type is broader than a type of the syndrome, as breast
        cancer is than triple-negative breast cancer, unless it is an umbrella.
        """
        return any(tumours.relation(own, tumour_name).serves for own in self.tumours)


def read_tumour_syndromes(path: Path) -> dict[str, TumourSyndrome]:
    """Read the table of tumour syndromes.

    Returns
    -------
    dict of TumourSyndrome
        By disease, in the table's order.

    Raises
    ------
    TumourSyndromeError
        The header or a row is malformed, or a disease has two rows; the message names file,
        line, value and what was expected.
    """
    found: dict[str, TumourSyndrome] = {}
    for where, row in read_rows(path, TUMOUR_SYNDROME_COLUMNS, TumourSyndromeError):
        syndrome = _read_row(row, where)
        if syndrome.disease in found:
            raise TumourSyndromeError(
                f"{where}: disease {syndrome.disease!r} has an earlier row, expected each once"
            )
        found[syndrome.disease] = syndrome
    return found


def syndromes_of_gene(
    syndromes: Mapping[str, TumourSyndrome], gene: str
) -> tuple[TumourSyndrome, ...]:
    """Return the syndromes that a gene causes, in the table's order; any symbol of it serves."""
    symbol = comparable_symbol(gene)
    return tuple(syndrome for syndrome in syndromes.values() if symbol in syndrome.genes)


def meaning_for(syndrome: TumourSyndrome, tumour_name: str, tumours: TumourTypes) -> str:
    """Say what a syndrome means for a tumour, and whether the tumour is one of its own.

    Parameters
    ----------
    tumour_name : str
        Empty where there is no tumour.
    """
    if not tumour_name:
        return syndrome.meaning
    fits = "is one" if syndrome.explains(tumour_name, tumours) else "is not known as one"
    return f"{_capital(tumour_name)} {fits} of its tumours. {syndrome.meaning}"


def _read_row(cells: Mapping[str, str], where: str) -> TumourSyndrome:
    row = {column: cell.strip() for column, cell in cells.items()}
    for column, cell in row.items():
        if not cell and column not in _MAY_BE_EMPTY:
            raise TumourSyndromeError(f"{where}: {column} is empty, expected text")
    if _DISEASE.fullmatch(row["disease"]) is None:
        raise TumourSyndromeError(
            f"{where}: disease {row['disease']!r}, expected an id such as OMIM:151623"
        )
    if not row["url"].startswith(_LINK):
        raise TumourSyndromeError(f"{where}: url {row['url']!r}, expected https://…")
    genes = _listed(row["genes"])
    for gene in genes:
        if gene != comparable_symbol(gene):
            raise TumourSyndromeError(
                f"{where}: gene {gene!r}, expected the approved symbol {comparable_symbol(gene)!r}"
            )
    return TumourSyndrome(
        row["disease"],
        row["name"],
        genes,
        row["inheritance"],
        _listed(row["tumours"]),
        row["meaning"],
        row["source"],
        row["url"],
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
