"""Tumour types, their hierarchy, and how evidence in one serves another.

The id of a type is a number of the Disease Ontology (https://disease-ontology.org, CC0), else a
code of OncoTree (https://oncotree.info, CC BY 4.0), else our own. The embedded ones are read by
:mod:`therapy.tumour_type_table`.

Examples
--------
>>> types = TumourTypes([
...     TumourType("DOID:162", "cancer", umbrella=True),
...     TumourType("DOID:1909", "melanoma", ("DOID:162",), ("MEL",), ("malignant melanoma",)),
...     TumourType("DOID:8923", "skin melanoma", ("DOID:1909",), ("SKCM",)),
... ])
>>> types.find("Melanomas, malignant").name, types.find("1909").name, types.find("SKCM").name
('melanoma', 'melanoma', 'skin melanoma')
>>> types.relation("melanoma", "SKCM"), types.relation("SKCM", "cancer").serves
(<Relation.BROADER: 'broader'>, False)
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from therapy.tumour_names import comparable_name, is_tumour_id, without_course

CANCER = "DOID:162"
"""Any tumour."""

SOLID_TUMOUR = "ONCOLIT:SOLID_TUMOUR"
"""Any tumour that is not of the blood; neither ontology has it."""

HAEMATOLOGIC = "DOID:2531"
"""Above all leukaemias, lymphomas and other tumours of the blood."""

_DOID = re.compile(r"(?:DOID:)?\s*([0-9]{1,9})", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9/_+-]{1,24}")
_RELATIONS_KEPT = 100_000


class TumourTypeError(ValueError):
    """Tumour types that contradict each other, or a table that its format does not allow."""


class Relation(StrEnum):
    """How the tumour type of evidence stands to the one asked for."""

    SAME = "same"
    BROADER = "broader"
    NARROWER = "narrower"
    ANY = "any"
    OTHER = "other"

    @property
    def serves(self) -> bool:
        """Whether the evidence speaks of what was asked."""
        return self is not Relation.OTHER


@dataclass(frozen=True, slots=True)
class TumourType:
    """One tumour type.

    Parameters
    ----------
    doid : str
        ``DOID:1909``, else ``ONCOTREE:UTUC`` or ``ONCOLIT:SOLID_TUMOUR``.
    name : str
    parents : tuple of str
        Ids.
    oncotree : tuple of str
        OncoTree codes.
    synonyms : tuple of str
        Other names, abbreviations and ids.
    umbrella : bool
        Whether it gathers tumours that are treated apart: what is known of one of them says
        nothing to who asks for the umbrella.
    status : bool
        Whether it is a status, such as of receptors, castration or relapse, that any histology
        under the same parent may have.
    """

    doid: str
    name: str
    parents: tuple[str, ...] = ()
    oncotree: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    umbrella: bool = False
    status: bool = False


class TumourTypes:
    """All tumour types that are known, found by any of their names.

    Parameters
    ----------
    types : iterable of TumourType
        A name goes before a synonym; a synonym that two types claim names neither.

    Raises
    ------
    TumourTypeError
        An id, a name or a code is claimed twice, a parent is not there, or a type is its own
        ancestor.
    """

    def __init__(self, types: Iterable[TumourType]) -> None:
        self._types: dict[str, TumourType] = {}
        for tumour_type in types:
            _claim(self._types, tumour_type.doid, tumour_type, "one id")
        self._above: dict[str, frozenset[str]] = {}
        for doid in self._types:
            self._climb(doid, ())
        self._codes: dict[str, TumourType] = {}
        self._texts: dict[str, TumourType] = {}
        self._ids = {doid.upper(): found for doid, found in self._types.items()}
        for tumour_type in self:
            for code in tumour_type.oncotree:
                _claim(self._codes, code.upper(), tumour_type, f"the code {code!r}")
            name = tumour_type.name
            _claim(self._texts, comparable_name(name), tumour_type, f"the name {name!r}")
        self._shared = self._add_synonyms()
        self._numbers: dict[int, TumourType] = {}
        for doid, tumour_type in self._ids.items():
            if match := _DOID.fullmatch(doid):
                self._numbers.setdefault(int(match[1]), tumour_type)
        self._relations: dict[tuple[str, str], Relation] = {}

    def __iter__(self) -> Iterator[TumourType]:
        return iter(self._types.values())

    def __len__(self) -> int:
        return len(self._types)

    def find(self, text: str) -> TumourType | None:
        """Find a type by name, synonym, id, DOID in digits or OncoTree code.

        A short text in capitals is a code first. Words such as ``metastatic`` are left out
        where the text is not found with them.

        Returns
        -------
        TumourType or None
            None where nothing, or more than one type, has that name.
        """
        text = text.strip()
        if match := _DOID.fullmatch(text):
            return self._ids.get(f"DOID:{match[1]}") or self._numbers.get(int(match[1]))
        if found := self._ids.get(text.upper()):
            return found
        if _CODE.fullmatch(text) and text in self._codes:
            return self._codes[text]
        name = comparable_name(text)
        if found := self._texts.get(name) or self._codes.get(text.upper()):
            return found
        return self._texts.get(without_course(text))

    def closest(self, text: str, n: int = 3) -> tuple[str, ...]:
        """Return up to ``n`` names that a text may have meant, the likeliest first."""
        names = list(self._shared.get(comparable_name(text), ()))
        spelled = {
            word.casefold(): tumour_type.name
            for tumour_type in self
            for word in (*tumour_type.synonyms, tumour_type.name)
        }
        near = get_close_matches(text.strip().casefold(), spelled, n=4 * n, cutoff=0.6)
        names += [spelled[word] for word in near]
        return tuple(dict.fromkeys(names))[:n]

    def ancestors(self, tumour_type: TumourType) -> frozenset[str]:
        """Return the ids of all types above one, without its own."""
        return self._above[tumour_type.doid]

    def relation(
        self, evidence: TumourType | str | None, asked: TumourType | str | None
    ) -> Relation:
        """Tell how evidence in one tumour type stands to the type asked for.

        A text that is not found is the same only as an equal one; nothing relates to None.
        """
        known = evidence.doid if isinstance(evidence, TumourType) else evidence or ""
        wanted = asked.doid if isinstance(asked, TumourType) else asked or ""
        found = self._relations.get((known, wanted))
        if found is None:
            if len(self._relations) >= _RELATIONS_KEPT:
                self._relations.clear()
            found = self._relations[(known, wanted)] = self._relate(known, wanted)
        return found

    def _relate(self, known: str, wanted: str) -> Relation:
        evidence, asked = self.find(known), self.find(wanted)
        if evidence is None or asked is None:
            name = comparable_name(known) if evidence is asked else ""
            return Relation.SAME if name and name == comparable_name(wanted) else Relation.OTHER
        if evidence is asked:
            return Relation.SAME
        above = self._above[asked.doid]
        if evidence.doid in (CANCER, SOLID_TUMOUR):
            blood = asked.doid == HAEMATOLOGIC or HAEMATOLOGIC in above
            any_tumour = CANCER in above and not (blood and evidence.doid == SOLID_TUMOUR)
            return Relation.ANY if any_tumour else Relation.OTHER
        if evidence.doid in above:
            return Relation.BROADER
        if not asked.umbrella and asked.doid in self._above[evidence.doid]:
            return Relation.NARROWER
        return Relation.NARROWER if self._may_have(asked, evidence) else Relation.OTHER

    def _may_have(self, asked: TumourType, evidence: TumourType) -> bool:
        """Tell whether the type asked for is a histology that may have the evidence's status."""
        above = self._above[asked.doid]
        if not evidence.status or asked.status or any(self._types[up].status for up in above):
            return False
        return any(up in above for up in self._carriers(evidence))

    def _carriers(self, status: TumourType) -> set[str]:
        """Return the nearest types above a status that are no status and no umbrella."""
        carriers = set()
        for parent in (self._types[doid] for doid in status.parents):
            if parent.status:
                carriers |= self._carriers(parent)
            elif not parent.umbrella:
                carriers.add(parent.doid)
        return carriers

    def _climb(self, doid: str, below: tuple[str, ...]) -> frozenset[str]:
        if doid in below:
            raise TumourTypeError(f"{doid} is its own ancestor: {' > '.join((*below, doid))}")
        if doid not in self._above:
            above: set[str] = set()
            for parent in self._types[doid].parents:
                if parent not in self._types:
                    raise TumourTypeError(f"{doid}: the parent {parent!r} is no tumour type here")
                above |= {parent, *self._climb(parent, (*below, doid))}
            self._above[doid] = frozenset(above)
        return self._above[doid]

    def _add_synonyms(self) -> dict[str, tuple[str, ...]]:
        """Enter all synonyms; return those that several types claim, with the types' names."""
        claims: dict[str, dict[str, TumourType]] = {}
        for tumour_type in self:
            for synonym in tumour_type.synonyms:
                if is_tumour_id(synonym):
                    self._ids.setdefault(synonym.upper(), tumour_type)
                elif (name := comparable_name(synonym)) not in self._texts:
                    claims.setdefault(name, {})[tumour_type.doid] = tumour_type
        shared = {}
        for name, owners in claims.items():
            if len(owners) == 1:
                self._texts[name] = next(iter(owners.values()))
            else:
                shared[name] = tuple(owner.name for owner in owners.values())
        return shared


def _claim(owners: dict[str, TumourType], key: str, claimant: TumourType, what: str) -> None:
    owner = owners.setdefault(key, claimant)
    if owner is not claimant:
        raise TumourTypeError(f"{owner.doid} and {claimant.doid} both claim {what}")
