"""Relatives of a phenopacket: GA4GH's message ``Family``, read and written.

A phenopacket has no place for relatives; a family has the patient as its proband, a phenopacket
for each relative, and a pedigree. Each relative is called by number, side and relation. The
pedigree has the patient's parents and grandparents, also those of whom nothing is known, and
links to them whom it can; others stand in it without parents.
"""

import re
from collections.abc import Iterator, Mapping

from patients.case import Case, Relative, Sex
from patients.case_age import Age, AgeError, parse_age
from patients.phenopacket_terms import Json, Reading, name_of, term_of
from patients.relatives import RELATIONS, SIDES

NO_PARENT = "0"
"""Of a father or mother that is not in the pedigree."""

SEXES: Mapping[Sex, str] = {
    Sex.FEMALE: "FEMALE",
    Sex.MALE: "MALE",
    Sex.OTHER: "OTHER_SEX",
    Sex.UNKNOWN: "UNKNOWN_SEX",
}
"""In the words of GA4GH."""

SEX_OF = {word: sex for sex, word in SEXES.items()}

ANCESTORS: Mapping[str, tuple[str, str]] = {
    "father": ("paternal-grandfather", "paternal-grandmother"),
    "mother": ("maternal-grandfather", "maternal-grandmother"),
    **{
        f"{side}-{one}": (NO_PARENT, NO_PARENT)
        for side in SIDES
        for one in ("grandfather", "grandmother")
    },
}
"""Father and mother of each ancestor in the pedigree."""

_CALLED = re.compile(rf"\d+-(?:(?P<side>{'|'.join(SIDES)})-)?(?P<relation>{'|'.join(RELATIONS)})")
_WORDS = {
    "parent": {Sex.FEMALE: "mother", Sex.MALE: "father"},
    "sibling": {Sex.FEMALE: "sister", Sex.MALE: "brother"},
    "child": {Sex.FEMALE: "daughter", Sex.MALE: "son"},
    "grandparent": {Sex.FEMALE: "grandmother", Sex.MALE: "grandfather"},
}


def read_relatives(family: Json, reading: Reading) -> tuple[Relative, ...]:
    """Read the relatives that have a disease."""
    proband = family.get("proband", {}).get("subject", {}).get("id", "")
    parents = {
        one.get("individualId", ""): (one.get("paternalId", ""), one.get("maternalId", ""))
        for one in family.get("pedigree", {}).get("persons", ())
    }
    found = []
    for index, packet in enumerate(family.get("relatives", ())):
        subject, path = packet.get("subject", {}), f"relatives[{index}]"
        diseases = [
            one
            for one in packet.get("diseases", ())
            if not one.get("excluded") and name_of(one.get("term", {}))
        ]
        if not diseases:
            reading.unread.append(f"{path}: a relative without a disease")
            continue
        id, sex = subject.get("id", ""), SEX_OF.get(subject.get("sex", ""), Sex.UNKNOWN)
        called = _CALLED.fullmatch(id)
        relation = called["relation"] if called else _related(id, proband, parents, sex)
        found.append(
            Relative(
                relation,
                tuple(name_of(one.get("term", {})) for one in diseases),
                sex,
                _age(reading.time(diseases[0].get("onset", {}), f"{path}.diseases[0].onset")),
                (called["side"] if called else "") or RELATIONS[relation].side,
            )
        )
    return tuple(found)


def write_relatives(case: Case) -> list[Json]:
    """Write a phenopacket for each relative, without metadata."""
    return [
        {
            "id": f"{case.id}-relative-{number}",
            "subject": {"id": _call(relative, number), "sex": SEXES[relative.sex]},
            "diseases": list(_conditions(relative)),
        }
        for number, relative in enumerate(case.family, start=1)
    ]


def write_pedigree(case: Case) -> Json:
    """Write the pedigree of the patient and the relatives."""
    patient = case.subject or case.id
    ids = {ancestor: ancestor for ancestor in ANCESTORS} | {NO_PARENT: NO_PARENT, "": patient}
    rows = {patient: (case.sex, "AFFECTED", ("father", "mother"))}
    known = {}
    for number, relative in enumerate(case.family, start=1):
        place = _place(relative)
        if place in ANCESTORS and ids[place] == place:
            ids[place] = known[place] = _call(relative, number)
        else:
            rows[_call(relative, number)] = (relative.sex, "AFFECTED", _parents(relative, case))
    for ancestor, parents in ANCESTORS.items():
        relation = RELATIONS[ancestor.rpartition("-")[2]]
        rows[ids[ancestor]] = (
            relation.sex,
            "AFFECTED" if ancestor in known else "MISSING",
            parents,
        )
    return {
        "persons": [
            {
                "familyId": case.id,
                "individualId": id,
                "paternalId": ids[father],
                "maternalId": ids[mother],
                "sex": SEXES[sex],
                "affectedStatus": status,
            }
            for id, (sex, status, (father, mother)) in rows.items()
        ]
    }


def _call(relative: Relative, number: int) -> str:
    """Return what a relative is called, such as ``2-maternal-aunt``."""
    return f"{number}-{_place(relative)}"


def _place(relative: Relative) -> str:
    side = "" if relative.side == RELATIONS[relative.relation].side else relative.side
    return f"{side}-{relative.relation}" if side else relative.relation


def _parents(relative: Relative, case: Case) -> tuple[str, str]:
    """Return father and mother of a relative; empty is the patient."""
    relation, side = relative.relation, relative.side
    if relation in ("sister", "brother", "sibling", "twin"):
        return "father", "mother"
    if relation in ("half-sister", "half-brother") and side:
        return ("father", NO_PARENT) if side == "paternal" else (NO_PARENT, "mother")
    if relation in ("daughter", "son", "child"):
        father, mother = case.sex is Sex.MALE, case.sex is Sex.FEMALE
        return "" if father else NO_PARENT, "" if mother else NO_PARENT
    if relation in ("aunt", "uncle") and side:
        return f"{side}-grandfather", f"{side}-grandmother"
    return NO_PARENT, NO_PARENT


def _conditions(relative: Relative) -> Iterator[Json]:
    for number, condition in enumerate(relative.conditions):
        disease: Json = {"term": term_of("", condition)}
        if number == 0 and relative.age_at_onset:
            disease["onset"] = {"age": {"iso8601duration": relative.age_at_onset.iso}}
        yield disease


def _related(id: str, proband: str, parents: Mapping[str, tuple[str, str]], sex: Sex) -> str:
    """Return the relation that other people's pedigree shows."""
    own, theirs = parents.get(proband, ("", "")), parents.get(id, ("", ""))
    above = {one for parent in own for one in parents.get(parent, ())} - {NO_PARENT, ""}
    if id in own:
        relation = "parent"
    elif proband in theirs:
        relation = "child"
    elif own == theirs and not {NO_PARENT, ""} & set(own):
        relation = "sibling"
    else:
        relation = "grandparent" if id in above else "relative"
    return _WORDS.get(relation, {}).get(sex, relation)


def _age(onset: str) -> Age | None:
    try:
        return parse_age(onset) if onset else None
    except AgeError:
        return None
