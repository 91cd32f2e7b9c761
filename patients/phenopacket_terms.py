"""The pieces that a phenopacket is made of: terms, points in time, sources of terms.

A word without a code of an ontology gets an id in a namespace of our own, ``oncolit:``, which
the metadata declare; the word itself is the label.

Examples
--------
>>> term_of("", "lung adenocarcinoma")
{'id': 'oncolit:lung-adenocarcinoma', 'label': 'lung adenocarcinoma'}
>>> id_of({"id": "oncolit:brain", "label": "brain"}), labelled(term_from("HP:0003577 At birth"))
('', 'HP:0003577 At birth')
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from patients.case_age import Age, AgeError, is_age, parse_age
from patients.case_faults import Faults, FieldError
from patients.case_terms import CaseTerms, split_curie

Json: TypeAlias = dict[str, Any]

OWN = "oncolit:"
"""Namespace of words that no ontology has a code for."""

LONGEST_GESTATION = 50
"""Weeks."""

OBO = "http://purl.obolibrary.org/obo/"

RESOURCES: Mapping[str, tuple[str, str, str]] = {
    "HP": ("Human Phenotype Ontology", f"{OBO}hp.owl", f"{OBO}HP_"),
    "GENO": ("Genotype Ontology", f"{OBO}geno.owl", f"{OBO}GENO_"),
    "SO": ("Sequence Ontology", f"{OBO}so.owl", f"{OBO}SO_"),
    "DOID": ("Human Disease Ontology", f"{OBO}doid.owl", f"{OBO}DOID_"),
    "MONDO": ("Mondo Disease Ontology", f"{OBO}mondo.owl", f"{OBO}MONDO_"),
    "NCIT": ("NCI Thesaurus", f"{OBO}ncit.owl", f"{OBO}NCIT_"),
    "EFO": ("Experimental Factor Ontology", "http://www.ebi.ac.uk/efo/efo.owl",
            "http://www.ebi.ac.uk/efo/EFO_"),
    "OMIM": ("Online Mendelian Inheritance in Man", "https://www.omim.org",
             "https://www.omim.org/entry/"),
    "HGNC": ("HUGO Gene Nomenclature Committee", "https://www.genenames.org",
             "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/"),
    "LOINC": ("Logical Observation Identifiers Names and Codes", "https://loinc.org",
              "https://loinc.org/"),
    "UCUM": ("Unified Code for Units of Measure", "https://ucum.org", "https://ucum.org/"),
    "oncolit": ("Words without a code", "urn:oncolit", "urn:oncolit:"),
}  # fmt: skip
"""Name, address and prefix of the sources of terms, by namespace."""

_NO_WORD = re.compile(r"[^A-Za-z0-9.+]+")
_GESTATION = re.compile(r"gestation (?P<weeks>\d+) weeks(?: (?P<days>\d) days)?")


@dataclass(slots=True)
class Reading:
    """What the readers of a phenopacket's parts share.

    Parameters
    ----------
    terms : CaseTerms
    faults : Faults
    birth : date, optional
        Turns dates into ages while the file is read; is not kept.
    unread : list of str
        What is left out, in words.
    """

    terms: CaseTerms
    faults: Faults
    birth: date | None = None
    unread: list[str] = field(default_factory=list)

    def time(self, element: Json, path: str) -> str:
        """Return a point in time as :class:`patients.case.Finding` has it; dates are not kept."""
        if duration := element.get("age"):
            return self.age(duration, f"{path}.age")
        if ages := element.get("ageRange"):
            ends = (self.age(ages.get(end, {}), f"{path}.ageRange.{end}") for end in _ENDS)
            return "/".join(end for end in ends if end)
        if term := element.get("ontologyClass"):
            return self.stage(term, path)
        if gestation := element.get("gestationalAge"):
            return self.gestation(gestation, path)
        at = element.get("timestamp") or element.get("interval", {}).get("start")
        if at and self.birth:
            born = self.birth
            age = self.faults.read(path, lambda on: age_on(on, born), at, None)
            return age.iso if age else ""
        if at:
            self.unread.append(f"{path}: a date")
        return ""

    def age(self, age: Json, path: str) -> str:
        """Return an age in ISO 8601."""
        given = age.get("iso8601duration", "")
        found = self.faults.read(path, parse_age, given, None) if given else None
        return found.iso if found else ""

    def gestation(self, age: Json, path: str) -> str:
        """Return an age before birth."""
        weeks, days = divmod(7 * age.get("weeks", 0) + age.get("days", 0), 7)
        if not 0 <= weeks <= LONGEST_GESTATION:
            self.unread.append(f"{path}: a gestation of {weeks} weeks")
            return ""
        return f"gestation {weeks} weeks" + (f" {days} days" if days else "")

    def stage(self, term: Json, path: str) -> str:
        """Return a term of onset with its current name."""
        id = term.get("id", "")
        known = id in self.terms.ontology
        try:
            return self.terms.onset(id if known else labelled(term))
        except FieldError:
            self.unread.append(f"{path}: {labelled(term)}")
            return ""


_ENDS = ("start", "end")


def term_of(id: str, label: str) -> Json:
    """Write a term; one without an id gets one of our own."""
    word = _NO_WORD.sub("-", label).strip("-") or "word"
    return {"id": id or OWN + word, "label": label}


def term_from(text: str) -> Json:
    """Write a term from an id with its name."""
    id, name = split_curie(text)
    return {"id": id, "label": name or id} if id else term_of("", name)


def labelled(term: Json) -> str:
    """Return the id of a term with its name, one of them where they are the same."""
    id, label = id_of(term), term.get("label", "")
    return " ".join(dict.fromkeys(part for part in (id, label) if part))


def id_of(term: Json) -> str:
    """Return a term's id, empty for one of our own."""
    id = str(term.get("id", ""))
    return "" if id.startswith(OWN) else id


def name_of(term: Json) -> str:
    """Return a term's label on one line, its id where it has none."""
    return " ".join(str(term.get("label") or id_of(term)).split())


def time_of(text: str) -> Json:
    """Write a point in time that :meth:`Reading.time` returned."""
    if match := _GESTATION.fullmatch(text):
        return {"gestationalAge": {unit: int(n) for unit, n in match.groupdict().items() if n}}
    ages = text.split("/")
    if all(is_age(age) for age in ages):
        if len(ages) == 1:
            return {"age": {"iso8601duration": text}}
        return {"ageRange": {_ENDS[i]: {"iso8601duration": age} for i, age in enumerate(ages[:2])}}
    return {"ontologyClass": term_from(text)}


def age_on(timestamp: str, birth: date) -> Age:
    """Return the age on a date.

    Raises
    ------
    AgeError
        It was before birth.

    Examples
    --------
    >>> age_on("2021-03-05T00:00:00Z", date(1990, 3, 6)).iso
    'P30Y11M'
    """
    on = date.fromisoformat(timestamp[:10])
    months = 12 * (on.year - birth.year) + on.month - birth.month - (on.day < birth.day)
    if months < 0:
        raise AgeError("an encounter before birth, expected one after it")
    return Age(months // 12, months % 12)


def resources_for(packet: Json) -> list[Json]:
    """Return the sources of all terms in a packet, in alphabetical order."""
    prefixes = sorted({id.partition(":")[0] for id in _ids(packet) if ":" in id})
    return [_resource(prefix) for prefix in prefixes]


def filled(tree: Json) -> Json:
    """Return a mapping without what is empty."""
    return {name: value for name, value in tree.items() if value not in ("", None, [], {}, False)}


def _resource(prefix: str) -> Json:
    name, url, iri = RESOURCES.get(prefix, (prefix, f"https://bioregistry.io/{prefix}", ""))
    return {
        "id": prefix.lower(),
        "name": name,
        "url": url,
        "version": "not stated",
        "namespacePrefix": prefix,
        "iriPrefix": iri or f"https://bioregistry.io/{prefix}:",
    }


def _ids(value: Any) -> Iterator[str]:
    """Yield the ids of all terms and genes."""
    if isinstance(value, list):
        for item in value:
            yield from _ids(item)
    elif isinstance(value, dict):
        if "label" in value and "id" in value:
            yield str(value["id"])
        yield str(value.get("valueId", ""))
        for item in value.values():
            yield from _ids(item)
